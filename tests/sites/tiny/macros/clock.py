from datetime import date


def as_of(environ):
    return date.fromisoformat(environ.get("AS_OF", "2026-11-21"))
