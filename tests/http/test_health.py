"""What machines beside the server ask it."""

from __future__ import annotations

import httpx2

from tests.http.conftest import Town
from tests.http.server import Server, command


def measured(server: Server) -> dict[str, float]:
    lines = httpx2.get(f"{server.url}/metrics").text.splitlines()
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if not line.startswith("#")}


def test_alive_and_ready_are_said_without_a_token(server: Server) -> None:
    assert httpx2.get(f"{server.url}/livez").json() == {"status": "alive"}
    assert httpx2.get(f"{server.url}/readyz").json() == {"status": "ready"}


def test_commands_are_counted_by_what_became_of_them(server: Server, town: Town) -> None:
    officer = server.client("officer", town.borough)
    before = measured(server)
    position = server.post("register-contract", command(town.contract(), "2012-01-01"), client=officer).json()["position"]
    server.post("register-contract", command(town.contract(title=""), "2012-01-01"), client=officer)
    after = measured(server)

    def more(command: str, outcome: str) -> float:
        name = f'concordat_commands_total{{command="{command}",outcome="{outcome}"}}'
        return after.get(name, 0) - before.get(name, 0)

    assert more("register-contract", "recorded") == 1
    assert more("register-contract", "invalid") == 1
    assert after["concordat_head"] >= position


def test_paths_that_callers_make_up_become_no_series_of_their_own(server: Server) -> None:
    server.client("auditor").get("/v1/contracts/made-up-by-a-caller")
    server.post("made-up-by-a-caller", {})
    httpx2.get(f"{server.url}/made-up-by-a-caller")
    httpx2.request("BREW", f"{server.url}/made-up-by-a-caller")
    assert not [name for name in measured(server) if "made-up" in name or "BREW" in name]
