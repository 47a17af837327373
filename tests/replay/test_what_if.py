"""What if: nothing is recorded, and what is answered is what posting the commands to a copy of the ledger would come to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from application.benefits import benefits
from application.deadlines import deadlines
from application.differences import HORIZON, differences
from application.forecast import forecast
from application.hypotheses import MOST, read_what_if
from application.ledger import Receipt
from application.moment import fold_at
from application.sitting import Decided, Invalid, Refusal
from application.submission import read_line
from application.what_if import Supposed
from infrastructure.history_csv import command_lines
from tests.replay.asking import TODAY, questions, reads
from tests.replay.council import Council
from tests.replay.programmes import AUTHORITY, OPERATOR, Programme, programme, told_by_lines
from tests.replay.story import FIRST, LAST_DAY, correction, story

HISTORY = Path(__file__).parents[2] / "examples" / "triborough-history.csv"
BY_CHANCE = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def some_commands(random: Random, told: Programme) -> list[dict[str, Any]]:
    """A few commands that come up in the story, with some corrections among them; some of them irregular."""
    said = random.sample(list(story(random)), 6)
    fixes = [fix for recorded in random.sample(told.known(), 3) if (fix := correction(random, recorded))]
    lines = [each.line for each in random.sample([*said, *fixes], random.randint(1, 6))]
    for line in lines:
        if random.random() < 0.2:
            line.update({"irregular": {"reasons": "It happened."}, "for": "board"})
    return lines


def posted(told: Programme, lines: list[dict[str, Any]]) -> list[Any]:
    """What comes of each command when it is posted: what is recorded, or the rules broken, or that it is invalid."""
    outcomes: list[Any] = []
    for n, line in enumerate(lines):
        document = {**line, "key": f"posted-{n}", "authority": AUTHORITY}
        try:
            outcome = told.ledger.take(read_line(orjson.dumps(document), OPERATOR))
        except Invalid as invalid:
            outcomes.append([fault.message for fault in invalid.faults])
            continue
        outcomes.append([(at, type_) for at, _, type_ in outcome.decisions] if isinstance(outcome, Receipt) else outcome.broken)
    return outcomes


def supposed(found: Supposed) -> list[Any]:
    """The outcomes of a what-if in the same form."""
    outcomes: list[Any] = []
    for outcome in found.outcomes:
        match outcome:
            case Decided():
                outcomes.append([(each.position, each.type) for each in outcome.decisions])
            case Refusal():
                outcomes.append(outcome.broken)
            case Invalid():
                outcomes.append([fault.message for fault in outcome.faults])
    return outcomes


@given(st.integers(0, 2**32 - 1))
@BY_CHANCE
def test_a_what_if_comes_to_what_posting_the_commands_to_a_copy_does(seed: int) -> None:
    random = Random(seed)
    told = programme(random)
    lines = some_commands(random, told)
    records = list(told.store.stream(None))
    as_of = FIRST + timedelta(days=random.randint(0, LAST_DAY))
    at = told.moment(TODAY)

    found = questions(told.store).what_if(read_what_if({"as_of": as_of.isoformat(), "commands": lines}, TODAY), at)

    assert list(told.store.stream(None)) == records
    copy = told.copy()
    assert supposed(found) == posted(copy, lines)
    compared_on = replace(at, as_of=as_of)
    assert found.difference == differences(fold_at(compared_on, told.known()), fold_at(compared_on, copy.known()))
    before, after = (standing(ledger, as_of) for ledger in (told, copy))
    assert {view: changed(before[view], found.difference[view]) for view in KEYS} == after


KEYS = {
    "matrix": ("borough", "area"),
    "forecast": ("migration",),
    "benefits": ("area", "borough"),
    "deadlines": ("object", "kind", "which"),
}
Items = dict[tuple[Any, ...], dict[str, Any]]


def standing(told: Programme, as_of: date) -> dict[str, Items]:
    """Each view as the service answers it: its items by what names them."""
    read = reads(told.store)
    replay = read.replay(read.moment(as_of))
    until = as_of + HORIZON
    views = {"forecast": forecast(replay), "benefits": benefits(replay), "deadlines": deadlines(replay, until)}
    found = {"matrix": read.matrix(read.moment(as_of)), **views}
    return {view: {tuple(item[key] for key in KEYS[view]): item for item in found[view]} for view in KEYS}


def changed(items: Items, difference: list[dict[str, Any]]) -> Items:
    """The items as a difference says that they would become."""
    becoming = dict(items)
    for told in difference:
        named = {name: value for name, value in told.items() if name not in ("before", "after")}
        key = tuple(named.values())
        assert told["before"] == ({k: v for k, v in items[key].items() if k not in named} if key in items else None)
        becoming.pop(key, None)
        if told["after"] is not None:
            becoming[key] = {**named, **told["after"]}
    return becoming


@given(st.integers(0, 2**32 - 1))
@BY_CHANCE
def test_a_command_that_says_not_for_whom_is_judged_as_posted_by_somebody_who_may(seed: int) -> None:
    random = Random(seed)
    told = programme(random)
    lines = [line for line in some_commands(random, told) if "irregular" not in line] or [next(story(random)).line]
    at = told.moment(TODAY)

    for line in lines:
        unsaid = {name: value for name, value in line.items() if name != "for"}
        outcomes = [
            supposed(questions(told.store).what_if(read_what_if({"commands": [each]}, TODAY), at))[0] for each in (line, unsaid)
        ]
        if not any(getattr(broken, "code", "").startswith("authority.") for broken in outcomes[0]):
            assert outcomes[1] == outcomes[0]
        else:
            assert not any(getattr(broken, "code", "").startswith("authority.") for broken in outcomes[1])


@pytest.fixture(scope="module")
def history() -> Programme:
    return told_by_lines(command_lines(HISTORY))


@given(seed=st.integers(0, 2**32 - 1))
@BY_CHANCE
def test_of_the_real_history_no_more_is_read_than_is_touched_and_yet_the_whole_difference_is_told(
    history: Programme, seed: int
) -> None:
    random = Random(seed)
    lines = [orjson.loads(line) for line in random.sample(list(command_lines(HISTORY)), 3)]
    for line in lines:
        line["effective_on"] = f"{random.randint(2011, 2019)}-{random.randint(1, 12):02}-01"
        for kind in ("contract", "migration", "framework"):
            if kind in line["data"] and line["command"].startswith(("register", "propose-migration", "award")):
                line["data"][kind] += "-again"
    question = read_what_if({"as_of": f"{random.randint(2011, 2020)}-07-01", "commands": lines}, TODAY)
    at = history.moment(TODAY)

    found = questions(history.store).what_if(question, at)

    then, known = replace(at, as_of=question.compared_on), history.known()
    assert found.difference == differences(fold_at(then, known), fold_at(then, [*known, *found.decided]))


def ask(council: Council, *commands: dict[str, Any], as_of: str | None = None) -> Supposed:
    at = council.at("2010-06-01").moment
    question = {"commands": list(commands), **({"as_of": as_of} if as_of else {})}
    return questions(council.store).what_if(read_what_if(question, at.as_of), at)


def test_extending_a_contract_by_a_year_puts_the_move_and_the_merger_off_by_a_year() -> None:
    council = Council()
    council.migration("ash", "birch")
    council.contract("ash", "desks", "2012-03-31", notice_days=5000, extensions=[{"months": 12}])

    found = ask(council, {"command": "extend-contract", "data": {"contract": "desks", "months": 12}})

    [move] = found.difference["forecast"]
    assert (move["before"]["earliest_on"], move["after"]["earliest_on"]) == ("2012-03-31", "2013-03-31")
    [gate] = [each for each in found.difference["gates"] if each["code"] == "contracts.not-concluded"]
    assert (gate["borough"], gate["before"]["until"], gate["after"]["until"]) == ("ash", "2012-03-31", "2013-03-31")
    ends = [each for each in found.difference["deadlines"] if each["kind"] == "contract-end"]
    assert [(each["before"]["on"], each["after"]["on"]) for each in ends] == [("2012-03-31", "2013-03-31")]
    assert found.difference["matrix"] == []


def test_another_meeting_is_the_last_that_can_act_on_every_deadline_before_which_it_comes() -> None:
    council = Council()
    council.contract("ash", "desks", "2012-03-31")
    council.contract("birch", "tables", "2012-03-31")
    council.contract("cedar", "chairs", "2011-12-31")
    council.meeting("spring", "2011-03-01")
    planned = {"meeting": "spring-again", "body": "Joint Cabinet", "meets_on": "2012-03-06"}

    found = ask(council, {"command": "plan-meeting", "data": planned}).difference["deadlines"]

    last = {item["object"]: [item[when]["last_meeting"]["meeting"] for when in ("before", "after")] for item in found}
    assert last == {"contract:desks": ["spring", "spring-again"], "contract:tables": ["spring", "spring-again"]}


def test_whoever_withdraws_has_no_day_left_to_leave_on() -> None:
    council = Council()
    council.migration("ash", "birch")
    council.of("cedar", "2010-02-01", "give-notice-of-withdrawal", borough="cedar", leaves_on="2010-05-31")

    withdraw = {"command": "withdraw-borough", "data": {"borough": "cedar"}}
    found = ask(council, withdraw, as_of="2010-05-01").difference["deadlines"]
    assert found == [], "it counts only from June"

    leaving = {**withdraw, "effective_on": "2010-05-31"}
    [item] = ask(council, leaving, as_of="2010-05-31").difference["deadlines"]
    assert (item["object"], item["kind"], item["before"]["on"], item["after"]) == (
        "borough:cedar",
        "withdrawal",
        "2010-05-31",
        None,
    )


def test_a_claim_is_told_beside_the_baseline_that_it_does_not_touch() -> None:
    council = Council()
    council.migration("ash", "birch", target_annual_saving="400000.00")
    council.of("ash", "2010-01-01", "declare-baseline", borough="ash", area="desktop", year=2009, annual_cost="900000.00")
    council.of("ash", "2010-02-01", "move-borough", migration="shared-desktop", borough="ash")
    claim = {"claim": "of-ash", "migration": "shared-desktop", "borough": "ash", "year": 2010, "amount": "100.00"}

    [item] = ask(council, {"command": "claim-benefit", "data": claim}).difference["benefits"]

    assert (item["area"], item["borough"]) == ("desktop", "ash")
    assert [(item[when]["baseline"], item[when]["claimed"]) for when in ("before", "after")] == [
        ("900000.00", "0.00"),
        ("900000.00", "100.00"),
    ]


def test_a_command_sees_what_those_before_it_would_have_decided() -> None:
    council = Council()
    council.migration("ash", "birch")
    council.contract("ash", "desks", "2012-03-31")
    move = {"command": "move-borough", "data": {"migration": "shared-desktop", "borough": "ash"}}
    conclude = {"command": "conclude-contract", "data": {"contract": "desks", "manner": "mutual"}}

    too_soon, _, in_time = ask(council, move, conclude, move).outcomes

    assert isinstance(too_soon, Refusal)
    assert [broken.code for broken in too_soon.broken] == ["contracts.not-concluded"]
    assert isinstance(in_time, Decided)
    assert [each.type for each in in_time.decisions] == ["BoroughMoved"]


def test_what_would_count_later_is_compared_on_the_day_from_which_it_counts() -> None:
    council = Council()
    council.migration("ash", "birch")
    later = {"command": "move-borough", "effective_on": "2011-01-01", "data": {"migration": "shared-desktop", "borough": "ash"}}

    assert [each["after"]["stage"] for each in ask(council, later).difference["matrix"]] == ["moved"]
    assert ask(council, later, as_of="2010-12-31").difference["matrix"] == []


def test_who_may_ask_for_it_is_judged_only_where_the_question_says_who_asks() -> None:
    council = Council()
    council.migration("ash", "birch")
    move = {"command": "move-borough", "data": {"migration": "shared-desktop", "borough": "ash"}}

    by_anyone, by_birch = ask(council, move).outcomes[0], ask(council, {**move, "for": "birch"}).outcomes[0]

    assert isinstance(by_anyone, Decided)
    assert isinstance(by_birch, Refusal)
    assert [broken.code for broken in by_birch.broken] == ["authority.not-yours"]


def test_a_what_if_uses_no_key_and_says_nothing_of_one() -> None:
    council = Council()
    head = council.store.head()
    admit = {"command": "admit-borough", "key": "key-1", "data": {"borough": "dover", "title": "Dover"}}

    assert isinstance(ask(council, admit).outcomes[0], Decided)
    assert isinstance(ask(council, admit).outcomes[0], Decided)
    assert council.store.head() == head


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({}, ("commands",)),
        ({"commands": []}, ("commands",)),
        ({"commands": [{"data": {}}]}, ("commands", 0, "command")),
        ({"commands": [{"command": "abolish-borough", "data": {}}]}, ("commands", 0, "command")),
        ({"commands": [{"command": "admit-borough", "data": {"borough": "B!", "title": "B"}}]}, ("commands", 0, "data", "borough")),
        ({"commands": [{"command": "admit-borough"}]}, ("commands", 0, "data")),
        ({"commands": [{"command": "admit-borough", "data": {}, "if": 1}]}, ("commands", 0, "if")),
        ({"commands": [{"command": "withdraw-borough", "for": "A B", "data": {"borough": "ash"}}]}, ("commands", 0, "for")),
        ({"commands": [{"command": "withdraw-borough", "data": {"borough": "ash"}}] * (MOST + 1)}, ("commands",)),
        ({"as_of": "tomorrow", "commands": [{"command": "withdraw-borough", "data": {"borough": "ash"}}]}, ("as_of",)),
        ({"today": "2010-01-01", "commands": [{"command": "withdraw-borough", "data": {"borough": "ash"}}]}, ("today",)),
    ],
)
def test_a_question_at_fault_names_the_place(document: dict[str, Any], path: tuple[object, ...]) -> None:
    with pytest.raises(Invalid) as invalid:
        read_what_if(document, TODAY)
    assert path in [fault.path for fault in invalid.value.faults]
