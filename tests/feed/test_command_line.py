"""`concordat trail --follow`: what there is, then what comes."""

from __future__ import annotations

import json
import signal
import subprocess

from tests.feed.conftest import note
from tests.http.server import CONCORDAT, Server, environment


def test_it_prints_what_there_is_and_then_each_decision_as_it_is_recorded(server: Server) -> None:
    asked = [str(CONCORDAT), "trail", "--follow", "--json", "--object", "area:desktop", "--data", str(server.folder)]
    with subprocess.Popen(asked, stdout=subprocess.PIPE, text=True, env=environment()) as following:
        assert following.stdout is not None
        assert json.loads(following.stdout.readline())["type"] == "ServiceAreaDefined"
        note(server, about="borough:ash")
        position = note(server, about="area:desktop")
        while (told := json.loads(following.stdout.readline())["position"]) < position:
            pass
        assert told == position
        following.send_signal(signal.SIGINT)
        assert following.wait(60) == 0


def test_it_ends_with_what_was_known_at_a_position(server: Server) -> None:
    asked = [str(CONCORDAT), "trail", "--follow", "--known-at", "3", "--data", str(server.folder)]
    ended = subprocess.run(asked, capture_output=True, text=True, env=environment(), timeout=120)
    assert (ended.returncode, [line.split()[0] for line in ended.stdout.splitlines()]) == (0, ["1", "2", "3"])


def test_it_cannot_tell_what_comes_backwards(server: Server) -> None:
    asked = [str(CONCORDAT), "trail", "--follow", "--order", "desc", "--data", str(server.folder)]
    ended = subprocess.run(asked, capture_output=True, text=True, env=environment(), timeout=120)
    assert (ended.returncode, "--order" in ended.stderr) == (2, True)
