"""Bench: sealing and proofs, against the appends that they must keep up with and must not hinder.

    make bench BENCH=sealing                       # some minutes
    .venv/bin/python -m bench.sealing --quick      # one short round of each, to see whether it works

Everything runs on one machine, and the sealer in the process that appends, as in a server: take ratios, not absolutes.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median, quantiles

from api.logs import set_up_logs
from application.proof.keys import LOG, new_key
from application.transparency import TransparencyLog
from bench.append import server
from bench.appending.contenders import Append, Ours
from bench.appending.filling import store_holding
from bench.appending.rounds import rates
from bench.appending.workload import Decision
from infrastructure.postgres.planning import Append as Appended
from infrastructure.postgres.planning import DraftEvent
from infrastructure.postgres.rechecking import recheck
from infrastructure.postgres.recorder import PostgresRecorder
from infrastructure.postgres.sealed_log import PostgresSealedLog
from infrastructure.postgres.sealing import Sealer
from infrastructure.postgres.session import Database
from infrastructure.sealing_thread import SealingThread

RESULTS = Path(__file__).parent / "results" / "sealing.json"
KEY = new_key("bench.example/v1/log", LOG)
CLIENTS = 64
BARE, CHAINED, SEALED = "bare", "with chains", "with chains, sealed"
PROOFS = 2_000


class Unchained(Ours):
    """The store, recording for no tag which decision came before."""

    def client(self) -> Append:
        after = self.store.head()

        def append(decision: Decision) -> None:
            nonlocal after
            event = DraftEvent(
                type=decision.type,
                data=b"",
                tags=list(decision.tags),
                complete=decision.complete,
                effective_on=decision.effective_on,
                actor=decision.actor,
            )
            after = self.store.recorder.record(Appended([event], decision.unless, after))[-1].seen.position

        return append


class Sealed(Ours):
    """The store, with a sealer beside it."""

    def __init__(self, url: str, schema: str) -> None:
        super().__init__(url, schema)
        recorder = self.store.recorder
        self.log = PostgresSealedLog(recorder.reader)
        self._thread = SealingThread(recorder.database, Sealer(recorder.database, [KEY]), recorder.listener, lambda: 0.0)
        self._thread.start()

    def close(self) -> None:
        self._thread.close()
        super().close()


def measure_appends(url: str, rounds: int, seconds: float) -> dict[str, float]:
    """Appends a second of 64 clients without chains by tag, with them, and with a sealer too."""
    with ExitStack() as stack:
        contenders = [Unchained(url, "bare"), Ours(url, "chained"), Sealed(url, "sealed")]
        for contender, name in zip(contenders, (BARE, CHAINED, SEALED), strict=True):
            contender.name = name
            stack.callback(contender.close)
        rates(contenders, CLIENTS, 1, seconds)
        return rates(contenders, CLIENTS, rounds, seconds)


def measure_sealing(url: str, size: int) -> dict[str, float]:
    """Records a second that are sealed, and that are hashed again at a start, in a store of that size."""
    with closing(store_holding(url, size)) as store:
        database = store.store.recorder.database
        with closing(Sealer(database, [KEY])) as sealer:
            sealer.begin()
            began = time.perf_counter()
            while sealer.seal() is not None:
                pass
            sealed = time.perf_counter() - began
        began = time.perf_counter()
        recheck(database)
        return {"sealed": size / sealed, "rechecked": size / (time.perf_counter() - began)}


def measure_proofs(url: str, size: int) -> dict[str, float]:
    """Milliseconds that a proof takes, from the question to the verified answer, at random positions."""
    database = Database(url, "proofs")
    with closing(PostgresRecorder(database)) as recorder, closing(Sealer(database, [KEY])) as sealer:
        with database.connect() as connection:
            connection.execute("SET statement_timeout = 0")
            connection.execute(
                "INSERT INTO decision (position, type, data, tags, recorded_at)"
                " SELECT at, 'Test', convert_to('record ' || at, 'UTF8'), '{}', now() FROM generate_series(1, %s) AS at",
                [size],
            )
        sealer.begin()
        while sealer.seal() is not None:
            pass
        log, chance = TransparencyLog(PostgresSealedLog(recorder.reader)), random.Random(0)
        took = []
        for _ in range(PROOFS):
            position = chance.randint(1, size)
            began = time.perf_counter()
            log.inclusion(position, with_record=True)
            took.append(1000 * (time.perf_counter() - began))
    return {"median": median(took), "p99": quantiles(took, n=100)[98]}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print a table, and write the figures to a file."""
    parser = argparse.ArgumentParser(prog="bench.sealing", description="Sealing and proofs.")
    parser.add_argument("--quick", action="store_true", help="one short round of each")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each contender's turn in a round")
    given = parser.parse_args(arguments)
    set_up_logs("error")
    rounds, seconds, size, large = (1, 1.0, 30_000, 100_000) if given.quick else (given.rounds, given.seconds, 300_000, 1_000_000)
    with server() as (url, _):
        appends = measure_appends(url, rounds, seconds)
        for name, rate in appends.items():
            print(f"{rate:12,.0f} appends/s of {CLIENTS} clients, {name}")
        print(f"{appends[SEALED] / appends[BARE]:12.2f} × sealed, of bare (target ≥ 0.9)")
        print(f"{appends[SEALED] / appends[CHAINED]:12.2f} × sealed, of the same without a sealer")
        sealing = measure_sealing(url, size)
        for name, rate in sealing.items():
            print(f"{rate:12,.0f} records/s {name}, of {size:,}")
        print(f"{sealing['sealed'] / max(appends.values()):12.2f} × sealing, of the peak of appends (target ≥ 3)")
        proofs = measure_proofs(url, large)
        print(f"{proofs['median']:12.2f} ms a proof at {large:,} records, {proofs['p99']:.2f} the slowest of 100 (target < 10)")
    machine = {"cores": os.cpu_count(), "load": os.getloadavg()[0], "python": platform.python_version()}
    RESULTS.parent.mkdir(exist_ok=True)
    figures = {"machine": machine, "appends_per_second": appends, "records_per_second": sealing, "proof_milliseconds": proofs}
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n")
    print(f"\nThe figures are in {RESULTS}.")


if __name__ == "__main__":
    main()
