"""What a helpdesk says about its agent: believed when signed for this account, now, by this key."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from webhook.apps.proofs import (
    SIGNATURE_FIELD,
    check_front_secret,
    help_scout_proof,
    intercom_proof,
    zendesk_proof,
)
from webhook.errors import FrameProofError
from webhook.helpdesks.base import Connection
from webhook.helpdesks.signatures import keyed_digest

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
SHARED = "a shared key of a test, long enough to be one"
PRIVATE = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC = PRIVATE.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
HOST = "https://northway.zendesk.com"


def link(kind: str = "zendesk", key: str = SHARED, **options: str) -> Connection:
    return Connection("con_1", kind, "brd_1", "desk", ("s3cret",), {"base_url": HOST, "app_key": key, **options})


def claims(**changed: Any) -> dict[str, Any]:
    stamp = int(NOW.timestamp())
    given = {
        "iss": "northway.zendesk.com",
        "aud": f"{HOST}/api/v2/apps/installations/7.json",
        "sub": f"{HOST}/api/v2/users/17.json",
        "iat": stamp,
        "nbf": stamp,
        "exp": stamp + 300,
    }
    return {name: value for name, value in {**given, **changed}.items() if value is not None}


def signed(**changed: Any) -> str:
    return jwt.encode(claims(**changed), SHARED, algorithm="HS256")


def test_zendesk_names_its_agent_by_either_key() -> None:
    by_public = jwt.encode(claims(), PRIVATE, algorithm="RS256")

    assert zendesk_proof(link(), signed(), now=NOW).agent_id == "17"
    assert zendesk_proof(link(key=PUBLIC), by_public, now=NOW).agent_id == "17"


@pytest.mark.parametrize("mangled", [PUBLIC.replace("\n", ""), PUBLIC.replace("\n", "\\n"), PUBLIC.replace("\n", " ")])
def test_public_key_survives_forms_and_shells(mangled: str) -> None:
    token = jwt.encode(claims(), PRIVATE, algorithm="RS256")

    assert zendesk_proof(link(key=mangled), token, now=NOW).agent_id == "17"


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": int(NOW.timestamp()) - 61},
        {"exp": int(NOW.timestamp()) + 90_000},
        {"iat": int(NOW.timestamp()) + 61},
        {"nbf": int(NOW.timestamp()) + 61},
        {"exp": None},
        {"iat": None},
        {"aud": None},
        {"sub": None},
        {"exp": "soon"},
        {"exp": True},
        {"exp": -1},
        {"exp": 1e300},
        {"sub": "ada"},
        {"sub": "17; drop"},
        {"aud": "https://other.zendesk.com/api/v2/apps/installations/7.json"},
        {"aud": f"{HOST}.evil.example/api/v2/apps/installations/7.json"},
        {"aud": f"{HOST}/api/v2/users/7.json"},
        {"aud": []},
        {"aud": 7},
    ],
    ids=str,
)
def test_zendesk_token_that_is_not_for_here_and_now_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(FrameProofError):
        zendesk_proof(link(), signed(**changed), now=NOW)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "a.b.c",
        "é" * 9000,
        "\0",
        jwt.encode(claims(), "another key, as long as a key has to be", algorithm="HS256"),
        jwt.encode(claims(), SHARED, algorithm="HS512"),
        jwt.encode(claims(), None, algorithm="none"),
    ],
)
def test_zendesk_token_of_another_key_or_method_is_refused(token: str) -> None:
    with pytest.raises(FrameProofError):
        zendesk_proof(link(), token, now=NOW)


def test_public_key_is_never_taken_for_a_shared_one() -> None:
    head, body = (
        jwt.utils.base64url_encode(json.dumps(part).encode()).decode() for part in ({"alg": "HS256"}, claims())
    )
    signature = jwt.utils.base64url_encode(
        bytes.fromhex(keyed_digest(PUBLIC, f"{head}.{body}".encode(), "sha256", "hex"))
    ).decode()

    with pytest.raises(FrameProofError):
        zendesk_proof(link(key=PUBLIC), f"{head}.{body}.{signature}", now=NOW)


def test_short_or_missing_key_proves_nothing() -> None:
    short = "twenty characters !!"

    for key in (short, "", " "):
        with pytest.raises(FrameProofError):
            zendesk_proof(link(key=key), jwt.encode(claims(), key or "x", algorithm="HS256"), now=NOW)


def test_only_the_named_installation_counts() -> None:
    assert zendesk_proof(link(app_installation="7"), signed(), now=NOW)
    with pytest.raises(FrameProofError):
        zendesk_proof(link(app_installation="8"), signed(), now=NOW)


def test_clock_that_is_a_minute_off_is_forgiven() -> None:
    assert zendesk_proof(link(), signed(), now=NOW + timedelta(seconds=359))
    assert zendesk_proof(link(), signed(), now=NOW - timedelta(seconds=59))


def test_help_scout_signs_its_parameters_as_php_writes_them() -> None:
    # Worked by hand: PHP's json_encode escapes slashes and what is not ASCII.
    written = '{"conversation-id":"48213","user-id":"17","subject":"a\\/b \\u00fc"}'
    fields = {"connection": "con_1", "conversation-id": "48213", "user-id": "17", "subject": "a/b ü"}
    fields[SIGNATURE_FIELD] = keyed_digest(SHARED, written.encode(), "sha1", "base64")

    proof = help_scout_proof(link("helpscout"), fields)

    assert (proof.agent_id, proof.ticket_id, proof.once) == ("17", "48213", None)


@pytest.mark.parametrize(
    "changed",
    [{"user-id": "18"}, {"conversation-id": "1"}, {"more": "x"}, {SIGNATURE_FIELD: ""}, {SIGNATURE_FIELD: "é"}],
)
def test_help_scout_address_that_was_changed_is_refused(changed: dict[str, str]) -> None:
    fields = {"conversation-id": "48213", "user-id": "17"}
    content = json.dumps(fields, separators=(",", ":")).encode()
    given = {**fields, SIGNATURE_FIELD: keyed_digest(SHARED, content, "sha1", "base64"), **changed}

    with pytest.raises(FrameProofError):
        help_scout_proof(link("helpscout"), given)


def test_front_is_known_by_its_secret() -> None:
    check_front_secret(link("front"), SHARED)
    check_front_secret(link("front", key=""), "")

    with pytest.raises(FrameProofError):
        check_front_secret(link("front"), "wrong")


def test_intercom_names_teammate_and_conversation() -> None:
    body = json.dumps({"admin": {"id": "5", "email": "a@b.example"}, "conversation": {"id": 215}}).encode()

    proof, asked = intercom_proof(link("intercom"), body, keyed_digest("s3cret", body, "sha256", "hex"))

    assert (proof.agent_id, proof.email, proof.ticket_id) == ("5", "a@b.example", "215")
    assert asked["admin"]["id"] == "5"


@pytest.mark.parametrize(
    "body", [b"", b"x", b"[]", b"null", b'{"admin": 7}', b'{"admin": {"id": "../x"}}', b"[" * 5000]
)
def test_intercom_body_that_holds_no_teammate_is_refused(body: bytes) -> None:
    with pytest.raises(FrameProofError):
        intercom_proof(link("intercom"), body, keyed_digest("s3cret", body, "sha256", "hex"))


def test_intercom_body_of_another_secret_is_refused() -> None:
    body = b'{"admin": {"id": "5"}}'

    for signature in ("", keyed_digest("other", body, "sha256", "hex"), keyed_digest("s3cret", body, "sha1", "hex")):
        with pytest.raises(FrameProofError):
            intercom_proof(link("intercom"), body, signature)
