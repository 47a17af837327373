"""How rows stand for commands: how often one row does, who posts it, and which fields the row itself gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PostedBy = Literal["board", "own", "any"]


@dataclass(frozen=True, slots=True)
class Shape:
    """`each_borough`, `each_area`: the row stands for one command for each.

    `posted_by`: `own` and `any` fall to the row's first borough where the command is not for one borough.
    `given`: the fields that the row gives, with the tables of names in the details.
    """

    posted_by: PostedBy
    given: tuple[str, ...] = ()
    each_borough: bool = False
    each_area: bool = False


def once(posted_by: PostedBy, *given: str) -> Shape:
    return Shape(posted_by, given)


def for_each_borough(posted_by: PostedBy, *given: str) -> Shape:
    return Shape(posted_by, given, each_borough=True)


def for_each_area(posted_by: PostedBy, *given: str) -> Shape:
    return Shape(posted_by, given, each_area=True)


def for_each_pair(*given: str) -> Shape:
    """Of a borough and an area: always the borough's own decision."""
    return Shape("own", given, each_borough=True, each_area=True)


SHAPES = {
    "start-programme": once("board"),
    "adopt-principles": once("board"),
    "define-service-area": for_each_area("board", "area", "title", "kind"),
    "set-consent-threshold": once("board"),
    "admit-borough": for_each_borough("board", "borough", "title"),
    "endorse-principles": for_each_borough("own", "borough"),
    "declare-system": for_each_pair("borough", "area"),
    "retire-system": for_each_pair("borough", "area"),
    "declare-baseline": for_each_pair("borough", "area", "annual_cost"),
    "give-notice-of-withdrawal": for_each_borough("own", "borough"),
    "withdraw-borough": for_each_borough("own", "borough"),
    "register-contract": once("own", "boroughs", "areas", "supplier"),
    "extend-contract": once("own"),
    "vary-contract": once("own"),
    "give-notice": once("own"),
    "novate-contract": once("own", "supplier"),
    "conclude-contract": once("own"),
    "award-framework": once("board", "lots", "open_to", "ceiling"),
    "call-off": for_each_pair("lot", "borough", "migration"),
    "end-framework": once("board"),
    "propose-migration": for_each_area("board", "migration", "title", "area", "parties"),
    "add-party": Shape("board", ("migration", "borough"), each_borough=True, each_area=True),
    "propose-specification": for_each_area("any", "migration", "title", "sha256"),
    "approve-specification": for_each_pair("migration", "borough"),
    "object-to-specification": for_each_pair("migration", "borough"),
    "schedule-cutover": for_each_pair("migration", "borough"),
    "move-borough": for_each_pair("migration", "borough"),
    "merge-service": for_each_area("board", "migration"),
    "claim-benefit": for_each_pair("migration", "borough", "amount"),
    "accept-benefit": for_each_borough("own", "borough"),
    "dispute-benefit": for_each_borough("own", "borough"),
    "record-quality": for_each_area("any", "migration"),
    "pause-migration": for_each_area("board", "migration"),
    "resume-migration": for_each_area("board", "migration"),
    "abandon-migration": for_each_area("board", "migration"),
    "give-notice-of-separation": for_each_pair("migration", "borough"),
    "separate-service": for_each_pair("migration", "borough"),
    "record-note": once("any", "note", "text", "objects"),
    "consent-to-contract": once("board", "amount"),
    "grant-dispensation": once("board"),
    "revoke-dispensation": once("board"),
}
