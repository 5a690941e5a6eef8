"""SSH keys and signatures as text: whether a line is a public key, and which key made a signature.

Nothing here verifies anything. Formats: RFC 4253 section 6.6 (public keys), OpenSSH's PROTOCOL.sshsig (signatures).
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Annotated, Final

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from farm_gitops.model.record import Line

_TYPES: Final = frozenset(
    {
        "ssh-ed25519",
        "ssh-rsa",
        *(f"ecdsa-sha2-nistp{size}" for size in (256, 384, 521)),
        *("sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"),
    }
)
_KEY: Final = re.compile(r"(?P<type>[a-z0-9@.-]+) (?P<data>[A-Za-z0-9+/]+={0,2})(?: [^\x00-\x1f\x7f]*)?")
_ARMOR: Final = re.compile(
    r"\s*-----BEGIN SSH SIGNATURE-----\n(?P<data>.*?)\n-----END SSH SIGNATURE-----\s*", re.DOTALL
)
_MAGIC: Final = b"SSHSIG\0\0\0\1"
"""The beginning of a signature's bytes, with the version of their format."""


def key_data(line: str) -> bytes | None:
    """The bytes of a public key written `TYPE BASE64 [comment]`; None for anything else, options included."""
    found = _KEY.fullmatch(line)
    data = _decoded(found["data"]) if found and found["type"] in _TYPES else None
    return data if found and data and _first_field(data) == found["type"].encode() else None


def key_of_signature(text: str) -> bytes | None:
    """The bytes of the public key that an armored signature says it was made with; None where it is none."""
    found = _ARMOR.fullmatch(text.replace("\r\n", "\n"))
    data = _decoded("".join(found["data"].split())) if found else None
    return _first_field(data.removeprefix(_MAGIC)) if data and data.startswith(_MAGIC) else None


def fingerprint(data: bytes) -> str:
    """A key as people compare it: `SHA256:` and 43 characters, as `ssh-keygen -l` prints it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:  # also for what is not ASCII
        return None


def _first_field(data: bytes) -> bytes | None:
    """The first of the length-prefixed strings that SSH's formats are made of; None where it is cut off or empty."""
    end = 4 + int.from_bytes(data[:4], "big")
    return data[4:end] if 4 < end <= len(data) else None


def _public_key(line: str) -> str:
    if key_data(line) is None:
        raise PydanticCustomError("public_key", "is no public SSH key")
    return line


PublicKey = Annotated[Line, AfterValidator(_public_key)]
"""A line `TYPE BASE64 [comment]`: what a `.pub` file holds, without the options that other files allow before it."""
PublicKeys = tuple[PublicKey, ...]
