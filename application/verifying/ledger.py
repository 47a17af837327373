"""Verification of an export of the whole record against checkpoints and a policy. Source: the design of the log, "Offline"."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from application.proof.policy import Policy
from application.proof.tree import Hash, root_hash
from application.verifying.catalogue import catalogue_finding
from application.verifying.conclusion import conclude
from application.verifying.diagnosis import MAX_LINES, Case, diagnose
from application.verifying.export import Export, Piece, Spread, Work, do
from application.verifying.finding import Finding, Report, Unusable, Wrong, places
from application.verifying.seals import BATCH, Batch, Seals, open_seals
from application.verifying.signed import NotSigned, Signed, open_checkpoint, require_quorum
from application.verifying.stretch import Asked
from application.verifying.whole import Whole, chain_finding, root_of
from application.verifying.windows import outside
from application.verifying.withheld import leaf_of

BROUGHT = "The checkpoint that you brought"
INSIDE = "The checkpoint inside the export"


@dataclass(frozen=True, slots=True)
class Given:
    """What a verification is to stand on.

    `trusted`: a checkpoint that came by another way than the export; None if there is none. `is_policy_inside`: the policy came
    with the export. `form`: read the records too, and not only hash them. `rules`: decide all of it again. `now`: POSIX seconds.
    `max_age`: seconds, None for any.
    """

    policy: Policy
    trusted: bytes | None
    now: float
    is_policy_inside: bool = False
    max_age: float | None = None
    form: bool = True
    rules: bool = False


@dataclass
class Verification:
    """A verification under way: what was signed, what was found, and the record as far as it was read.

    `seals`: every root that was signed, checkpoints among them. `holds`: for each seal whether the record has that root.
    """

    given: Given
    export: Export
    report: Report = field(default_factory=Report)
    whole: Whole = field(default_factory=Whole)
    seals: Seals = field(default_factory=Seals)
    checkpoints: dict[str, Signed] = field(default_factory=dict)
    good: int = 0
    edge: tuple[Hash, ...] = ()
    wrong: list[tuple[str, int, Hash]] = field(default_factory=list)

    @property
    def signed(self) -> int:
        """The greatest size that was signed."""
        sizes = [each.checkpoint.size for each in self.checkpoints.values()]
        return max([*sizes, *self.seals.sizes[-1:]], default=0)

    @property
    def covered(self) -> int:
        """How many lines are under a root that was signed."""
        return min(self.signed, self.whole.size)


def verify_export(export: Export, given: Given, spread: Spread, progress: Callable[[int], None]) -> Verification:
    """Verify an export. `progress` is told the bytes that were passed over. Raises Unusable."""
    under_way = Verification(given, export)
    _open_checkpoints(under_way)
    _open_seals(under_way, spread)
    _pass_over(under_way, spread, progress)
    _judge_roots(under_way)
    if given.form:
        _judge_form(under_way)
        _judge_catalogue(under_way)
    conclude(under_way)
    return under_way


def _open_checkpoints(under_way: Verification) -> None:
    """The checkpoint that the auditor brought, and the one inside."""
    given, report = under_way.given, under_way.report
    inside = under_way.export.member("checkpoint")
    if given.trusted is None and inside is None:
        raise Unusable("There is no checkpoint in the export: bring one, with --checkpoint.")
    for what, data in ((BROUGHT, given.trusted), (INSIDE, inside)):
        if data is None:
            continue
        try:
            signed = open_checkpoint(data, given.policy, what)
        except NotSigned as refused:
            if refused.finding.wrong is Wrong.SEAL and what == BROUGHT:
                raise Unusable(refused.finding.sentence) from None
            report.findings.append(refused.finding)
            continue
        lacking = require_quorum(signed, given.policy, what)
        report.findings += [lacking] if lacking else []
        under_way.checkpoints[what] = signed
    origins = {signed.checkpoint.origin for signed in under_way.checkpoints.values()}
    if len(origins) > 1:
        sentence = f"The checkpoint that you brought and the one inside are of two logs: {' and '.join(sorted(origins))}."
        report.findings.append(Finding(Wrong.FORK, sentence))
        del under_way.checkpoints[INSIDE]


def _open_seals(under_way: Verification, spread: Spread) -> None:
    """All seals of the export, with the checkpoints in their places among them."""
    if not under_way.checkpoints:
        return
    policy = under_way.given.policy
    origin = next(iter(under_way.checkpoints.values())).checkpoint.origin
    found = Seals()

    def batches() -> Iterator[Batch]:
        first = 1
        for lines in under_way.export.batches("seals.jsonl", BATCH):
            yield Batch(first, lines, policy, origin)
            first += len(lines)

    for seals in spread(open_seals, batches()):
        found.extend(seals)
    under_way.report.findings += found.findings
    for signed in under_way.checkpoints.values():
        found.insert(signed, policy)
    under_way.seals = found


def _pass_over(under_way: Verification, spread: Spread, progress: Callable[[int], None]) -> None:
    """One pass over the lines; each root is compared when the pass reaches its size."""
    seals, whole = under_way.seals, under_way.whole
    pieces: list[Piece] = []

    def works() -> Iterator[Work]:
        for piece in under_way.export.pieces():
            low, high = bisect_left(seals.sizes, piece.first), bisect_right(seals.sizes, piece.first + piece.count - 1)
            pieces.append(piece)
            yield Work(piece, Asked(piece.first, tuple(seals.sizes[low:high]), under_way.given.form, under_way.given.rules))

    _compare(under_way, {0: ()})
    for passed in spread(do, works()):
        piece = pieces.pop(0)
        _compare(under_way, whole.take(passed, piece.offset))
        progress(piece.length)


def _compare(under_way: Verification, trees: dict[int, tuple[Hash, ...]]) -> None:
    for size, subtrees in trees.items():
        root = root_of(subtrees)
        for what, signed in _signed_at(under_way, size):
            if signed == root:
                if size > under_way.good:
                    under_way.good, under_way.edge = size, subtrees
            else:
                under_way.wrong.append((what, size, signed))


def _signed_at(under_way: Verification, size: int) -> Iterator[tuple[str, Hash]]:
    told = set()
    for what, signed in under_way.checkpoints.items():
        if signed.checkpoint.size == size and signed.checkpoint.root not in told:
            told.add(signed.checkpoint.root)
            yield what, signed.checkpoint.root
    number = bisect_left(under_way.seals.sizes, size)
    if number < len(under_way.seals) and under_way.seals.sizes[number] == size and under_way.seals.root(number) not in told:
        yield f"The seal of {size} records", under_way.seals.root(number)


def _judge_roots(under_way: Verification) -> None:
    """Where the record is not what was signed: two histories, or a change after signing; or its end is missing."""
    findings, good = under_way.report.findings, under_way.good
    forked = [each for each in under_way.wrong if each[1] <= good]
    changed = [each for each in under_way.wrong if each[1] > good]
    roots: dict[int, set[Hash]] = {}
    for _, size, root in under_way.wrong:
        roots.setdefault(size, set()).add(root)
    split = [each for each in changed if len(roots[each[1]]) > 1]
    for what, size, _ in [*forked, *split]:
        other = f"the record agrees with what was signed at {good}" if size <= good else "another was signed at the same size"
        sentence = f"{what} ({size} records) is of another history: {other}. The log signed both, and only one can be true."
        findings.append(Finding(Wrong.FORK, sentence, _last_good_before(under_way, size) + 1, size))
    if changed and not split:
        findings.append(diagnose(_case(under_way, {size: root for _, size, root in changed})))
    elif under_way.whole.size < under_way.signed and not changed:
        findings.append(_cut(under_way))


def _last_good_before(under_way: Verification, size: int) -> int:
    """The newest size before this one at which the record is as it was signed."""
    wrong = {each[1] for each in under_way.wrong}
    return max((each for each in under_way.seals.sizes if each < size and each not in wrong), default=0)


def _cut(under_way: Verification) -> Finding:
    """Fewer records than were signed: mostly the last are gone; if the links say so, one before."""
    size, signed = under_way.whole.size, under_way.signed
    case = _case(under_way, {signed: b""})
    found = diagnose(case) if case.mismatches or any(each > case.good for each in case.malformed) else None
    if found is not None and found.wrong is not Wrong.REORDERED:
        return found
    sentence = f"The end is missing: {signed} records were signed, and there are {size}; {places(size + 1, signed)} are not here."
    return Finding(Wrong.CUT, sentence, size + 1, signed)


def _case(under_way: Verification, roots: dict[int, Hash]) -> Case:
    whole, good = under_way.whole, under_way.good
    last = min(whole.size, good + MAX_LINES)
    few = good < last and min(roots) <= last
    return Case(
        good=good,
        edge=under_way.edge,
        roots=roots,
        signed=under_way.signed,
        size=whole.size,
        leaves=[leaf_of(line) for line in under_way.export.lines(good + 1, last)] if few else (),
        mismatches=[each for each in whole.mismatches if each.position > good],
        malformed=[each for each in whole.malformed if each > good],
        repeated=[pair for pair in _repeated(under_way) if pair[1] > good],
        confirmed=whole.confirmed,
    )


def _repeated(under_way: Verification) -> list[tuple[int, int]]:
    return under_way.whole.repeated() if under_way.given.form else []


def _judge_form(under_way: Verification) -> None:
    """What is wrong although it was signed so: form, order, times, links, ids."""
    whole, findings = under_way.whole, under_way.report.findings
    findings += whole.findings
    intact = under_way.good if any(size > under_way.good for _, size, _ in under_way.wrong) else whole.size
    findings += [chain_finding(each) for each in whole.mismatches if each.position <= intact]
    for first, later in _repeated(under_way):
        findings.append(Finding(Wrong.ID_REPEATED, f"Positions {first} and {later} have the same id.", first, later))
    findings += outside(whole.times, under_way.seals)


def _judge_catalogue(under_way: Verification) -> None:
    """A catalogue that came with the export, against the one that follows from the whole ledger."""
    note = under_way.export.member("catalogue")
    if note is None or not under_way.checkpoints or under_way.wrong:
        return
    whole, origin = under_way.whole, next(iter(under_way.checkpoints.values())).checkpoint.origin
    lines = sorted(f"{tag} {newest}".encode() for tag, newest in whole.newest.items())
    finding = catalogue_finding(note, origin, under_way.given.policy.log_keys(origin), whole.size, len(lines), root_hash(lines))
    under_way.report.findings += [finding] if finding else []
