# SPDX-License-Identifier: EUPL-1.2
"""The double of our macros package takes the calls that the real one takes (tests/sites/tiny)."""

import ast
import inspect
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

DOUBLE = Path(__file__).parent / "sites" / "tiny"


def _functions() -> list[tuple[str, str, ast.arguments]]:
    """The public functions and methods of the double: module, name in it, what it takes."""
    found = []
    for path in sorted((DOUBLE / "macros").rglob("*.py")):
        module = ".".join(path.relative_to(DOUBLE).with_suffix("").parts)
        for node in ast.parse(path.read_text("utf-8")).body:
            holder, body = "", [node]
            if isinstance(node, ast.ClassDef):
                holder, body = f"{node.name}.", node.body
            found += [
                (module.removesuffix(".__init__"), holder + part.name, part.args)
                for part in body
                if isinstance(part, ast.FunctionDef)
            ]
    return found


@pytest.mark.parametrize(
    ("module", "name", "taken"),
    [pytest.param(*case, id=".".join(case[:2])) for case in _functions()],
)
def test_a_function_of_the_double_takes_what_the_real_one_takes(
    module: str, name: str, taken: ast.arguments
) -> None:
    if taken.kwarg:
        return
    real: Any = import_module(module)
    for part in name.split("."):
        real = getattr(real, part)
    own = [argument.arg for argument in (*taken.args, *taken.kwonlyargs)]
    assert own == list(inspect.signature(real).parameters)
