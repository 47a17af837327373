"""The fields of a command that a row gives by itself, with the tables of names: one small function for each field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from itertools import cycle

from infrastructure.history.details import Details
from infrastructure.history.rows import Row
from infrastructure.history.unreadable import HistoryUnreadable


@dataclass(frozen=True, slots=True)
class Occasion:
    """One command for which a row stands.

    `borough`, `area`: for which of the row's the command is meant; None: for all of them.
    `boroughs`, `areas`: those of the row, or fewer where the details say so.
    """

    row: Row
    details: Details
    boroughs: tuple[str, ...]
    areas: tuple[str, ...]
    borough: str | None
    area: str | None

    def the_borough(self) -> str:
        """The borough it is for: its own, or the first that the row names."""
        if self.borough is None and not self.boroughs:
            raise HistoryUnreadable(f"{self.row.id}: names no borough.")
        return self.borough or self.boroughs[0]

    def the_area(self) -> str:
        if self.area is None:
            raise HistoryUnreadable(f"{self.row.id}: names no area.")
        return self.area


def supplier_id(occasion: Occasion, name: str) -> str:
    found = occasion.details.suppliers.get(name)
    if found is None:
        raise HistoryUnreadable(f"{occasion.row.id}: the details give no id to the supplier {name!r}.")
    return found


def the_supplier(occasion: Occasion) -> object:
    match occasion.row.supplier:
        case (name,):
            return supplier_id(occasion, name)
    raise HistoryUnreadable(f"{occasion.row.id}: should name one supplier.")


def pounds(occasion: Occasion) -> object:
    amount = occasion.row.amount_gbp
    return None if amount is None else f"{amount:.2f}"


def title(occasion: Occasion) -> object:
    if occasion.area is not None:
        return occasion.details.areas[occasion.area].title
    return occasion.details.boroughs[occasion.the_borough()]


def lots(occasion: Occasion) -> object:
    """A lot for each area, called after it. One supplier alone has them all."""
    names, areas = occasion.row.supplier, occasion.areas
    if len(names) not in (1, len(areas)):
        raise HistoryUnreadable(f"{occasion.row.id}: names {len(names)} suppliers for {len(areas)} lots.")
    return [{"lot": area, "area": area, "supplier": supplier_id(occasion, name)} for area, name in zip(areas, cycle(names))]


def digest(occasion: Occasion) -> object:
    """SHA-256, in hexadecimal, of the fact and its source in UTF-8, with a line feed between.

    It is the digest of our sentence, not of the council's paper, which we do not have: a command needs one, and
    this one can be checked against the history's file.
    """
    return sha256(f"{occasion.row.fact}\n{occasion.row.source}".encode()).hexdigest()


def objects(occasion: Occasion) -> object:
    return [f"borough:{b}" for b in occasion.boroughs] + [f"area:{a}" for a in occasion.areas]


GIVEN: dict[str, Callable[[Occasion], object]] = {
    "borough": Occasion.the_borough,
    "boroughs": lambda occasion: list(occasion.boroughs),
    "parties": lambda occasion: list(occasion.boroughs),
    "open_to": lambda occasion: list(occasion.boroughs),
    "area": Occasion.the_area,
    "areas": lambda occasion: list(occasion.areas),
    "migration": Occasion.the_area,  # an area has one migration at a time: it is called after the area
    "lot": Occasion.the_area,
    "lots": lots,
    "kind": lambda occasion: occasion.details.areas[occasion.the_area()].kind,
    "title": title,
    "supplier": the_supplier,
    "amount": pounds,
    "annual_cost": pounds,
    "ceiling": pounds,
    "sha256": digest,
    "note": lambda occasion: occasion.row.id.lower(),
    "text": lambda occasion: occasion.row.fact,
    "objects": objects,
}
