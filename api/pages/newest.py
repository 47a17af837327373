"""The newest decisions on an object, of which there may be ten thousands."""

from __future__ import annotations

from api.pages.visits import Visit
from application.ports import Stored
from application.record import read_record
from application.trail import Criteria
from domain.board.rectification import DecisionRectified
from domain.boundary import Item
from domain.reach import RECTIFIED

MOST_READ = 1000
"""Of an object whose newest decisions were corrected to count later, no more are read."""


def newest_on(visit: Visit, tag: str, few: int, *types: str) -> list[Stored]:
    """The last few decisions on an object to be recorded that count at the moment of the page, the newest first; of some types.

    They are read by the dates that they state, with those few that a correction made count sooner. Raises Unavailable.
    """
    criteria = Criteria(types=types, objects=(tag,), effective_to=visit.at.as_of)
    found: list[Stored] = []
    below, read = 0, 0
    while len(found) < few and read < MOST_READ:
        page = visit.reads.trail(criteria, after=below, limit=few, descending=True, at=visit.at)
        found += _counting(visit, page)
        below, read = page[-1].position if len(page) == few else 1, read + len(page)
        if below == 1:
            break
    after = found[few - 1].position if len(found) >= few else below - 1
    sooner = [each for each in map(visit.reads.record, _moved_here(visit, tag, after)) if each is not None]
    known = {each.position: each for each in (*found, *_counting(visit, sooner)) if not types or each.type in types}
    return sorted(known.values(), key=lambda each: each.position, reverse=True)[:few]


def _counting(visit: Visit, records: list[Stored]) -> list[Stored]:
    dates = visit.replay.dates({each.position for each in records})
    return [each for each in records if each.position in dates and dates[each.position] <= visit.at.as_of]


def _moved_here(visit: Visit, tag: str, after: int) -> list[int]:
    """The positions, after one, of decisions on the object whose dates were corrected: each correction comes later still."""
    boundary = frozenset({Item(frozenset({RECTIFIED}), frozenset({tag}))})
    corrections = map(read_record, visit.reads.store.stream(boundary, after=after, until=visit.at.position))
    return sorted(
        {
            each.decision.position
            for each in corrections
            if isinstance(each.decision, DecisionRectified)
            and each.decision.effective_on is not None
            and each.decision.position > after
        }
    )
