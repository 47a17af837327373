"""Keys of the log and of its witnesses: Ed25519, in the written forms of C2SP signed-note.

The type is part of a key's id, so that a key pair is used for one purpose only: 0x01 signs a log's checkpoints, 0x04 cosigns them.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

LOG = 0x01
WITNESS = 0x04
TYPES = frozenset({LOG, WITNESS})
KEY_BYTES = 32
_NAME = re.compile(r"[!-*,-~]{1,255}")


class KeyInvalid(Exception):
    """A key is not written as it should be, or is not what its id says."""


def is_name(name: str) -> bool:
    """Whether a key or an origin may have this name: printable, without spaces or `+`."""
    return bool(_NAME.fullmatch(name)) or (bool(name) and name.isprintable() and " " not in name and "+" not in name)


def key_id(name: str, type_: int, public: bytes) -> bytes:
    """4 bytes that tell keys of one name apart."""
    return sha256(name.encode() + b"\n" + bytes([type_]) + public).digest()[:4]


def decode(text: str) -> bytes:
    """Standard base64, written in its one canonical way. Raises ValueError."""
    try:
        data = b64decode(text, validate=True)
    except Error as fault:
        raise ValueError(f"not base64: {text[:80]}") from fault
    if b64encode(data).decode() != text:
        raise ValueError(f"not the canonical base64: {text[:80]}")
    return data


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half. `type`: LOG or WITNESS."""

    name: str
    type: int
    public: bytes

    @property
    def id(self) -> bytes:
        return key_id(self.name, self.type, self.public)

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(bytes([self.type]) + self.public).decode()}"

    def is_signed(self, message: bytes, signature: bytes) -> bool:
        """Whether the signature over the message is this key's."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private half: `seed`, 32 bytes, which never leaves its file and is not shown."""

    name: str
    type: int
    seed: bytes

    def __repr__(self) -> str:
        return f"SigningKey({self.name})"

    @property
    def verifier(self) -> VerifierKey:
        public = self._key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return VerifierKey(self.name, self.type, public)

    def sign(self, message: bytes) -> bytes:
        """64 bytes. Ed25519 is deterministic: signing again gives the same."""
        return self._key().sign(message)

    def written(self) -> str:
        """The key as its file holds it: PRIVATE+KEY+name+id+base64."""
        return f"PRIVATE+KEY+{self.name}+{self.verifier.id.hex()}+{b64encode(bytes([self.type]) + self.seed).decode()}"

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def new_key(name: str, type_: int) -> SigningKey:
    """A new key, from the system's randomness. Raises KeyInvalid."""
    if not is_name(name):
        raise KeyInvalid(f"{name!r} is no name of a key: no spaces, no +")
    seed = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    return SigningKey(name, type_, seed)


def parse_verifier_key(text: str) -> VerifierKey:
    """Raises KeyInvalid when id, length, type or alphabet is not as it should be."""
    name, _, rest = text.partition("+")
    id_, _, encoded = rest.partition("+")
    type_, public = _typed(encoded)
    if not is_name(name) or not re.fullmatch(r"[0-9a-f]{8}", id_):
        raise KeyInvalid("a verifier key is written name+id+base64, the id in 8 hex digits")
    key = VerifierKey(name, type_, public)
    if key.id.hex() != id_:
        raise KeyInvalid(f"the id of the key of {name} is {key.id.hex()}, not {id_}")
    return key


def parse_signing_key(text: str) -> SigningKey:
    """Raises KeyInvalid. Its message never holds the key."""
    start, _, rest = text.strip().partition("PRIVATE+KEY+")
    name, _, rest = rest.partition("+")
    id_, _, encoded = rest.partition("+")
    if start or not is_name(name):
        raise KeyInvalid("a signing key is written PRIVATE+KEY+name+id+base64")
    type_, seed = _typed(encoded)
    key = SigningKey(name, type_, seed)
    if key.verifier.id.hex() != id_:
        raise KeyInvalid(f"the id of the signing key of {name} does not fit the key")
    return key


def _typed(encoded: str) -> tuple[int, bytes]:
    try:
        data = decode(encoded)
    except ValueError:
        raise KeyInvalid("the key itself is not base64") from None
    if len(data) != 1 + KEY_BYTES or data[0] not in TYPES:
        raise KeyInvalid("a key is one byte of type, 01 or 04, and 32 bytes")
    return data[0], data[1:]
