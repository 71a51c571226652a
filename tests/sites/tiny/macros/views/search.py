WrittenPage = dict


def search_data(dataset, pages, *, locale, on_date):
    return {"entries": []}


def organisations_of(dataset, macro, *arguments, locale, on_date, **options):
    return ()
