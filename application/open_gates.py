"""Open gates: what is said of a condition that holds. Whether it holds, the rule decides; here it is only put into words.

A rule without words of its own here is said to have nothing in its way, so a new one needs nothing in this file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from domain.borough.borough import title_of
from domain.contract.contract import BY_CELL
from domain.dates import spoken
from domain.fold import Fold
from domain.framework.framework import Framework
from domain.migration.migration import Migration
from domain.money import pounds
from domain.programme.areas import AreaKind
from domain.programme.programme import Area, Programme
from domain.words import listed

Said = tuple[str, date | None]
"""A sentence, and the last day on which it is known to be true, where the record says so."""
NOTHING_IN_THE_WAY: Said = ("Nothing stands in the way of this.", None)


def say_open(fold: Fold, code: str, decision: Any) -> Said:
    """Why a rule holds for a decision on this fold."""
    sentence = _SENTENCES.get(code)
    return sentence(fold, decision) if sentence else NOTHING_IN_THE_WAY


def _migration(fold: Fold, decision: Any) -> tuple[Migration, str]:
    migration = fold.get(Migration, decision.migration)
    return migration, migration.title or decision.migration


def _member(fold: Fold, decision: Any) -> Said:
    boroughs = [decision.borough] if hasattr(decision, "borough") else sorted(_migration(fold, decision)[0].parties)
    names = listed([title_of(fold, borough) for borough in boroughs])
    return f"{names} {'is a member' if len(boroughs) == 1 else 'are members'} of the programme.", None


def _agreed(fold: Fold, decision: Any) -> Said:
    migration, title = _migration(fold, decision)
    version = migration.specification.version if migration.specification else 0
    return f"Every party has approved version {version} of the specification for {title}.", None


def _current(fold: Fold, decision: Any) -> Said:
    return f"Version {decision.version} is the current specification for {_migration(fold, decision)[1]}.", None


def _endorsed(fold: Fold, decision: Any) -> Said:
    programme = Programme.of(fold)
    if programme.principles is None:
        return "The programme has adopted no principles that would have to be endorsed.", None
    version = programme.principles_version
    return f"{title_of(fold, decision.borough)} has endorsed version {version} of the principles, now in force.", None


def _party(fold: Fold, decision: Any) -> Said:
    return f"{title_of(fold, decision.borough)} is a party of {_migration(fold, decision)[1]}.", None


def _concluded(fold: Fold, decision: Any) -> Said:
    migration, _ = _migration(fold, decision)
    area = fold.get(Area, migration.area).title or migration.area
    over = [
        f'"{contract.title}" was concluded on {spoken(contract.concluded_on)}'
        for _, contract in fold.group(BY_CELL, (decision.borough, migration.area))
        if contract.concluded_on is not None
    ]
    sentence = f"No contract of its own keeps {title_of(fold, decision.borough)} from the shared {area}"
    return (f"{sentence}: {listed(over)}." if over else f"{sentence}."), None


def _adopted(fold: Fold, decision: Any) -> Said:
    migration, title = _migration(fold, decision)
    if not migration.needs_framework:
        return f"{title} needs no framework.", None
    return f"{title_of(fold, decision.borough)} has called off a framework for {title}.", None


def _runs(fold: Fold, decision: Any) -> Said:
    framework = fold.get(Framework, decision.framework)
    return f"{framework.title} runs.", framework.ends_on


def _open_to(fold: Fold, decision: Any) -> Said:
    framework, (_, title) = fold.get(Framework, decision.framework), _migration(fold, decision)
    lot = f"lot {decision.lot} is for what {title} merges"
    return f"{framework.title} is open to {title_of(fold, decision.borough)}, and its {lot}.", None


def _under_ceiling(fold: Fold, decision: Any) -> Said:
    framework = fold.get(Framework, decision.framework)
    called_off = f"{pounds(framework.called_off)} of it called off"
    return f"{framework.title} has a ceiling of {pounds(framework.ceiling)}, {called_off}.", None


def _all_moved(fold: Fold, decision: Any) -> Said:
    migration, title = _migration(fold, decision)
    moves = [f"{title_of(fold, borough)} on {spoken(migration.moved[borough].on)}" for borough in sorted(migration.parties)]
    return f"Every party has moved to {title}: {listed(moves)}.", None


def _quality(fold: Fold, decision: Any) -> Said:
    migration, title = _migration(fold, decision)
    measured, floor = migration.quality, migration.quality_floor
    if measured is None:
        return f"No quality of {title} has been measured that could be under the floor of {floor}.", None
    return f"The newest quality measure of {title}, {measured.measure}, stands at {measured.score}: the floor is {floor}.", None


def _standardised(fold: Fold, decision: Any) -> Said:
    migration, title = _migration(fold, decision)
    if fold.get(Area, migration.area).kind != AreaKind.ORGANISATION:
        return f"{title} merges no IT organisation: its parties need not run the same systems.", None
    return "The parties run the same systems in every environment of which they declared any.", None


def _separable(fold: Fold, decision: Any) -> Said:
    title = _migration(fold, decision)[1]
    return f"{title_of(fold, decision.borough)} is in the shared service {title}.", None


def _noticed(fold: Fold, decision: Any) -> Said:
    migration, title = _migration(fold, decision)
    came = min((separates_on for _, separates_on, _ in migration.separation_notices), default=None)
    return f"Notice of separation of {title} was given{f' for {spoken(came)}' if came else ''}.", None


_SENTENCES: Mapping[str, Callable[[Fold, Any], Said]] = MappingProxyType(
    {
        "borough.withdrawn": _member,
        "contracts.not-concluded": _concluded,
        "cutover.before-release": _concluded,
        "framework.ceiling-exceeded": _under_ceiling,
        "framework.expired": _runs,
        "framework.not-adopted": _adopted,
        "framework.not-open": _open_to,
        "framework.specification-not-agreed": _agreed,
        "migration.abandoned": lambda fold, decision: (f"{_migration(fold, decision)[1]} was not abandoned.", None),
        "migration.merged": lambda fold, decision: (f"{_migration(fold, decision)[1]} is not one service yet.", None),
        "migration.paused": lambda fold, decision: (f"{_migration(fold, decision)[1]} is not paused.", None),
        "parties.not-moved": _all_moved,
        "party.unknown": _party,
        "principles.not-endorsed": _endorsed,
        "quality.below-floor": _quality,
        "separation.notice-required": _noticed,
        "service.not-merged": _separable,
        "specification.not-agreed": _agreed,
        "specification.not-current": _current,
        "systems.not-standardised": _standardised,
    }
)
