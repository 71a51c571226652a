# Room: load. Phone numbers and official codes. Called by reader.py only.
"""Numbers that can be dialled; NIS codes and postcodes that are in the official list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import phonenumbers

from macros.load.references import Key, Records
from macros.load.yaml_reader import Loc
from macros.messages.message import Message, Problem, near
from macros.model.directory import Cpas, Municipality, Organisation

SHORT_NUMBERS = frozenset(
    {"100", "101", "102", "103", "105", "106", "107", "108", "110", "112", "1207", "1712", "1733"}
    | {"1813", "116000", "116117", "116123"}
)
"""Belgian short numbers, which phonenumbers does not know all of (numbering plan of the BIPT)."""

# The key of the number that a page shows, as conflicts and the fields of a source name it.
_PHONE = "phone"

OFFICIAL = "data/municipalities.csv"


def can_be_dialled(number: str) -> bool:
    """Whether a number, E.164 or Belgian, can exist."""
    if number in SHORT_NUMBERS:
        return True
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, "BE"))
    except phonenumbers.NumberParseException:
        return False


def check_phones(records: Records) -> Iterator[Problem]:
    """Phone numbers are numbers that can exist, and those of which the record says who gives
    them."""
    for cpas in records.data.cpas.values():
        record, numbers = ("cpas", cpas.id), (*_cpas_numbers(cpas),)
        yield from _undialled(records, record, numbers)
        yield from _not_as_told(records, record, cpas, numbers)
    for organisation in records.data.organisations.values():
        record, numbers = (
            ("organisations", organisation.id),
            (*_organisation_numbers(organisation),),
        )
        yield from _undialled(records, record, numbers)
        yield from _not_as_told(records, record, organisation, numbers)
    for seat in records.data.cpas_seats:
        if seat.phone:
            yield from _undialled(records, ("cpas_seats", seat.id), [(("phone",), seat.phone)])


def _cpas_numbers(cpas: Cpas) -> Iterator[tuple[Loc, str]]:
    yield ("phone",), cpas.phone
    for index, entry in enumerate(cpas.desk_phones):
        yield ("desk_phones", index, "number"), entry.number
    if cpas.medical_desk and cpas.medical_desk.phone:
        yield ("medical_desk", "phone"), cpas.medical_desk.phone


def _organisation_numbers(organisation: Organisation) -> Iterator[tuple[Loc, str]]:
    for key, number in (
        ("phone", organisation.phone),
        ("phone_alt", organisation.phone_alt),
        ("legal_line", organisation.legal_line),
    ):
        if number:
            yield (key,), number
    for index, entry in enumerate(organisation.other_contacts):
        if entry.phone:
            yield ("other_contacts", index, "phone"), entry.phone


def _undialled(
    records: Records, record: Key, numbers: Iterable[tuple[Loc, str]]
) -> Iterator[Problem]:
    for loc, number in numbers:
        if not can_be_dialled(number):
            yield records.at(record, loc, Message("phone-impossible", number=number))


def _not_as_told(
    records: Records, record: Key, contact: Cpas | Organisation, numbers: Iterable[tuple[Loc, str]]
) -> Iterator[Problem]:
    """A number was changed, and not where the record says which source gives which: its page would
    tell readers that nobody gives the number they see."""
    own = {_dialled(number) for _, number in numbers}
    known = set(own)
    for index, conflict in enumerate(contact.conflicts):
        given = {
            _dialled(found): found for value in conflict.values for found in _spelled(value.value)
        }
        if conflict.field != _PHONE or not given:
            continue
        if own & set(given):
            known |= set(given)
            continue
        message = Message("phone-not-in-conflict", numbers=(*given.values(),))
        yield records.at(record, ("conflicts", index, "values"), message)
    for index, use in enumerate(contact.contact_sources):
        for place, text in enumerate(use.fields):
            # Another field may spell the number of a service that the record does not have.
            found = {_dialled(number) for number in _spelled(text)}
            if text.startswith(f"{_PHONE} ") and found and not found & known:
                loc = ("contact_sources", index, "fields", place)
                yield records.at(record, loc, Message("phone-of-before", field=text))


def _spelled(text: str) -> Iterator[str]:
    """The numbers written in a text for editors."""
    yield from (match.raw_string for match in phonenumbers.PhoneNumberMatcher(text, "BE"))


def _dialled(number: str) -> str:
    """A number in one spelling, however it is written."""
    try:
        parsed = phonenumbers.parse(number, "BE")
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def check_codes(records: Records) -> Iterator[Problem]:
    """NIS codes and postcodes are in the official list, and belong together."""
    official = records.data.municipalities
    if not official:
        return
    every = {postcode for entry in official.values() for postcode in entry.postcodes}
    for cpas in records.data.cpas.values():
        record = ("cpas", cpas.id)
        addresses: list[tuple[Loc, str]] = [(("address", "postcode"), cpas.address.postcode)]
        if cpas.medical_desk and cpas.medical_desk.address:
            desk = cpas.medical_desk.address
            addresses.append((("medical_desk", "address", "postcode"), desk.postcode))
        for loc, postcode in addresses:
            if postcode not in every:
                yield records.at(
                    record,
                    loc,
                    Message(
                        "postcode-unknown",
                        postcode=postcode,
                        file=OFFICIAL,
                        near=near(postcode, every),
                    ),
                )
        municipality = official.get(cpas.nis_code)
        if municipality is None:
            yield _unknown_code(records, record, cpas.nis_code)
        else:
            yield from _foreign_postcodes(records, cpas, municipality)
    in_full = {cpas.nis_code: cpas.id for cpas in records.data.cpas.values()}
    for seat in records.data.cpas_seats:
        row = ("cpas_seats", seat.id)
        if seat.nis_code not in official:
            yield _unknown_code(records, row, seat.nis_code)
        elif seat.nis_code in in_full:
            file = f"data/cpas/{in_full[seat.nis_code]}.yaml"
            message = Message("cpas-twice", code=seat.nis_code, file=file)
            yield records.at(row, ("nis_code",), message)
    for index, names in enumerate(records.data.place_names):
        if names.nis_code not in official:
            yield _unknown_code(records, ("place_names", str(index)), names.nis_code)
    for index, quarter in enumerate(records.data.quarters):
        for place, code in enumerate(quarter.nis_codes):
            if code not in official:
                record = ("quarters", str(index))
                yield _unknown_code(records, record, code, at=("nis_codes", place))


def _unknown_code(
    records: Records, record: Key, nis_code: str, *, at: tuple[str | int, ...] = ("nis_code",)
) -> Problem:
    hint = near(nis_code, records.data.municipalities)
    return records.at(
        record, at, Message("nis-code-unknown", code=nis_code, file=OFFICIAL, near=hint)
    )


def _foreign_postcodes(
    records: Records, cpas: Cpas, municipality: Municipality
) -> Iterator[Problem]:
    for index, postcode in enumerate(cpas.postcodes):
        if postcode not in municipality.postcodes:
            yield records.at(
                ("cpas", cpas.id),
                ("postcodes", index),
                Message(
                    "postcode-of-another",
                    postcode=postcode,
                    municipality=municipality.name_fr,
                    near=near(postcode, municipality.postcodes),
                ),
            )
