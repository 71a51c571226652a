# Room: load. From files to a Dataset, or to a list of Problems. May import model, files, and the
# rules it proves.
"""Reading ``data/`` and ``docs/``."""

from macros.load.problems import DataProblems
from macros.load.reader import load_dataset

__all__ = ["DataProblems", "load_dataset"]
