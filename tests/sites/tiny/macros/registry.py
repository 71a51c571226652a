MACROS = {}
