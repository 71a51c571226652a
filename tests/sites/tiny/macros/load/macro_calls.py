def check_macro_calls(body, name, *, locale, dataset, macros, on_date):
    yield from ()
