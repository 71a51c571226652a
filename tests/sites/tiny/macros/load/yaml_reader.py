from types import SimpleNamespace


def read_yaml(path, name):
    return SimpleNamespace(problems=())
