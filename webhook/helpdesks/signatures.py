"""Standard Webhooks 1.0.0: verify what comes in, sign what goes out.

The signed content is ``id.timestamp.body``; the header holds several space-separated
``v1,<base64>`` signatures while a secret is rotated.  Only the raw bytes count: nothing is
parsed before the signature matches.
Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

from webhook.errors import MalformedEventError, SignatureError, StaleEventError
from webhook.helpdesks.base import RawRequest

TOLERANCE_S = 300  # clocks drift; five minutes, as svix's verifier
MAX_SIGNATURES = 20  # a header holds two while a secret is rotated
MAX_ID = 200
PREFIX = "whsec_"


def verify_standard(request: RawRequest, keys: Sequence[str], *, connection_id: str, now: datetime) -> str:
    """Return the event's id when one of ``keys`` signed the request within five minutes of ``now``.

    Raises SignatureError when the signature is missing or does not match, StaleEventError
    when it matches but is too old or from the future, MalformedEventError for an id that is
    too long to keep.
    """
    event_id = request.headers.get("webhook-id", "")
    stamp = request.headers.get("webhook-timestamp", "")
    given = request.headers.get("webhook-signature", "")
    if not (event_id and stamp and given):
        raise SignatureError(
            f"A request to connection '{connection_id}' is not signed;"
            " send webhook-id, webhook-timestamp and webhook-signature."
        )
    content = f"{event_id}.{stamp}.".encode("latin-1", "replace") + request.body
    if not _matches(given, content, keys):
        raise SignatureError(
            f"The signature does not match connection '{connection_id}'; check its secret and sign the raw body."
        )
    if not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12:
        raise StaleEventError("Header webhook-timestamp should be whole seconds since 1970.")
    if abs(now.timestamp() - int(stamp)) > TOLERANCE_S:
        raise StaleEventError(f"The signed time differs from ours by more than {TOLERANCE_S} s; check both clocks.")
    if len(event_id) > MAX_ID or not event_id.isprintable():
        raise MalformedEventError(f"Header webhook-id should be printable and at most {MAX_ID} characters.")
    return event_id


def sign_standard(event_id: str, body: bytes, keys: Sequence[str], *, now: datetime) -> dict[str, str]:
    """Return the three headers that sign ``body`` with each of ``keys``."""
    stamp = str(int(now.timestamp()))
    content = f"{event_id}.{stamp}.".encode() + body
    signatures = [f"v1,{_sign(content, _raw_keys(key)[0])}" for key in keys]
    return {"webhook-id": event_id, "webhook-timestamp": stamp, "webhook-signature": " ".join(signatures)}


def keyed_digest(key: str, content: bytes, algorithm: str, encoding: str) -> str:
    """Return the HMAC of ``content`` under a key used as text; ``encoding`` is ``hex`` or ``base64``."""
    digest = hmac.new(key.encode("utf-8", "replace"), content, algorithm).digest()
    return digest.hex() if encoding == "hex" else base64.b64encode(digest).decode()


def verify_keyed(
    content: bytes,
    given: str,
    keys: Sequence[str],
    *,
    algorithm: str,
    encoding: str,
    connection_id: str,
    prefix: str = "",
) -> None:
    """Check that one of ``keys`` signed ``content``; ``prefix`` (``sha1=``) has to stand before the signature.

    Every key is tried, in constant time.  Raises SignatureError.
    """
    signature = given.strip()
    if prefix and not signature.startswith(prefix):
        signature = ""
    signature = signature.removeprefix(prefix)
    if encoding == "hex":
        signature = signature.lower()
    matched = False
    for key in keys:
        right = keyed_digest(key, content, algorithm, encoding)
        matched |= bool(key) and same(signature, right)
    if not signature or not matched:
        raise SignatureError(
            f"The signature does not match connection '{connection_id}'; check its secret and sign the raw body."
        )


def verify_age(moment: datetime | None, *, now: datetime) -> None:
    """Check a signed time against ours.  Raises StaleEventError where it is missing or more than 5 minutes off."""
    if moment is None or abs((now - moment).total_seconds()) > TOLERANCE_S:
        raise StaleEventError(f"The signed time differs from ours by more than {TOLERANCE_S} s; check both clocks.")


def verify_shared(given: str, keys: Sequence[str], *, connection_id: str) -> None:
    """Check a secret that a helpdesk without signatures sends along.  Raises SignatureError."""
    matched = False
    for key in keys:
        matched |= bool(key) and same(given, key)
    if not matched:
        raise SignatureError(f"The shared secret is missing or is not that of connection '{connection_id}'.")


def new_signing_secret() -> str:
    """Make a signing secret: ``whsec_`` and 32 random bytes in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def same(left: str, right: str) -> bool:
    """Compare two secrets in constant time."""
    return hmac.compare_digest(left.encode("utf-8", "replace"), right.encode("utf-8", "replace"))


def _matches(header: str, content: bytes, keys: Sequence[str]) -> bool:
    expected = [_sign(content, raw) for key in keys for raw in _raw_keys(key)]
    matched = False
    for part in header.split()[:MAX_SIGNATURES]:
        version, _, signature = part.partition(",")
        for right in expected:
            # No early exit: how long it takes says nothing about which one matched.
            matched |= version == "v1" and same(signature, right)
    return matched


def _sign(content: bytes, key: bytes) -> str:
    return base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()


def _raw_keys(key: str) -> list[bytes]:
    """``whsec_`` keys are base64; senders disagree about keys without the prefix, so both readings count."""
    text = key.removeprefix(PREFIX)
    try:
        decoded = [base64.b64decode(text, validate=True)]
    except (binascii.Error, ValueError):
        decoded = []
    if key.startswith(PREFIX) and decoded:
        return decoded
    return [*decoded, key.encode()]
