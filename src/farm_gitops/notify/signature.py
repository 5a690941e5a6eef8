"""Signs requests, so that their receiver knows who sent them and that nobody changed or repeated them.

Source: Standard Webhooks 1.0.0, "Signature scheme" (symmetric, `v1`).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import Final

from farm_gitops.errors import FarmError

SECRET_VARIABLE: Final = "FARM_GITOPS_WEBHOOK_SECRET"  # noqa: S105 - its name
_PREFIX: Final = "whsec_"
_SHORTEST, _LONGEST = 24, 64  # bytes
_MAKE_ONE: Final = 'echo "whsec_$(openssl rand -base64 32)"'

Keys = tuple[bytes, ...]


def keys_of(text: str, where: str) -> Keys:
    """The keys in a text, separated by blanks: several while a secret is changed; FarmError where one is none.

    `where` is what the text was read from; the message names it and never quotes the text.
    """
    return tuple(_key(word, where) for word in text.split())


def signature_headers(id_: str, timestamp: int, body: bytes, keys: Keys) -> dict[str, str]:
    """The headers of an attempt at `timestamp`, in seconds since 1970; without keys there is no signature."""
    headers = {"webhook-id": id_, "webhook-timestamp": str(timestamp)}
    signed = b".".join((id_.encode(), str(timestamp).encode(), body))
    marks = (base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode() for key in keys)
    return {**headers, "webhook-signature": " ".join(f"v1,{mark}" for mark in marks)} if keys else headers


def _key(word: str, where: str) -> bytes:
    try:
        key = base64.b64decode(word.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not word.startswith(_PREFIX) or not _SHORTEST <= len(key) <= _LONGEST:
        raise FarmError(
            f"what {where} holds is no secret for webhooks: {_PREFIX} and {_SHORTEST} to {_LONGEST} bytes in Base64",
            f"make one, and give it to the receiver as well:  {_MAKE_ONE}",
        )
    return key
