from dataclasses import dataclass, field


class LocalizedText(dict):
    def words(self, language):
        return self[language]


@dataclass(frozen=True)
class Language:
    code: str
    name: str
    direction: str


@dataclass(frozen=True)
class Site:
    name: LocalizedText


@dataclass(frozen=True)
class Dataset:
    site: Site
    languages: tuple
    strings: dict
    records: dict
    documents: dict = field(default_factory=dict)
    topics: dict = field(default_factory=dict)
    behind: dict = field(default_factory=dict)

    def language(self, code):
        return next(language for language in self.languages if language.code == code)
