"""Measuring contenders in turns: what disturbs the machine for a while disturbs all of them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from statistics import median
from threading import Barrier, Thread

from bench.appending.contenders import Contender
from bench.appending.workload import Workload

MOST_A_SECOND = 12_000  # decisions are made before the clock starts: to make one costs as much as to record one


def rate(contender: Contender, clients: int, seconds: float, seed: int) -> float:
    """Decisions recorded per second by so many clients, each on a thread, sending the next when the last is recorded."""
    done = [0] * clients
    faults: list[BaseException] = []
    start, stop = Barrier(clients + 1), [False]

    def run(client: int) -> None:
        try:
            append, workload = contender.client(), Workload(client, seed)
            ready = [workload.next() for _ in range(int(seconds * MOST_A_SECOND / clients))]
            append(workload.next())  # the first may open a session
            start.wait()
            for decision in ready:
                append(decision)
                done[client] += 1
                if stop[0]:
                    return
            raise RuntimeError(f"{contender.name} recorded more than {MOST_A_SECOND} a second.")
        except BaseException as fault:
            faults.append(fault)
            start.abort()
            raise

    threads = [Thread(target=run, args=[client]) for client in range(clients)]
    for thread in threads:
        thread.start()
    start.wait()
    began, before = time.perf_counter(), sum(done)
    time.sleep(seconds)
    recorded, took = sum(done) - before, time.perf_counter() - began
    stop[0] = True
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return recorded / took


def rates(contenders: Sequence[Contender], clients: int, rounds: int, seconds: float) -> dict[str, float]:
    """The median rate of each contender over so many rounds, in each of which every one has its turn."""
    found: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    for number in range(rounds):
        turn = number % len(contenders)
        for contender in [*contenders[turn:], *contenders[:turn]]:
            found[contender.name].append(rate(contender, clients, seconds, seed=1000 * clients + number))
    return {name: median(measured) for name, measured in found.items()}
