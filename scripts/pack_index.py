# Room: scripts. Makes tests/pack_index.json from a folder of fact files; run by hand, once a pack.
"""Index what the fact pack says, so that a test can see that our data loses nothing of it:
`python -m scripts.pack_index <folder of the pack>`."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

TARGET = Path("tests/pack_index.json")
LEVELS = ("low", "medium", "high")
# Documents we do not publish, with the reason in data/README.md.
LEFT_OUT = ("annex-50-51",)

_ADDRESS = re.compile(r"https?://[^\s)]+")


def main(folder: Path, target: Path) -> int:
    """Write the index."""
    target.write_text(_one_record_a_line(index(folder)), "utf-8")
    return 0


def index(folder: Path) -> dict[str, Any]:
    """The index of the pack in ``folder``, by collection and id."""
    documents = _read(folder, "residence-documents")["documents"]
    kept = [document for document in documents if document["id"] not in LEFT_OUT]
    return {
        "left_out": [d["id"] for d in documents if d["id"] in LEFT_OUT],
        "documents": {document["id"]: _document(document) for document in kept},
        "coverage": {
            f"{document['id']}.{number}": _line(line)
            for document in kept
            for number, line in enumerate(document["coverage"], start=1)
        },
        "payers": {p["id"]: _payer(p) for p in _read(folder, "eligibility-payers")["payers"]},
        "cpas": {c["id"]: _cpas(c) for c in _read(folder, "cpas-brussels")["cpas"]},
        "organisations": {
            o["id"]: _organisation(o) for o in _read(folder, "help-organisations")["organisations"]
        },
        "municipalities": {
            row["nis_code"]: row["postal_codes"].split(";")
            for row in _rows(folder / "municipalities.csv")
        },
        "cpas_seats": len(_rows(folder / "cpas-belgium.csv")),
        "glossary": sorted(term["id"] for term in _read(folder, "glossary")["terms"]),
    }


def _one_record_a_line(found: dict[str, Any]) -> str:
    """JSON that shows in a diff which record changed."""
    parts = []
    for collection, records in found.items():
        text = json.dumps(records, ensure_ascii=False)
        if isinstance(records, dict):
            lines = (
                f"{json.dumps(key)}: {json.dumps(record, ensure_ascii=False)}"
                for key, record in records.items()
            )
            text = "{\n" + ",\n".join(lines) + "\n}"
        parts.append(f"{json.dumps(collection)}: {text}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _read(folder: Path, name: str) -> Any:
    return yaml.safe_load((folder / f"{name}.yaml").read_text("utf-8"))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _document(document: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": document["kind"],
        "stay_status": document["stay_status"],
        "names": document["names"],
        "legal_basis": len(document.get("legal_basis") or ()),
        "open_questions": document["open_questions"],
        "source_year": document["document_source_year"],
        "sources": _addresses(document["document_sources"]),
        "audit": _audit(document.get("document_audit")),
    }


def _line(line: dict[str, Any]) -> dict[str, Any]:
    return {
        "payer": line["payer"],
        "confidence": _level(line["confidence"]),
        "basis": line["basis"],
        "source_year": line["source_year"],
        "source_year_estimated": bool(line.get("source_year_estimated")),
        "outdated_risk": bool(line.get("outdated_risk")),
        "sources": _addresses(line["sources"]),
        "audit": _audit(line.get("audit")),
        "note": line.get("note") or "",
    }


def _payer(payer: dict[str, Any]) -> dict[str, Any]:
    return {
        "names": payer["names"],
        "covers": _count(payer["covers"]),
        "does_not_cover": _count(payer["does_not_cover"]),
        "who_can_use": _count(payer["who_can_use"]),
        "legal_basis": len(payer["legal_basis"]),
        "notes": payer.get("notes") or [],
        "confidence": _level(payer["confidence"]),
        "open_questions": payer.get("open_questions") or [],
        "source_year": payer["source_year"],
        "sources": _addresses(payer["sources"]),
        "audit": _audit(payer.get("audit")),
    }


def _cpas(cpas: dict[str, Any]) -> dict[str, Any]:
    address = cpas["address"]
    return {
        "nis_code": cpas["nis_code"],
        "names": cpas["names"],
        "postcodes": cpas["postal_codes"],
        "street_fr": address["street_fr"],
        "street_nl": address["street_nl"],
        "postcode": address["postcode"],
        "phone": cpas["phone"],
        "email": cpas["email"],
        "websites": {code: url for code, url in cpas["website"].items() if url},
        "lat": cpas["coordinates"]["lat"],
        "lon": cpas["coordinates"]["lon"],
        "conflicts": [conflict["field"] for conflict in cpas["conflicts"] or ()],
        "confidence": _level(cpas["confidence"]),
        "sources": _addresses(source["url"] for source in cpas["sources"]),
        "unpublished_sources": _unpublished(cpas["sources"]),
    }


def _organisation(organisation: dict[str, Any]) -> dict[str, Any]:
    def dialled(key: str) -> str | None:
        number = organisation.get(key)
        return number.replace(" ", "") if number else None

    return {
        "names": organisation["names"],
        "phone": dialled("phone"),
        "phone_alt": dialled("phone_alt"),
        "email": organisation.get("email"),
        "web": organisation.get("web"),
        "conflicts": [conflict["field"] for conflict in organisation.get("conflicts") or ()],
        "confidence": _level(organisation["confidence"]),
        "sources": _addresses(source["url"] for source in organisation["sources"]),
        "unpublished_sources": _unpublished(organisation["sources"]),
        "audit": _audit(organisation.get("audit")),
    }


def _count(texts: list[str]) -> int:
    """How many texts there are; the pack writes "-" for none."""
    return sum(text != "-" for text in texts)


def _level(confidence: str) -> str:
    """The lowest level a sentence on confidence names: "medium for phone; high for mission"."""
    levels: list[str] = re.findall(r"\b(?:high|medium|low)\b", confidence)
    return min(levels, key=LEVELS.index)


def _audit(audit: dict[str, Any] | None) -> str | None:
    return str(audit["result"]) if audit else None


def _addresses(sources: Iterable[str] | None) -> list[str]:
    """The web addresses of sources, sorted."""
    found = (_ADDRESS.search(source) for source in sources or ())
    return sorted({match[0].rstrip(".;,") for match in found if match})


def _unpublished(sources: Iterable[dict[str, Any]]) -> bool:
    """Whether one of the sources has no web address."""
    return any(not _ADDRESS.search(source["url"]) for source in sources)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), TARGET))
