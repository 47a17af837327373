"""The import contract is only worth what it catches: a breach of each kind, planted in a copy, must be found."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINTER = Path(sys.executable).with_name("lint-imports")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """The four packages with nothing in them, under the project's own contract."""
    for package in ("domain", "application", "infrastructure", "api"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    (tmp_path / "api" / "wiring").mkdir()
    (tmp_path / "api" / "wiring" / "__init__.py").touch()
    (tmp_path / "api" / "wiring" / "ledger.py").write_text("import infrastructure\n")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def broken(house: Path) -> set[str]:
    """The first word or two of each contract that is broken; empty when all are kept."""
    linted = subprocess.run([LINTER, "--no-cache"], cwd=house, capture_output=True, text=True, timeout=60)
    said = linted.stdout + linted.stderr
    assert "Contracts: " in said, said
    contracts = [line for line in linted.stdout.splitlines() if " BROKEN" in line]
    assert linted.returncode == (1 if contracts else 0), said
    return {" ".join(line.split()[:2]) for line in contracts}


def test_a_house_without_a_breach_keeps_the_contract(house: Path) -> None:
    (house / "api" / "routes.py").write_text("import api.wiring.ledger\nimport application\nimport fastapi\n")
    (house / "domain" / "money.py").write_text("from decimal import Decimal\n")
    assert broken(house) == set()


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("domain/contract.py", "import application", "Dependencies run"),
        ("application/ledger.py", "import infrastructure", "Dependencies run"),
        ("infrastructure/store.py", "import api", "Dependencies run"),
        ("api/routes.py", "import infrastructure", "Only the"),
        ("domain/contract.py", "import os", "The domain"),
        ("domain/contract.py", "from time import monotonic", "The domain"),
        ("domain/contract.py", "import fastapi", "The domain"),
        ("application/ledger.py", "import psycopg", "The application"),
        ("api/routes.py", "import eventsourcing.dcb.api", "The store's"),
    ],
)
def test_a_breach_is_found(house: Path, module: str, line: str, contract: str) -> None:
    (house / module).write_text(f"{line}\n")
    assert contract in broken(house)
