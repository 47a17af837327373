"""How a sentence refers to recorded decisions: the ContractRegistered of "Desktop support", the first BoroughMoved."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tests.features.level import Told
from tests.features.meeting import Meeting
from tests.features.sentence import slug

_REFERENCE = re.compile(r'the (first )?([A-Z][A-Za-z]+)(?: of ("[^"]+"|[A-Z][a-z]+(?: & [A-Z][a-z]+)?))?(?: to ("[^"]+"))?')


def meant(meeting: Meeting, words: str) -> list[int]:
    """The positions of the decisions that the words refer to, ascending: of each kind named, the newest on that object or the
    first."""
    trail = meeting.level.trail()
    return sorted({_told(trail, *reference).position for reference in _REFERENCE.findall(words)})


def the_one(meeting: Meeting, words: str) -> Told:
    """The one decision that the words refer to."""
    [reference] = _REFERENCE.findall(words)
    return _told(meeting.level.trail(), *reference)


def _told(trail: Sequence[Told], first: str, event: str, *objects: str) -> Told:
    ids = {slug(title) for title in objects if title}
    found = [told for told in trail if told.type == event and ids <= {tag.partition(":")[2] for tag in told.tags}]
    assert found, f"there is no {event} of {' and '.join(ids)}"
    return found[0 if first else -1]
