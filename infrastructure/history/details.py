"""What a history's facts lack and its commands need, from a TOML file beside the facts, each with its reason.

Whatever is particular to one programme stands there: the product's code names no borough, area, supplier or contract.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from infrastructure.history.unreadable import HistoryUnreadable, unreadable

Data = Mapping[str, object]


class Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AreaEntry(Entry):
    title: str
    kind: str


class Defaults(Entry):
    """Fields that every command of one name gets where nothing nearer says otherwise.

    `illustrative`: those that were made up, so that the record can say so.
    """

    why: str
    illustrative: frozenset[str] = frozenset()
    data: dict[str, object] = Field(default_factory=dict)


class RowDetails(Defaults):
    """What one row lacks. `command`: another command than the row's kind. `boroughs`, `areas`: fewer than the row's.

    `by`: fields for one borough or area alone. `authority`: the row's column, where that would read badly in a record.
    `irregular`: the reasons why the board records it though it broke rules.
    """

    command: str | None = None
    boroughs: tuple[str, ...] | None = None
    areas: tuple[str, ...] | None = None
    by: dict[str, dict[str, object]] = Field(default_factory=dict)
    authority: str | None = None
    irregular: str | None = None


NOTHING = RowDetails(why="")


class Details(Entry):
    """`boroughs`: titles by id, the names by which the column `authority` tells one borough's meeting from another's.

    `suppliers`: ids by the name in the facts. `commands`: defaults by the command's name. `rows`: by the row's id.
    """

    boroughs: dict[str, str]
    areas: dict[str, AreaEntry]
    suppliers: dict[str, str] = Field(default_factory=dict)
    commands: dict[str, Defaults] = Field(default_factory=dict)
    rows: dict[str, RowDetails] = Field(default_factory=dict)


def read_details(path: Path) -> Details:
    """Raises HistoryUnreadable when the file is missing, is not TOML, or has an entry that means nothing."""
    try:
        return Details.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as fault:
        raise HistoryUnreadable(f"{path}: missing. A history needs a file of details beside it, of this name.") from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise HistoryUnreadable(f"{path}: not TOML: {fault}.") from fault
    except ValidationError as fault:
        raise unreadable(str(path), fault) from fault
