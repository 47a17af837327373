"""The command line: `concordat …`. What a subcommand needs is imported when it runs, so that each starts soon."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="concordat",
    help="The decision ledger of a shared-IT merger.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
DataFolder = Annotated[Path, typer.Option("--data", help="Where the embedded database and the development key live.")]
VAR = Path("var")


def main() -> None:
    """Run the command line: exit status 0 done, 1 refused, 2 bad usage."""
    app()


@app.command()
def serve(
    dev: Annotated[bool, typer.Option("--dev", help="Issue development tokens; for this machine alone.")] = False,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8080,
    data: DataFolder = VAR,
    load: Annotated[Path | None, typer.Option(help="Load this file first: a history in CSV, or commands in NDJSON.")] = None,
) -> None:
    """Serve the ledger over HTTP."""
    from api.console.serving import run_server

    run_server(dev=dev, host=host, port=port, folder=data, file=load)


@app.command()
def token(
    role: Annotated[list[str], typer.Option(help="officer, board, auditor, integrator or operator; repeat it for several.")],
    borough: Annotated[str | None, typer.Option(help="The borough whose officer it is.")] = None,
    subject: Annotated[str | None, typer.Option(help="A pseudonym; made of role and borough unless given.")] = None,
    data: DataFolder = VAR,
) -> None:
    """Print a token of the development issuer, and nothing else."""
    from api.console.tokens import print_token

    print_token(role, borough, subject, data)
