"""Assets: the styles and scripts of the pages, under addresses that change with their content, so that browsers keep them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType

from starlette.responses import Response

MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml", "png": "image/png"}
)
FOR_EVER = "public, max-age=31536000, immutable"


class Assets:
    """Every file of the folder `static` that a browser is to have.

    One hash over all of them stands in every address: so a script finds the others beside it by the names that it knows.
    """

    def __init__(self) -> None:
        self._files = dict(_found(resources.files("api.pages") / "static"))
        digest = hashlib.sha256()
        for name in sorted(self._files):
            digest.update(b"%s\0%d\0" % (name.encode(), len(self._files[name])) + self._files[name])
        self.version = digest.hexdigest()[:12]

    def address(self, name: str) -> str:
        """Where a browser finds a file. Raises KeyError for one that is not there."""
        if name not in self._files:
            raise KeyError(f"there is no asset {name}")
        return f"/assets/{self.version}/{name}"

    def text(self, name: str) -> str:
        """A file's text. Raises KeyError for one that is not there."""
        return self._files[name].decode()

    def response(self, version: str, name: str) -> Response | None:
        """A file, or None when there is none of that name."""
        if name not in self._files:
            return None
        media_type = MEDIA_TYPES[name.rpartition(".")[2]]
        # A page from before an update may ask for what is older than ours: it gets ours, but is not to keep it under that name.
        kept = FOR_EVER if version == self.version else "no-cache"
        return Response(self._files[name], 200, {"Cache-Control": kept}, media_type)


def _found(folder: Traversable, above: str = "") -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for each in folder.iterdir():
        if each.is_dir():
            found += _found(each, f"{above}{each.name}/")
        elif each.name.rpartition(".")[2] in MEDIA_TYPES:
            found.append((above + each.name, each.read_bytes()))
    return found
