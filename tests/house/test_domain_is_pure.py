"""The import contract keeps frameworks out of the domain; it cannot see a call. So here the domain's calls are read."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CLOCK = {"now", "today", "utcnow", "fromtimestamp"}
OUTSIDE = {"open", "print", "input", "__import__", "exec", "eval"}


def impure_calls(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(attr=name)) if name in CLOCK:
                yield f"line {node.lineno} asks the clock: {name}()"
            case ast.Call(func=ast.Name(id=name)) if name in OUTSIDE | CLOCK:
                yield f"line {node.lineno} reaches outside: {name}()"


@pytest.mark.parametrize("path", sorted(ROOT.glob("domain/**/*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_domain_asks_no_clock_and_reaches_nothing_outside(path: Path) -> None:
    assert list(impure_calls(path.read_text())) == []


def test_a_call_to_the_clock_would_be_found() -> None:
    planted = "from datetime import date\ndef is_over(on: date) -> bool:\n    return on < date.today()\n"
    assert list(impure_calls(planted)) == ["line 3 asks the clock: today()"]
