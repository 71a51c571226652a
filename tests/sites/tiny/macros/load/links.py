class LinkChecker:
    def __init__(self, project, *, language, records, memory):
        pass

    def problems(self, page):
        yield from ()
