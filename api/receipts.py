"""Receipts: what is answered when a command was recorded, or would be."""

from __future__ import annotations

from typing import Any

import orjson
from starlette.responses import Response

from api.wishes import Wishes
from application.ledger import Receipt
from application.record import irregular_document


def receipt_document(receipt: Receipt) -> dict[str, Any]:
    """The receipt as JSON. `irregular` is there when the decision was recorded against a rule."""
    document: dict[str, Any] = {
        "position": receipt.position,
        "decisions": [{"position": position, "id": id_, "type": type_} for position, id_, type_ in receipt.decisions],
        "replayed": receipt.replayed,
    }
    if receipt.irregular is not None:
        document["irregular"] = irregular_document(receipt.irregular)
    return document


def receipt_status(receipt: Receipt) -> int:
    """201 for what was recorded now, 200 for what was recorded before."""
    return 200 if receipt.replayed else 201


def receipt_response(receipt: Receipt, wishes: Wishes) -> Response:
    """The answer to one posted command."""
    if wishes.dry_run and not receipt.replayed:
        return _json({**receipt_document(receipt), "dry_run": True}, 200, {})
    headers = {
        "Location": f"/v1/decisions/{receipt.position}",
        "ETag": f'"{receipt.position}"',
        "Link": proof_links(receipt.position),
    }
    if wishes.minimal:
        return Response(None, receipt_status(receipt), {**headers, "Preference-Applied": "return=minimal"})
    return _json(receipt_document(receipt), receipt_status(receipt), headers)


def proof_links(position: int) -> str:
    """Where the record's proof is, as JSON and as one file: within a second of the receipt."""
    proof = f"/v1/log/proof/{position}"
    return f'<{proof}>; rel="proof"; type="application/json", <{proof}?format=tlog-proof>; rel="proof"; type="text/plain"'


def _json(document: dict[str, Any], status: int, headers: dict[str, str]) -> Response:
    return Response(orjson.dumps(document), status, headers, "application/json")
