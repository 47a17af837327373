"""The conclusion: what was proven, and by whom, and what an auditor should know besides."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from application.proof.policy import NONE
from application.verifying.finding import Finding, Wrong, places
from application.verifying.seals import NEVER
from application.verifying.signed import Signed

if TYPE_CHECKING:
    from application.verifying.ledger import Verification


def conclude(under_way: Verification) -> None:
    """Add to the report what the pass has shown."""
    _freshness(under_way)
    _remarks(under_way)
    _facts(under_way)
    whole, policy = under_way.whole, under_way.given.policy
    if not under_way.checkpoints:
        return
    origin = next(iter(under_way.checkpoints.values())).checkpoint.origin
    say = under_way.report.proven.append
    say(f"The first {under_way.covered} records are exactly those that the log {origin} signed, in that order.")
    say(f"{len(under_way.seals)} signed roots agree with them: nothing was rewritten between any two.")
    for what, signed in under_way.checkpoints.items():
        say(who_signed(what, signed))
    if under_way.given.form:
        say(f"Every one of {whole.size - len(whole.withheld)} records is well formed; no id comes twice; no record was made")
        under_way.report.proven[-1] += " before the one above it."
        say(f"Each names the record before it on each of {len(whole.newest)} objects, and names it rightly.")
        if policy.quorum != NONE:
            say("Each was made when it says, as closely as the witnesses' times can tell.")


def who_signed(what: str, signed: Signed) -> str:
    """Whose signatures on a checkpoint are good."""
    keys = ", ".join(key.id.hex() for key in signed.log_keys)
    by = ", ".join(f"{name} (last on {moment(times[1])})" for name, times in sorted(signed.cosigned.items())) or "no witness"
    return f"{what} covers {signed.checkpoint.size} records; it is signed with the log's key {keys}, and cosigned by {by}."


def _freshness(under_way: Verification) -> None:
    """Step 6: how long ago a quorum last saw the newest of these trees."""
    given, newest = under_way.given, max(under_way.seals.latest, default=NEVER)
    under_way.report.facts["newest_quorum_time"] = None if newest == NEVER else moment(newest)
    if given.max_age is None:
        return
    if newest == NEVER:
        sentence = "No quorum of witnesses says when it saw this record: that it is fresh cannot be shown."
        under_way.report.findings.append(Finding(Wrong.STALE, sentence))
    elif given.now - newest > given.max_age:
        sentence = f"A quorum last saw this record at {moment(newest)}, longer ago than you allow: newer records may be kept back."
        under_way.report.findings.append(Finding(Wrong.STALE, sentence))


def _remarks(under_way: Verification) -> None:
    given, whole, remark = under_way.given, under_way.whole, under_way.report.remarks.append
    if given.trusted is None:
        remark("The checkpoint came with the export itself. That is weaker: bring one that came by another way.")
    if given.is_policy_inside:
        remark("The policy came with the export itself. That is weaker: whoever made the export chose whom you trust.")
    if given.policy.quorum == NONE:
        remark("The policy asks for no witnesses: the log's word is proven, but not that nobody was shown another history.")
    if whole.size > under_way.signed:
        remark(f"Not covered: no checkpoint covers {places(under_way.signed + 1, whole.size)}, and nothing is proven of them.")
    if whole.withheld:
        listed = ", ".join(map(str, whole.withheld[:20])) + (", …" if len(whole.withheld) > 20 else "")
        remark(f"{len(whole.withheld)} records are withheld ({listed}): their hashes are proven, what they say is not shown.")
    if not given.form:
        remark("Only hashes and signatures were checked, not what the records say.")


def _facts(under_way: Verification) -> None:
    whole, facts = under_way.whole, under_way.report.facts
    facts["records"] = whole.size
    facts["covered"] = under_way.covered
    facts["not_covered"] = max(0, whole.size - under_way.signed)
    facts["withheld"] = len(whole.withheld)
    facts["seals"] = len(under_way.seals)
    facts["origin"] = next((each.checkpoint.origin for each in under_way.checkpoints.values()), None)


def moment(seconds: int) -> str:
    """A POSIX time, as an auditor reads it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
