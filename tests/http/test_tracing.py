"""Traces: a collector that the environment names is told of every request; without one nothing is made, and nothing is needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx2
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.http.server import serving

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


@contextmanager
def collecting() -> Iterator[tuple[str, list[Any]]]:
    """A collector: its address, and the spans that it was sent."""
    spans: list[Any] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = ExportTraceServiceRequest.FromString(self.rfile.read(int(self.headers["Content-Length"])))
            spans.extend(span for of in sent.resource_spans for each in of.scope_spans for span in each.spans)
            self.send_response(200)
            self.end_headers()

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Say nothing."""

    collector = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    thread = Thread(target=collector.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{collector.server_port}", spans
    finally:
        collector.shutdown()
        thread.join()
        collector.server_close()


def told(span: Any) -> dict[str, Any]:
    return {each.key: getattr(each.value, each.value.WhichOneof("value")) for each in span.attributes}


def test_a_request_is_a_span_of_its_callers_trace_named_for_its_route_without_its_query(folder: Path) -> None:
    with collecting() as (address, spans):
        with serving(folder, OTEL_EXPORTER_OTLP_ENDPOINT=address) as server:
            headers = {"traceparent": f"00-{TRACE}-{PARENT}-01", "X-Correlation-ID": "asked-by-us"}
            assert server.board.get("/v1/contracts/c-1?as_of=2014-07-01", headers=headers).status_code == 404
            assert httpx2.get(f"{server.url}/sign-in/done?code=secret&state=secret").status_code < 500
            assert server.stop() == 0  # the last spans are sent at the end
        contract, signing_in = sorted(spans, key=lambda span: span.start_time_unix_nano)
    assert (contract.trace_id.hex(), contract.parent_span_id.hex()) == (TRACE, PARENT)
    assert contract.name.startswith("GET /v1/contracts/{")
    assert told(contract)["http.response.status_code"] == 404
    assert told(contract)["concordat.correlation_id"] == "asked-by-us"
    assert signing_in.trace_id.hex() != TRACE
    assert b"secret" not in b"".join(span.SerializeToString() for span in spans)


def test_a_collector_that_does_not_answer_keeps_nobody_waiting(folder: Path) -> None:
    with serving(folder, OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:9", OTEL_EXPORTER_OTLP_TIMEOUT="1") as server:
        assert server.board.get("/v1/programme").status_code == 404
        assert server.stop() == 0
