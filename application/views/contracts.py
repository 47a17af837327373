"""Contracts, and the suppliers that they and the frameworks name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from application.moment import Replay
from application.views.view import Document, View, day, money, registered
from domain.boundary import Boundary, Item
from domain.contract.consent import Consents
from domain.contract.contract import BY_ANY_SUPPLIER, DECISIONS, Contract
from domain.contract.novate import ContractNovated
from domain.decision import Recorded
from domain.framework.framework import Framework
from domain.reach import RECTIFIED


def show_contract(replay: Replay, id_: str) -> Document:
    contract = replay.fold.get(Contract, id_)
    consented = replay.fold.get(Consents, id_).total
    return {
        "contract": id_,
        "title": contract.title,
        "supplier": contract.supplier,
        "boroughs": list(contract.boroughs),
        "areas": list(contract.areas),
        "kind": contract.kind,
        "starts_on": day(contract.starts_on),
        "ends_on": day(contract.end),
        "annual_value": money(contract.annual_value),
        "notice_days": contract.notice_days,
        "extensions": [{"months": months} for months in contract.extensions],
        "unused_extensions": [{"months": months} for months in contract.unused],
        "reference": contract.reference,
        "notice_ends_on": day(contract.notice_ends_on),
        "concluded_on": day(contract.concluded_on),
        "manner": contract.manner,
        "exit_cost": money(contract.exit_cost),
        "consented": money(consented),
        "state": contract.state,
    }


def supplier_ids(replay: Replay) -> list[str]:
    """Whoever supplied a contract at any time, or a lot of a framework."""
    tags = {tag for contract in replay.fold.all(Contract).values() for tag in contract.concerned if tag.startswith("supplier:")}
    return sorted(_of_lots(replay).union(tag.partition(":")[2] for tag in tags))


def is_supplier(replay: Replay, id_: str) -> bool:
    """Whether it is one of these."""
    return bool(replay.fold.group(BY_ANY_SUPPLIER, id_)) or id_ in _of_lots(replay)


def suppliers_among(named: Sequence[str], most: int, going_on: Replay, replay: Replay) -> list[str]:
    """The first so many of those named that are suppliers. Most can be told by what goes on."""
    found: list[str] = []
    of_lots = _of_lots(replay)
    for part in (named[n : n + most] for n in range(0, len(named), most)):
        going_on.fold.expect_groups(BY_ANY_SUPPLIER, part)
        found += (id_ for id_ in part if id_ in of_lots or going_on.fold.group(BY_ANY_SUPPLIER, id_) or is_supplier(replay, id_))
        if len(found) >= most:
            break
    return found[:most]


def show_supplier(replay: Replay, id_: str) -> Document:
    contracts = {key: each for key, each in replay.fold.group(BY_ANY_SUPPLIER, id_) if each.supplier == id_}
    frameworks = {
        key: each for key, each in replay.fold.all(Framework).items() if any(lot.supplier == id_ for lot in each.lots.values())
    }
    supplies = any(each.is_open for each in contracts.values()) or any(each.ended_on is None for each in frameworks.values())
    return {
        "supplier": id_,
        "contracts": sorted(contracts),
        "frameworks": sorted(frameworks),
        "state": "supplying" if supplies else "past",
    }


def _of_lots(replay: Replay) -> set[str]:
    return {lot.supplier for framework in replay.fold.all(Framework).values() for lot in framework.lots.values()}


def taken_over(recorded: Iterable[Recorded]) -> Boundary:
    """The whole of each contract that some of these decisions novated: what came before names the supplier that had it."""
    novated = {each.decision.contract for each in recorded if isinstance(each.decision, ContractNovated)}
    return frozenset(Item(SUPPLIERS.types | {RECTIFIED}, frozenset({f"contract:{contract}"})) for contract in novated)


CONTRACTS = View("contract", frozenset({*DECISIONS, "ContractConsented"}), show_contract, registered("contract", Contract))
SUPPLIERS = View("supplier", frozenset({*DECISIONS, "FrameworkAwarded", "FrameworkEnded"}), show_supplier, supplier_ids)
