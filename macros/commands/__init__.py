# Room: beside the rooms. Commands of people who edit, one module a subject. __main__.py calls them.
