"""How long answers take, in milliseconds: medians of several."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import count
from statistics import median
from typing import Any

import orjson

from application.forecast import forecast
from application.reads import Reads
from bench.replaying.ledgers import END, Asked
from domain.contract.contract import Contract
from domain.migration.migration import Migration


@dataclass(frozen=True, slots=True)
class Taken:
    """Medians: how long somebody waits, and what of it this process's processor time is (the database has its own)."""

    wall_ms: float
    processor_ms: float


def matrix_at(asked: Asked, on: date, rounds: int) -> Taken:
    """The matrix as of a date and the days before, as JSON: an answer that was given is remembered, and would cost nothing."""
    days = count()
    return timed(lambda: asked.reads.matrix(asked.reads.moment(on - timedelta(days=next(days)))), rounds)


def forecast_of_all(asked: Asked, rounds: int) -> Taken:
    return timed(lambda: forecast(asked.reads.going_on(asked.reads.moment(END))), rounds)


def gates_of_each(asked: Asked, most: int) -> list[Taken]:
    """The gates of migrations under way, one after another."""
    return [timed(partial(_gates, asked, id_), 1) for id_ in under_way(asked.reads)[:most]]


def _gates(asked: Asked, migration: str) -> Any:
    return asked.questions.gates(migration, asked.reads.moment(END))


def what_if_of_ten(asked: Asked, rounds: int) -> Taken:
    """Ten hypothetical commands about contracts and migrations, other ones in each round."""
    questions = iter([hypotheses(asked.reads, number) for number in range(rounds)])

    def ask() -> Any:
        at = asked.reads.moment(END)
        supposed = asked.questions.what_if(asked.questions.read_what_if(next(questions), at), at)
        return supposed.difference

    return timed(ask, rounds)


def timed(answer: Callable[[], Any], rounds: int) -> Taken:
    """Ask so often, and write each answer as JSON."""
    waits, worked = [], []
    for _ in range(rounds):
        started, spent = time.perf_counter(), time.process_time()
        orjson.dumps(answer(), default=str)
        waits.append(1000 * (time.perf_counter() - started))
        worked.append(1000 * (time.process_time() - spent))
    return Taken(median(waits), median(worked))


def under_way(reads: Reads) -> list[str]:
    """The migrations that are agreed or moving, or else any that are open: those have most gates."""
    found = reads.going_on(reads.moment(END)).fold.all(Migration)
    best = [id_ for id_, each in sorted(found.items()) if each.state in ("agreed", "moving", "paused")]
    return best or [id_ for id_, each in sorted(found.items()) if each.is_open]


def hypotheses(reads: Reads, number: int) -> dict[str, Any]:
    """A what-if question of ten commands."""
    found = reads.going_on(reads.moment(END)).fold
    running = [(id_, each) for id_, each in sorted(found.all(Contract).items()) if each.is_open and each.end > END]
    few = [running[(number * 97 + step * 13) % len(running)] for step in range(8)]
    later = (END + timedelta(days=200)).isoformat()
    commands: list[dict[str, Any]] = [
        {"command": "extend-contract", "data": {"contract": id_, "months": each.unused[0] if each.unused else 12}}
        for id_, each in few[:3]
    ]
    commands += [{"command": "give-notice", "data": {"contract": id_, "ends_on": each.end.isoformat()}} for id_, each in few[3:6]]
    commands += [{"command": "conclude-contract", "data": {"contract": id_, "manner": "mutual"}} for id_, _ in few[6:]]
    migrations = under_way(reads)
    migration = migrations[number % len(migrations)]
    borough = min(found.get(Migration, migration).parties)
    moving = {"migration": migration, "borough": borough}
    commands.append({"command": "schedule-cutover", "data": {**moving, "cutover_on": later}})
    commands.append({"command": "move-borough", "data": moving, "effective_on": later})
    return {"commands": commands}
