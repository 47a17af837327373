"""A decision model as dcb.events has it: projections that are composed into one query, one state and one append condition."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from threading import Barrier
from typing import Any

from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery, DCBQueryItem
from eventsourcing.persistence import IntegrityError

from infrastructure.postgres.recorder import PostgresRecorder

State = dict[str, Any]


class Refused(Exception):
    """The command is not accepted; why, in words."""


@dataclass(frozen=True)
class Event:
    """`facts`: what JSON holds."""

    type: str
    tags: tuple[str, ...]
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Projection:
    """What is remembered of the events that carry all of `tags` and are of a type in `on`, from `initially` on."""

    initially: Any
    on: Mapping[str, Callable[[Any, Event], Any]]
    tags: tuple[str, ...] = ()

    @property
    def item(self) -> DCBQueryItem:
        return DCBQueryItem(types=list(self.on), tags=list(self.tags))

    def after(self, state: Any, event: Event) -> Any:
        return self.on[event.type](state, event) if event.type in self.on and set(self.tags) <= set(event.tags) else state


@dataclass
class Api:
    """Takes commands on a recorder. `now`: by whose clock."""

    recorder: PostgresRecorder
    now: datetime

    def record(self, *events: Event) -> None:
        """What happened before."""
        self.recorder.append([_stored(event, self.now) for event in events])

    def decide(self, model: Mapping[str, Projection], decision: Callable[[State], Event]) -> Event:
        """Record what is decided on the model's state, on the condition that nothing it rests on came since. Raises Refused,
        and IntegrityError if something did."""
        return self._record(self._read(model), model, decision)

    def decide_at_once(self, model: Mapping[str, Projection], *decisions: Callable[[State], Event]) -> list[Event]:
        """All of these read the same state, and only then is any recorded. Those that were: one, if they exclude each other."""
        everyone_has_read = Barrier(len(decisions))

        def take(decision: Callable[[State], Event]) -> Event | None:
            read = self._read(model)
            everyone_has_read.wait(60)
            try:
                return self._record(read, model, decision)
            except IntegrityError:
                return None

        with ThreadPoolExecutor(len(decisions)) as pool:
            return [event for event in pool.map(take, decisions) if event is not None]

    def _read(self, model: Mapping[str, Projection]) -> tuple[State, int]:
        state = {name: projection.initially for name, projection in model.items()}
        response = self.recorder.read(_query(model))
        for sequenced in response:
            stored = json.loads(sequenced.event.data)
            stored["facts"]["at"] = datetime.fromisoformat(stored["at"])
            event = Event(sequenced.event.type, tuple(sequenced.event.tags), stored["facts"])
            state = {name: projection.after(state[name], event) for name, projection in model.items()}
        return state, response.head or 0

    def _record(self, read: tuple[State, int], model: Mapping[str, Projection], decision: Callable[[State], Event]) -> Event:
        state, head = read
        event = decision(state)
        self.recorder.append([_stored(event, self.now)], DCBAppendCondition(fail_if_events_match=_query(model), after=head))
        return event


def _query(model: Mapping[str, Projection]) -> DCBQuery:
    return DCBQuery(items=[projection.item for projection in model.values()])


def _stored(event: Event, at: datetime) -> DCBEvent:
    data = json.dumps({"at": at.isoformat(), "facts": dict(event.facts)}).encode()
    return DCBEvent(event.type, data, list(event.tags))
