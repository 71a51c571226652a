class PageFile:
    pass


def read_page(path, *, project, language):
    return None
