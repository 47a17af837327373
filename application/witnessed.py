"""Whether the witnesses keep up: how long a seal has waited for its quorum, and how old the newest quorum is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from application.proof.policy import Policy
from application.quorum import met_last
from application.sealing import Cosignatures, Seal, SealedLog

STALE = timedelta(hours=2)
"""After so long two hourly heartbeats are missing."""


def quorum_wait(sealed: SealedLog, published: Seal | None, now: datetime) -> float:
    """For how many seconds the oldest seal that is not published has waited; 0 when all are. Raises Unavailable."""
    waiting = sealed.seals(published.size if published else -1, 1)
    return max(0.0, (now - waiting[0].sealed_at).total_seconds()) if waiting else 0.0


def quorum_time(cosignatures: Cosignatures, policy: Policy, published: Seal | None) -> datetime | None:
    """When enough witnesses last stood by the published checkpoint; None without one, or when none are asked."""
    if published is None:
        return None
    at = met_last(policy, cosignatures.of([published.size]).get(published.size, ()))
    return None if at is None else datetime.fromtimestamp(at, UTC)


def lateness(sealed: SealedLog, cosignatures: Cosignatures, policy: Policy, now: datetime, late_seconds: float) -> str:
    """In words, how the quorum is late; "" when it is not. Raises Unavailable."""
    published = cosignatures.published()
    waited = quorum_wait(sealed, published, now)
    if waited > late_seconds:
        return f"A seal has waited {waited:.0f} seconds for enough witnesses to cosign it."
    last = quorum_time(cosignatures, policy, published)
    if last is not None and now - last > STALE:
        return f"Enough witnesses last stood by the record at {last:%Y-%m-%d %H:%M} UTC; they should every hour."
    return ""
