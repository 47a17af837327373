"""Facts and details to commands, in the order of the facts: one for each borough, area or pair that a fact is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, time

from domain.words import kebab
from infrastructure.history.citations import evidence_of, meeting_of
from infrastructure.history.details import NOTHING, Data, Defaults, Details, RowDetails
from infrastructure.history.given import GIVEN, Occasion
from infrastructure.history.rows import Row
from infrastructure.history.shapes import SHAPES, Shape
from infrastructure.history.unreadable import HistoryUnreadable

Line = dict[str, object]
"""One command as a batch takes it, as JSON: command, key, for, effective_on, authority, data, and perhaps irregular."""

BOARD = "board"
NO_DEFAULTS = Defaults(why="")


def translate(rows: Iterable[Row], details: Details) -> Iterator[Line]:
    """The commands of all rows. The key is the row's id and a count within the row, so a file loaded again is a repeat.

    Raises HistoryUnreadable where rows and details do not make a command, and for details of a row that is not there.
    """
    unused = set(details.rows)
    for row in rows:
        unused.discard(row.id)
        own = details.rows.get(row.id, NOTHING)
        command = own.command or ("record-note" if row.kind == "Context" else kebab(row.kind))
        shape = SHAPES.get(command)
        if shape is None:
            raise HistoryUnreadable(f"{row.id}: no row can stand for the command {command}.")
        for count, occasion in enumerate(occasions(row, own, shape, details), start=1):
            yield {"command": command, "key": f"{row.id}-{count}", **line(occasion, own, command, shape)}
    if unused:
        raise HistoryUnreadable(f"The details are about rows that the history does not have: {', '.join(sorted(unused))}.")


def occasions(row: Row, own: RowDetails, shape: Shape, details: Details) -> Iterator[Occasion]:
    boroughs = row.boroughs if own.boroughs is None else own.boroughs
    areas = row.area if own.areas is None else own.areas
    for known, named, what in ((details.boroughs, boroughs, "borough"), (details.areas, areas, "area")):
        for name in named:
            if name not in known:
                raise HistoryUnreadable(f"{row.id}: the details do not describe the {what} {name}.")
    for area in areas if shape.each_area else (None,):
        for borough in boroughs if shape.each_borough else (None,):
            yield Occasion(row, details, boroughs, areas, borough, area)


def line(occasion: Occasion, own: RowDetails, command: str, shape: Shape) -> Line:
    defaults = occasion.details.commands.get(command, NO_DEFAULTS)
    nearest = nearest_data(occasion, own)
    general = {name: value for name, value in defaults.data.items() if name not in nearest}
    given = given_data(occasion, shape, {**general, **nearest})
    made: Line = {
        "for": BOARD if own.irregular or shape.posted_by == "board" else occasion.the_borough(),
        "effective_on": occasion.row.effective_on.isoformat(),
        "authority": authority(occasion, own, reasons(occasion.row, [(own, nearest), (defaults, general)])),
        "data": {name: plain(value) for name, value in {**given, **general, **nearest}.items()},
    }
    return made | ({"irregular": {"reasons": own.irregular}} if own.irregular else {})


def nearest_data(occasion: Occasion, own: RowDetails) -> Data:
    """What the details say of this row, or more nearly of this row for one area or borough."""
    nearest = dict(own.data)
    for subject in (occasion.area, occasion.borough):
        if subject is not None:
            nearest |= own.by.get(subject, {})
    return nearest


def given_data(occasion: Occasion, shape: Shape, said: Data) -> Data:
    """What the row itself gives, where the details do not say it."""
    given = {name: GIVEN[name](occasion) for name in shape.given if name not in said}
    return {name: value for name, value in given.items() if value is not None}


def reasons(row: Row, chosen: list[tuple[Defaults, Data]]) -> str:
    """The fact, how sure it is, and what was chosen for the ledger: so the record itself tells history from stopgap."""
    illustrative = sorted(name for said, data in chosen for name in said.illustrative & data.keys())
    sentences = [row.fact, f"(Row {row.id} of the history: {row.confidence}, dated to the {row.date_precision}.)"]
    if illustrative:
        sentences.append(f"Illustrative, not from the sources: {', '.join(illustrative)}.")
    return " ".join([*sentences, *(said.why for said, data in chosen if said.why and data)])


def authority(occasion: Occasion, own: RowDetails, why: str) -> Line:
    titles = occasion.details.boroughs
    mine = None if occasion.borough is None else titles[occasion.borough]
    column = occasion.row.authority if own.authority is None else own.authority
    body, met_on = meeting_of(column, mine, [title for title in titles.values() if title != mine])
    met = {} if met_on is None else {"met_on": met_on.isoformat()}
    evidence = evidence_of(occasion.row.source)
    return {"body": body, **met, "reasons": why, "alternatives": [], "interests": [], "evidence": evidence}


def plain(value: object) -> object:
    """TOML has dates and times, JSON has not."""
    match value:
        case date() | time():
            return value.isoformat()
        case list():
            return [plain(each) for each in value]
        case dict():
            return {name: plain(each) for name, each in value.items()}
    return value
