class LinkChecker:
    def __init__(self, project, *, language, records):
        pass

    def problems(self, page):
        yield from ()
