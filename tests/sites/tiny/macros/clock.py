from datetime import date

from macros.messages.message import Message, Told


class WrongDay(Told, ValueError):
    pass


def as_of(environ):
    given = environ.get("AS_OF", "2026-11-21")
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise WrongDay(Message("as-of", given=given)) from None
