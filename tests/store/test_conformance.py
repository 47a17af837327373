"""The library's own conformance suite for recorders, unchanged."""

from __future__ import annotations

from eventsourcing.dcb.tests import DCBRecorderTestCase

from infrastructure.postgres.recorder import PostgresRecorder


def test_it_appends_and_reads_as_the_library_expects(recorder: PostgresRecorder) -> None:
    DCBRecorderTestCase()._test_append_read(recorder)


def test_it_serves_subscriptions_as_the_library_expects(recorder: PostgresRecorder) -> None:
    DCBRecorderTestCase()._test_append_subscribe(recorder)
