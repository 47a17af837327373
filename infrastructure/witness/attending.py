"""Attending to one witness: asking it for a cosignature, and judging what it says."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import NoReturn

import httpx2
import structlog

from application.collecting import Alarm, AnswerInvalid, Standing, WitnessContradicts, cosignatures_in, require_agreement
from application.ports import Unavailable
from application.proof.add_checkpoint import add_checkpoint
from application.proof.keys import VerifierKey
from application.proof.policy import Policy
from application.sealing import NoSuchTree, Seal, SealBroken
from application.transparency import TransparencyLog
from infrastructure.postgres.cosignatures import PostgresCosignatures

ANSWER_SECONDS = 10.0  # a witness that takes longer is asked again, for the newest seal
LONGEST_ANSWER = 65_536  # bytes
ATTEMPTS = 3  # when the witness holds another size than was thought
HEARTBEAT_SECONDS = 3300.0  # at least hourly a fresh time for the same tree
LEAST_PAUSE_SECONDS, MOST_PAUSE_SECONDS = 1.0, 60.0  # before a witness is asked again that did not cosign
log = structlog.get_logger("concordat.witnesses")


class NotCosigned(Exception):
    """The witness did not cosign. `alarm`: what a person has to look at, if it is no passing trouble."""

    def __init__(self, message: str, alarm: Alarm | None = None) -> None:
        super().__init__(message)
        self.alarm = alarm


@dataclass(frozen=True)
class Ledger:
    """What witnesses are told of, and where what they say is kept. `origin`: the log's; `keys`: those trusted to sign it."""

    log: TransparencyLog
    cosignatures: PostgresCosignatures
    origin: str
    keys: Sequence[VerifierKey]


class Attendant:
    """Asks one witness. `names` and `keys`: the witness's in the policy; more than one while its keys are changed."""

    def __init__(
        self, ledger: Ledger, url: str, named: Sequence[tuple[str, VerifierKey]], contradicted: Callable[[WitnessContradicts], None]
    ) -> None:
        self.names = [name for name, _ in named]
        self.standing = Standing(self.names[0], url)
        self.settled = -1  # the newest size about which the witness was asked, whatever it said
        self.answered = -1  # the newest size that it cosigned
        self._keys = [key for _, key in named]
        self._ledger = ledger
        self._contradicted = contradicted
        self._agreed = False  # whether it was found, since we started, that it knows no more than the store
        self._pause = LEAST_PAUSE_SECONDS

    @property
    def failing(self) -> bool:
        return self.standing.fault != ""

    def is_due(self, seal: Seal) -> bool:
        """Whether there is something to ask. A heartbeat waits while records wait for their seal; the next seal is one."""
        if self.answered < seal.size:
            return True
        return time.time() - self.standing.at >= HEARTBEAT_SECONDS and self._ledger.log.sealed.waiting_since() is None

    async def attend(self, client: httpx2.AsyncClient, seal: Seal) -> float:
        """Ask for a cosignature of the seal. Gives how long to wait before the witness is asked again, in seconds."""
        try:
            await self._cosign(client, seal)
            self.standing = replace(self.standing, alarm=None, fault="")
            self._pause = LEAST_PAUSE_SECONDS
            return 0.0
        except NotCosigned as fault:
            self._fail(str(fault), fault.alarm)
        except (Unavailable, SealBroken) as fault:
            self._fail(f"our own store: {fault}", None)
        finally:
            self.settled = max(self.settled, seal.size)
        pause, self._pause = self._pause, min(2 * self._pause, MOST_PAUSE_SECONDS)
        return pause

    async def compare(self, client: httpx2.AsyncClient) -> None:
        """Compare with the newest checkpoint that the witness shows. Raises WitnessContradicts, NotCosigned, Unavailable."""
        path = f"/{sha256(self._ledger.origin.encode()).hexdigest()}/checkpoint"
        status, shown, _ = await self._call(client, "GET", path)
        if status not in (200, 404):
            raise NotCosigned(f"it answered {status} instead of its newest checkpoint")
        if status == 200:
            try:
                await asyncio.to_thread(require_agreement, self.names[0], shown, self._ledger.keys, self._ledger.log.sealed)
            except AnswerInvalid as fault:
                raise NotCosigned(str(fault), Alarm.CONFIGURATION) from None
        self._agreed = True

    def _fail(self, fault: str, alarm: Alarm | None) -> None:
        tell = log.critical if alarm is Alarm.FORK else log.error if alarm else log.warning
        tell("not cosigned", witness=self.names[0], url=self.standing.url, fault=fault, alarm=alarm.value if alarm else None)
        self.standing = replace(self.standing, alarm=alarm, fault=fault)

    async def _cosign(self, client: httpx2.AsyncClient, seal: Seal) -> None:
        if not self._agreed:
            await self._require_agreement(client)
        old = await asyncio.to_thread(self._reached)
        for _ in range(ATTEMPTS):
            if old > seal.size:  # told by another server of ours meanwhile
                self.standing = replace(self.standing, size=old, at=int(time.time()))
                break
            asked_at = time.time()
            status, answer, kind = await self._call(
                client, "POST", "/add-checkpoint", await asyncio.to_thread(self._body, old, seal)
            )
            if status == 200:
                await asyncio.to_thread(self._keep, answer.decode(errors="replace"), seal, asked_at)
                break
            if status != 409:
                await self._refused(client, status, answer)
            held = int(answer) if kind == "text/x.tlog.size" and answer.strip().isdigit() and len(answer) < 22 else None
            if held is None or held == old:
                raise NotCosigned("it answered 409 without the size that it holds")
            if held > seal.size:
                await self._require_known(client, held)
            old = held
        else:
            raise NotCosigned("it holds another size each time it is asked")
        self.answered = max(self.answered, old, seal.size)

    async def _refused(self, client: httpx2.AsyncClient, status: int, answer: bytes) -> None:
        said = answer[:200].decode(errors="replace").strip()
        if status == 422:  # our own proofs are verified when they are made: it is the witness that holds another history
            await self._alarm(client, f"it holds another history of this log than ours: {said}")
        if status in (403, 404):
            raise NotCosigned(f"it does not take this log's checkpoints ({status}): {said}", Alarm.CONFIGURATION)
        raise NotCosigned(f"it answered {status}: {said}")

    async def _require_known(self, client: httpx2.AsyncClient, held: int) -> None:
        """The witness holds more than we asked it to cosign: another server of ours asked, or there is a fork."""
        newest = await asyncio.to_thread(self._ledger.log.newest)
        if held > newest.size:
            await self._alarm(client, f"it says that it holds {held} records, and {newest.size} are sealed here")

    async def _alarm(self, client: httpx2.AsyncClient, said: str) -> NoReturn:
        try:
            await self._require_agreement(client)
        except NotCosigned as fault:
            said = str(fault) if fault.alarm is Alarm.FORK else said  # else it cannot prove what it says, or not now
        raise NotCosigned(said, Alarm.FORK)

    async def _require_agreement(self, client: httpx2.AsyncClient) -> None:
        try:
            await self.compare(client)
        except WitnessContradicts as fault:
            self._contradicted(fault)
            raise NotCosigned(str(fault), Alarm.FORK) from None

    def _reached(self) -> int:
        """The size that the witness should hold: the last that it cosigned, for whichever server of ours."""
        return max(self._ledger.cosignatures.newest_of(self._keys).values(), default=0)

    def _body(self, old: int, seal: Seal) -> str:
        try:
            path = self._ledger.log.consistency(old, seal.size).path if 0 < old < seal.size else ()
        except NoSuchTree as fault:
            raise SealBroken(str(fault)) from fault
        return add_checkpoint(old, path, seal.note)

    def _keep(self, answer: str, seal: Seal, asked_at: float) -> None:
        try:
            found = cosignatures_in(answer, seal, self._keys, asked_at, time.time())
        except AnswerInvalid as fault:
            raise NotCosigned(str(fault), Alarm.CONFIGURATION) from None
        for signature, at in found:
            self._ledger.cosignatures.keep(seal.size, signature.name, signature.key_id, str(signature), at)
            self.standing = replace(self.standing, size=seal.size, at=at)

    async def _call(self, client: httpx2.AsyncClient, method: str, path: str, body: str | None = None) -> tuple[int, bytes, str]:
        """Status, content and media type. Raises NotCosigned when there is no answer, or more of it than there should be."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS), client.stream(method, f"{self.standing.url}{path}", content=body) as answer:
                content = bytearray()
                async for chunk in answer.aiter_bytes():
                    content += chunk
                    if len(content) > LONGEST_ANSWER:
                        raise NotCosigned("its answer has no end")
                return answer.status_code, bytes(content), answer.headers.get("content-type", "").split(";")[0].strip()
        except TimeoutError:
            raise NotCosigned(f"it did not answer within {ANSWER_SECONDS:.0f} seconds") from None
        except (httpx2.HTTPError, httpx2.InvalidURL) as fault:
            raise NotCosigned(f"it cannot be reached: {str(fault) or type(fault).__name__}") from None


def attendants(ledger: Ledger, policy: Policy, contradicted: Callable[[WitnessContradicts], None]) -> list[Attendant]:
    """One for each address in the policy: while a witness's key is changed, the policy names both keys at one address."""
    at: dict[str, list[tuple[str, VerifierKey]]] = {}
    for name, (key, url) in policy.witnesses.items():
        if url is not None:
            at.setdefault(url.rstrip("/"), []).append((name, key))
    return [Attendant(ledger, url, named, contradicted) for url, named in at.items()]
