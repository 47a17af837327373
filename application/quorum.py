"""The quorum: whether a seal has the cosignatures that the policy asks, and at which times it had them."""

from __future__ import annotations

from collections.abc import Iterable

from application.proof.policy import Policy
from application.sealing import Cosigned


def named(policy: Policy, cosigned: Iterable[Cosigned]) -> set[str]:
    """The policy's names of the witnesses whose cosignatures these are. Those of keys that it does not name count for nothing."""
    known = {(key.name, key.id): name for name, (key, _) in policy.witnesses.items()}
    return {known[each.witness, each.key_id] for each in cosigned if (each.witness, each.key_id) in known}


def is_met(policy: Policy, cosigned: Iterable[Cosigned]) -> bool:
    """Whether these cosignatures, all of one seal, are enough."""
    return policy.is_met(named(policy, cosigned))


def met_since(policy: Policy, cosigned: Iterable[Cosigned]) -> int | None:
    """When the cosignatures of a seal first were enough, in POSIX seconds; None when they are not, or none are asked."""
    there: list[Cosigned] = []
    for each in sorted(cosigned, key=lambda one: one.first_at):
        there.append(each)
        if named(policy, there) and is_met(policy, there):
            return each.first_at
    return None


def met_last(policy: Policy, cosigned: Iterable[Cosigned]) -> int | None:
    """The latest time at which enough witnesses stood by a seal, in POSIX seconds; None as in `met_since`."""
    there: list[Cosigned] = []
    for each in sorted(cosigned, key=lambda one: -one.last_at):
        there.append(each)
        if named(policy, there) and is_met(policy, there):
            return each.last_at
    return None
