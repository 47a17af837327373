"""`--rules`: the whole history decided again, under the rules of this version, as they applied when each decision was recorded."""

from __future__ import annotations

from collections.abc import Iterator

from application.verifying.export import Spread
from application.verifying.finding import Finding, Unusable, Wrong
from application.verifying.ledger import Verification
from application.verifying.redeciding import Share, redecide
from application.verifying.rejudging import Judged, Part, rejudge

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
        judged.doubtful |= part.doubtful
        judged.near |= part.near
    doubtful = sorted(judged.doubtful, key=lambda position: (judged.near.get(position, ()), position))

    def shares() -> Iterator[Share]:
        # Each takes the index along to its process: so they are few, and only so many that no process is left without work.
        size = max(SHARE, -(-len(doubtful) // (SHARES * processes)))
        for at in range(0, len(doubtful), size):
            yield Share(index, source, doubtful[at : at + size])

    found = [finding for findings in spread(redecide, shares()) for finding in findings]
    told = {finding.first for finding in found if finding.wrong is Wrong.RULE_BROKEN}
    for position, codes in sorted(judged.broken.items()):
        if position not in told:
            sentence = f"Position {position} breaks {', '.join(codes)} where it stands, and no record names that."
            found.append(Finding(Wrong.RULE_BROKEN, sentence, position))
    report.findings += sorted(found, key=lambda finding: finding.first or 0)
    report.facts["decided_again"] = {"judged": whole.size, "decided": len(doubtful)}
    report.proven.append(
        f"All {whole.size} decisions were judged again: each keeps the rules or names exactly those that it broke or upset, "
        "and names every object that it concerns."
    )
