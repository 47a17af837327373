"""`concordat openapi`."""

from __future__ import annotations

import sys
from typing import Any, cast

import orjson

from api.app import create_app
from api.office import Office
from api.openapi import openapi_document


def print_openapi() -> None:
    """Print the document."""
    nothing = cast(Any, None)  # no route is called here, so none needs what it stands on; and no database is opened
    office = Office(ledger=nothing, reads=nothing, log=nothing, identity=nothing, require_ready=nothing)
    sys.stdout.buffer.write(orjson.dumps(openapi_document(create_app(office)), option=orjson.OPT_INDENT_2))
    sys.stdout.write("\n")
