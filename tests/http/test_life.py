"""How a server starts, what keeps it from starting, and how it ends."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import httpx2
import psycopg
import pytest

from infrastructure.identity_dev import FILE, NAME, DevelopmentIssuer
from infrastructure.postgres.committing import LOCK_CLASS
from infrastructure.running import running_url
from tests.conftest import SERVERS, Servers
from tests.http.server import CONCORDAT, Server, command, environment, new_key, serving

END_WHO_WAITS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE (wait_event_type, wait_event) = ('Lock', 'advisory')"
HISTORY = Path(__file__).parents[2] / "examples" / "triborough-history.csv"


def refuses(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """`concordat serve` that ends without ever listening."""
    ended = subprocess.run(
        [str(CONCORDAT), "serve", *arguments], env=environment(**settings), capture_output=True, text=True, timeout=120
    )
    assert ended.stdout == ""
    assert ended.returncode != 0
    return ended


def test_it_prints_one_line_when_it_listens_and_ends_with_0_when_told_to(folder: Path) -> None:
    with serving(folder) as server:
        assert httpx2.get(f"{server.url}/livez").json() == {"status": "alive"}
        database = int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])
        assert server.stop() == 0
        assert server.process.stdout is not None
        assert server.process.stdout.read() == ""
        assert not Path(f"/proc/{database}").exists() or not (folder / "postgres" / "postmaster.pid").exists()


def test_what_was_recorded_is_there_after_a_stop_and_after_a_kill(folder: Path) -> None:
    key = new_key()
    body = command({"title": "Shared IT"}, "2010-01-01")
    with serving(folder) as server:
        assert server.post("start-programme", body, key=key).status_code == 201
        server.stop()
    with serving(folder) as server:
        assert server.post("start-programme", body, key=key).status_code == 200
        server.process.send_signal(signal.SIGKILL)
        server.process.wait(60)
    with serving(folder) as server:
        assert server.client("auditor").get("/v1/programme").json()["title"] == "Shared IT"


def test_a_second_server_on_the_folder_is_refused_clearly(folder: Path) -> None:
    with serving(folder):
        ended = refuses("--dev", "--port", "0", "--data", str(folder))
    assert ended.returncode == 1
    assert "Another Concordat" in ended.stderr
    assert str(folder) in ended.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "concordat.example.org"])
def test_development_tokens_are_not_given_beyond_this_machine(folder: Path, host: str) -> None:
    ended = refuses("--dev", "--host", host, "--port", "0", "--data", str(folder))
    assert ended.returncode == 2
    assert "--dev" in ended.stderr
    assert not (folder / FILE).exists()


def test_without_dev_an_issuer_must_be_set(folder: Path) -> None:
    ended = refuses("--port", "0", "--data", str(folder))
    assert "CONCORDAT_ISSUER" in ended.stderr
    assert not (folder / FILE).exists()


def test_a_setting_at_fault_keeps_it_from_starting(folder: Path) -> None:
    assert "CONCORDAT_THREADS" in refuses("--dev", "--port", "0", "--data", str(folder), CONCORDAT_THREADS="none").stderr


def test_a_database_that_is_not_there_keeps_it_from_starting(folder: Path) -> None:
    url = "postgresql://nobody@127.0.0.1:1/nothing"
    assert "cannot be reached" in refuses("--dev", "--port", "0", "--data", str(folder), CONCORDAT_DATABASE_URL=url).stderr


def test_a_port_that_is_taken_keeps_it_from_starting(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert "in use" in refuses("--dev", "--port", port, "--data", str(folder)).stderr


def test_a_database_of_a_newer_schema_keeps_it_from_starting_and_makes_a_running_one_not_ready(
    servers: Servers, folder: Path
) -> None:
    url = servers.database(SERVERS[0])
    with serving(folder, CONCORDAT_DATABASE_URL=url) as server:
        assert httpx2.get(f"{server.url}/readyz").json() == {"status": "ready"}
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("INSERT INTO migration (number, name, checksum) VALUES (9999, '9999_later.sql', '')")
        assert httpx2.get(f"{server.url}/readyz").status_code == 503
    ended = refuses("--dev", "--port", "0", "--data", str(folder), CONCORDAT_DATABASE_URL=url)
    assert "9999" in ended.stderr
    assert "at least as new" in ended.stderr


def test_without_its_database_it_lives_but_is_not_ready(folder: Path) -> None:
    with serving(folder) as server:
        pid = int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])
        assert httpx2.get(f"{server.url}/readyz").status_code == 200
        subprocess.run(["kill", "-KILL", str(pid)], check=True)
        while httpx2.get(f"{server.url}/readyz").status_code == 200:
            pass
        answer = server.post("start-programme", command({"title": "X"}))
        assert (answer.status_code, answer.json()["type"]) == (503, "urn:concordat:problem:unavailable")
        assert answer.headers["Retry-After"]
        assert "postgres" not in answer.text.lower()
        assert httpx2.get(f"{server.url}/livez").status_code == 200


def test_tokens_of_the_set_issuer_are_taken_and_those_of_others_are_not(servers: Servers, folder: Path) -> None:
    issuer = DevelopmentIssuer.made_in_folder(folder / "issuer")
    private = json.loads((folder / "issuer" / FILE).read_text())
    (folder / "jwks.json").write_text(json.dumps({"keys": [{name: private[name] for name in ("kty", "crv", "x", "kid")}]}))
    jwks = str(folder / "jwks.json")
    with serving(folder / "var", dev=False, CONCORDAT_ISSUER=NAME, CONCORDAT_JWKS=jwks) as server:
        ours = {"Authorization": f"Bearer {issuer.token(['auditor'], None, 'ann')}"}
        assert httpx2.get(f"{server.url}/v1/matrix", headers=ours).status_code == 200
        stranger = DevelopmentIssuer.made_in_folder(folder / "stranger").token(["auditor"], None, "eve")
        assert httpx2.get(f"{server.url}/v1/matrix", headers={"Authorization": f"Bearer {stranger}"}).status_code == 401


def test_a_file_is_loaded_before_it_listens_and_a_second_start_records_nothing_more(folder: Path) -> None:
    with serving(folder, "--load", str(HISTORY)) as server:
        first = server.client("auditor").get("/v1/matrix").json()
        log = (folder / "log").read_text()
    assert "169 commands recorded; 4 irregular, 0 refused." in log
    assert log.count("irregular  TB-") == 4
    assert "concordat token --role auditor" in log
    assert log.count("curl -s") == 3
    with serving(folder, "--load", str(HISTORY)) as server:
        assert server.client("auditor").get("/v1/matrix").json()["position"] == first["position"]
    assert "0 commands recorded, 169 had been before" in (folder / "log").read_text()


def test_what_it_says_to_try_works(folder: Path) -> None:
    with serving(folder, "--load", str(HISTORY)) as server:
        log = (folder / "log").read_text()
        reader = server.client("auditor")
        for shown in (line for line in log.splitlines() if line.startswith("  curl -s")):
            answer = reader.get(shown.split("'")[1])
            assert answer.status_code == 200
            assert answer.json()["items"]


def test_a_file_that_is_not_there_is_bad_usage(folder: Path) -> None:
    assert refuses("--dev", "--port", "0", "--data", str(folder), "--load", str(folder / "none.csv")).returncode == 2


def test_a_stop_under_load_finishes_what_was_accepted(folder: Path) -> None:
    """Each command that was answered is recorded once; each that was not is recorded whole, or not at all."""
    answered: dict[str, int] = {}
    enough = Event()

    def post_until_it_stops(number: int, server: Server) -> None:
        client = httpx2.Client(base_url=server.url, headers={"Authorization": f"Bearer {server.token('board')}"}, timeout=60)
        with client:
            for count in range(10_000):
                key = f"{number}-{count}"
                note = {"note": f"n-{key}", "text": "Nothing was found.", "objects": ["programme:ledger"]}
                try:
                    answer = server.post("record-note", command(note), client=client, key=key)
                except httpx2.TransportError:
                    return
                assert answer.status_code in (201, 503), answer.text
                if answer.status_code == 201:
                    answered[key] = answer.json()["position"]
                if len(answered) > 200:
                    enough.set()

    with serving(folder) as server, ThreadPoolExecutor(8) as callers:
        assert server.post("start-programme", command({"title": "Shared IT"}, "2010-01-01")).status_code == 201
        calls = [callers.submit(post_until_it_stops, number, server) for number in range(8)]
        assert enough.wait(120)
        assert server.stop() == 0
        for call in calls:
            call.result()
    with serving(folder) as server:
        assert recorded_notes(server) >= {f"n-{key}" for key in answered}
        for key, position in answered.items():
            note = {"note": f"n-{key}", "text": "Nothing was found.", "objects": ["programme:ledger"]}
            again = server.post("record-note", command(note), key=key)
            assert (again.status_code, again.json()["position"]) == (200, position)


def recorded_notes(server: Server) -> set[str]:
    """The notes in the ledger, each there once."""
    notes: list[str] = []
    url: str | None = "/v1/decisions?type=NoteRecorded&limit=1000"
    while url is not None:
        answer = server.client("auditor").get(url)
        notes += [each["data"]["note"] for each in answer.json()["items"]]
        link = answer.headers.get("Link")
        url = link.split(">")[0].removeprefix("<") if link else None
    assert len(notes) == len(set(notes))
    return set(notes)


def test_a_command_whose_database_is_lost_under_way_is_not_half_recorded_and_its_repeat_records_it_once(folder: Path) -> None:
    """The command waits for the lock under which records are written; then its session is ended, as a crash would."""
    key, body = new_key(), command({"title": "Shared IT"}, "2010-01-01")
    with serving(folder) as server, ThreadPoolExecutor(1) as caller:
        url = running_url(folder)
        assert url is not None
        with psycopg.connect(url) as blocking, psycopg.connect(url, autocommit=True) as watching:
            blocking.execute("SELECT pg_advisory_xact_lock(%s, 'decision'::regclass::oid::int)", [LOCK_CLASS])
            call = caller.submit(server.post, "start-programme", body, key=key)
            lost = 0
            while not lost:
                lost = watching.execute(END_WHO_WAITS).rowcount
            answer = call.result(60)
        assert (answer.status_code, answer.json()["type"]) == (503, "urn:concordat:problem:unavailable")
        assert "the same key again" in answer.json()["detail"]
        decisions: Any = server.client("auditor").get("/v1/decisions").json()["items"]
        assert decisions == []
        assert server.post("start-programme", body, key=key).status_code == 201
        assert server.post("start-programme", body, key=key).status_code == 200
        assert len(server.client("auditor").get("/v1/decisions").json()["items"]) == 1


def open_batch(server: Server, notes: int) -> socket.socket:
    """A batch of so many notes that goes on: its connection, when their outcomes have come."""
    address = urlsplit(server.url)
    lines = [note_line(number) for number in range(notes)]
    head = (
        f"POST /v1/commands HTTP/1.1\r\nHost: {address.netloc}\r\nAuthorization: Bearer {server.token('board')}\r\n"
        "Content-Type: application/x-ndjson\r\nContent-Length: 1000000\r\n\r\n"
    )
    connection = socket.create_connection((address.hostname or "", address.port or 0), timeout=60)
    connection.sendall(head.encode() + "".join(lines).encode() + note_line(notes)[:-10].encode())
    received = b""
    while f'"line":{notes},'.encode() not in received:
        received += connection.recv(65536)
    return connection


def note_line(number: int) -> str:
    body = command({"note": f"n{number}", "text": "Nothing was found.", "objects": ["programme:ledger"]})
    return json.dumps({"command": "record-note", "key": f"k{number}", **body}) + "\n"


def test_a_batch_that_its_sender_breaks_off_leaves_whole_commands(folder: Path) -> None:
    with serving(folder) as server:
        assert server.post("start-programme", command({"title": "Shared IT"}, "2010-01-01")).status_code == 201
        open_batch(server, 50).close()
        assert recorded_notes(server) == {f"n{n}" for n in range(50)}


def test_a_stop_ends_a_batch_that_is_still_being_sent_and_says_from_where_to_send_it_again(folder: Path) -> None:
    with serving(folder) as server:
        assert server.post("start-programme", command({"title": "Shared IT"}, "2010-01-01")).status_code == 201
        with open_batch(server, 50) as connection:
            server.process.send_signal(signal.SIGTERM)
            rest = b"".join(iter(lambda: connection.recv(65536), b""))
        assert server.process.wait(60) == 0
        assert b'{"line":51,"type":"urn:concordat:problem:unavailable"' in rest
    with serving(folder) as server:
        assert recorded_notes(server) == {f"n{n}" for n in range(50)}
