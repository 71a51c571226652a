class LinkChecker:
    def __init__(self, project, *, language, records, memory, terms=()):
        pass

    def problems(self, page):
        yield from ()
