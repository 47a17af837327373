"""Sentences about frameworks and the call-offs from them."""

from __future__ import annotations

from tests.features.steps.decisions import says, titled

says(
    "award-framework",
    "the board awards the framework {title} for {lot_areas:ids}, open to {open_to:boroughs}"
    "[, from {starts_on:date} to {ends_on:date}][, up to {ceiling:money}]",
    framework=titled("title"),
    lots=lambda said: [{"lot": area, "area": area, "supplier": "castle-computing"} for area in said["lot_areas"]],
    starts_on="2026-01-01",
    ends_on="2029-12-31",
    ceiling="10000000.00",
)
says(
    "call-off",
    "{borough} calls off {lot:id} from {framework:id} for {migration:id}[ at {value:money}]",
    value="100000.00",
)
says("end-framework", "the board ends the framework {framework:id}")
