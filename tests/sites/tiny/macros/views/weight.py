from types import MappingProxyType

PAGES = MappingProxyType({kind: 14_600 for kind in ("home", "documents", "payers", "topics", "cpas", "other")})


def kilobytes(size, *, locale):
    return f"{size / 1000:.1f}"
