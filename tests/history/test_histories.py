"""Any programme's history loads from two files, and a bad one is refused with the place that is wrong."""

from __future__ import annotations

import json
from contextlib import suppress
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infrastructure.history.details import read_details
from infrastructure.history.rows import read_rows
from infrastructure.history.translation import translate
from infrastructure.history_csv import HistoryUnreadable, command_lines, details_of

EXAMPLE = Path(__file__).parents[2] / "examples" / "triborough-history.csv"
REAL = EXAMPLE.read_text(encoding="utf-8")

HEADING = "id,effective_on,date_precision,boroughs,kind,area,supplier,amount_gbp,fact,authority,source,confidence\n"
MOVE = "D-1,2024-05-01,day,northam;southam,MoveBorough,payroll,,,Both moved.,Joint Board,minutes,documented\n"
DETAILS = """
[boroughs]
northam = "Northam"
southam = "Southam"
[areas]
payroll = { title = "Payroll", kind = "back-office" }
[suppliers]
"Acme Ltd" = "acme"
"""


def districts(folder: Path, rows: str, details: str | None = DETAILS) -> Path:
    (folder / "districts-history.csv").write_text(HEADING + rows)
    if details is not None:
        (folder / "districts-details.toml").write_text(details)
    return folder / "districts-history.csv"


def test_two_districts_load_from_their_own_two_files(tmp_path: Path) -> None:
    lines = [json.loads(line) for line in command_lines(districts(tmp_path, MOVE))]
    assert [(line["command"], line["for"], line["data"]) for line in lines] == [
        ("move-borough", "northam", {"migration": "payroll", "borough": "northam"}),
        ("move-borough", "southam", {"migration": "payroll", "borough": "southam"}),
    ]


def test_what_is_said_of_one_borough_goes_before_the_row_and_the_row_before_the_default(tmp_path: Path) -> None:
    details = f"""{DETAILS}
[commands.schedule-cutover]
why = "All on one day."
data = {{ cutover_on = 2024-04-01 }}
[rows.D-2]
why = "Southam is later."
by.southam = {{ cutover_on = 2024-09-01 }}
[rows.D-3]
why = "Both later."
data = {{ cutover_on = 2024-10-01 }}
"""
    cutovers = "".join(MOVE.replace("D-1", id_).replace("MoveBorough", "ScheduleCutover") for id_ in ("D-2", "D-3"))
    lines = [json.loads(line) for line in command_lines(districts(tmp_path, cutovers, details))]
    assert [line["data"]["cutover_on"] for line in lines] == ["2024-04-01", "2024-09-01", "2024-10-01", "2024-10-01"]


def test_a_file_of_commands_is_passed_on_line_by_line_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "commands.ndjson"
    path.write_bytes(b'{"command": "start-programme"}\n\nnot JSON\n')
    assert list(command_lines(path)) == [b'{"command": "start-programme"}', b"not JSON"]


def test_an_empty_file_is_no_history(tmp_path: Path) -> None:
    path = districts(tmp_path, MOVE)
    path.write_text("")
    with pytest.raises(HistoryUnreadable, match="empty"):
        list(command_lines(path))


def test_a_file_in_another_encoding_is_no_history(tmp_path: Path) -> None:
    path = districts(tmp_path, MOVE)
    path.write_bytes(path.read_bytes().replace(b"Both moved", b"Both m\xf6ved"))
    with pytest.raises(HistoryUnreadable, match="not UTF-8"):
        list(command_lines(path))


@settings(max_examples=200, deadline=None)
@given(at=st.integers(min_value=0, max_value=len(REAL) - 1), instead=st.text(max_size=3), cut=st.integers(0, 40))
def test_any_slip_of_the_pen_in_the_real_history_is_read_or_refused_and_never_a_crash(at: int, instead: str, cut: int) -> None:
    details = read_details(details_of(EXAMPLE))
    with suppress(HistoryUnreadable):
        for line in translate(read_rows(StringIO(REAL[:at] + instead + REAL[at + cut :], newline="")), details):
            json.dumps(line)


@pytest.mark.parametrize(
    ("rows", "details", "says"),
    [
        (MOVE, None, "districts-details.toml: missing"),
        (MOVE, "boroughs = ", "not TOML"),
        (MOVE, DETAILS + "[rows.D-1]\nwhy = ''\ncolour = 'red'", "rows.D-1.colour"),
        (MOVE, DETAILS + "[rows.D-9]\nwhy = ''", "rows that the history does not have: D-9"),
        (MOVE.replace("northam", "westham"), DETAILS, "D-1: the details do not describe the borough westham"),
        (MOVE.replace("payroll", "parks"), DETAILS, "D-1: the details do not describe the area parks"),
        (MOVE.replace("2024-05-01", "2024-02-30"), DETAILS, "line 2 (D-1): effective_on"),
        (MOVE + MOVE, DETAILS, "line 3 (D-1): the id was used before"),
        (MOVE.replace(",documented", ""), DETAILS, "line 2 (D-1): the number of cells"),
        (MOVE.replace("MoveBorough", "PaintBorough"), DETAILS, "D-1: no row can stand for the command paint-borough"),
        (MOVE.replace("MoveBorough", "RegisterContract"), DETAILS, "D-1: should name one supplier"),
        (MOVE.replace("MoveBorough", "NovateContract").replace("payroll,", "payroll,Ace"), DETAILS, "supplier 'Ace'"),
        (
            MOVE.replace("northam;southam", "").replace("Move", "Record").replace("Borough", "Note"),
            DETAILS,
            "no borough",
        ),
    ],
)
def test_a_history_that_cannot_be_read_says_where(tmp_path: Path, rows: str, details: str | None, says: str) -> None:
    with pytest.raises(HistoryUnreadable) as refused:
        list(command_lines(districts(tmp_path, rows, details)))
    assert says in str(refused.value)
