"""`concordat openapi`."""

from __future__ import annotations

import sys
from typing import cast

import orjson

from api.app import create_app
from api.office import Office
from api.openapi import openapi_document


def print_openapi() -> None:
    """Print the document."""
    nobody = cast(Office, None)  # no route is called here, so none needs what it stands on; and no database is opened
    sys.stdout.buffer.write(orjson.dumps(openapi_document(create_app(nobody)), option=orjson.OPT_INDENT_2))
    sys.stdout.write("\n")
