"""What a reader may rely on in every file: one idea to a file, a function to a screen, and no drawer for the rest."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRODUCT = [path for package in ("domain", "application", "infrastructure", "api") for path in ROOT.glob(f"{package}/**/*.py")]
ALL = sorted([*PRODUCT, *ROOT.glob("tests/**/*.py"), *ROOT.glob("bench/**/*.py")])
DRAWERS = {"utils", "util", "helpers", "helper", "common", "manager", "service", "services", "base", "misc"}
FILE_LINES = 400
FUNCTION_LINES = 60


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", ALL, ids=name)
def test_a_file_is_one_idea(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= FILE_LINES
    assert path.stem not in DRAWERS, "a drawer fills up: find the noun that is missing"


@pytest.mark.parametrize("path", sorted(PRODUCT), ids=name)
def test_a_function_fits_a_screen(path: Path) -> None:
    functions = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = {f.name: (f.end_lineno or 0) - f.lineno + 1 for f in functions if (f.end_lineno or 0) - f.lineno >= FUNCTION_LINES}
    assert long == {}
