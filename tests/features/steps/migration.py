"""Sentences about migrations: proposal, specification, cutover, move, merger, separation."""

from __future__ import annotations

from pytest_bdd import step

from tests.features.level import BOARD, officer
from tests.features.meeting import Meeting
from tests.features.sentence import Sentence, slug
from tests.features.steps.decisions import Said, says, titled

CITED = " version {version:number} of the specification for {migration:id}"
DOCUMENT = "5f" * 32

PROPOSAL = {
    "needs_framework": False,
    "target_on": "2028-04-01",
    "target_annual_saving": "300000.00",
    "quality_floor": 0,
}
"""What is agreed of a migration about which the scenario says no more."""

says(
    "propose-migration",
    "the board proposes the migration {title} of {area:id} for {parties:boroughs}[, needing a framework{needs:nothing}]"
    "[, due on {target_on:date}][, to save {target_annual_saving:money} a year][, with a quality floor of {quality_floor:number}]",
    migration=titled("title"),
    **{**PROPOSAL, "needs_framework": lambda said: "needs" in said},
)
says("add-party", "the board adds {borough} to {migration:id}")
says(
    "propose-specification",
    "{borough} proposes" + CITED,
    title=lambda said: f"Specification, version {said['version']}",
    sha256=DOCUMENT,
)
says("approve-specification", "{borough} approves" + CITED)
says("object-to-specification", "{borough} objects to" + CITED)
says("schedule-cutover", "{borough} schedules its cutover to {migration:id} for {cutover_on:date}")
says("move-borough", "{borough} moves to {migration:id}")
says(
    "merge-service",
    "the board merges {migration:id}[ in {place:title}][, on one case load{one:nothing}][, with a staff of {headcount:number}]",
    place="Westminster City Hall",
    single_case_load=lambda said: "one" in said,
)
says("record-quality", "{borough} measures the quality of {migration:id} at {score:number}", measure="Calls answered in time")
says("pause-migration", "the board pauses {migration:id}")
says("resume-migration", "the board resumes {migration:id}")
says("abandon-migration", "the board abandons {migration:id}")
says("give-notice-of-separation", "{borough} gives notice to separate from {migration:id} on {separates_on:date}")
says("separate-service", "{borough} separates from {migration:id}")


@step(Sentence("{boroughs} agree the specification for {migration:id}[ on {on:date}]"))
def agree(meeting: Meeting, said: Said) -> None:
    agree_version(meeting, said["boroughs"], said["migration"], said.get("on"))


@step(Sentence("{boroughs} move to {migration:id} together[ on {on:date}]"))
def move_together(meeting: Meeting, said: Said) -> None:
    for borough in said["boroughs"]:
        meeting.decide("move-borough", officer(borough), {"migration": said["migration"], "borough": borough}, on=said.get("on"))


@step(Sentence("{boroughs} share the merged service {title} of {area:id}[ since {on:date}]"))
def share(meeting: Meeting, said: Said) -> None:
    """A whole migration, from proposal to merger, all on one day."""
    id_ = slug(said["title"])
    proposal = {**PROPOSAL, "migration": id_, "title": said["title"], "area": said["area"], "parties": said["boroughs"]}
    meeting.decide("propose-migration", BOARD, proposal, on=said.get("on"))
    agree_version(meeting, said["boroughs"], id_, None)
    for borough in said["boroughs"]:
        meeting.decide("move-borough", officer(borough), {"migration": id_, "borough": borough})
    meeting.decide("merge-service", BOARD, {"migration": id_, "place": "Westminster City Hall", "single_case_load": True})


def agree_version(meeting: Meeting, boroughs: list[str], migration: str, on: str | None) -> None:
    """The first version of a specification, proposed by the first borough and approved by each."""
    cited = {"migration": migration, "version": 1}
    document = {**cited, "title": "Specification, version 1", "sha256": DOCUMENT}
    meeting.decide("propose-specification", officer(boroughs[0]), document, on=on)
    for borough in boroughs:
        meeting.decide("approve-specification", officer(borough), {**cited, "borough": borough})
