# Room: engine. Everything that knows MkDocs and its plugins; nothing else may import it, except its
# two doors, mkdocs_hooks.py and macros/__init__.py.
