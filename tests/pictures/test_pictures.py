"""Pictures say the same three ways, whatever a title holds, and are whole when there is nothing to show."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pictures.contracts import MOST_ROWS, contract_timeline
from api.pictures.drawing import LABELS, WIDTH, Days
from api.pictures.files import png, table_csv
from api.pictures.migrations import migration_map
from api.pictures.picture import Picture
from api.pictures.quality import quality_chart
from api.pictures.savings import savings_by_year
from application.benefits import sums_by_year, target
from application.courses import courses, courses_need
from application.moment import Replay, replay
from application.recollection import Recollection
from domain.contract.contract import Contract
from domain.migration.migration import Migration
from tests.replay.asking import reads
from tests.replay.council import Council

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert("x")</script> & ' + "W" * 100


def told(**terms: Any) -> Council:
    council = Council()
    council.contract("ash", "ash-desktop", "2014-10-31", notice_days=180, extensions=[{"months": 12}], **terms)
    council.contract("birch", "birch-desktop", "2013-03-31")
    council.migration("ash", "birch", quality_floor=70)
    council.of("birch", "2013-03-31", "conclude-contract", contract="birch-desktop", manner="expiry")
    for on, score in (("2012-01-01", 64), ("2013-01-01", 71)):
        council.of("ash", on, "record-quality", migration="shared-desktop", measure="Residents content", score=score)
    council.of("birch", "2013-04-01", "move-borough", migration="shared-desktop", borough="birch")
    saved = {"claim": "c1", "migration": "shared-desktop", "borough": "birch", "year": 2013, "amount": "60000.00"}
    council.of("birch", "2013-06-01", "claim-benefit", **saved)
    return council


def pictures(replay: Replay) -> list[Picture]:
    contracts, migrations = replay.fold.all(Contract), replay.fold.all(Migration)
    found, today = courses(replay), replay.moment.as_of
    return [
        contract_timeline(contracts, migrations, today),
        migration_map(migrations, found, today),
        savings_by_year(sums_by_year(replay), target(replay), today),
        *(quality_chart(id_, each, found[id_].measures, today) for id_, each in migrations.items()),
    ]


def by_name(council: Council, as_of: str) -> dict[str, Picture]:
    return {picture.name: picture for picture in pictures(council.at(as_of))}


def test_every_picture_has_a_text_alternative_that_its_svg_names() -> None:
    for picture in pictures(told().at("2014-01-01")):
        root = ET.fromstring(picture.svg)
        named = {element.get("id"): element.text for element in root if element.get("id")}
        assert root.get("role") == "img"
        assert [named[each] for each in str(root.get("aria-labelledby")).split()] == [picture.title, picture.description]


def test_every_picture_has_its_table_as_csv_with_as_many_cells_as_columns() -> None:
    for picture in pictures(told().at("2014-01-01")):
        first, *rest = csv.reader(io.StringIO(table_csv(picture).decode(), newline=""))
        assert tuple(first) == picture.columns
        assert [tuple(row) for row in rest] == list(picture.rows) != []


def test_the_words_say_what_a_board_would_ask_first() -> None:
    found = by_name(told(), "2014-01-01")
    assert found["contract-timeline"].description == (
        "Of 2 contracts known on 1 January 2014, 1 run on. The next to end is Ash-Desktop, on 31 October 2014."
    )
    assert found["migration-map"].description == "On 1 January 2014, of 1 migrations: 1 moving."
    assert "for 2013: £0 accepted, £60,000 claimed, £0 disputed; the target is £100,000 a year" in found["savings"].description
    assert found["quality-shared-desktop"].description == (
        "The latest of 2 measures is 71, on 1 January 2013, at or above the floor of 70; 1 of them lay below it."
    )


def test_a_picture_is_of_its_moment() -> None:
    found = by_name(told(), "2012-06-01")
    assert [row[-1] for row in found["contract-timeline"].rows] == ["open", "open"]
    assert len(found["quality-shared-desktop"].rows) == 1
    assert found["savings"].rows == ()


def test_markup_in_a_title_is_text_and_a_long_title_is_cut_but_said_in_full() -> None:
    picture = by_name(told(title=HOSTILE), "2014-01-01")["contract-timeline"]
    root = ET.fromstring(picture.svg)
    assert root.find(f".//{SVG}script") is None
    tips = [element.text for element in root.iter(f"{SVG}title")]
    assert f"{HOSTILE} (ash)" in tips


@pytest.mark.parametrize("attribute", ["style", "onload", "onclick", "href"])
def test_nothing_in_a_picture_needs_more_than_a_strict_content_security_policy(attribute: str) -> None:
    for picture in pictures(told(title=HOSTILE).at("2014-01-01")):
        assert all(element.get(attribute) is None for element in ET.fromstring(picture.svg).iter())


def test_before_anything_happened_every_picture_is_whole_and_says_so() -> None:
    for picture in pictures(told().at("2009-01-01")):
        ET.fromstring(picture.svg)
        assert picture.description.startswith("No ")
        assert png(picture).startswith(b"\x89PNG")


def test_a_picture_can_be_taken_away_as_a_png_of_twice_its_size() -> None:
    for picture in pictures(told().at("2014-01-01")):
        data = png(picture)
        assert data.startswith(b"\x89PNG")
        assert int.from_bytes(data[16:20], "big") == 2 * WIDTH


def test_a_cell_that_a_spreadsheet_would_run_is_text() -> None:
    picture = by_name(told(title="=1+1"), "2014-01-01")["contract-timeline"]
    assert "'=1+1" in [row[0] for row in csv.reader(io.StringIO(table_csv(picture).decode()))]


def test_of_very_many_contracts_those_that_end_next_are_drawn_and_that_is_said() -> None:
    council = Council()
    for number in range(MOST_ROWS + 5):
        council.contract("ash", f"c{number:03d}", f"20{20 + number % 20}-01-01", areas=["data-centre"])
    picture = by_name(council, "2014-01-01")["contract-timeline"]
    assert len(picture.rows) == MOST_ROWS
    assert max(row[4] for row in picture.rows) == "2038-01-01"
    assert f"Drawn are the {MOST_ROWS} that end next." in picture.description


def test_a_withdrawal_changes_the_stage_of_the_migrations_that_the_borough_was_in() -> None:
    council = told()
    council.of("birch", "2014-01-01", "give-notice-of-withdrawal", borough="birch", leaves_on="2015-01-01")
    council.of("birch", "2015-01-01", "withdraw-borough", borough="birch")
    steps = courses(council.at("2016-01-01"))["shared-desktop"].steps
    assert [(step.on.isoformat(), step.state) for step in steps] == [
        ("2010-01-01", "agreed"),
        ("2013-04-01", "moving"),
        ("2015-01-01", "agreed"),
    ]


def test_a_course_needs_no_more_than_it_says_it_reads_and_a_withdrawal_counts_from_its_corrected_date() -> None:
    council = told()
    council.of("birch", "2014-01-01", "give-notice-of-withdrawal", borough="birch", leaves_on="2015-01-01")
    withdrawn = council.of("birch", "2015-02-01", "withdraw-borough", borough="birch")
    moved = {"position": withdrawn, "effective_on": "2015-01-01", "data": {"borough": "birch"}}
    council.of("birch", "2015-03-01", "rectify-decision", **moved)
    at = council.at("2016-01-01").moment
    needed = courses_need(["shared-desktop"]) | reads(council.store).all_of_type("BoroughWithdrew", at)
    found = courses(replay(council.store, Recollection(), at, needed))["shared-desktop"]
    assert found.steps == courses(council.at("2016-01-01"))["shared-desktop"].steps
    assert found.steps[-1].on == date(2015, 1, 1)


@given(st.lists(st.dates(date(1900, 1, 1), date(2200, 12, 31)), max_size=8), st.dates(date(1930, 1, 1), date(2150, 1, 1)))
def test_every_day_has_a_place_on_the_paper_in_the_order_of_days(days: list[date], today: date) -> None:
    scale = Days.over(days, today)
    places = [scale.x(day) for day in sorted([*days, today])]
    assert places == sorted(places)
    assert all(LABELS <= place <= WIDTH - 20 for place in places)


@given(st.decimals("0.01", "999999999999", places=2))
def test_the_largest_saving_stays_on_the_paper(amount: Decimal) -> None:
    figures = {"claimed": amount, "accepted": Decimal(0), "disputed": Decimal(0)}
    picture = savings_by_year({2013: figures}, Decimal(0), date(2014, 1, 1))
    assert all(float(box.get("y", "0")) >= 0 for box in ET.fromstring(picture.svg).iter(f"{SVG}rect"))
