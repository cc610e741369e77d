"""Signing in and out over HTTP: links, passwords, sessions, cookies."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.tools.clocks import SettableClock
from webhook.accounts.roles import Role
from webhook.accounts.signing_in import ensure_user, make_link_token
from webhook.http.context import SESSION_COOKIE
from webhook.wiring import Services

EMAIL, PASSWORD = "dani@northway.example", "correct horse battery"


def test_link_is_shown_first_and_spent_by_its_button(client: FlaskClient, services: Services) -> None:
    token = _link(services)

    shown = [client.get(f"/sign-in?token={token}") for _ in range(2)]
    opened = client.post("/sign-in", data={"token": token, "next": "/agent"})
    client.delete_cookie(SESSION_COOKIE)
    again = client.post("/sign-in", data={"token": token})

    assert [one.status_code for one in shown] == [200, 200]
    assert "This link signs you in once as <strong>Dani" in shown[0].text
    assert (opened.status_code, opened.location) == (303, "/agent")
    assert again.status_code == 401


def test_spent_link_says_so(client: FlaskClient, services: Services) -> None:
    token = _link(services)
    client.post("/sign-in", data={"token": token})
    client.delete_cookie(SESSION_COOKIE)

    answer = client.get(f"/sign-in?token={token}")

    assert answer.status_code == 410
    assert "This link has been used" in answer.text


def test_old_link_signs_nobody_in(client: FlaskClient, services: Services, clock: SettableClock) -> None:
    token = _link(services)
    clock.advance(hours=2)

    assert client.get(f"/sign-in?token={token}").status_code == 410
    assert client.post("/sign-in", data={"token": token}).status_code == 401


def test_session_cookie_is_kept_from_scripts_and_other_sites(client: FlaskClient, services: Services) -> None:
    cookie = _cookie(client.post("/sign-in", data={"token": _link(services)}))

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie  # plain http on the own machine; over https it is set


def test_session_cookie_is_secure_over_https(client: FlaskClient, services: Services) -> None:
    answer = client.post("/sign-in", data={"token": _link(services)}, base_url="https://drafter.example")

    assert "Secure" in _cookie(answer)


def test_password_signs_in_and_a_wrong_one_does_not(client: FlaskClient, services: Services) -> None:
    _add_person(services, password=PASSWORD)

    wrong = client.post("/sign-in", data={"email": EMAIL, "password": "guess"})
    stranger = client.post("/sign-in", data={"email": "ada@example.com", "password": PASSWORD})
    right = client.post("/sign-in", data={"email": EMAIL.upper(), "password": PASSWORD})

    assert [wrong.status_code, stranger.status_code, right.status_code] == [401, 401, 303]
    assert _alert(wrong) == _alert(stranger)
    assert f'value="{EMAIL}"' in wrong.text
    assert "guess" not in wrong.text


def test_form_for_passwords_is_shown_where_anybody_has_one(client: FlaskClient, services: Services) -> None:
    before = client.get("/sign-in").text
    _add_person(services, password=PASSWORD)
    after = client.get("/sign-in").text

    assert "Open your sign-in link" in before
    assert 'name="password"' not in before
    assert 'name="password"' in after


def test_signed_in_person_passes_the_page_by(client: FlaskClient, services: Services) -> None:
    client.post("/sign-in", data={"token": _link(services)})

    answer = client.get("/sign-in?next=/agent")

    assert (answer.status_code, answer.location) == (303, "/agent")


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_signing_in_never_leads_to_another_site(client: FlaskClient, services: Services, target: str) -> None:
    answer = client.post("/sign-in", data={"token": _link(services), "next": target})

    assert answer.location == "/"


def test_signing_out_ends_the_session_on_the_server(client: FlaskClient, services: Services) -> None:
    signed_in = client.post("/sign-in", data={"token": _link(services)})
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/").text)
    assert token

    answer = client.post("/sign-out", data={"csrf_token": token[1]})
    client.set_cookie(SESSION_COOKIE, _cookie(signed_in).partition("=")[2].partition(";")[0])

    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert client.get("/").location == "/sign-in?next=/"


def test_session_ends_by_itself(client: FlaskClient, services: Services, clock: SettableClock) -> None:
    client.post("/sign-in", data={"token": _link(services)})
    assert client.get("/").status_code == 200

    clock.advance(hours=services.settings.sessions.lifetime_hours)

    assert client.get("/").status_code == 303


def test_signing_in_replaces_the_session_before(client: FlaskClient, services: Services) -> None:
    first = client.post("/sign-in", data={"token": _link(services)})
    client.post("/sign-in", data={"token": _link(services), "csrf_token": _form_token(client)})
    client.set_cookie(SESSION_COOKIE, _cookie(first).partition("=")[2].partition(";")[0])

    assert client.get("/").status_code == 303


def test_forged_cookie_is_a_stranger(client: FlaskClient) -> None:
    client.set_cookie(SESSION_COOKIE, "ses_forged.signature")

    assert client.get("/").status_code == 303


def _link(services: Services) -> str:
    _add_person(services)
    with services.database.writing() as session:
        person = ensure_user(session, EMAIL, Role.AGENT, now=services.clock(), new_id=services.new_id)
        return make_link_token(session, person, now=services.clock(), life_h=1)


def _add_person(services: Services, password: str | None = None) -> None:
    with services.database.writing() as session:
        ensure_user(
            session, EMAIL, Role.AGENT, name="Dani", now=services.clock(), new_id=services.new_id, password=password
        )


def _cookie(answer: TestResponse) -> str:
    return next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith(f"{SESSION_COOKIE}="))


def _alert(answer: TestResponse) -> str:
    found = re.search(r'role="alert">(.*?)</div>', answer.text, re.DOTALL)
    return unescape(found[1]) if found else ""


def _form_token(client: FlaskClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/").text)
    assert found
    return found[1]
