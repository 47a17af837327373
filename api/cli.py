"""The command line: `concordat …`. What a subcommand needs is imported when it runs, so that each starts soon."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli_options import VAR, AsJson, AsOf, DataFolder, KnownAt
from api.cli_outlook import outlook

app = typer.Typer(
    name="concordat",
    help="The decision ledger of a shared-IT merger.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(outlook)
WITNESS = Path("witness")


def main() -> None:
    """Run the command line: exit status 0 done, 1 refused, 2 bad usage."""
    app()


@app.command()
def serve(
    dev: Annotated[bool, typer.Option("--dev", help="Issue development tokens; for this machine alone.")] = False,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8080,
    data: DataFolder = VAR,
    load: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Load this file first: a history in CSV, or NDJSON.")
    ] = None,
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


@app.command()
def load(
    file: Annotated[str, typer.Argument(help="A history in CSV, commands in NDJSON, or - for NDJSON on standard input.")],
    data: DataFolder = VAR,
    stop_on_refusal: Annotated[bool, typer.Option("--stop-on-refusal", help="End with the first refused line.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take every command of a file, as the operator of the database; beside a running server or without one."""
    from api.console.loading import run_load

    raise typer.Exit(run_load(file, folder=data, as_json=as_json, stop_on_refusal=stop_on_refusal))


@app.command()
def status(data: DataFolder = VAR, as_json: AsJson = False) -> None:
    """How far the ledger has come, and what is in it."""
    from api.console.reading import run_status

    run_status(folder=data, as_json=as_json)


@app.command()
def trail(
    types: Annotated[list[str] | None, typer.Option("--type", help="Such as BoroughMoved; of several, any.")] = None,
    objects: Annotated[list[str] | None, typer.Option("--object", help="Such as contract:c-1; of several, all.")] = None,
    actor: Annotated[str | None, typer.Option(help="The subject who posted.")] = None,
    effective_from: Annotated[str | None, typer.Option(metavar="DATE")] = None,
    effective_to: Annotated[str | None, typer.Option(metavar="DATE")] = None,
    recorded_from: Annotated[str | None, typer.Option(metavar="MOMENT")] = None,
    recorded_to: Annotated[str | None, typer.Option(metavar="MOMENT")] = None,
    q: Annotated[str | None, typer.Option(help="Words that stand in the record.")] = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    after: Annotated[str | None, typer.Option(help="Go on after this position.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 100,
    order: Annotated[str, typer.Option(help="asc or desc.")] = "asc",
    follow: Annotated[bool, typer.Option("--follow", help="Then go on with what is recorded, as it is; a line each.")] = False,
    data: DataFolder = VAR,
    as_json: AsJson = False,
) -> None:
    """The audit trail: every decision, or those that meet all that is asked."""
    from api.console.following import run_following
    from api.console.reading import run_trail

    asked = {
        "type": types,
        "object": objects,
        "actor": actor,
        "effective_from": effective_from,
        "effective_to": effective_to,
        "recorded_from": recorded_from,
        "recorded_to": recorded_to,
        "q": q,
        "as_of": as_of,
        "known_at": known_at,
        "after": after,
        "limit": limit,
        "order": order,
    }
    (run_following if follow else run_trail)(asked, folder=data, as_json=as_json)


@app.command()
def show(
    kind: Annotated[str, typer.Argument(help="borough, contract, migration, area, framework, supplier, programme or decision.")],
    id_: Annotated[str, typer.Argument(metavar="ID", help="Its id; for a decision its position; for the programme nothing.")] = "",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    data: DataFolder = VAR,
    as_json: AsJson = False,
) -> None:
    """One object, at any moment in the two times."""
    from api.console.reading import run_show

    run_show(kind, id_, {"as_of": as_of, "known_at": known_at}, folder=data, as_json=as_json)


@app.command()
def matrix(as_of: AsOf = None, known_at: KnownAt = None, data: DataFolder = VAR, as_json: AsJson = False) -> None:
    """Where every borough stands in every area, since when, and what blocks its next step."""
    from api.console.reading import run_matrix

    run_matrix({"as_of": as_of, "known_at": known_at}, folder=data, as_json=as_json)


@app.command()
def proof(
    position: Annotated[int, typer.Argument(min=1, help="The decision's position.")],
    output: Annotated[str, typer.Option("-o", "--output", help="The file to write; - for standard output.")] = "-",
    size: Annotated[int | None, typer.Option(min=1, help="A size that was sealed. Default: the published checkpoint's.")] = None,
    with_record: Annotated[bool, typer.Option(help="Put the record itself into the file, so that it is enough.")] = True,
    data: DataFolder = VAR,
) -> None:
    """Write the proof that a decision is in the log: one file that a third party can check without us."""
    from api.console.proving import run_proof

    run_proof(position, size, with_record=with_record, output=output, folder=data)


@app.command()
def export(
    format_: Annotated[
        str, typer.Option("--format", help="ndjson, csv, xlsx, parquet, cloudevents, ocel2, bundle, or extract (of one --object).")
    ],
    output: Annotated[str, typer.Option("-o", "--output", help="The file to write; - for standard output.")],
    objects: Annotated[list[str] | None, typer.Option("--object", help="Such as contract:c-1; of several, all.")] = None,
    types: Annotated[list[str] | None, typer.Option("--type", help="Such as BoroughMoved; of several, any.")] = None,
    actor: Annotated[str | None, typer.Option(help="The subject who posted.")] = None,
    effective_from: Annotated[str | None, typer.Option(metavar="DATE")] = None,
    effective_to: Annotated[str | None, typer.Option(metavar="DATE")] = None,
    recorded_from: Annotated[str | None, typer.Option(metavar="MOMENT")] = None,
    recorded_to: Annotated[str | None, typer.Option(metavar="MOMENT")] = None,
    q: Annotated[str | None, typer.Option(help="Words that stand in the record.")] = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    partition: Annotated[str | None, typer.Option(metavar="year", help="Parquet in a file a year: a folder, or a .zip.")] = None,
    withhold: Annotated[
        list[int] | None, typer.Option(min=1, help="A position whose text is not shown; repeat it for more.")
    ] = None,
    data: DataFolder = VAR,
) -> None:
    """Write the record, or what meets all that is asked, in a form for other people's tools."""
    from api.console.exporting import run_export

    asked = {
        "format": format_,
        "object": objects,
        "type": types,
        "actor": actor,
        "effective_from": effective_from,
        "effective_to": effective_to,
        "recorded_from": recorded_from,
        "recorded_to": recorded_to,
        "q": q,
        "as_of": as_of,
        "known_at": known_at,
        "partition": partition,
    }
    run_export(asked, output=output, withhold=withhold or [], folder=data)


@app.command()
def verify(
    export: Annotated[Path, typer.Argument(exists=True, help="A folder, a zip, records.ndjson, or a .tlog-proof.")],
    checkpoint: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="One that you have by another way: older or newer, any size.")
    ] = None,
    policy: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Whose signatures you trust.")] = None,
    record: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="The record, for a proof without it.")] = None,
    max_age: Annotated[str | None, typer.Option(metavar="24h", help="How long ago a quorum may have seen it last.")] = None,
    only_proof: Annotated[bool, typer.Option("--only-proof", help="Hashes and signatures alone; do not read the records.")] = False,
    rules: Annotated[bool, typer.Option("--rules", help="Decide the whole history again, under the rules.")] = False,
    as_json: AsJson = False,
) -> None:
    """Prove an export offline: exit status 0 proven, 1 not, 2 the input cannot be used. Needs no database and no network."""
    from api.console.verifying import run_verify

    raise typer.Exit(
        run_verify(
            export,
            checkpoint=checkpoint,
            policy=policy,
            record=record,
            max_age=max_age,
            only_proof=only_proof,
            rules=rules,
            as_json=as_json,
        )
    )


@app.command()
def log_key(
    new: Annotated[bool, typer.Option("--new", help="Add a key. Until the old one is dropped, both sign.")] = False,
    drop: Annotated[str | None, typer.Option(metavar="ID", help="Drop the key with this id, 8 hex digits.")] = None,
    origin: Annotated[str | None, typer.Option(help="The log's identity, for the first key in a file.")] = None,
    file: Annotated[Path | None, typer.Option(help="The file of the keys. Default: log.key in the data folder.")] = None,
    data: DataFolder = VAR,
) -> None:
    """Print the log's verifier keys, for a policy; or change the keys. A server reads them when it starts."""
    from api.console.log_keys import run_log_key

    run_log_key(new=new, drop=drop, origin=origin, file=file, folder=data)


@app.command()
def witness(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8090,
    prefix: Annotated[str, typer.Option(help="What stands before its paths, such as /w1.")] = "",
    evidence: Annotated[bool, typer.Option("--evidence", help="Print what logs signed that contradicts itself, and end.")] = False,
    data: Annotated[Path, typer.Option("--data", help="Where its key, the logs it knows and what it holds live.")] = WITNESS,
) -> None:
    """Be a witness: cosign another borough's ledger as long as it only grows. Needs no database server."""
    from api.console.witnessing import print_evidence, run_witness

    if evidence:
        print_evidence(data)
    else:
        run_witness(host=host, port=port, prefix=prefix, folder=data)


@app.command()
def witness_key(
    new: Annotated[bool, typer.Option("--new", help="Add a key. Until the old one is dropped, both cosign.")] = False,
    drop: Annotated[str | None, typer.Option(metavar="ID", help="Drop the key with this id, 8 hex digits.")] = None,
    name: Annotated[str | None, typer.Option(help="The witness's name, for the first key.")] = None,
    data: Annotated[Path, typer.Option("--data", help="The witness's folder.")] = WITNESS,
) -> None:
    """Print a witness's verifier keys, for a policy; or change the keys. A witness reads them when it starts."""
    from api.console.witnessing import run_witness_key

    run_witness_key(new=new, drop=drop, name=name, folder=data)


@app.command()
def gates(
    migration: Annotated[str, typer.Argument(metavar="MIGRATION", help="The id of a migration.")],
    closed: Annotated[bool, typer.Option("--closed", help="Only those that are closed.")] = False,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    data: DataFolder = VAR,
    as_json: AsJson = False,
) -> None:
    """What a migration waits for: every condition of its next steps, since which decisions, until when, and who can act."""
    from api.console.asking import run_gates

    run_gates(migration, {"as_of": as_of, "known_at": known_at}, only_closed=closed, folder=data, as_json=as_json)


@app.command()
def changes(
    first: Annotated[str | None, typer.Option("--from", metavar="DATE", help="The earlier date: the last meeting's, say.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DATE", help="The later date. Default: today.")] = None,
    known_from: Annotated[str | None, typer.Option(metavar="MOMENT", help="What was known at first: a time or a position.")] = None,
    known_to: Annotated[str | None, typer.Option(metavar="MOMENT", help="What was known at last. Default: now.")] = None,
    data: DataFolder = VAR,
    as_json: AsJson = False,
) -> None:
    """What differs between two moments: decided, learned late, corrected, lapsed by itself."""
    from api.console.asking import run_changes

    asked = {"from": first, "to": last, "known_from": known_from, "known_to": known_to}
    run_changes(asked, folder=data, as_json=as_json)


@app.command()
def rebuild(
    view: Annotated[str, typer.Argument(metavar="VIEW", help="boroughs, contracts, matrix and so on.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="All views.")] = False,
    data: DataFolder = VAR,
) -> None:
    """Make what is kept for a view, or for all, anew from the record: beside what serves, which it then replaces."""
    from api.console.rebuilding import run_rebuild

    raise typer.Exit(run_rebuild(view, everything=everything, folder=data))


@app.command()
def openapi() -> None:
    """Print the OpenAPI document."""
    from api.console.openapi import print_openapi

    print_openapi()
