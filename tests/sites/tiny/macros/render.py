from contextlib import nullcontext
from dataclasses import dataclass

from jinja2 import Environment, FileSystemLoader, StrictUndefined


class MissingString(LookupError):
    pass


class UnknownName(LookupError):
    pass


class WrongBraces(LookupError):
    pass


@dataclass
class PageRenderer:
    env: Environment
    locale: str
    path: str

    def render(self, template, view):
        up = "../" * self.path.count("/")
        return self.env.get_template(template).render(
            view=view, locale=self.locale, root_url=lambda path: f"{up}{path}" or "./"
        )


class Renderer:
    def __init__(self, templates_dir, *, dataset, assets=None, site_url="", on_template=None):
        self._env = Environment(
            loader=FileSystemLoader(templates_dir), autoescape=True, undefined=StrictUndefined
        )

    def compiled(self):
        return nullcontext()

    def for_page(self, *, locale, path):
        return PageRenderer(self._env, locale, path)
