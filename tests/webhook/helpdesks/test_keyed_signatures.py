"""The vendors' signature schemes against known values: secret ``test-secret``, body ``{"a":1}``."""

from datetime import UTC, datetime

import pytest

from webhook.errors import SignatureError, StaleEventError
from webhook.helpdesks.base import Connection, Helpdesk, RawRequest
from webhook.helpdesks.chatwoot import Chatwoot
from webhook.helpdesks.freescout import FreeScout
from webhook.helpdesks.zammad import Zammad

BODY = b'{"a":1}'
NOW = datetime.fromtimestamp(1767323045, UTC)
CHATWOOT = "sha256=b1b585748ff9fccb7898d443f40b3334f6af54618b8ea28281b51999ec70e75b"


def connection(kind: str, *secrets: str) -> Connection:
    return Connection("con_1", kind, "brd_1", "desk", secrets=secrets or ("test-secret",))


VECTORS = [
    (Chatwoot, {"x-chatwoot-signature": CHATWOOT, "x-chatwoot-timestamp": "1767323045"}),
    (Zammad, {"x-hub-signature": "sha1=d9a014d66df1a07cce236dab2de28e4880a5edca"}),
    (FreeScout, {"x-freescout-signature": "2aAU1m3xoHzOI22rLeKOSICl7co="}),
]


@pytest.mark.parametrize(("made", "headers"), VECTORS, ids=["chatwoot", "zammad", "freescout"])
def test_known_signature_is_verified(made: type[Chatwoot], headers: dict[str, str]) -> None:
    desk: Helpdesk = made(may_call_private=lambda _: True)
    for secrets in (("test-secret",), ("new", "test-secret"), ("test-secret", "old")):
        desk.verify(RawRequest(headers, BODY), connection(desk.kind, *secrets), now=NOW)
    with pytest.raises(SignatureError):
        desk.verify(RawRequest(headers, BODY), connection(desk.kind, "", "other"), now=NOW)
    with pytest.raises(SignatureError):
        desk.verify(RawRequest({}, BODY), connection(desk.kind), now=NOW)


def test_key_made_of_the_applications_key_is_known() -> None:
    """APP_KEY ``base64:QUJD`` makes the key 65982a71954369f563f61b7a71524430."""
    from webhook.helpdesks.signatures import keyed_digest

    desk = FreeScout(may_call_private=lambda _: True)
    signature = keyed_digest("65982a71954369f563f61b7a71524430", BODY, "sha1", "base64")

    request = RawRequest({"x-freescout-signature": signature}, BODY)
    desk.verify(request, connection("freescout", "base64:QUJD"), now=NOW)
    with pytest.raises(SignatureError):
        desk.verify(request, connection("freescout", "base64:QUJE"), now=NOW)


@pytest.mark.parametrize("stamp", ["", "soon", "1767323045.5x", "-1", "9" * 40])
def test_stamp_that_is_no_time_is_refused(stamp: str) -> None:
    from webhook.helpdesks.signatures import keyed_digest

    digest = keyed_digest("test-secret", f"{stamp}.".encode() + BODY, "sha256", "hex")
    headers = {"x-chatwoot-signature": f"sha256={digest}", "x-chatwoot-timestamp": stamp}

    with pytest.raises(StaleEventError):
        Chatwoot(may_call_private=lambda _: True).verify(RawRequest(headers, BODY), connection("chatwoot"), now=NOW)


@pytest.mark.parametrize("given", ["sha1=", "d9a014d66df1a07cce236dab2de28e4880a5edca", "sha256=d9a0", "ü" * 9])
def test_signature_without_its_prefix_or_end_is_refused(given: str) -> None:
    with pytest.raises(SignatureError):
        Zammad(may_call_private=lambda _: True).verify(
            RawRequest({"x-hub-signature": given}, BODY), connection("zammad"), now=NOW
        )


def test_unsigned_chatwoot_is_let_in_by_its_path_alone() -> None:
    desk = Chatwoot(may_call_private=lambda _: True)
    open_path = Connection("con_1", "chatwoot", "brd_1", "desk", secrets=("test-secret",), path_segment="s3cret")
    desk.verify(RawRequest({}, BODY, "s3cret"), open_path, now=NOW)
    for segment in (None, "", "s3cres"):
        with pytest.raises(SignatureError):
            desk.verify(RawRequest({}, BODY, segment), open_path, now=NOW)
    with pytest.raises(SignatureError):
        desk.verify(RawRequest({"x-chatwoot-signature": "sha256=00"}, BODY, "s3cret"), open_path, now=NOW)
