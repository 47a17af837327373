"""Many writers in several processes at once."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from infrastructure.postgres.recorder import PostgresRecorder
from tests.store.appending import PATIENCE_SECONDS

PROCESSES, THREADS, KEYS = 2, 8, 300


def test_sixteen_writers_in_two_processes_record_each_key_once_and_a_subscriber_sees_every_position_in_order(
    recorder: PostgresRecorder,
) -> None:
    database = recorder.database
    command = [sys.executable, "-m", "tests.store.writer", database.url, database.schema, str(THREADS), "0", str(KEYS)]
    with recorder.subscribe() as subscription, ThreadPoolExecutor(1) as beside:
        listening = beside.submit(lambda: [next(subscription) for _ in range(KEYS)])
        writers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(PROCESSES)]
        try:
            heard = listening.result(PATIENCE_SECONDS)
        finally:
            subscription.stop()
        printed = [writer.communicate(timeout=PATIENCE_SECONDS)[0].split() for writer in writers]
    assert [found.position for found in heard] == list(range(1, KEYS + 1))
    assert Counter(found.event.data.decode() for found in heard) == Counter(f"key-{number}" for number in range(KEYS))
    assert Counter(key for keys in printed for key in keys) == Counter(f"key-{number}" for number in range(KEYS))
    assert recorder.reader.head() == KEYS
