"""Which objects a decision concerns, read off the whole record: what its tags should be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from tests.legal import naive_contracts as deals
from tests.legal import naive_words as words
from tests.legal.naive_words import Before, Told

FIELDS = {
    "area": "area",
    "areas": "area",
    "borough": "borough",
    "boroughs": "borough",
    "claim": "claim",
    "contract": "contract",
    "dispensation": "dispensation",
    "framework": "framework",
    "lots": "lots",
    "meeting": "meeting",
    "migration": "migration",
    "note": "note",
    "objects": "tags",
    "open_to": "borough",
    "parties": "borough",
    "subject": "tags",
    "supplier": "supplier",
    "system": "system",
}
ABOUT_PROGRAMME = {"ProgrammeStarted", "PrinciplesAdopted", "ServiceAreaDefined", "ConsentThresholdSet", "LeadTimesSet"}


def named(told: Told) -> Iterator[str]:
    """The tags of the objects that the fields name."""
    for name, kind in FIELDS.items():
        value = told.data.get(name)
        if value is None:
            continue
        if kind == "tags":
            yield from [value] if isinstance(value, str) else value
        elif kind == "lots":
            yield from (f"{of}:{lot[of]}" for lot in value for of in ("area", "supplier"))
        else:
            yield from (f"{kind}:{each}" for each in ([value] if isinstance(value, str) else value))
    if told.type in ABOUT_PROGRAMME:
        yield "programme:ledger"


def of_contract(before: Before, told: Told) -> Iterator[str]:
    """All that ever held it, supplied it or were covered by it."""
    for other in before.of("ContractRegistered", *deals.CONTRACT_EVENTS, contract=told["contract"]):
        yield from (tag for tag in named(other) if tag.startswith(("borough:", "area:", "supplier:")))


def of_area(before: Before, told: Told) -> Iterator[str]:
    area = words.area_of(before, told["migration"])
    if area is not None:
        yield f"area:{area}"


def of_all_parties(before: Before, told: Told) -> Iterator[str]:
    yield from of_area(before, told)
    yield from (f"borough:{party}" for party in words.parties(before, told["migration"]))


def of_lots(before: Before, told: Told) -> Iterator[str]:
    for awarded in before.of("FrameworkAwarded", framework=told["framework"]):
        yield from (f"{of}:{lot[of]}" for lot in awarded["lots"] for of in ("area", "supplier"))


def of_call_off(before: Before, told: Told) -> Iterator[str]:
    yield from of_area(before, told)
    for awarded in before.of("FrameworkAwarded", framework=told["framework"]):
        yield from (f"supplier:{lot['supplier']}" for lot in awarded["lots"] if lot["lot"] == told["lot"])


def of_claim(before: Before, told: Told) -> Iterator[str]:
    for claimed in before.of("BenefitClaimed", claim=told["claim"]):
        yield from (f"migration:{claimed['migration']}", f"borough:{claimed['borough']}")
        yield from of_area(before, claimed)


def of_withdrawal(before: Before, told: Told) -> Iterator[str]:
    for proposed in before.of("MigrationProposed"):
        took_part = words.since_leaving(before, proposed["migration"], told["borough"], *PARTS)
        if took_part or told["borough"] in words.parties(before, proposed["migration"]):
            yield from (f"migration:{proposed['migration']}", f"area:{proposed['area']}")


def of_system(before: Before, told: Told) -> Iterator[str]:
    """Each merger of IT organisations of which the borough is a party."""
    for proposed in before.of("MigrationProposed"):
        organisation = before.of("ServiceAreaDefined", area=proposed["area"], kind="organisation")
        if organisation and told["borough"] in words.parties(before, proposed["migration"]):
            yield f"migration:{proposed['migration']}"


def of_dispensation(before: Before, told: Told) -> Iterator[str]:
    for granted in before.of("DispensationGranted", dispensation=told["dispensation"]):
        yield granted["subject"]
        if granted["borough"]:
            yield f"borough:{granted['borough']}"


PARTS = ("FrameworkAdopted", "CutoverScheduled", "BoroughMoved")
"""By what a borough takes part in a migration even if it is no party."""
CONCERNED: Mapping[str, Callable[[Before, Told], Iterable[str]]] = {
    "BenefitAccepted": of_claim,
    "BenefitClaimed": of_area,
    "BenefitDisputed": of_claim,
    "BoroughMoved": of_area,
    "BoroughWithdrew": of_withdrawal,
    "ContractConcluded": of_contract,
    "ContractConsented": of_contract,
    "ContractExtended": of_contract,
    "ContractNovated": of_contract,
    "ContractVaried": of_contract,
    "CutoverScheduled": of_area,
    "DispensationRevoked": of_dispensation,
    "FrameworkAdopted": of_call_off,
    "FrameworkEnded": of_lots,
    "MigrationAbandoned": of_all_parties,
    "MigrationPaused": of_all_parties,
    "MigrationResumed": of_all_parties,
    "NoticeGiven": of_contract,
    "PartyAdded": of_area,
    "QualityMeasured": of_area,
    "SeparationNoticeGiven": of_area,
    "ServiceMerged": of_all_parties,
    "ServiceSeparated": of_area,
    "SpecificationAgreed": of_all_parties,
    "SpecificationApproved": of_area,
    "SpecificationObjected": of_area,
    "SpecificationProposed": of_area,
    "SystemDeclared": of_system,
    "SystemRetired": of_system,
}
"""What each kind of decision concerns beside what its fields name."""


def objects(told: Told, before: Before, everything: Before) -> frozenset[str]:
    """The tags of all objects that a decision concerns: on its own date, and as things stand after all that was recorded."""
    tags = set(named(told))
    if told.type in CONCERNED:
        tags.update(CONCERNED[told.type](before, told))
        if told.type != "SpecificationAgreed":
            tags.update(CONCERNED[told.type](everything, told))
    return frozenset(tags)
