SOURCE_LANGUAGE = "fr"


class Words(str):
    def __new__(cls, text, lang, *, replaces_stale=False):
        self = super().__new__(cls, text)
        self.lang, self.replaces_stale = lang, replaces_stale
        return self
