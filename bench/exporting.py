"""Bench: exports, against PostgreSQL's own COPY of the same column, and the memory that they take.

    make bench BENCH=exporting                       # some minutes
    .venv/bin/python -m bench.exporting --quick      # a small ledger, one round

Every export runs in a process of its own, whose greatest memory is noted; so does COPY. They take turns in each round: take ratios,
not absolutes. Memory is measured on a third of the ledger as well: it must not grow with it.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from application.export.exporting import Asked, Format
from application.proof.keys import LOG, new_key
from application.proof.note import Note, sign_note
from application.reads import Reads
from application.transparency import TransparencyLog
from bench.append import server
from bench.programme import load
from infrastructure.export.exporter import postgres_exporter
from infrastructure.postgres.recorder import PostgresRecorder
from infrastructure.postgres.sealed_log import PostgresSealedLog
from infrastructure.postgres.sealing import Sealer
from infrastructure.postgres.session import Database
from infrastructure.postgres.store import PostgresStore
from infrastructure.postgres.trail import PostgresTrail

RESULTS = Path(__file__).parent / "results" / "exporting.json"
KEY = new_key("bench.example/v1/log", LOG)
COPY = "COPY (SELECT data FROM decision WHERE position <= %s ORDER BY position) TO STDOUT"
TEXT, BINARY = "copy", "copy binary"
TARGETS = {Format.NDJSON: 0.5, Format.PARQUET: 0.25}
IN_FULL = (TEXT, BINARY, Format.NDJSON, Format.PARQUET, Format.CSV, Format.CLOUDEVENTS, Format.OCEL2, Format.BUNDLE)
SLOW = (Format.XLSX,)
MOST_BYTES = 300 << 20


def export(url: str, what: str, size: int) -> dict[str, float]:
    """Export the first `size` decisions to nowhere: seconds, bytes, and the greatest memory of this process."""
    with closing(PostgresRecorder(Database(url, answer_seconds=600))) as recorder:
        recorder.reader.head()
        gc.freeze()  # as the server and the command line do
        began = time.perf_counter()
        length = sum(map(len, _chunks(recorder, what, size)))
        seconds = time.perf_counter() - began
    return {"seconds": seconds, "bytes": length, "memory": most_memory()}


def most_memory() -> int:
    """The greatest memory of this process so far, in bytes. `getrusage` would count that of the process which started it."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("Linux tells it")


def _chunks(recorder: PostgresRecorder, what: str, size: int) -> Iterable[bytes | bytearray | memoryview]:
    if what in (TEXT, BINARY):
        with recorder.database.connect() as connection, connection.cursor() as cursor:
            options = " (FORMAT binary)" if what == BINARY else ""
            with cursor.copy(f"{COPY}{options}".encode(), [size]) as copy:
                yield from copy
        return
    store = PostgresStore(recorder)
    reads = Reads(store, PostgresTrail(recorder.reader), date.today)
    log = TransparencyLog(PostgresSealedLog(recorder.reader))
    exporter = postgres_exporter(recorder.reader, reads, log, _sign)
    yield from exporter.export(Asked(Format(what), known_at=size)).chunks


def _sign(text: str) -> Note:
    return sign_note(text, KEY)


def apart(url: str, what: str, size: int) -> dict[str, float]:
    """`export` in a process of its own."""
    command = [sys.executable, "-m", "bench.exporting", "--child", what, "--url", url, "--size", str(size)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def measure(url: str, size: int, rounds: int) -> dict[str, dict[str, float]]:
    """By what is exported: decisions a second (the median of the rounds), and memory at a third of the ledger and at all of it."""
    found: dict[str, dict[str, float]] = {}
    turns: dict[str, list[dict[str, float]]] = {what: [] for what in IN_FULL}
    for _ in range(rounds):
        for what, taken in turns.items():
            taken.append(apart(url, what, size))
    for what, taken in turns.items():
        found[str(what)] = {
            "decisions_per_second": size / median(each["seconds"] for each in taken),
            "bytes": taken[0]["bytes"],
            "memory": max(each["memory"] for each in taken),
            "memory_at_a_third": apart(url, what, size // 3)["memory"],
        }
    for what in SLOW:
        part = size // 10
        one, third = apart(url, what, part), apart(url, what, part // 3)
        rate = part / one["seconds"]
        found[str(what)] = {
            "decisions_per_second": rate,
            "bytes": one["bytes"],
            "memory": one["memory"],
            "memory_at_a_third": third["memory"],
        }
    return found


def show(found: dict[str, dict[str, float]]) -> None:
    """A table, with the targets."""
    copied = found[TEXT]["decisions_per_second"]
    print(f"{'':14}{'decisions/s':>14}{'of COPY':>9}{'memory':>10}{'at 1/3':>10}")
    for what, figures in found.items():
        share = figures["decisions_per_second"] / copied
        wanted = f"   (target ≥ {TARGETS[Format(what)]})" if what in TARGETS else ""
        memory, third = figures["memory"] / 2**20, figures["memory_at_a_third"] / 2**20
        print(f"{what:14}{figures['decisions_per_second']:14,.0f}{share:9.2f}{memory:8,.0f} M{third:8,.0f} M{wanted}")
    most = max(figures["memory"] for figures in found.values())
    print(f"{most / 2**20:,.0f} MiB at most (target < {MOST_BYTES >> 20})")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print a table, and write the figures to a file."""
    parser = argparse.ArgumentParser(prog="bench.exporting", description="Exports.")
    parser.add_argument("--quick", action="store_true", help="a small ledger, one round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--url", help="of a ledger that is loaded and sealed already")
    parser.add_argument("--size", type=int, default=300_000)
    parser.add_argument("--child", help="what to export, in this process")
    given = parser.parse_args(arguments)
    if given.child:
        print(json.dumps(export(given.url, given.child, given.size)))
        return
    rounds, size = (1, 30_000) if given.quick else (given.rounds, given.size)
    if given.url:
        found = measure(given.url, size, rounds)
    else:
        with server() as (url, _):
            print(f"{load(url, size).rate:,.0f} decisions/s generated and loaded, {size:,} of them")
            _seal(url)
            found = measure(url, size, rounds)
    show(found)
    if not given.quick:
        machine: dict[str, Any] = {"cores": os.cpu_count(), "load": os.getloadavg()[0], "python": platform.python_version()}
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps({"machine": machine, "size": size, "exports": found}, indent=2) + "\n")
        print(f"\nThe figures are in {RESULTS}.")


def _seal(url: str) -> None:
    with closing(Sealer(Database(url, answer_seconds=600), [KEY])) as sealer:
        sealer.begin()
        while sealer.seal() is not None:
            pass


if __name__ == "__main__":
    main()
