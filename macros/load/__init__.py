# Room: load. From files to a Dataset, or to a list of Problems. May import model only.
"""Reading ``data/`` and ``docs/``."""

from macros.load.problems import DataProblems, Problem
from macros.load.reader import load_dataset

__all__ = ["DataProblems", "Problem", "load_dataset"]
