"""Hundreds of exports that somebody tampered with, each found and named by class and place; and hundreds that are as they were."""

from __future__ import annotations

from random import Random

import pytest

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
        if finding.wrong is tampered.wrong and holds:
            return None
    return tampered.wrong, tampered.first, tampered.last, findings


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
