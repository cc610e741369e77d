"""Standard Webhooks signatures, held against the reference library."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from tests.tools.clocks import START
from webhook.errors import MalformedEventError, ServiceError, SignatureError, StaleEventError
from webhook.helpdesks.base import RawRequest
from webhook.helpdesks.signatures import new_signing_secret, sign_standard, verify_standard

SECRET, OTHER = new_signing_secret(), new_signing_secret()
BODY = '{"type": "ticket.created", "data": {"text": "Grüße"}}'.encode()


def test_reference_library_accepts_what_we_sign() -> None:
    now = datetime.now(UTC)

    headers = sign_standard("evt_1", BODY, [SECRET], now=now)

    assert Webhook(SECRET).verify(BODY, headers)["type"] == "ticket.created"


def test_we_accept_what_the_reference_library_signs() -> None:
    signature = Webhook(SECRET).sign("evt_1", START, BODY.decode())

    assert _verify(_headers(signature)) == "evt_1"


@given(st.binary(max_size=200), st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=50))
def test_both_agree_on_any_body(body: bytes, event_id: str) -> None:
    headers = sign_standard(event_id, body, [SECRET], now=START)

    assert verify_standard(RawRequest(headers, body), [SECRET], connection_id="con_1", now=START) == event_id


def test_published_example_is_verified() -> None:
    # The example of https://github.com/standard-webhooks/standard-webhooks, "Verifying signatures".
    body = b'{"test": 2432232314}'
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    now = datetime.fromtimestamp(1614265330, UTC)

    found = verify_standard(
        RawRequest(headers, body), ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], connection_id="con_1", now=now
    )

    assert found == "msg_p5jXN8AQM9LWM0D4loKWxJek"


def test_reference_library_refuses_what_we_refuse() -> None:
    headers = sign_standard("evt_1", BODY, [OTHER], now=datetime.now(UTC))

    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(BODY, headers)
    with pytest.raises(SignatureError):
        verify_standard(RawRequest(headers, BODY), [SECRET], connection_id="con_1", now=datetime.now(UTC))


def test_either_secret_counts_while_one_is_rotated() -> None:
    old_headers = sign_standard("evt_1", BODY, [OTHER], now=START)
    both_headers = sign_standard("evt_1", BODY, [SECRET, OTHER], now=START)

    assert _verify(old_headers, SECRET, OTHER) == "evt_1"
    assert _verify(both_headers, OTHER) == "evt_1"


@pytest.mark.parametrize("key", ["plain words", "c2VjcmV0IGtleQ=="], ids=["plain", "base64-without-prefix"])
def test_secret_without_prefix_is_taken_as_it_is(key: str) -> None:
    assert _verify(sign_standard("evt_1", BODY, [key], now=START), key) == "evt_1"


def test_changed_body_is_refused() -> None:
    headers = sign_standard("evt_1", BODY, [SECRET], now=START)

    with pytest.raises(SignatureError):
        verify_standard(RawRequest(headers, BODY + b" "), [SECRET], connection_id="con_1", now=START)


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp"])
def test_changed_header_is_refused(name: str) -> None:
    headers = {**sign_standard("evt_1", BODY, [SECRET], now=START), name: "1"}

    with pytest.raises(SignatureError):
        _verify(headers)


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_missing_header_is_refused(name: str) -> None:
    headers = sign_standard("evt_1", BODY, [SECRET], now=START)
    del headers[name]

    with pytest.raises(SignatureError, match="not signed"):
        _verify(headers)


@pytest.mark.parametrize(
    "signature", ["v1,", "v1", ",", "v2,{}", "{}", "v1a,{}", "v1,{}x", "é,é", " ".join(["v1,x"] * 5000)]
)
def test_odd_signature_is_refused(signature: str) -> None:
    right = sign_standard("evt_1", BODY, [SECRET], now=START)
    given_signature = signature.replace("{}", right["webhook-signature"].partition(",")[2])

    with pytest.raises(SignatureError):
        _verify({**right, "webhook-signature": given_signature})


@pytest.mark.parametrize("minutes", [-5, 0, 5])
def test_clocks_may_differ_by_five_minutes(minutes: int) -> None:
    headers = sign_standard("evt_1", BODY, [SECRET], now=START + timedelta(minutes=minutes))

    assert _verify(headers) == "evt_1"


@pytest.mark.parametrize("seconds", [-301, 301])
def test_older_or_later_is_stale(seconds: int) -> None:
    headers = sign_standard("evt_1", BODY, [SECRET], now=START + timedelta(seconds=seconds))

    with pytest.raises(StaleEventError):
        _verify(headers)


@pytest.mark.parametrize("stamp", ["soon", "1e9", "-5", "٣", "9" * 30, "1.5"])
def test_signed_time_that_is_no_number_is_stale(stamp: str) -> None:
    with pytest.raises(StaleEventError):
        _verify(_sign_anything("evt_1", stamp))


@pytest.mark.parametrize("event_id", ["x" * 201, "a\tb"], ids=["long", "control"])
def test_id_that_cannot_be_kept_is_malformed(event_id: str) -> None:
    with pytest.raises(MalformedEventError):
        _verify(_sign_anything(event_id, str(int(START.timestamp()))))


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=80))
def test_any_headers_are_answered_with_our_errors(event_id: str, stamp: str, signature: str) -> None:
    headers = {"webhook-id": event_id, "webhook-timestamp": stamp, "webhook-signature": signature}

    with pytest.raises(ServiceError):
        _verify(headers)


def test_made_secrets_hold_32_random_bytes() -> None:
    assert len(base64.b64decode(SECRET.removeprefix("whsec_"))) == 32
    assert SECRET != OTHER


def _verify(headers: dict[str, str], *keys: str) -> str:
    return verify_standard(RawRequest(headers, BODY), keys or (SECRET,), connection_id="con_1", now=START)


def _headers(signature: str) -> dict[str, str]:
    return {
        "webhook-id": "evt_1",
        "webhook-timestamp": str(int(START.timestamp())),
        "webhook-signature": signature,
    }


def _sign_anything(event_id: str, stamp: str) -> dict[str, str]:
    import hashlib
    import hmac

    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    digest = hmac.new(key, f"{event_id}.{stamp}.".encode("latin-1", "replace") + BODY, hashlib.sha256).digest()
    return {
        "webhook-id": event_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
