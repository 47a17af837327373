"""The routine of every day: values varied, quality measured, notes taken, suppliers changed, and mistakes corrected."""

from __future__ import annotations

from collections import deque
from datetime import date, timedelta
from typing import Any, NamedTuple

from bench.programme.contracts import SUPPLIERS
from bench.programme.world import Deal, World
from bench.programme.writing import SENTENCES, Actor, Written

MEASURES = ("calls answered in a minute", "tickets closed in a day", "residents satisfied", "days to a decision", "uptime")


class Mistake(NamedTuple):
    """What may turn out to have been wrong. `since`: it cannot count from before this date."""

    type: str
    facts: dict[str, Any]
    by: Actor
    written: Written
    since: date


class Routine:
    """Fills the days between the steps of all lives. A twentieth of it is backdated, and some of it dated ahead."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._mistakes: deque[Mistake] = deque(maxlen=300)

    def step(self) -> None:
        """Take one decision of the day."""
        world, chance = self.world, self.world.random.random()
        if chance < 0.008 and self._mistakes:
            self._rectify()
        elif chance < 0.25 and world.mergers:
            self._measure()
        elif chance < 0.5 or not world.deals:
            self._note()
        elif chance < 0.93:
            self._vary_value()
        elif chance < 0.97:
            self._novate()
        else:
            self._vary_areas()

    def _deal(self) -> Deal:
        deals = self.world.deals
        return deals[int(self.world.random.random() * len(deals))]

    def _backdated(self, since: date) -> date:
        """Mostly today; one time in twenty a day up to half a year ago, not before `since`."""
        world = self.world
        if world.random.random() > 0.05:
            return world.today
        return max(since, world.today - timedelta(days=1 + int(world.random.random() * 180)))

    def _vary_value(self) -> None:
        world, deal = self.world, self._deal()
        on = self._backdated(deal.registered_on)
        if on is world.today and world.random.random() < 0.05 and world.closed.isdisjoint(deal.cells):
            ahead = world.later(10, 60)
            on = ahead if ahead < deal.end else on
        deal.latest_on = max(deal.latest_on, on)
        deal.annual_value = min(deal.annual_value * int(98 + world.random.random() * 6) // 100 + 1, 2_000_000)
        facts = {"contract": deal.id, "annual_value": f"{deal.annual_value}.00"}
        by = world.officer(deal.boroughs[0])
        written = world.decide("ContractVaried", facts, by, *deal.concerned, on=on)
        self._mistakes.append(Mistake("ContractVaried", facts, by, written, deal.registered_on))

    def _vary_areas(self) -> None:
        """Another area is covered too, for a contract that covers few, where its holders have their own systems still."""
        world, deal = self.world, self._deal()
        areas = list(world.areas)
        area = areas[int(world.random.random() * len(areas))]
        added = [(borough, area) for borough in deal.boroughs]
        if area in deal.areas or len(deal.areas) > 2 or not world.closed.isdisjoint([*added, *deal.cells]):
            self._vary_value()
            return
        facts = {"contract": deal.id, "areas": [*deal.areas, area]}
        world.decide("ContractVaried", facts, world.officer(deal.boroughs[0]), *deal.concerned)
        deal.areas = [*deal.areas, area]
        deal.concerned.add(f"area:{area}")
        deal.registered_on = world.today  # what is entered late must not count from before: it would concern fewer objects
        for cell in added:
            world.by_cell.setdefault(cell, {})[deal.id] = deal

    def _novate(self) -> None:
        world, deal = self.world, self._deal()
        supplier = f"supplier-{int(world.random.random() * SUPPLIERS)}"
        by = world.officer(deal.boroughs[0])
        world.decide("ContractNovated", {"contract": deal.id, "supplier": supplier}, by, *deal.concerned)
        deal.concerned.add(f"supplier:{supplier}")
        deal.registered_on = world.today

    def _measure(self) -> None:
        """Under the floor only once the service is merged: what is backdated before that must not have stood in its way."""
        world = self.world
        merger = world.mergers[int(world.random.random() * len(world.mergers))]
        on = self._backdated(merger.proposed_on)
        is_free = merger.merged and on is world.today
        least = 20 if is_free else merger.floor
        score = least + int(world.random.random() * (101 - least))
        facts = {"migration": merger.id, "measure": MEASURES[score % len(MEASURES)], "score": score}
        by = world.officer(merger.founders[0])
        written = world.decide("QualityMeasured", facts, by, f"area:{merger.area}", on=on)
        self._mistakes.append(Mistake("QualityMeasured", facts, by, written, on))

    def _note(self) -> None:
        world, random = self.world, self.world.random.random
        text = " ".join(SENTENCES[int(random() * len(SENTENCES))] for _ in range(1 + int(random() * 4)))
        borough = world.boroughs[int(random() * len(world.boroughs))]
        objects, since = [f"borough:{borough}"], world.today
        if world.deals and random() < 0.6:
            deal = self._deal()
            objects, since = [f"contract:{deal.id}"], deal.registered_on
        elif world.mergers and random() < 0.6:
            merger = world.mergers[int(random() * len(world.mergers))]
            objects, since = [f"migration:{merger.id}", f"area:{merger.area}"], merger.proposed_on
        facts = {"note": world.number("note"), "text": text, "objects": objects}
        by = world.officer(borough)
        written = world.decide("NoteRecorded", facts, by, *objects, on=self._backdated(since))
        self._mistakes.append(Mistake("NoteRecorded", facts, by, written, since))

    def _rectify(self) -> None:
        """Somebody finds that a figure or a text was entered wrongly, or that a variation counted from some days earlier."""
        world, random = self.world, self.world.random.random
        at = int(random() * len(self._mistakes))
        mistake = self._mistakes[at]
        del self._mistakes[at]
        facts = dict(mistake.facts)
        match mistake.type:
            case "ContractVaried":
                facts["annual_value"] = facts["annual_value"][:-3] + ".50"
            case "QualityMeasured":
                facts["score"] = min(100, facts["score"] + 3)
            case _:
                facts["text"] += " (Corrected.)"
        given: dict[str, Any] = {"position": mistake.written.position, "data": facts}
        if mistake.type == "ContractVaried" and random() < 0.5:
            earlier = mistake.written.effective_on - timedelta(days=1 + int(random() * 10))
            given["effective_on"] = max(mistake.since, earlier).isoformat()
        tags = [tag for tag in mistake.written.tags if not tag.startswith("command:")]
        world.decide("DecisionRectified", given, mistake.by, *tags)
