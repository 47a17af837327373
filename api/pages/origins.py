"""Origins: whether a form was sent from a page of ours, and where the browser may be sent back to."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

from api.bodies import require_media_type, whole_body
from api.problems import Problem

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 1_000
NOT_OURS = "This form was not sent from a page of this service, so nothing was done. Open the page again and send it from there."

Form = dict[str, list[str]]
"""What a form sent, by field, in its order."""


async def read_form(request: Request) -> Form:
    """The fields of a form that a page of ours sent.

    Raises the problems `forbidden`, `unsupported-media`, `too-large`, `malformed`.
    """
    require_own(request)
    require_media_type(request, FORM)
    body = await whole_body(request)
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, strict_parsing=bool(body), max_num_fields=MOST_FIELDS, errors="strict"
        )
    except ValueError:
        raise Problem("malformed", "The form cannot be read.") from None
    form: Form = {}
    for name, value in pairs:
        form.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return form


def require_own(request: Request) -> None:
    """Refuse what another site makes a browser send. Raises the problem `forbidden`.

    Browsers say where a form comes from: all of them in Origin, newer ones in Sec-Fetch-Site too, and no page can make them lie.
    A program that says neither has no cookie that it did not put there itself.
    """
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise Problem("forbidden", NOT_OURS)
    if site is not None and site not in ("same-origin", "none"):
        raise Problem("forbidden", NOT_OURS)


def only(form: Form, name: str) -> str:
    """The one value of a field; empty when it was not sent."""
    values = form.get(name, [])
    return values[0] if len(values) == 1 else ""


def back_to(path: str) -> str:
    """Where to go back to: a page of ours, or the first one."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\", "/sign-")) and path.isprintable()
    return path if is_ours else "/"
