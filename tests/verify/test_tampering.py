"""Hundreds of exports that somebody tampered with, each found and named by class and place; and hundreds that are as they were."""

from __future__ import annotations

from random import Random

import pytest

from application.verifying.finding import Finding, Wrong
from tests.verify.exports import LOG_KEY, OTHER_KEY, Made
from tests.verify.tampering import TAMPERINGS, Tampered, Tampering, some
from tests.verify.verifying import verified

EACH = 30


def _found(tampered: Tampered) -> object:
    """The finding of the right class that holds the right place."""
    findings = verified(tampered.export).findings
    for finding in findings:
        holds = tampered.first is None or (
            finding.first is not None
            and tampered.last is not None
            and finding.first <= tampered.last
            and (finding.last or finding.first) >= tampered.first
        )
        if finding.wrong is tampered.wrong and holds and _is_close(finding, tampered):
            return None
    return tampered.wrong, tampered.first, tampered.last, findings


CHANGES = frozenset({Wrong.ALTERED, Wrong.MISSING, Wrong.ADDED, Wrong.REORDERED})


def _is_close(finding: Finding, tampered: Tampered) -> bool:
    """Whether a change is told to within the seals around it."""
    if finding.wrong not in CHANGES or tampered.first is None or tampered.last is None or finding.first is None:
        return True
    sizes = [seal["size"] for seal in tampered.export.seals]
    before = max((size for size in sizes if size < tampered.first), default=0)
    after = min((size for size in sizes if size >= tampered.last), default=len(tampered.export.records))
    return before < finding.first and (finding.last or finding.first) <= after + 1


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda each: each.__name__)
def test_every_tampering_is_found_and_named(tampering: Tampering) -> None:
    failures = {seed: failure for seed in range(EACH) if (failure := _found(tampering(Random(seed)))) is not None}
    assert not failures


def _untampered(random: Random) -> Made:
    keys = random.choice(((LOG_KEY,), (LOG_KEY, OTHER_KEY)))
    return some(random, needed=random.choice((0, 1, 2, 3)), keys=keys)


@pytest.mark.parametrize("start", range(0, 300, 50))
def test_nothing_untampered_is_refused(start: int) -> None:
    failures = {
        seed: report.findings for seed in range(start, start + 50) if not (report := verified(_untampered(Random(seed)))).is_proven
    }
    assert not failures
