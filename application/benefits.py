"""Benefits: what each area cost each borough before, what was to be saved, what is said to be saved, and at what quality.

The figures stand side by side and are never blended. A claim counts in exactly one of three: as *accepted* once every other party
has accepted it (only then is the saving realised), as *disputed* as long as a party disputes it, otherwise as *claimed*.
The target and the quality are those of the migration as a whole: they are the same for each borough in it, and are not to be added.

It is a pure function of a replay, and reads the states of baselines, migrations and claims.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from application.moment import Replay
from application.views.view import Document, money
from domain.borough.borough import baselines_of
from domain.migration.benefit import Claim
from domain.migration.migration import Migration

FIGURES = ("claimed", "accepted", "disputed")


@dataclass(frozen=True, slots=True)
class Standing:
    """A claim, and in which of the FIGURES it counts."""

    id: str
    claim: Claim
    figure: str


def benefits(replay: Replay, areas: Collection[str] | None = None, boroughs: Collection[str] | None = None) -> list[Document]:
    """One item for each area and borough of which anything is known, by area, then borough.

    `areas` and `boroughs`: those that are asked about; None: all.
    """
    baselines = baselines_of(replay.fold)
    migrations = _newest_migrations(replay)
    claims: dict[tuple[str, str], list[Standing]] = {}
    for standing in _standings(replay):
        claims.setdefault((standing.claim.area, standing.claim.borough), []).append(standing)
    return [
        _item(area, id_, baselines.get((area, id_), {}), migrations.get((area, id_)), claims.get((area, id_), []))
        for area, id_ in sorted({*baselines, *migrations, *claims})
        if (areas is None or area in areas) and (boroughs is None or id_ in boroughs)
    ]


def areas_with_benefits(replay: Replay) -> list[str]:
    """The areas of which `benefits` tells anything."""
    claims = ((claim.area, claim.borough) for claim in replay.fold.all(Claim).values())
    return sorted({area for area, _ in (*baselines_of(replay.fold), *_newest_migrations(replay), *claims)})


def sums(replay: Replay) -> Mapping[str, Decimal]:
    """Over all areas and boroughs, each of the FIGURES and the `target`."""
    years = sums_by_year(replay)
    found = {figure: sum((of_year[figure] for of_year in years.values()), Decimal(0)) for figure in FIGURES}
    return {**found, "target": target(replay)}


def sums_by_year(
    replay: Replay, areas: Collection[str] | None = None, boroughs: Collection[str] | None = None
) -> dict[int, dict[str, Decimal]]:
    """Each of the FIGURES by year, over the areas and boroughs that are asked about; None: all."""
    found: dict[int, dict[str, Decimal]] = {}
    for standing in _standings(replay):
        claim = standing.claim
        if (areas is None or claim.area in areas) and (boroughs is None or claim.borough in boroughs):
            found.setdefault(claim.year, dict.fromkeys(FIGURES, Decimal(0)))[standing.figure] += claim.amount
    return found


def target(replay: Replay, areas: Collection[str] | None = None, boroughs: Collection[str] | None = None) -> Decimal:
    """The savings aimed at in a year, likewise: that of a migration counts once for all its boroughs."""
    newest = _newest_migrations(replay).items()
    asked = (each for (area, id_), each in newest if (areas is None or area in areas) and (boroughs is None or id_ in boroughs))
    return sum({id_: migration.target_annual_saving for id_, migration in asked}.values(), Decimal(0))


def _standings(replay: Replay) -> Iterator[Standing]:
    """Every claim, by id."""
    for id_, claim in sorted(replay.fold.all(Claim).items()):
        yield Standing(id_, claim, figure_of(claim, replay.fold.get(Migration, claim.migration).parties))


def figure_of(claim: Claim, parties: frozenset[str]) -> str:
    """In which of the FIGURES a claim counts. `parties`: those present now; who left without an answer is not waited for."""
    if any(not answer.accepted for answer in claim.answers.values()):
        return "disputed"
    others = parties - {claim.borough}
    return "accepted" if claim.answers and others <= claim.answers.keys() else "claimed"


def _newest_migrations(replay: Replay) -> dict[tuple[str, str], tuple[str, Migration]]:
    """For each area and borough, the newest migration, not abandoned, that the borough is or was a party of."""
    found: dict[tuple[str, str], tuple[str, Migration]] = {}
    migrations = replay.fold.all(Migration)
    for id_ in sorted(migrations, key=lambda each: replay.fold.registered(f"migration:{each}") or 0):
        migration = migrations[id_]
        if migration.abandoned is None:
            found.update({(migration.area, borough): (id_, migration) for borough in migration.every_party})
    return found


def _item(
    area: str,
    id_: str,
    declared: Mapping[int, tuple[Decimal, int]],
    newest: tuple[str, Migration] | None,
    standings: list[Standing],
) -> Document:
    baselines = sorted((year, cost, position) for year, (cost, position) in declared.items())
    migration_id, migration = newest or (None, None)
    quality = migration.quality if migration else None
    years = sorted({standing.claim.year for standing in standings})
    return {
        "area": area,
        "borough": id_,
        "migration": migration_id,
        "baseline": money(baselines[-1][1]) if baselines else None,
        "baselines": [{"year": year, "annual_cost": money(cost), "decision": position} for year, cost, position in baselines],
        "target": money(migration.target_annual_saving) if migration else None,
        **_figures(standings),
        "years": [{"year": year, **_figures([each for each in standings if each.claim.year == year])} for year in years],
        "claims": [_claim(standing) for standing in standings],
        "quality": {"measure": quality.measure, "score": quality.score, "decision": quality.position} if quality else None,
        "quality_floor": migration.quality_floor if migration else None,
    }


def _figures(standings: list[Standing]) -> Mapping[str, str | None]:
    """The three figures: the amounts of the claims that count in each."""
    return {
        figure: money(sum((each.claim.amount for each in standings if each.figure == figure), Decimal(0))) for figure in FIGURES
    }


def _claim(standing: Standing) -> Document:
    """The claim and its answers; `amount` of an answer: what that party holds to be right, where it says so."""
    return {
        "claim": standing.id,
        "migration": standing.claim.migration,
        "year": standing.claim.year,
        "amount": money(standing.claim.amount),
        "counts_as": standing.figure,
        "answers": [
            {
                "borough": borough,
                "answer": "accepted" if answer.accepted else "disputed",
                "amount": money(answer.amount),
                "decision": answer.position,
            }
            for borough, answer in sorted(standing.claim.answers.items())
        ],
        "decision": standing.claim.position,
    }
