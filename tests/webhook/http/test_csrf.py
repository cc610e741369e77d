"""Form tokens: no other site can write with a person's session."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.tools.api import sign_in
from tests.tools.seeding import Seeds
from webhook.http.csrf import HEADER
from webhook.wiring import Services


def test_session_write_without_token_is_refused(services: Services, client: FlaskClient, seeds: Seeds) -> None:
    sign_in(services, client, "agent")

    answer = _accept(client, seeds)

    assert (answer.status_code, answer.json["code"]) == (403, "access.form_token")


def test_session_write_with_token_is_done(services: Services, client: FlaskClient, seeds: Seeds) -> None:
    token = sign_in(services, client, "agent")

    assert _accept(client, seeds, **{HEADER: token}).status_code == 200


def test_token_of_another_session_is_refused(services: Services, client: FlaskClient, seeds: Seeds) -> None:
    other = sign_in(services, client.application.test_client(), "agent")
    sign_in(services, client, "agent")

    assert _accept(client, seeds, **{HEADER: other}).status_code == 403


@pytest.mark.parametrize("token", ["", "é", "\u2028", "x" * 5000])
def test_odd_token_is_refused(services: Services, client: FlaskClient, seeds: Seeds, token: str) -> None:
    sign_in(services, client, "agent")

    assert _accept(client, seeds, **{HEADER: token.encode("utf-8").decode("latin-1")}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
    ids=["cross-site", "same-site", "origin", "null-origin"],
)
def test_write_from_another_site_is_refused(
    services: Services, client: FlaskClient, seeds: Seeds, headers: dict[str, str]
) -> None:
    token = sign_in(services, client, "agent")

    assert _accept(client, seeds, **{HEADER: token}, **headers).status_code == 403


def test_own_origin_is_accepted(services: Services, client: FlaskClient, seeds: Seeds) -> None:
    token = sign_in(services, client, "agent")

    answer = _accept(client, seeds, **{HEADER: token}, Origin="http://localhost")

    assert answer.status_code == 200


def test_form_field_counts_as_token(services: Services, client: FlaskClient) -> None:
    token = sign_in(services, client, "agent")

    assert client.post("/sign-out", data={"csrf_token": "wrong"}).status_code == 403
    assert client.post("/sign-out", data={"csrf_token": token}).status_code == 303
    assert client.get("/api/v1/drafts").status_code == 401


def test_stranger_from_another_site_cannot_sign_somebody_in(client: FlaskClient) -> None:
    answer = client.post("/sign-in", data={"token": "x"}, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403


def _accept(client: FlaskClient, seeds: Seeds, **headers: str) -> TestResponse:
    path = f"/api/v1/drafts/{seeds.drafts['ready']}/decision"
    return client.post(path, json={"action": "accept"}, headers=headers)
