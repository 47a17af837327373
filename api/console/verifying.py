"""`concordat verify`: prove an export offline, with no database and no network."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import orjson

from api.console.failing import BAD_USAGE, DONE, REFUSED, fail
from api.wiring.bundles import BundleFolder, Processes, opened_export
from application.proof.policy import Policy, PolicyInvalid, parse_policy
from application.verifying.extract import verify_extract
from application.verifying.finding import Report, Unusable
from application.verifying.ledger import Given, verify_export
from application.verifying.rules import verify_rules
from application.verifying.single import is_proof, read_proof, verify_proof

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
START = 4096
"""So many bytes tell what kind of file it is."""
QUIET_SECONDS = 1.0


def run_verify(
    export: Path,
    *,
    checkpoint: Path | None,
    policy: Path | None,
    record: Path | None,
    max_age: str | None,
    only_proof: bool,
    rules: bool,
    as_json: bool,
) -> int:
    """Verify, and tell. The exit status: 0 proven, 1 not, 2 the input cannot be used."""
    seconds = _seconds(max_age)
    try:
        trusted = None if checkpoint is None else checkpoint.read_bytes()
        brought = None if policy is None else policy.read_bytes()
        if export.is_file() and is_proof(_start(export)):
            given = Given(_policy(brought, str(policy)), trusted, time.time(), max_age=seconds)
            report = verify_proof(read_proof(export.read_bytes()), None if record is None else _record(record), given)
        else:
            report = _verify_whole(export, trusted, brought, seconds, form=not only_proof, rules=rules)
    except (Unusable, OSError) as fault:
        fail(str(fault), BAD_USAGE)
    _tell(report, export, as_json)
    return DONE if report.is_proven else REFUSED


def _verify_whole(
    path: Path, trusted: bytes | None, policy: bytes | None, max_age: float | None, *, form: bool, rules: bool
) -> Report:
    with opened_export(path) as export:
        inside = export.member("policy") if policy is None else None
        given = Given(
            _policy(policy if inside is None else inside, "policy"),
            trusted,
            time.time(),
            is_policy_inside=inside is not None,
            max_age=max_age,
            form=form or rules,
            rules=rules,
        )
        if export.member("catalogue-proof.json") is not None:
            return verify_extract(export, given, _progress(export))
        with Processes(export.size_bytes) as spread:
            under_way = verify_export(export, given, spread, _progress(export))
            if rules:
                verify_rules(under_way, spread, spread.number)
            return under_way.report


def _policy(data: bytes | None, name: str) -> Policy:
    """Raises Unusable."""
    if data is None:
        raise Unusable("There is no policy here: bring one, with --policy. It says whose signatures you trust.")
    try:
        return parse_policy(data.decode())
    except (PolicyInvalid, UnicodeDecodeError) as fault:
        raise Unusable(f"{name} is no policy: {fault}.") from None


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(START)


def _record(path: Path) -> bytes:
    """A record alone: canonical JSON holds no line feed, so that one at the end is an editor's."""
    return path.read_bytes().removesuffix(b"\n")


def _seconds(age: str | None) -> float | None:
    """A duration written 90s, 15m, 24h or 7d."""
    if age is None:
        return None
    found = re.fullmatch(r"([0-9]{1,9})([smhd])", age)
    if found is None:
        fail("--max-age: write it as 90s, 15m, 24h or 7d", BAD_USAGE)
    return int(found[1]) * UNITS[found[2]]


def _progress(export: BundleFolder) -> Callable[[int], None]:
    """A line on standard error that says how far it is, where a person waits for it."""
    if not sys.stderr.isatty():
        return lambda _: None
    started, done = time.monotonic(), 0

    def tell(length: int) -> None:
        nonlocal done
        done += length
        if time.monotonic() - started > QUIET_SECONDS:
            share = min(1.0, done / max(1, export.size_bytes))
            end = "\r\033[K" if share == 1.0 else ""
            sys.stderr.write(f"\r{'█' * int(30 * share):30} {share:4.0%}{end}")
            sys.stderr.flush()

    return tell


def _tell(report: Report, path: Path, as_json: bool) -> None:
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(report.document(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        return
    say = sys.stdout.write
    if report.is_proven:
        say(f"PROVEN: {path} is what was signed.\n")
        for sentence in report.proven:
            say(f"  {sentence}\n")
    else:
        number = "1 thing is" if len(report.findings) == 1 else f"{len(report.findings)} things are"
        say(f"NOT PROVEN: {number} wrong with {path}.\n")
        for finding in report.findings:
            say(f"  {finding.wrong}: {finding.sentence}\n")
    for remark in report.remarks:
        say(f"  Note: {remark}\n")
