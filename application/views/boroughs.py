"""Boroughs."""

from __future__ import annotations

from types import MappingProxyType

from application.moment import Replay
from application.views.view import Document, View, day, money, registered
from domain.borough.borough import Borough, baselines_of
from domain.programme.programme import Programme


def show_borough(replay: Replay, id_: str) -> Document:
    borough = replay.fold.get(Borough, id_)
    principles = Programme.of(replay.fold).principles
    return {
        "borough": id_,
        "title": borough.title,
        "joined_on": day(borough.joined_on),
        "leaves_on": day(borough.leaves_on),
        "withdrawn_on": day(borough.withdrawn_on),
        "endorsed": principles is not None and principles.position in borough.endorsed,
        "systems": [
            {"area": area, "system": system, "title": title, "decision": position}
            for area, systems in sorted(borough.systems.items())
            for system, (title, position) in sorted(systems.items())
        ],
        "baselines": [
            {"area": area, "year": year, "annual_cost": money(cost), "decision": position}
            for (area, of), years in sorted(baselines_of(replay.fold).items())
            if of == id_
            for year, (cost, position) in sorted(years.items())
        ],
        "state": borough.state,
    }


BOROUGHS = View(
    "borough",
    frozenset(
        {
            "BoroughJoined",
            "PrinciplesAdopted",
            "PrinciplesEndorsed",
            "SystemDeclared",
            "SystemRetired",
            "BaselineDeclared",
            "WithdrawalNoticeGiven",
            "BoroughWithdrew",
        }
    ),
    show_borough,
    registered("borough", Borough),
    MappingProxyType(
        {"systems": frozenset({"SystemDeclared", "SystemRetired"}), "baselines": frozenset({"BaselineDeclared"})},
    ),
)
