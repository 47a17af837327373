"""A process that writes: `python -m tests.store.writer URL SCHEMA THREADS FIRST LAST` records each key from FIRST to LAST once.

It prints each key that it recorded, and only after the store said so; the parent takes what is printed at its word.
Every thread tries every key in an order of its own, so that threads and processes race for each.
"""

from __future__ import annotations

import random
import sys
from contextlib import closing
from threading import Lock, Thread

from application.ports import Unavailable
from infrastructure.postgres.recorder import PostgresRecorder
from infrastructure.postgres.session import Database
from tests.store.appending import records_once


def write(recorder: PostgresRecorder, keys: list[str], output: Lock) -> None:
    """Record each key unless somebody else has."""
    for key in random.sample(keys, len(keys)):
        try:
            recorded = records_once(recorder, key, f"borough:{len(key)}", f"contract:{key[-1]}")
        except Unavailable:
            return  # the server is gone, as some tests want it
        if recorded:
            with output:
                sys.stdout.write(f"{key}\n")
                sys.stdout.flush()


def main(url: str, schema: str, threads: str, first: str, last: str) -> None:
    keys = [f"key-{number}" for number in range(int(first), int(last))]
    output = Lock()
    with closing(PostgresRecorder(Database(url, schema))) as recorder:
        writers = [Thread(target=write, args=[recorder, keys, output]) for _ in range(int(threads))]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
