"""What the appending side remembers of the record, so that most appends need not ask the database anything."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import datetime

from domain.boundary import Item


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is remembered: so many events, and the newest positions of so many tags (about 150 bytes each), twice."""

    tags: int
    events: int


AMPLE = Extent(tags=200_000, events=5_000)


@dataclass(frozen=True, slots=True)
class Seen:
    """What conditions look at in a recorded event."""

    position: int
    type: str
    tags: tuple[str, ...]


class Memory:
    """The newest events, and the newest position of each tag. True as long as `head` is the head of the record.

    `recent` knows every tag that was used after `floor`, so a tag missing there was last used at `floor` or before,
    if ever: that answers "nothing after position n" for most tags without knowing more. `older` are exact answers for
    tags that are not in `recent`, as the database gave them.
    """

    def __init__(self, extent: Extent, head: int, recorded_at: datetime | None) -> None:
        self._extent = extent
        self.head = head
        self.recorded_at = recorded_at
        self._floor = head
        self._recent: OrderedDict[str, int] = OrderedDict()  # in order of position
        self._older: OrderedDict[str, int] = OrderedDict()  # in order of use
        self._events: deque[Seen] = deque(maxlen=extent.events)
        self._types: dict[str, int] = {}
        self._started = head  # every type that was used after this position is in `_types`
        self._before_events = head  # every event after this position is in `_events`

    def add(self, event: Seen, recorded_at: datetime) -> None:
        """Remember the event at position head + 1."""
        if len(self._events) == self._extent.events:
            self._before_events = self._events[0].position
        self._events.append(event)
        self._types[event.type] = event.position
        for tag in event.tags:
            self._recent[tag] = event.position
            self._recent.move_to_end(tag)
            self._older.pop(tag, None)
        if len(self._types) > self._extent.tags:  # the application has some forty, but nothing here says so
            self._types.clear()
            self._started = event.position
        while len(self._recent) > self._extent.tags:
            _, self._floor = self._recent.popitem(last=False)
        self.head = event.position
        self.recorded_at = recorded_at

    def learn(self, tag: str, newest: int) -> None:
        """Remember what the database says: `newest` is the newest position of `tag` (0: none) up to the head."""
        if tag in self._recent:
            return
        self._older[tag] = newest
        while len(self._older) > self._extent.tags:
            self._older.popitem(last=False)

    def newest(self, tag: str) -> int | None:
        """The newest position of `tag`, 0 if it was never used, None if only the database knows."""
        found = self._recent.get(tag)
        if found is None and (found := self._older.get(tag)) is not None:
            self._older.move_to_end(tag)
        return found

    def is_there_any(self, item: Item, after: int) -> bool | None:
        """Whether an event after position `after` matches the item. None if only the database knows."""
        if after >= self.head:
            return False
        recent, older, floor = self._recent, self._older, self._floor
        for tag in item.tags:
            found = recent.get(tag)
            if (older.get(tag, floor) if found is None else found) <= after:
                return False
        if item.types and all(self._types.get(type_, self._started) <= after for type_ in item.types):
            return False
        for event in reversed(self._events):
            if event.position <= after:
                return False
            if item.matches(event.type, event.tags):
                return True
        return False if after >= self._before_events else None
