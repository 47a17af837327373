"""Signing in and out: under --dev, and by OpenID Connect against an issuer that listens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from infrastructure.log_keys import FILE as LOG_KEY_FILE
from infrastructure.running import running_url
from tests.http.conftest import new_folder
from tests.http.server import CONCORDAT, Server, serving
from tests.pages.conftest import NewVisitor, hidden_in, words_of
from tests.pages.issuer import CLIENT, AccountIssuer, issuing

FAILED = "You are not signed in. Try again; if it keeps failing, ask whoever gives out accounts."


@dataclass
class Browser:
    """Sends its cookies over plain HTTP, too, as if a proxy before the server had taken the https off."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)

    def get(self, path: str) -> httpx2.Response:
        return self._asked("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> httpx2.Response:
        return self._asked("POST", path, fields)

    def _asked(self, method: str, path: str, fields: dict[str, str] | None) -> httpx2.Response:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = httpx2.request(
            method, f"{self.url}{path}", data=fields, headers={"Cookie": cookies} if cookies else {}, timeout=60
        )
        for line in answer.headers.get_list("set-cookie"):
            self.written.append(line)
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
            if not self.cookies[name]:
                del self.cookies[name]
        return answer


@dataclass
class Place:
    """A server that is not for development, and the issuer that it trusts."""

    server: Server
    issuer: AccountIssuer
    settings: dict[str, str]

    def signed_in(self) -> Browser:
        """A browser whose person has signed in."""
        browser = Browser(self.server.url)
        sent = browser.get("/sign-in/begin?back=/contracts")
        done = browser.get(self.issuer.let_in(sent.headers["Location"]))
        assert (done.status_code, done.headers["Location"]) == (303, "/contracts")
        return browser


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with (
        new_folder() as folder,
        issuing(folder) as (issuer, settings),
        serving(folder / "data", dev=False, program=(str(CONCORDAT),), cwd=None, **settings) as server,
    ):
        yield Place(server, issuer, settings)


@contextmanager
def beside(place: Place, folder: Path) -> Iterator[Server]:
    """Another server of the same ledger."""
    url = running_url(place.server.folder)
    assert url is not None
    ours = {"CONCORDAT_DATABASE_URL": url, "CONCORDAT_LOG_KEY_FILE": str(place.server.folder / LOG_KEY_FILE)}
    with serving(folder, dev=False, program=(str(CONCORDAT),), cwd=None, **{**place.settings, **ours}) as server:
        yield server


def test_without_a_sign_in_nothing_is_read(place: Place) -> None:
    for path in ("/", "/decisions/1", "/decisions/1/record", "/post/move-borough"):
        answer = Browser(place.server.url).get(path)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/sign-in?back=%2F")


def test_signing_in_leads_to_the_issuer_with_a_challenge_and_back_to_where_one_came_from(place: Place) -> None:
    sent = Browser(place.server.url).get("/sign-in/begin").headers["Location"]
    asked = parse_qs(urlsplit(sent).query)
    assert asked["client_id"] == [CLIENT]
    assert asked["redirect_uri"] == ["https://ledger.example.org/sign-in/done"]
    assert asked["code_challenge_method"] == ["S256"]
    browser = place.signed_in()
    assert "Officer of <bdi>westminster</bdi>" in browser.get("/contracts").text


def test_the_session_is_in_a_cookie_that_no_script_and_no_other_site_can_use(place: Place) -> None:
    written = next(line for line in place.signed_in().written if line.startswith("__Host-concordat="))
    attributes = {part.strip().lower() for part in written.split(";")[1:]}
    assert {"secure", "httponly", "samesite=lax", "path=/", "max-age=28800"} <= attributes


def test_a_session_that_was_ended_opens_nothing_even_with_its_cookie(place: Place) -> None:
    browser = place.signed_in()
    kept = dict(browser.cookies)
    token = hidden_in(browser.get("/contracts").text)["form_token"]
    assert browser.post("/sign-out", {"form_token": "another"}).status_code == 303
    assert browser.get("/contracts").status_code == 200  # it was not a form of this session
    assert browser.post("/sign-out", {"form_token": token}).headers["Location"] == "/sign-in"
    assert browser.get("/contracts").status_code == 303
    assert Browser(place.server.url, kept).get("/contracts").status_code == 303


def test_every_process_of_the_service_knows_that_a_session_was_ended(place: Place) -> None:
    browser = place.signed_in()
    kept = dict(browser.cookies)
    with new_folder() as folder, beside(place, folder) as other:
        assert Browser(other.url, kept).get("/contracts").status_code == 200
        token = hidden_in(browser.get("/contracts").text)["form_token"]
        assert browser.post("/sign-out", {"form_token": token}).status_code == 303
        assert Browser(other.url, kept).get("/contracts").status_code == 303


@pytest.mark.parametrize("fault", ["state", "code", "cookie", "nonce", "audience", "roles"])
def test_whatever_fails_is_told_in_the_same_words(place: Place, fault: str) -> None:
    browser = Browser(place.server.url)
    done = place.issuer.let_in(browser.get("/sign-in/begin").headers["Location"])
    roles = place.issuer.roles
    match fault:
        case "state":
            done = done.replace("state=", "state=x")
        case "code":
            done = done.replace("code=", "code=x")
        case "cookie":
            browser.cookies.clear()
        case "nonce":
            place.issuer.identity = {"nonce": "another"}
        case "audience":
            place.issuer.identity = {"aud": "somebody-else"}
        case "roles":
            place.issuer.roles = []
    try:
        answer = browser.get(done)
    finally:
        place.issuer.identity, place.issuer.roles = {}, roles
    assert answer.status_code == 401
    assert FAILED in words_of(answer.text)
    assert browser.get("/contracts").status_code == 303


def test_a_code_opens_one_session(place: Place) -> None:
    browser = Browser(place.server.url)
    done = place.issuer.let_in(browser.get("/sign-in/begin").headers["Location"])
    kept = dict(browser.cookies)
    assert browser.get(done).status_code == 303
    assert Browser(place.server.url, kept).get(done).status_code == 401


def test_a_token_that_is_none_opens_nothing(place: Place) -> None:
    for token in ("", "x", "a.b.c", "x" * 9000):
        assert Browser(place.server.url, {"__Host-concordat": token}).get("/").status_code == 303


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)", "/sign-in"]
)
def test_signing_in_leads_back_to_a_page_of_ours_and_nowhere_else(visitor: NewVisitor, back: str) -> None:
    answer = visitor().send("/sign-in", {"role": "auditor", "back": back})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_on_a_development_server_one_chooses_who_one_is(visitor: NewVisitor) -> None:
    reader = visitor()
    assert "Whom to sign in as" in words_of(reader.open("/sign-in"))
    assert reader.send("/sign-in", {"role": "boss"}).status_code == 400
    assert reader.send("/sign-in", {"role": "officer"}).status_code == 400
    assert reader.send("/sign-in", {"role": "auditor"}, Origin="https://elsewhere.example").status_code == 403
    assert reader.send("/sign-in", {"role": "officer", "borough": "westminster"}).status_code == 303
    assert "Officer of" in reader.open("/")
