"""The rules that hold everywhere: the programme has started, what is named exists, and what is registered is new."""

from __future__ import annotations

from domain.borough.borough import Borough, title_of
from domain.dates import spoken
from domain.decision import PROGRAMME, Recorded
from domain.fold import Fold
from domain.registry import REGISTRARS, kind_of, registered_tag
from domain.rule import Broken, Kind, Rule, breaking, mending
from domain.words import listed


def _named(judged: Recorded) -> list[str]:
    """What the decision names and does not itself register, of the kinds of object that are registered at all."""
    kind = kind_of(judged.decision)
    own = registered_tag(kind, judged.decision)
    exempt = kind.need_not_exist
    return [
        tag
        for tag in sorted(set(judged.decision.named()))
        if tag != own and (of := tag.partition(":")[0]) in REGISTRARS and of not in exempt
    ]


def unknown_subject(fold: Fold, decision: object, at: Recorded) -> Broken | None:
    if registered_tag(kind_of(at.decision), at.decision) != PROGRAMME and fold.registered(PROGRAMME) is None:
        return Broken("The programme has not started.", who_can=("the joint board, with start-programme",))
    unknown = [tag for tag in _named(at) if not tag.startswith("borough:") and fold.registered(tag) is None]
    if not unknown:
        return None
    things = listed([tag.replace(":", " ", 1) for tag in unknown])
    be = "was" if len(unknown) == 1 else "were"
    return Broken(f"No {things} {be} registered before {spoken(at.effective_on)}.")


def _boroughs(judged: Recorded) -> list[str]:
    return [tag.partition(":")[2] for tag in _named(judged) if tag.startswith("borough:")]


def borough_unknown(fold: Fold, decision: object, at: Recorded) -> Broken | None:
    unknown = [borough for borough in _boroughs(at) if fold.registered(f"borough:{borough}") is None]
    if not unknown:
        return None
    message = f"{listed(unknown)} had not joined the programme by {spoken(at.effective_on)}."
    return Broken(message, who_can=("the joint board, with admit-borough",))


def borough_withdrawn(fold: Fold, decision: object, at: Recorded) -> Broken | None:
    gone = [
        borough
        for borough in _boroughs(at)
        if fold.registered(f"borough:{borough}") is not None and not fold.get(Borough, borough).member
    ]
    if not gone:
        return None
    causes = sorted({cause for borough in gone for cause in fold.causes(f"borough:{borough}", ["BoroughWithdrew"])})
    names = listed([title_of(fold, borough) for borough in gone])
    return Broken(f"{names} had withdrawn from the programme.", tuple(causes), who_can=("the joint board, with admit-borough",))


def exists_already(fold: Fold, decision: object, at: Recorded) -> Broken | None:
    kind = kind_of(at.decision)
    own = registered_tag(kind, at.decision)
    position = None if own is None or kind.again else fold.registered(own)
    if position is None or own is None:
        return None
    thing = "The programme" if own == PROGRAMME else own.replace(":", " ", 1).capitalize()
    verb = "started" if own == PROGRAMME else "registered"
    return Broken(f"{thing} was {verb} already, by decision {position}.", (position,))


_JOINED = mending(REGISTRARS["borough"], by="borough")
_EXIST = tuple(mending(registrar, by=kind) for kind, registrar in sorted(REGISTRARS.items()) if kind != "borough")


def everywhere(kind: Kind) -> tuple[Rule, ...]:
    """The rules of existence as they stand for one kind of decision, in the order in which they are listed."""
    new = (breaking(kind.type, by=kind.registers),) if kind.registers and not kind.again else ()
    return (
        Rule("unknown.subject", unknown_subject, _EXIST),
        Rule("borough.unknown", borough_unknown, (_JOINED,)),
        Rule("borough.withdrawn", borough_withdrawn, (_JOINED, breaking("BoroughWithdrew", by="borough"))),
        Rule("already.exists", exists_already, new),
    )
