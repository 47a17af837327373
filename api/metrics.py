"""Metrics: what a Prometheus server reads."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from application.collecting import Alarm, Standing

SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)


class Metrics:
    """The measurements of one application. Every label is from a closed list, so that no caller can make new series."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._commands = Counter(
            "concordat_commands", "Commands by what became of them.", ["command", "outcome"], registry=self.registry
        )
        self._command_seconds = Histogram(
            "concordat_command_seconds", "From command to outcome.", registry=self.registry, buckets=SECONDS
        )
        self._requests = Counter(
            "concordat_http_requests", "Requests by route and status.", ["method", "route", "status"], registry=self.registry
        )
        self._request_seconds = Histogram(
            "concordat_http_request_seconds", "From request to the end of its answer.", registry=self.registry, buckets=SECONDS
        )
        self._head = Gauge("concordat_head", "The newest position of the ledger.", registry=self.registry)
        self._sealed = Gauge("concordat_sealed_size", "How many records the newest seal covers.", registry=self.registry)
        self._waiting = Gauge(
            "concordat_seal_wait_seconds", "How long the oldest unsealed record has waited.", registry=self.registry
        )
        self._stopped = Gauge(
            "concordat_sealing_stopped", "1 when this process found what is stored to contradict its seals.", registry=self.registry
        )

        self._feeds = Gauge("concordat_feeds", "How many feeds are open.", registry=self.registry)
        self._published = Gauge(
            "concordat_published_size", "How many records the published checkpoint covers.", registry=self.registry
        )
        self._quorum_wait = Gauge(
            "concordat_quorum_wait_seconds", "How long the oldest seal without its quorum has waited.", registry=self.registry
        )
        self._witnessed = Gauge(
            "concordat_cosigned_size", "The newest size that a witness cosigned.", ["witness"], registry=self.registry
        )
        self._alarms = Gauge("concordat_witness_alarm", "1 while it stands.", ["witness", "alarm"], registry=self.registry)

        self._kept = Gauge("concordat_kept_position", "How far what is kept of objects has come.", registry=self.registry)
        self._lag = Gauge("concordat_kept_lag", "By how many decisions what is kept lags behind.", registry=self.registry)
        self._left = Gauge("concordat_rebuild_left", "Decisions that a rebuild has still to fold.", registry=self.registry)

    @contextmanager
    def command(self, command: str) -> Iterator[Callable[[str], None]]:
        """Time a command. The function that is given counts its outcome."""
        began = time.perf_counter()
        try:
            yield lambda outcome: self.outcome(command, outcome)
        finally:
            self._command_seconds.observe(time.perf_counter() - began)

    def outcome(self, command: str, outcome: str) -> None:
        """Count what became of a command."""
        self._commands.labels(command, outcome).inc()

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answered request."""
        self._requests.labels(method, route, status).inc()
        self._request_seconds.observe(seconds)

    def feeds(self, number: int) -> None:
        """How many feeds are open."""
        self._feeds.set(number)

    def ledger(self, *, head: int, sealed: int, waiting_seconds: float, sealing_stopped: bool) -> None:
        """How far the ledger and its seals have come."""
        self._head.set(head)
        self._sealed.set(sealed)
        self._waiting.set(waiting_seconds)
        self._stopped.set(sealing_stopped)

    def kept(self, *, position: int, lag: int, left: int) -> None:
        """How far what is kept of objects has come, how many decisions it lags behind, and how many a rebuild has still to fold."""
        self._kept.set(position)
        self._lag.set(lag)
        self._left.set(left)

    def witnesses(self, *, published: int, quorum_wait: float, standings: Iterable[Standing]) -> None:
        """How far the witnesses have come. The policy names them, so they are a closed list."""
        self._published.set(published)
        self._quorum_wait.set(quorum_wait)
        for each in standings:
            self._witnessed.labels(each.name).set(each.size)
            for alarm in Alarm:
                self._alarms.labels(each.name, alarm.value).set(each.alarm is alarm)

    def exposition(self) -> bytes:
        """All of it in Prometheus's text format."""
        return generate_latest(self.registry)
