"""Sealing with witnesses: they are asked before anything is signed whether they know more, and for each seal afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from application.collecting import Standing, WitnessContradicts
from application.ports import Unavailable
from application.transparency import TransparencyLog
from infrastructure.postgres.cosignatures import PostgresCosignatures
from infrastructure.postgres.recorder import PostgresRecorder
from infrastructure.postgres.sealing import Sealer
from infrastructure.readiness import seconds_late
from infrastructure.sealing_thread import SealingThread
from infrastructure.witness.attending import Ledger
from infrastructure.witness.collector import Collector
from infrastructure.witness.quorum_file import QuorumFile

BEGINNING_SECONDS = 15.0  # for enough witnesses to cosign the empty log, before the first decision
END_SECONDS = 3.0  # for the last seal; what is not cosigned by then is at the next start


@dataclass(frozen=True)
class Sealing:
    """What seals in this process, and what asks the witnesses, where there are any."""

    thread: SealingThread
    collector: Collector | None = None

    @property
    def fault(self) -> Exception | None:
        """What has stopped sealing."""
        return self.thread.fault

    @property
    def standings(self) -> Sequence[Standing]:
        """How each witness stands."""
        return self.collector.standings if self.collector else ()


@contextmanager
def witnessed_sealing(
    recorder: PostgresRecorder, transparency: TransparencyLog, sealer: Sealer, quorum: QuorumFile | None
) -> Iterator[Sealing]:
    """Seal what is recorded, and have it witnessed, until the end.

    Raises WitnessContradicts and SettingsInvalid, and as `Sealer.begin`. When a witness proves later on that the store is not what
    was signed, sealing and appends stop.
    """
    sealed = transparency.sealed

    def late() -> float:
        return seconds_late(sealed, datetime.now(UTC))

    def woken(_: object) -> None:
        if collector is not None:
            collector.wake()

    def contradicted(fault: WitnessContradicts) -> None:
        recorder.halted = fault
        thread.halt(fault)

    thread = SealingThread(recorder.database, sealer, recorder.listener, late, woken)
    collector = collector_of(transparency, sealer, quorum, contradicted) if quorum else None
    try:
        if collector is not None:
            collector.compare()
        thread.start()
        if collector is not None and quorum is not None:
            collector.start()
            _witness_the_beginning(transparency, collector)
        yield Sealing(thread, collector)
    finally:
        thread.close()
        if collector is not None:
            _witness_the_end(transparency, collector)
            collector.close()


@contextmanager
def witnessed_at_the_end(transparency: TransparencyLog, sealer: Sealer, quorum: QuorumFile | None) -> Iterator[None]:
    """Begin the log if need be; at the end seal what was recorded meanwhile, and have it witnessed if the witnesses answer soon.

    Raises as `witnessed_sealing`.
    """
    found: list[WitnessContradicts] = []
    collector = collector_of(transparency, sealer, quorum, found.append) if quorum else None
    try:
        if collector is not None:
            collector.compare()
        sealer.begin()
        if collector is not None:
            collector.start()
            _witness_the_beginning(transparency, collector)
        yield
        while sealer.seal() is not None:
            pass
        if collector is not None:
            collector.wake()
            collector.wait(sealer.newest().size, END_SECONDS)
            for fault in found:
                raise fault
    finally:
        sealer.close()
        if collector is not None:
            collector.close()


def collector_of(
    transparency: TransparencyLog, sealer: Sealer, quorum: QuorumFile, contradicted: Callable[[WitnessContradicts], None]
) -> Collector:
    """The collector for a policy. Raises SettingsInvalid."""
    quorum.require_key_of(sealer.keys)
    cosignatures = transparency.cosignatures
    assert isinstance(cosignatures, PostgresCosignatures)  # as the composition root makes them where there is a policy
    ledger = Ledger(transparency, cosignatures, sealer.origin, quorum.policy.log_keys(sealer.origin))
    return Collector(ledger, quorum.policy, contradicted)


def _witness_the_beginning(transparency: TransparencyLog, collector: Collector) -> None:
    """That the log began empty can be witnessed only now. So the first start fails when it is not."""
    sealed = transparency.sealed
    newest = sealed.newest()
    if newest is None or newest.size > 0 or sealed.waiting_since() is not None:
        return
    if not collector.wait(0, BEGINNING_SECONDS):
        faults = "; ".join(f"{each.name}: {each.fault}" for each in collector.standings if each.fault)
        raise Unavailable(
            "The ledger is empty, and too few witnesses have cosigned that: nobody could later be shown that it began so. Start the"
            f" witnesses first, or take them out of the policy. {faults}"
        )


def _witness_the_end(transparency: TransparencyLog, collector: Collector) -> None:
    """Who stops a server in good order leaves a published checkpoint of all that was recorded, if the witnesses are there."""
    with suppress(Unavailable):
        newest = transparency.sealed.newest()
        if newest is not None and any(not each.fault and each.at for each in collector.standings):
            collector.wait(newest.size, END_SECONDS)
