"""`concordat witness` and `concordat witness-key`: what another borough runs, so that nobody can show two histories."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import orjson

from api.console.failing import BAD_USAGE, fail, told
from api.logs import set_up_logs
from api.serving import address, end_on_signal, listen, serve
from api.wiring.keys import KeyUnusable, read_keys, write_keys
from api.wiring.witness import WITNESS_CANNOT_START, kept_evidence, opened_witness, witness_key_file
from api.witness import create_witness_app
from application.proof.keys import WITNESS, KeyInvalid, SigningKey, new_key

PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)*")


def run_witness(*, host: str, port: int, prefix: str, folder: Path) -> None:
    """Serve the witness of a folder until told to stop."""
    if not PREFIX.fullmatch(prefix):
        fail(f"A prefix is written /like/this, not {prefix!r}.", BAD_USAGE)
    end_on_signal()
    set_up_logs("info")
    with told(*WITNESS_CANNOT_START, OSError), opened_witness(folder) as witness, listen(host, port) as listening:

        def announce() -> None:
            sys.stdout.write(f"listening on {address(listening)}{prefix}\n")
            sys.stdout.flush()

        serve(create_witness_app(witness, prefix), listening, announce, lambda: None)


def print_evidence(folder: Path) -> None:
    """Write what was kept, a line of JSON each."""
    with told(*WITNESS_CANNOT_START):
        for origin, verdict, body, at in kept_evidence(folder):
            came = datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")
            line = {"origin": origin, "verdict": verdict, "at": came, "request": body.decode(errors="replace")}
            sys.stdout.buffer.write(orjson.dumps(line) + b"\n")


def run_witness_key(*, new: bool, drop: str | None, name: str | None, folder: Path) -> None:
    """Print the verifier keys, once they are changed as `new` and `drop` say."""
    path = witness_key_file(folder)
    with told(KeyUnusable, KeyInvalid, OSError):
        keys = read_keys(path, WITNESS) if path.exists() or not new else []
        if new:
            keys = [*keys, _added(keys, name)]
        if drop is not None:
            keys = _without(keys, drop)
        if new or drop is not None:
            write_keys(path, keys)
    for key in keys:
        sys.stdout.write(f"{key.verifier}\n")


def _added(keys: list[SigningKey], name: str | None) -> SigningKey:
    if not keys and name is None:
        fail("Say --name for the first key: whose witness it is, such as witness.rbkc.example.", BAD_USAGE)
    if keys and name not in (None, keys[0].name):
        fail(f"This witness is called {keys[0].name}; its keys are changed, not its name.", BAD_USAGE)
    return new_key(keys[0].name if keys else str(name), WITNESS)


def _without(keys: list[SigningKey], id_: str) -> list[SigningKey]:
    kept = [key for key in keys if key.verifier.id.hex() != id_]
    if len(kept) == len(keys) or not kept:
        fail(f"The file has no key {id_}." if kept else "The last key cannot be dropped: nothing could be cosigned.", BAD_USAGE)
    return kept
