"""`--rules`: the whole history decided again, under the rules of this version, as they applied when each decision was recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from application.verifying.export import Spread
from application.verifying.finding import Finding, Unusable, Wrong
from application.verifying.ledger import Verification
from application.verifying.redeciding import Share, redecide
from application.verifying.rejudging import Judged, Part, rejudge

T = TypeVar("T")
SHARE = 256
"""At least so many are decided again in one go."""
SHARES = 4
"""Into so many shares for each process the work is split."""


def verify_rules(under_way: Verification, spread: Spread, processes: int) -> None:
    """Decide all again, and add to the report. Raises Unusable where records cannot be read."""
    whole, report = under_way.whole, under_way.report
    if whole.withheld:
        raise Unusable("The rules cannot be judged: records are withheld, and what they say is not known. Leave --rules out.")
    if len(whole.index) != whole.size:
        report.remarks.append("The rules were not judged: there are lines that are no records.")
        return
    index, source = whole.index, under_way.export.source
    judged = Judged()
    for part in spread(rejudge, (Part(index, source, number, processes) for number in range(processes))):
        judged.broken |= part.broken
        judged.standing |= part.standing
        judged.doubtful |= part.doubtful
        judged.near |= part.near
    standing = {each for each in judged.standing if each[1] not in judged.doubtful}

    def near(position: int) -> tuple[tuple[str, ...], int]:
        return judged.near.get(position, ()), position

    def shares() -> Iterator[Share]:
        # Each takes the index along to its process: so they are few, and only so many that no process is left without work.
        for positions in _parts(sorted(judged.doubtful, key=near), processes):
            yield Share(index, source, positions=positions)
        for pairs in _parts(sorted(standing, key=lambda pair: (near(pair[0]), pair)), processes):
            yield Share(index, source, standing=pairs)

    found = [finding for findings in spread(redecide, shares()) for finding in findings]
    told = {finding.first for finding in found if finding.wrong is Wrong.RULE_BROKEN}
    for position, codes in sorted(judged.broken.items()):
        if position not in told:
            sentence = f"Position {position} breaks {', '.join(codes)} where it stands, and no record names that."
            found.append(Finding(Wrong.RULE_BROKEN, sentence, position))
    report.findings += sorted(found, key=lambda finding: finding.first or 0)
    report.facts["decided_again"] = {"judged": whole.size, "decided": len(judged.doubtful), "standing": len(standing)}
    report.proven.append(
        f"All {whole.size} decisions were judged again: each keeps the rules or names exactly those that it broke or upset, "
        "and names every object that it concerns."
    )


def _parts(things: Sequence[T], processes: int) -> Iterator[Sequence[T]]:
    size = max(SHARE, -(-len(things) // (SHARES * processes)))
    return (things[at : at + size] for at in range(0, len(things), size))
