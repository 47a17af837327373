"""Bench: how long each board page takes on a large programme.

    make bench BENCH=pages                       # a million decisions: some ten minutes, most of them to fill the ledger
    .venv/bin/python -m bench.pages --size 10000

Each page is asked for at moments that nobody asked for before (`new`) and again at the same moment (`again`); the time is from
request to answer over loopback, so a little more than the server's own.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from statistics import median

import httpx2

from bench.append import server
from bench.replaying.ledgers import END, MIDDLE, loaded, rebuilt
from bench.replaying.reading import server_on
from infrastructure.postgres.words import take_words

RESULTS = Path(__file__).parent / "results" / "pages.json"
LIMIT_MS = 100
PAGES = (
    "/",
    "/programme",
    "/boroughs",
    "/boroughs/{borough}",
    "/areas/{area}",
    "/contracts",
    "/contracts/{contract}",
    "/frameworks",
    "/suppliers",
    "/migrations",
    "/migrations/{migration}",
    "/decisions",
    "/decisions?q=merger",
    "/decisions?q=cabinet",
    "/decisions?object=migration:{migration}",
    "/decisions/1000",
    "/changes",
    "/deadlines",
    "/forecast",
    "/benefits",
    "/irregularities",
    "/pictures",
    "/pack",
    "/what-if",
)


def measure(client: httpx2.Client, moments: int) -> Mapping[str, Mapping[str, float]]:
    """Milliseconds by page: the median and the longest at new moments, and the median when asked again."""
    ids = dict(_ids(client))
    days = [MIDDLE + (END - MIDDLE) * n // moments - timedelta(days=n) for n in range(1, moments + 1)]
    found = {}
    for number, page in enumerate(PAGES):
        asked = [str(day - timedelta(days=moments * number)) for day in days]
        new = [_milliseconds(client, page.format(**ids), day) for day in asked]
        again = [_milliseconds(client, page.format(**ids), asked[-1]) for _ in asked]
        found[page] = {"new": median(new), "longest": max(new), "again": median(again)}
        tell(f"{page:45} {median(new):8.1f} {max(new):8.1f} {median(again):8.1f}")
    return found


def _milliseconds(client: httpx2.Client, address: str, as_of: str) -> float:
    started = time.perf_counter()
    answer = client.get(address, params={**dict(httpx2.QueryParams(address.partition("?")[2])), "as_of": as_of})
    took = (time.perf_counter() - started) * 1000
    assert answer.status_code == 200, (answer.status_code, address, as_of)
    return took


def _ids(client: httpx2.Client) -> Iterator[tuple[str, str]]:
    """An object of each kind: in the middle of the list, so that it is an ordinary one."""
    for kind, plural in (("borough", "boroughs"), ("area", "areas"), ("contract", "contracts"), ("migration", "migrations")):
        items = client.get(f"/v1/{plural}", params={"as_of": str(MIDDLE)}).json()["items"]
        yield kind, items[len(items) // 2][kind]


def tell(what: str) -> None:
    """Progress, for whoever waits."""
    print(what, file=sys.stderr, flush=True)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--size", type=int, default=1_000_000)
    arguments.add_argument("--moments", type=int, default=5)
    asked = arguments.parse_args()
    with server() as (url, _):
        tell(f"loading {asked.size:,} decisions")
        database, _ = loaded(url, asked.size)
        rebuilt(database, lambda _: None)
        tell("taking its words")
        with database.connect() as connection:
            while take_words(connection):
                pass
        with server_on(database) as (client, _):
            client.timeout = httpx2.Timeout(120)
            found = measure(client, asked.moments)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"size": asked.size, "milliseconds": found}, indent=1) + "\n")
    over = [page for page, took in found.items() if took["new"] > LIMIT_MS]
    print(f"{'page':45} {'new':>8} {'longest':>8} {'again':>8}  ms; limit {LIMIT_MS}")
    for page, took in found.items():
        print(f"{page:45} {took['new']:8.1f} {took['longest']:8.1f} {took['again']:8.1f}")
    print(f"{len(found) - len(over)} of {len(found)} pages within {LIMIT_MS} ms; over: {', '.join(over) or 'none'}")


if __name__ == "__main__":
    main()
