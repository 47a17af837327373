"""Sentences about a borough: joining, principles, systems, baselines, leaving."""

from __future__ import annotations

from tests.features.steps.decisions import says, titled

says("admit-borough", "the board admits {title:name}", borough=titled("title"))
says("endorse-principles", "{borough} endorses the principles")
says(
    "declare-system",
    "{borough} declares that it runs {title} in {area:id}",
    system=titled("title"),
)
says("retire-system", "{borough} retires {system:id} in {area:id}")
says("declare-baseline", "{borough} declares a baseline of {annual_cost:money} for {area:id} in {year:number}")
says("give-notice-of-withdrawal", "{borough} gives notice to leave the programme on {leaves_on:date}")
says("withdraw-borough", "{borough} withdraws from the programme")
