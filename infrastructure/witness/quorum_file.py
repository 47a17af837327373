"""The deployment's policy: a file that says which keys sign the log and whose cosignatures a published checkpoint has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from application.proof.keys import SigningKey
from application.proof.policy import NONE, Policy, PolicyInvalid, parse_policy
from infrastructure.settings import SettingsInvalid


@dataclass(frozen=True)
class QuorumFile:
    """`text`: as it stands in the file. `late_seconds`: after which a seal without its quorum is told."""

    path: str
    text: str
    policy: Policy
    late_seconds: float

    def require_key_of(self, keys: Sequence[SigningKey]) -> None:
        """Raises SettingsInvalid unless somebody who has this policy could open what these keys sign."""
        trusted = self.policy.log_keys(keys[0].name)
        if not any(key.verifier in trusted for key in keys):
            raise SettingsInvalid(f"The policy in {self.path} does not trust this log. Add the line: log {keys[0].verifier}")


def read_quorum(path: str | None, late_seconds: float) -> QuorumFile | None:
    """The policy in the file; None when no file is set. Raises SettingsInvalid."""
    if path is None:
        return None
    try:
        text = Path(path).read_text(encoding="utf-8")
        policy = parse_policy(text)
    except (OSError, UnicodeDecodeError, PolicyInvalid) as fault:
        reason = fault.strerror if isinstance(fault, OSError) else fault
        raise SettingsInvalid(f"CONCORDAT_POLICY_FILE: {path} cannot be used: {reason}") from None
    asked = [name for name, (_, url) in policy.witnesses.items() if url is not None]
    if policy.quorum != NONE and not policy.is_met(asked):
        raise SettingsInvalid(f"CONCORDAT_POLICY_FILE: {path} gives too few witnesses an address for its quorum ever to be met.")
    return QuorumFile(path, text, policy, late_seconds)
