"""The options that many subcommands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DataFolder = Annotated[Path, typer.Option("--data", help="Where the embedded database and the development key live.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON, for programs.")]
AsOf = Annotated[str | None, typer.Option(metavar="DATE", help="What counts from this date or before. Default: today.")]
KnownAt = Annotated[str | None, typer.Option(metavar="MOMENT", help="What was known then: a time or a position. Default: now.")]
VAR = Path("var")
