"""The documentation page asks nobody else for anything."""

from __future__ import annotations

import re

import httpx2

from tests.http.server import Server


def test_the_page_and_all_that_it_is_made_of_come_from_this_server(server: Server) -> None:
    page = httpx2.get(f"{server.url}/docs")
    assert page.headers["Content-Type"].startswith("text/html")
    sources = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(sources) >= 4
    for source in sources:
        if source != "data:,":
            assert source.startswith("/static/")
            assert httpx2.get(f"{server.url}{source}").status_code == 200
    assert "://" not in page.text


def test_the_page_may_load_and_ask_this_server_alone_and_runs_no_script_of_its_own(server: Server) -> None:
    page = httpx2.get(f"{server.url}/docs")
    policy = dict(part.strip().split(" ", 1) for part in page.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == "'self'"
    assert "http" not in page.headers["Content-Security-Policy"]
    assert re.findall(r"<script(?![^>]*src=)", page.text) == []


def test_the_library_comes_with_its_licence(server: Server) -> None:
    assert "Apache License" in httpx2.get(f"{server.url}/static/swagger-ui/LICENSE").text
    assert "SmartBear" in httpx2.get(f"{server.url}/static/swagger-ui/NOTICE").text


def test_nothing_outside_the_folder_is_given_out(server: Server) -> None:
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static/", "/static/swagger-ui"):
        assert httpx2.get(f"{server.url}{path}").status_code == 404
