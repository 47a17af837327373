"""Sentences about claims of savings, and the other parties' answers."""

from __future__ import annotations

from tests.features.steps.decisions import Said, says

CLAIM = "{claimant:borough}'s claim for {year:number} from {migration:id}"


def _claim(said: Said) -> str:
    return f"{said.get('claimant') or said['borough']}-{said['migration']}-{said['year']}"


says("claim-benefit", "{borough} claims a saving of {amount:money} for {year:number} from {migration:id}", claim=_claim)
says(
    "claim-benefit",
    "{borough} claims a further saving of {amount:money} for {year:number} from {migration:id}",
    claim=lambda said: _claim(said) + "-further",
)
says("accept-benefit", "{borough} accepts " + CLAIM, claim=_claim)
says("dispute-benefit", "{borough} disputes " + CLAIM + "[, holding {amount:money} to be right]", claim=_claim)
