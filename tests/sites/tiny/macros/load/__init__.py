from pathlib import Path

import yaml

from macros.messages.message import Message, Problem
from macros.model.dataset import Dataset, Language, LocalizedText, Site


class DataProblems(Exception):
    def __init__(self, problems):
        super().__init__(problems)
        self.problems = problems


def load_dataset(project: Path, *, as_of, strict_dates=False, memory=None, first_record=False):
    with (project / "loads.log").open("a") as log:
        log.write("loaded\n")
    data = project / "data"
    records = yaml.safe_load((data / "records.yaml").read_text("utf-8"))
    if not records:
        message = Message("file-without-ids")
        raise DataProblems(
            [Problem(file="data/records.yaml", line=1, key="records", message=message)]
        )
    languages = yaml.safe_load((data / "languages.yaml").read_text("utf-8"))
    strings = yaml.safe_load((data / "strings.yaml").read_text("utf-8"))
    return Dataset(
        site=Site(name=LocalizedText(strings["site"])),
        languages=tuple(Language(**language) for language in languages),
        strings={
            language["code"]: {key: text[language["code"]] for key, text in strings.items()}
            for language in languages
        },
        records={key: LocalizedText(names) for key, names in records.items()},
    )
