"""Bodies: reading what is sent, no more of it than may be sent."""

from __future__ import annotations

from starlette.requests import ClientDisconnect, Request

from api.problems import Problem

LARGEST = 65_536
"""The longest body of one command, in bytes."""


def require_media_type(request: Request, *accepted: str) -> None:
    """Raises the problem `unsupported-media` unless the body is said to be of an accepted type, in UTF-8, not compressed."""
    media_type, *parameters = (part.strip().lower() for part in request.headers.get("content-type", "").split(";"))
    if media_type not in accepted:
        said = f"not {media_type!r}" if media_type else "and say so in Content-Type"
        raise Problem("unsupported-media", f"Send {accepted[0]}, {said}.")
    charsets = [value.strip('"') for name, _, value in (each.partition("=") for each in parameters) if name.strip() == "charset"]
    if any(charset not in ("utf-8", "utf8") for charset in charsets):
        raise Problem("unsupported-media", "Send UTF-8.")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem("unsupported-media", "Send the body as it is, not compressed.")


async def whole_body(request: Request) -> bytes:
    """The body. Raises the problem `too-large` as soon as it is known to be, whatever length was announced."""
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced) > LARGEST:
        raise _too_large()
    chunks: list[bytes] = []
    length = 0
    try:
        async for chunk in request.stream():
            length += len(chunk)
            if length > LARGEST:
                raise _too_large()
            chunks.append(chunk)
    except ClientDisconnect:
        raise Problem("malformed", "The body ended before its end.") from None
    return b"".join(chunks)


def _too_large() -> Problem:
    return Problem("too-large", f"A command is at most {LARGEST:,} bytes long. Nothing was recorded.")
