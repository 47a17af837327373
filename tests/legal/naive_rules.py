"""The table of the rules, row by row, each as its sentence says: the codes that a decision breaks, given what came before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from datetime import timedelta
from decimal import Decimal

from tests.legal import naive_contracts as deals
from tests.legal import naive_words as words
from tests.legal.naive_words import Before, Told, day

Codes = Iterator[str]


def systems_declared(before: Before, told: Told) -> Codes:
    running = words.systems(before, told["borough"], told["area"])
    if told.type == "SystemDeclared" and told["system"] in running:
        yield "already.exists"
    if told.type == "SystemRetired" and told["system"] not in running:
        yield "unknown.subject"


def principles_endorsed(before: Before, told: Told) -> Codes:
    if not before.of("PrinciplesAdopted"):
        yield "unknown.subject"
    if words.has_endorsed(before, told["borough"]):
        yield "already.exists"


def baseline_declared(before: Before, told: Told) -> Codes:
    if any(each["year"] == told["year"] for each in before.of("BaselineDeclared", borough=told["borough"], area=told["area"])):
        yield "already.exists"


def borough_joined(before: Before, told: Told) -> Codes:
    if words.is_member(before, told["borough"]):
        yield "borough.already-joined"


def borough_withdrew(before: Before, told: Told) -> Codes:
    borough = told["borough"]
    notice = before.last("BoroughJoined", "WithdrawalNoticeGiven", borough=borough)  # joining anew, the old notice is spent
    if notice is None or notice.type != "WithdrawalNoticeGiven" or day(notice["leaves_on"]) > told.on:
        yield "withdrawal.notice-required"
    if any(words.is_settled(before, merged["migration"], borough) for merged in before.of("ServiceMerged")):
        yield "withdrawal.services-still-shared"


def contract_registered(before: Before, told: Told) -> Codes:
    terms = deals.as_registered(told.data)
    if deals.in_moved_area(before, terms, [(holder, area) for holder in terms.holders for area in terms.areas]):
        yield "contract.area-already-moved"
    if deals.lacks_consent(before, terms):
        yield "contract.consent-required"


def contract_extended(before: Before, told: Told) -> Codes:
    terms = deals.contract(before, told["contract"])
    if terms is None:
        return
    if terms.concluded:
        yield "contract.concluded"
    if told["months"] not in terms.unused() or told.on > terms.end():
        yield "contract.no-such-option"
    deals.take(terms, told)
    if any(
        terms.end() > cutover_on
        for holder in terms.holders
        for area in terms.areas
        for cutover_on in words.waiting_cutovers(before, holder, area)
    ):
        yield "contract.extends-past-cutover"
    if deals.lacks_consent(before, terms):
        yield "contract.consent-required"


def contract_varied(before: Before, told: Told) -> Codes:
    terms = deals.contract(before, told["contract"])
    if terms is None:
        return
    if terms.concluded:
        yield "contract.concluded"
    old = deepcopy(terms)
    deals.take(terms, told)
    added = [
        (holder, area) for holder in terms.holders for area in terms.areas if holder not in old.holders or area not in old.areas
    ]
    if deals.in_moved_area(before, terms, added):
        yield "contract.area-already-moved"
    if deals.lacks_consent(before, terms):
        yield "contract.consent-required"


def notice_given(before: Before, told: Told) -> Codes:
    terms = deals.contract(before, told["contract"])
    if terms is None:
        return
    if terms.concluded:
        yield "contract.concluded"
    if day(told["ends_on"]) < told.on + timedelta(days=terms.notice_days):
        yield "contract.notice-too-short"
    if day(told["ends_on"]) > terms.end():
        yield "contract.notice-after-end"


def contract_novated(before: Before, told: Told) -> Codes:
    terms = deals.contract(before, told["contract"])
    if terms is None:
        return
    if terms.concluded:
        yield "contract.concluded"


def contract_concluded(before: Before, told: Told) -> Codes:
    terms = deals.contract(before, told["contract"])
    if terms is None:
        return
    if terms.concluded:
        yield "contract.concluded"
    if told["manner"] == "expiry" and told.on < terms.end():
        yield "contract.not-ended"
    if told["manner"] == "termination" and not terms.notices:
        yield "contract.notice-required"
    if told["manner"] == "termination" and terms.notices and min(terms.notices) > told.on:
        yield "contract.notice-too-short"


def framework_adopted(before: Before, told: Told) -> Codes:
    framework, migration, borough = (told[name] for name in ("framework", "migration", "borough"))
    awarded = before.last("FrameworkAwarded", framework=framework)
    if awarded is None:
        return
    lots = [lot for lot in awarded["lots"] if lot["lot"] == told["lot"]]
    if not day(awarded["starts_on"]) <= told.on <= day(awarded["ends_on"]) or before.of("FrameworkEnded", framework=framework):
        yield "framework.expired"
    if borough not in awarded["open_to"] or any(lot["area"] != words.area_of(before, migration) for lot in lots):
        yield "framework.not-open"
    if not lots:
        yield "unknown.subject"
    if borough not in words.parties(before, migration):
        yield "party.unknown"
    if not words.is_agreed(before, migration):
        yield "framework.specification-not-agreed"
    so_far = sum((Decimal(each["value"]) for each in before.of("FrameworkAdopted", framework=framework)), Decimal(0))
    if so_far + Decimal(told["value"]) > Decimal(awarded["ceiling"]):
        yield "framework.ceiling-exceeded"


def migration_proposed(before: Before, told: Told) -> Codes:
    others = before.of("MigrationProposed", area=told["area"])
    if any(words.is_open(before, other["migration"]) for other in others):
        yield "already.exists"


def over(before: Before, told: Told, *, even_if_paused: bool = True) -> Codes:
    """The migration is merged, abandoned, or, where that matters, paused."""
    if not even_if_paused and words.is_paused(before, told["migration"]):
        yield "migration.paused"
    if words.is_abandoned(before, told["migration"]):
        yield "migration.abandoned"
    if words.is_merged(before, told["migration"]):
        yield "migration.merged"


def party_added(before: Before, told: Told) -> Codes:
    if told["borough"] in words.parties(before, told["migration"]):
        yield "already.exists"
    yield from over(before, told)


def specification_proposed(before: Before, told: Told) -> Codes:
    if told["version"] != words.current_version(before, told["migration"]) + 1:
        yield "specification.not-current"
    yield from over(before, told)


def specification_answered(before: Before, told: Told) -> Codes:
    migration, borough = told["migration"], told["borough"]
    if told["version"] != words.current_version(before, migration):
        yield "specification.not-current"
    if borough not in words.parties(before, migration):
        yield "party.unknown"
    if told.type == "SpecificationApproved":
        if before.of("PrinciplesAdopted") and not words.has_endorsed(before, borough):
            yield "principles.not-endorsed"
        if words.approves(before, migration, borough) and told["version"] == words.current_version(before, migration):
            yield "already.exists"


def specification_agreed(before: Before, told: Told) -> Codes:
    is_current = told["version"] == words.current_version(before, told["migration"])
    if not is_current or not words.is_agreed(before, told["migration"]):
        yield "specification.not-agreed"


def moving(before: Before, told: Told) -> Codes:
    """What scheduling a cutover and moving have in common."""
    migration, borough = told["migration"], told["borough"]
    if not words.is_agreed(before, migration):
        yield "specification.not-agreed"
    yield from over(before, told, even_if_paused=False)
    if borough not in words.parties(before, migration):
        yield "party.unknown"
    if words.is_settled(before, migration, borough):
        yield "already.exists"


def cutover_scheduled(before: Before, told: Told) -> Codes:
    yield from moving(before, told)
    bound = deals.binding(before, told["migration"], told["borough"])
    if any(day(told["cutover_on"]) < terms.release(told.on) for terms in bound):
        yield "cutover.before-release"


def borough_moved(before: Before, told: Told) -> Codes:
    migration, borough = told["migration"], told["borough"]
    yield from moving(before, told)
    if deals.binding(before, migration, borough):
        yield "contracts.not-concluded"
    proposed = before.last("MigrationProposed", migration=migration)
    if proposed is None:
        return
    if proposed["needs_framework"] and not words.since_leaving(before, migration, borough, "FrameworkAdopted"):
        yield "framework.not-adopted"


def service_merged(before: Before, told: Told) -> Codes:
    migration = told["migration"]
    together = words.parties(before, migration)
    if not all(words.is_settled(before, migration, party) for party in together):
        yield "parties.not-moved"
    proposed, measured = before.last("MigrationProposed", migration=migration), before.last("QualityMeasured", migration=migration)
    if proposed is None:
        return
    if measured is not None and measured["score"] < proposed["quality_floor"]:
        yield "quality.below-floor"
    yield from over(before, told, even_if_paused=False)
    if before.of("ServiceAreaDefined", area=proposed["area"], kind="organisation"):
        for environment in before.of("ServiceAreaDefined", kind="environment"):
            run = [words.systems(before, party, environment["area"]) for party in together]
            if any(run) and any(each != run[0] for each in run):
                yield "systems.not-standardised"


def benefit_claimed(before: Before, told: Told) -> Codes:
    if not words.has_moved(before, told["migration"], told["borough"]):
        yield "parties.not-moved"
    area = words.area_of(before, told["migration"])
    for claim in before.of("BenefitClaimed", borough=told["borough"]):
        if claim["year"] == told["year"] and words.area_of(before, claim["migration"]) == area:
            yield "benefit.counted-twice"


def benefit_answered(before: Before, told: Told) -> Codes:
    claim = before.last("BenefitClaimed", claim=told["claim"])
    if claim is None:
        return
    if told["borough"] == claim["borough"] or told["borough"] not in words.parties(before, claim["migration"]):
        yield "party.unknown"
    if before.of("BenefitAccepted", "BenefitDisputed", claim=told["claim"], borough=told["borough"]):
        yield "benefit.already-answered"


def phase_changed(before: Before, told: Told) -> Codes:
    yield from over(before, told)
    paused = words.is_paused(before, told["migration"])
    if told.type == "MigrationResumed" and not paused:
        yield "migration.not-paused"
    if told.type == "MigrationPaused" and paused:
        yield "migration.paused"


def separation_noticed(before: Before, told: Told) -> Codes:
    migration, borough = told["migration"], told["borough"]
    if not words.is_merged(before, migration) or not words.is_settled(before, migration, borough):
        yield "service.not-merged"


def service_separated(before: Before, told: Told) -> Codes:
    yield from separation_noticed(before, told)
    notices = before.of("SeparationNoticeGiven", migration=told["migration"])
    if not any(day(notice["separates_on"]) <= told.on for notice in notices):
        yield "separation.notice-required"


ROWS: Mapping[str, Callable[[Before, Told], Codes]] = {
    "BaselineDeclared": baseline_declared,
    "BenefitAccepted": benefit_answered,
    "BenefitClaimed": benefit_claimed,
    "BenefitDisputed": benefit_answered,
    "BoroughJoined": borough_joined,
    "BoroughMoved": borough_moved,
    "BoroughWithdrew": borough_withdrew,
    "ContractConcluded": contract_concluded,
    "ContractExtended": contract_extended,
    "ContractNovated": contract_novated,
    "ContractRegistered": contract_registered,
    "ContractVaried": contract_varied,
    "CutoverScheduled": cutover_scheduled,
    "FrameworkAdopted": framework_adopted,
    "MigrationAbandoned": phase_changed,
    "MigrationPaused": phase_changed,
    "MigrationProposed": migration_proposed,
    "MigrationResumed": phase_changed,
    "NoticeGiven": notice_given,
    "PartyAdded": party_added,
    "PrinciplesEndorsed": principles_endorsed,
    "SeparationNoticeGiven": separation_noticed,
    "ServiceMerged": service_merged,
    "ServiceSeparated": service_separated,
    "SpecificationAgreed": specification_agreed,
    "SpecificationApproved": specification_answered,
    "SpecificationObjected": specification_answered,
    "SpecificationProposed": specification_proposed,
    "SystemDeclared": systems_declared,
    "SystemRetired": systems_declared,
}
"""The rules of each kind of decision, beyond those that hold everywhere."""
