"""Sentences about contracts, from registration to natural conclusion."""

from __future__ import annotations

from tests.features.steps.decisions import says, titled

TERMS = (
    "[ with {supplier:id}][ for {areas:ids}][ from {starts_on:date} to {ends_on:date}][, worth {annual_value:money} a year]"
    "[(,|) with {notice_days:number} days of notice][, with options of {options:numbers} months][, of {kind:word} spending]"
)
"""What a contract may be told with. Left out: Meridian for Desktop, 1 April 2020 to 31 March 2027, £100,000 a year, 90 days."""

says(
    "register-contract",
    "{boroughs} (hold|holds|register|registers) the contract {title}" + TERMS,
    contract=titled("title"),
    supplier=lambda said: "meridian",
    areas=["desktop"],
    kind="revenue",
    starts_on="2020-04-01",
    ends_on="2027-03-31",
    annual_value="100000.00",
    notice_days=90,
    extensions=lambda said: [{"months": months} for months in said.get("options", ())],
)
says("extend-contract", "{borough} extends {contract:id} by {months:number} months")
says("vary-contract", "{borough} varies {contract:id} to cover {areas:ids}")
says("vary-contract", "{borough} varies {contract:id} to be held by {boroughs}")
says("vary-contract", "{borough} varies {contract:id} to be worth {annual_value:money} a year")
says("vary-contract", "{borough} varies {contract:id} to be called {title}")
says("give-notice", "{borough} gives notice on {contract:id} for {ends_on:date}")
says("novate-contract", "{borough} novates {contract:id} to {supplier:id}")
says("conclude-contract", "{borough} concludes {contract:id} by {manner:word}[ at an exit cost of {exit_cost:money}]")
says("conclude-contract", "{borough} terminates {contract:id}", manner="termination")
says("conclude-contract", "{borough} concludes {contract:id} by mutual agreement", manner="mutual")
says("consent-to-contract", "the board consents to {contract:id} up to {amount:money}")
