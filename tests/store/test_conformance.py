"""The library's own conformance cases for recorders and for views, unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import pytest
from eventsourcing.dcb.tests import DCBRecorderTestCase
from eventsourcing.tests import persistence, projection

from infrastructure.postgres.recorder import PostgresRecorder
from infrastructure.postgres.session import Database
from tests.conftest import SERVERS, Servers
from tests.store import library


def test_it_appends_and_reads_as_the_library_expects(recorder: PostgresRecorder) -> None:
    DCBRecorderTestCase()._test_append_read(recorder)


def test_it_serves_subscriptions_as_the_library_expects(recorder: PostgresRecorder) -> None:
    DCBRecorderTestCase()._test_append_subscribe(recorder)


class OnOurLedger:
    """Each case on a ledger of its own, and with the views that it asked for closed at its end."""

    env: ClassVar[dict[str, str]] = {}
    opened: ClassVar[list[library.KeptCounters]] = []

    @pytest.fixture(autouse=True)
    def _ledger(self, servers: Servers, request: pytest.FixtureRequest) -> Iterator[None]:
        type(self).env = {
            library.URL: servers.database(SERVERS[0]),
            library.SCHEMA: "public",
            "PERSISTENCE_MODULE": library.__name__,
            "MAPPER_TOPIC": "eventsourcing.dcb.msgpack:MessagePackMapper",
        }
        yield
        while self.opened:
            self.opened.pop().close()

    def view(self) -> library.KeptCounters:
        view = library.KeptCounters(Database(self.env[library.URL], self.env[library.SCHEMA]))
        self.opened.append(view)
        return view


class TestTrackingRecorder(OnOurLedger, persistence.TrackingRecorderTestCase):
    """A position is noted once, and never falls."""

    def create_recorder(self) -> library.KeptCounters:
        return self.view()


class TestEventCountersView(OnOurLedger, projection.EventCountersViewTestCase):
    """A view and its position change together or not at all."""

    def construct_event_counters_view(self) -> library.KeptCounters:
        return self.view()


class TestTaggedDecisionCountersProjection(OnOurLedger, projection.TaggedDecisionCountersProjectionTestCase):
    """The library's application writes to our recorder, and its runner folds what our subscription gives into a view of ours."""

    view_class = library.KeptCounters
