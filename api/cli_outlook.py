"""The command line, what lies ahead and why: `forecast`, `deadlines`, `benefits`, `irregularities`, `why` and `what-if`."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli_options import VAR, AsJson, AsOf, DataFolder, KnownAt

outlook = typer.Typer()


@outlook.command()
def forecast(as_of: AsOf = None, known_at: KnownAt = None, data: DataFolder = VAR, as_json: AsJson = False) -> None:
    """When each borough can move and each service merge at the earliest, what sets the date, and what is missing."""
    from api.console.outlook import run_forecast

    run_forecast({"as_of": as_of, "known_at": known_at}, folder=data, as_json=as_json)


@outlook.command()
def deadlines(
    within: Annotated[str, typer.Option(metavar="PERIOD", help="Such as P6M, P1Y, P90D, or the last day, inclusive.")] = "P6M",
    ics: Annotated[bool, typer.Option("--ics", help="As a calendar, on standard output.")] = False,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    data: DataFolder = VAR,
    as_json: AsJson = False,
) -> None:
    """What has to be decided by when, and the last meeting that can still act."""
    from api.console.outlook import run_deadlines

    run_deadlines(within, {"as_of": as_of, "known_at": known_at}, as_calendar=ics, folder=data, as_json=as_json)


@outlook.command()
def benefits(as_of: AsOf = None, known_at: KnownAt = None, data: DataFolder = VAR, as_json: AsJson = False) -> None:
    """Baseline, target, claimed, accepted and disputed savings, and quality, by area and borough."""
    from api.console.outlook import run_benefits

    run_benefits({"as_of": as_of, "known_at": known_at}, folder=data, as_json=as_json)


@outlook.command()
def irregularities(as_of: AsOf = None, known_at: KnownAt = None, data: DataFolder = VAR, as_json: AsJson = False) -> None:
    """Every decision that was recorded as irregular: what it broke, and which later decisions it upset."""
    from api.console.outlook import run_irregularities

    run_irregularities({"as_of": as_of, "known_at": known_at}, folder=data, as_json=as_json)


@outlook.command()
def why(
    kind: Annotated[str, typer.Argument(help="borough, contract, migration, area, framework or supplier; or a borough's id.")],
    id_: Annotated[str, typer.Argument(metavar="ID", help="Its id; after a borough's id that of an area: the cell of the matrix.")],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    data: DataFolder = VAR,
    as_json: AsJson = False,
) -> None:
    """For each field of an object, or of a cell of the matrix, the decisions that cause its value, and no others."""
    from api.console.outlook import run_why

    run_why(kind, id_, {"as_of": as_of, "known_at": known_at}, folder=data, as_json=as_json)


@outlook.command()
def what_if(
    file: Annotated[str, typer.Argument(help="A question in JSON, as for POST /v1/what-if; commands in NDJSON; or - for either.")],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    data: DataFolder = VAR,
    as_json: AsJson = False,
) -> None:
    """What would follow from commands that nobody has posted: their outcomes by the real rules, and the difference they make."""
    from api.console.supposing import run_what_if

    run_what_if(file, {"as_of": as_of, "known_at": known_at}, folder=data, as_json=as_json)
