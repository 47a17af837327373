"""One server with the real history in each test process, and browsers without JavaScript: HTTP clients that keep cookies."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from tests.http.conftest import new_folder
from tests.http.server import Server, serving

HISTORY = Path(__file__).parents[2] / "examples" / "triborough-history.csv"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
KEPT = re.compile(r'<textarea hidden name="([^"]+)"[^>]*>\n(.*?)</textarea>', re.DOTALL)


@pytest.fixture(scope="session")
def history() -> Iterator[Server]:
    """A server that holds the history of the three boroughs, as `make run` serves it."""
    with new_folder() as folder, serving(folder, "--load", str(HISTORY)) as running:
        yield running


@dataclass
class Visitor:
    """Somebody at a browser."""

    client: httpx2.Client

    def open(self, address: str) -> str:
        """The page at an address, which must be there."""
        answer = self.client.get(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        return answer.text

    def send(self, address: str, fields: dict[str, str], **headers: str) -> httpx2.Response:
        return self.client.post(address, data=fields, headers=headers)


NewVisitor = Callable[..., Visitor]


@pytest.fixture
def visitor(history: Server) -> Iterator[NewVisitor]:
    """`visitor()` reads; `visitor("officer", "westminster")` has signed in."""
    opened: list[httpx2.Client] = []

    def new(role: str | None = None, borough: str = "") -> Visitor:
        client = httpx2.Client(base_url=history.url, timeout=60)
        opened.append(client)
        if role is not None:
            assert client.post("/sign-in", data={"role": role, "borough": borough}).status_code == 303
        return Visitor(client)

    yield new
    for client in opened:
        client.close()


def main_of(page: str) -> str:
    """The part of a page that is its own."""
    return page.partition('id="main-content">')[2].partition("</main>")[0]


def words_of(page: str) -> str:
    """What a reader sees of the page's own part."""
    run_on = re.sub(r"</?(?:bdi|a|code|s)\b[^>]*>", "", main_of(page))
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", run_on)).split())


def hidden_in(form: str) -> dict[str, str]:
    """The fields that a form sends by itself."""
    return {name: html.unescape(value) for name, value in (*HIDDEN.findall(form), *KEPT.findall(form))}
