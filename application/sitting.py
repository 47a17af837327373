"""A sitting: commands decided one after another on one reading of the record, and recorded together.

What is read is read as of one head; what a sitting decides, its later commands see. Nothing is recorded before `minute`, and
then only if nothing was recorded meanwhile inside the boundary of any of its decisions. A what-if is a sitting without a minute.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from application.chronicle import Chronicle
from application.correcting import corrected
from application.ports import Draft, Store, Stored
from application.posted import Posted, faults
from application.recollection import Recollection
from application.record import NewId, document_of, draft
from domain.board.rectification import DecisionRectified
from domain.boundary import Boundary, Extent, Item
from domain.decision import BrokenRule, Fault, Recorded
from domain.fold import Fold
from domain.ground import NOTHING, Ground
from domain.judgement import Proposed, Verdict, consider

EVERYTHING: Boundary = frozenset({Item()})


class Stale(Exception):
    """Something in the command's boundary is later than the position that its poster knew."""


class KeyReused(Exception):
    """The poster's idempotency key was used before, for another command."""


class Invalid(Exception):
    """The command's own fields are at fault. `faults`: each with its path from the root of the command's body."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Every rule that the command breaks. Nothing was recorded."""

    broken: tuple[BrokenRule, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """What a command records: decisions, with the positions that they take if nothing else is recorded first."""

    decisions: tuple[Recorded, ...]
    replayed: bool = False


@dataclass(slots=True)
class _Pending:
    boundary: Boundary
    drafts: list[Draft]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A decision by its idempotency key. `told`: its record, or the command that it answers."""

    recorded: Recorded
    told: bytes | Posted

    @property
    def digest(self) -> str:
        """Read from the record only when it is asked for: hardly any command is a repeat."""
        return self.told.digest if isinstance(self.told, Posted) else str(document_of(self.told)["causation_id"])


@dataclass(slots=True)
class Sitting:
    store: Store
    new_id: NewId
    recollection: Recollection
    head: int | None = None
    _known: Extent = field(default_factory=Extent)
    _past: Chronicle = field(default_factory=Chronicle)
    _keys: dict[str, list[_Kept]] = field(default_factory=dict)
    _foreseen: dict[str, Boundary] = field(default_factory=dict)
    _pending: list[_Pending] = field(default_factory=list)
    _is_entangled: bool = False
    _ground: Ground = NOTHING

    def stand_on(self, ground: Ground, later: Iterable[Recorded]) -> None:
        """Read nothing more. `later`: all that was known at the sitting's head and counts no earlier than the ground's date.

        A command that was recorded before is then not known by its key.
        """
        self._ground = ground
        for recorded in later:
            self._past.add(recorded)

    def read_for(self, commands: Iterable[Posted]) -> None:
        """Read at once what these commands will probably have to know, so that deciding them need not ask one by one."""
        boundary: set[Item] = set()
        for posted in commands:
            self.recollection.remember(posted.decision, frozenset(posted.decision.named()))
            self._foreseen[posted.key_tag] = foreseen = self.recollection.boundary(_proposed(posted))
            boundary.add(_key_item(posted))
            boundary |= foreseen
        self._read(frozenset(boundary))

    def decide(self, posted: Posted) -> Decided | Refusal:
        """Decide a command on what this sitting knows, and remember the decision.

        Raises Invalid, KeyReused, Stale.
        """
        self._require_valid(posted)
        key_item = _key_item(posted)
        proposed = _proposed(posted)
        foreseen = self._foreseen.pop(posted.key_tag, None) or self.recollection.boundary(proposed)
        self._read(frozenset({key_item, *foreseen}))
        if (repeat := self._repeat(posted)) is not None:
            return repeat
        if isinstance(posted.decision, DecisionRectified):
            proposed = self._correcting(proposed, posted.decision)
        verdict = self._verdict(proposed, foreseen)
        self._require_unchanged(posted, verdict.needs)
        if verdict.broken:
            return Refusal(verdict.broken)
        return self._accept(posted, verdict, key_item)

    def minute(self) -> list[Stored]:
        """Record everything that was decided, in order, or nothing at all.

        If an answer rests on another decision of this sitting, what is recorded comes just after the sitting's head or not at all:
        the positions that the answers name, refusals among them, are then true. Otherwise others may have decided meanwhile,
        outside the boundaries of these decisions.

        Raises BoundaryChanged, TooLarge, Unavailable.
        """
        drafts = [each for pending in self._pending for each in pending.drafts]
        if not drafts:
            return []
        unless = EVERYTHING if self._is_entangled else frozenset().union(*(pending.boundary for pending in self._pending))
        return self.store.append(drafts, unless=unless, after=self.head or 0)

    def before(self, place: tuple[date, int], boundary: Boundary) -> Fold:
        """The fold of what the sitting knows or has decided within a boundary, and counts before a place."""
        later = self._ground.later(self._past.within(boundary))
        return self._ground.folded(recorded for recorded in later if recorded.place < place)

    def _require_valid(self, posted: Posted) -> None:
        found = [_within_data(fault) for fault in faults(posted.decision, posted.effective_on)]
        if found:
            raise Invalid(found)

    def _verdict(self, proposed: Proposed, foreseen: Boundary) -> Verdict:
        """Judge, and read what the verdict turns out to rest on, until it rests on nothing unread."""
        extent = Extent(foreseen)
        while True:
            boundary = extent.boundary()
            self._read(boundary)
            past = self._past.within(boundary)
            verdict = consider(proposed, past, self._ground)
            missing = extent.missing(verdict.needs)
            if not missing:
                self._note_entangled(past)
                return verdict
            extent.add(missing)

    def _note_entangled(self, rested_on: Iterable[Recorded]) -> None:
        """Note whether an answer rests on what this sitting itself decided, and so on the positions that it foresees."""
        head = self.head or 0
        self._is_entangled = self._is_entangled or any(recorded.position > head for recorded in rested_on)

    def _read(self, boundary: Boundary) -> None:
        """Read what of the boundary is not known yet, as it stood at the sitting's head."""
        missing = self._known.missing(boundary)
        if not missing or self._ground is not NOTHING:
            return
        past = self.store.read(missing, until=self.head)
        if self.head is None:
            self.head = past.head
        for stored in past.records:
            self._remember(stored)
        self._known.add(missing)

    def _remember(self, stored: Stored) -> None:
        recorded = self.recollection.recorded(stored)
        if self._past.add(recorded):
            for tag in stored.tags:
                if tag.startswith("command:"):
                    self._keys.setdefault(tag, []).append(_Kept(recorded, stored.data))

    def _repeat(self, posted: Posted) -> Decided | None:
        found = self._keys.get(posted.key_tag)
        if not found:
            return None
        if any(kept.digest != posted.digest for kept in found):
            positions = ", ".join(str(kept.recorded.position) for kept in found)
            raise KeyReused(
                f"The key {posted.key} was used before, for another command (decision {positions}): a new command needs a new key."
            )
        known = tuple(sorted((kept.recorded for kept in found), key=lambda each: each.position))
        self._note_entangled(known)
        return Decided(known, replayed=True)

    def _correcting(self, proposed: Proposed, rectified: DecisionRectified) -> Proposed:
        """The rectification with what it corrects, and its data written as the record holds them."""
        chain = self._chain(rectified)
        if not chain:
            return proposed
        self._note_entangled(chain)
        checked = corrected(rectified, chain)
        if checked.faults:
            raise Invalid([_within_data(fault) for fault in checked.faults])
        return replace(proposed, decision=checked.decision, corrects=chain)

    def _chain(self, rectified: DecisionRectified) -> tuple[Recorded, ...]:
        """The decision that a rectification names, and if that is one itself, the one it names, to the first."""
        chain: list[Recorded] = []
        position = rectified.position
        while position > 0:
            recorded = self._past.at(position)
            if recorded is None:
                found = self.store.read(None, after=position - 1, until=position).records
                if not found or found[0].position > (self.head or 0):
                    break
                recorded = self.recollection.recorded(found[0])
            chain.append(recorded)
            if not isinstance(recorded.decision, DecisionRectified):
                break
            position = recorded.decision.position
        return tuple(chain)

    def _require_unchanged(self, posted: Posted, needs: Boundary) -> None:
        if posted.if_match is None:
            return
        later = [recorded.position for recorded in self._past.within(needs) if recorded.position > posted.if_match]
        if later:
            raise Stale(
                f"Decision {max(later)} is later than {posted.if_match}, and this command rests on it. Read it, and decide anew."
            )

    def _accept(self, posted: Posted, verdict: Verdict, key_item: Item) -> Decided:
        correlation_id = posted.correlation_id or self.new_id()
        drafts: list[Draft] = []
        decisions: list[Recorded] = []
        for decision in verdict.decisions:
            id_ = self.new_id()
            position = (self.head or 0) + sum(len(pending.drafts) for pending in self._pending) + len(drafts) + 1
            placed = replace(decision, position=position, id=id_)
            drafts.append(draft(decision, posted, id_, correlation_id))
            decisions.append(placed)
            self._past.add(placed)
            self._keys.setdefault(posted.key_tag, []).append(_Kept(placed, posted))
        self._pending.append(_Pending(frozenset({key_item, *verdict.needs}), drafts))
        self.recollection.remember(posted.decision, decisions[0].tags)
        return Decided(tuple(decisions))


def _key_item(posted: Posted) -> Item:
    return Item(frozenset(), frozenset({posted.key_tag}))


def _proposed(posted: Posted) -> Proposed:
    return Proposed(posted.decision, posted.effective_on, posted.actor, posted.irregular)


def _within_data(fault: Fault) -> Fault:
    return Fault(("data", *fault.path), fault.message)
