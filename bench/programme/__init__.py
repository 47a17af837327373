"""A large, realistic programme for benches and long-run checks: 33 boroughs over fifteen years, the same for the same seed.

    from bench.programme import generate, lines, load

    generate(n, seed=1)   # -> Iterator[Written]: n decisions in order of position, canonical record bytes and all
    lines(n, seed=1)      # -> Iterator[bytes]: the record bytes, each with a line feed (NDJSON)
    load(url, n, seed=1)  # -> Loaded: makes the schema and fills `decision` and `tag` by COPY; no server must be writing there

    .venv/bin/python -m bench.programme 10000 > programme.ndjson

In every area one group of boroughs after another proposes, agrees, moves, merges, claims benefits and separates again (an area has
one open migration at a time, by the rules), while some thousands of contracts are registered, varied, extended, noticed, novated
and concluded. About a tenth is backdated, dated ahead, or a correction. With more decisions there are more contracts and more
decisions on each object; boroughs and areas stay the same. `areas=300` makes a wide programme, with 300 migrations open at once.

Legality: the lives of objects keep the rules by construction, and `tests/bench/test_programme.py` judges every decision of a
programme by the real rules against the fold of what was effective before it (who posted it included), and compares record bytes
with those that the service would write. There are no irregular decisions in it. Nothing is signed: seal it like any other ledger.
"""

from bench.programme.loading import Loaded, load
from bench.programme.programme import generate, lines
from bench.programme.writing import Written

__all__ = ["Loaded", "Written", "generate", "lines", "load"]
