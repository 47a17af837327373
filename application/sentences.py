"""Sentences: each kind of decision as a board would read it in its papers, in the titles that hold at the moment of reading."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from string import Formatter
from types import MappingProxyType
from typing import Any

from domain.borough.borough import title_of
from domain.contract.contract import Contract
from domain.dates import spoken
from domain.decision import OBJECT_FIELDS, PROGRAMME, Decision, Recorded
from domain.fold import Fold
from domain.framework.framework import Framework
from domain.migration.benefit import Claim
from domain.migration.migration import Migration
from domain.money import pounds
from domain.programme.programme import Area
from domain.words import kebab, listed

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "ProgrammeStarted": "The programme {title} started.",
        "PrinciplesAdopted": "The board adopted a new version of the common principles.",
        "ServiceAreaDefined": "The board defined the service area {area}.",
        "ConsentThresholdSet": "From here on {kind} contracts above {amount} need the board's consent.",
        "BoroughJoined": "{borough} joined the programme.",
        "PrinciplesEndorsed": "{borough} endorsed the principles.",
        "SystemDeclared": "{borough} declared that it runs {system} in {area}.",
        "SystemRetired": "{borough} retired {system} in {area}.",
        "BaselineDeclared": "{borough} declared that {area} cost it {annual_cost} in {year}.",
        "WithdrawalNoticeGiven": "{borough} gave notice that it leaves the programme on {leaves_on}.",
        "BoroughWithdrew": "{borough} left the programme.",
        "ContractRegistered": "{boroughs} registered {contract} with {supplier}, from {starts_on} to {ends_on}.",
        "ContractExtended": "{contract} was extended by {months} months.",
        "ContractVaried": "{contract} was varied.",
        "NoticeGiven": "Notice was given that {contract} ends on {ends_on}.",
        "ContractNovated": "{supplier} took over {contract}.",
        "ContractConcluded": "{contract} was concluded, by {manner}.",
        "ContractConsented": "The board consented to {contract}, up to {amount}.",
        "FrameworkAwarded": "The board awarded {framework}, open to {open_to} from {starts_on} to {ends_on}.",
        "FrameworkEnded": "The board ended {framework}.",
        "FrameworkAdopted": "{borough} called off {value} of {framework} for {migration}.",
        "MigrationProposed": "The board proposed {migration}: {parties} would merge {area} by {target_on}.",
        "PartyAdded": "{borough} became a party of {migration}.",
        "SpecificationProposed": "Version {version} of the specification for {migration} was proposed.",
        "SpecificationApproved": "{borough} approved version {version} of the specification for {migration}.",
        "SpecificationObjected": "{borough} objected to version {version} of the specification for {migration}.",
        "SpecificationAgreed": "Every party had approved version {version} of the specification for {migration}.",
        "CutoverScheduled": "{borough} scheduled its cutover to {migration} for {cutover_on}.",
        "BoroughMoved": "{borough} moved to {migration}.",
        "ServiceMerged": "{migration} became one service, in {place}.",
        "BenefitClaimed": "{borough} claimed that {migration} saved it {amount} in {year}.",
        "BenefitAccepted": "{borough} accepted {claim}.",
        "BenefitDisputed": "{borough} disputed {claim}.",
        "QualityMeasured": "The quality of {migration} was measured: {measure} stands at {score}.",
        "MigrationPaused": "The board paused {migration}.",
        "MigrationResumed": "The board resumed {migration}.",
        "MigrationAbandoned": "The board abandoned {migration}.",
        "SeparationNoticeGiven": "{borough} gave notice that {migration} separates on {separates_on}.",
        "ServiceSeparated": "{borough} left the shared service {migration}.",
        "NoteRecorded": "It was noted: {text}",
        "MeetingPlanned": "{body} planned to meet on {meets_on}.",
        "MeetingMoved": "{body} moved a meeting to {meets_on}.",
        "MeetingCancelled": "The meeting {meeting} was cancelled.",
        "LeadTimesSet": "{body} asks {notice_days} days of notice, {papers_days} clear days for papers, {call_in_days} of call-in.",
        "DispensationGranted": "The board waived {gate} for {subject} until {expires_on}.",
        "DispensationRevoked": "The board revoked the dispensation {dispensation}.",
        "DecisionRectified": "Decision {position} was corrected.",
    }
)
ABOUT = ("contract", "framework", "claim", "dispensation", "meeting", "note", "migration", "borough", "area")
"""Which of the objects that a decision names it is about: the first of these."""


def sentence(fold: Fold, decision: Decision) -> str:
    """The decision in one sentence. A kind without a sentence of its own is told by its name."""
    name = type(decision).__name__
    template = SENTENCES.get(name, f"{kebab(name).replace('-', ' ').capitalize()}.")
    fields = [field for _, field, _, _ in Formatter().parse(template) if field]
    return template.format(**{field: _said(fold, field, getattr(decision, field)) for field in fields})


def about(recorded: Recorded) -> str:
    """The tag of the object that a decision is about: the programme, where it names none of its own."""
    named = recorded.decision.__dict__
    return next((f"{kind}:{named[kind]}" for kind in ABOUT if isinstance(named.get(kind), str)), PROGRAMME)


def said(value: Any) -> str:
    """A value as a sentence has it: a date spoken, money in pounds, several things listed."""
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case date():
            return spoken(value)
        case Decimal():
            return pounds(value)
        case tuple():
            return listed([said(each) for each in value]) or "none"
    return str(value)


def _said(fold: Fold, field: str, value: Any) -> str:
    kind = OBJECT_FIELDS.get(field)
    if kind is None:
        return said(value)
    return listed([_title(fold, kind, id_) for id_ in ((value,) if isinstance(value, str) else value)])


def _title(fold: Fold, kind: str, id_: str) -> str:
    match kind:
        case "borough":
            return title_of(fold, id_)
        case "area":
            return fold.get(Area, id_).title or id_
        case "contract":
            return f'"{fold.get(Contract, id_).title or id_}"'
        case "framework":
            return f'"{fold.get(Framework, id_).title or id_}"'
        case "migration":
            return fold.get(Migration, id_).title or id_
        case "claim":
            claim = fold.get(Claim, id_)
            return f"the saving of {pounds(claim.amount)} that {title_of(fold, claim.borough)} claimed for {claim.year}"
    return id_
