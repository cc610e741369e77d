"""Coming into a helpdesk's frame: with its word, with a pass, or through the small window."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

import jwt
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from drafter.brands import Brand
from tests.tools.clocks import SettableClock
from tests.tools.seeding import PEOPLE, Seeds
from tests.tools.visiting import visit, words
from webhook.accounts.roles import Role
from webhook.errors import HelpdeskUnavailableError
from webhook.helpdesks.base import Connection
from webhook.http.frames import HEADER, LIFE
from webhook.store.accounts import find_user, update_user
from webhook.store.connections import insert_connection, update_connection
from webhook.wiring import Services

KEY = "a shared key of a test, long enough to be one"
HOST = "https://northway.zendesk.com"


@pytest.fixture
def link(services: Services, seeds: Seeds, monkeypatch: pytest.MonkeyPatch) -> Connection:
    """A Zendesk connection that says who its agents are."""
    options = {"base_url": HOST, "app_key": KEY, "api_token": "t"}
    made = Connection(services.new_id("con"), "zendesk", seeds.brand.id, "desk", ("s",), options)
    with services.database.writing() as session:
        insert_connection(session, made, now=services.clock())
    emails = {"17": PEOPLE[Role.AGENT][1].upper(), "18": "stranger@northway.example", "19": PEOPLE[Role.ADMIN][1]}
    monkeypatch.setattr(type(services.helpdesk("zendesk")), "agent_email", lambda _, __, agent: emails.get(agent))
    return made


class Frame:
    """A panel's page and its requests, in a browser that keeps our cookies to itself."""

    def __init__(self, client: FlaskClient, services: Services, seeds: Seeds, link: Connection) -> None:
        self.client, self.services, self.seeds, self.link = client, services, seeds, link
        self.token = ""

    def enter(self, *, agent: str = "17", token: str | None = None, **headers: str) -> str:
        """Open the app as the helpdesk does; return the page's words and keep its pass."""
        now = int(self.services.clock().timestamp())
        place = f"{HOST}/api/v2"
        claims: dict[str, object] = {"aud": f"{place}/apps/installations/7.json", "sub": f"{place}/users/{agent}.json"}
        claims |= {"iat": now, "exp": now + 300, "jti": self.services.new_id("jti")}
        given = jwt.encode(claims, KEY, algorithm="HS256") if token is None else token
        headers = {"Sec-Fetch-Site": "cross-site", "Origin": HOST, **headers}
        answer = self.client.post(f"/agent/sidebar?connection={self.link.id}", data={"token": given}, headers=headers)
        assert answer.status_code == 200
        self.token = re.search(r'name="drafter-frame" content="([^"]*)"', answer.text)[1]  # type: ignore[index]
        return words(answer)

    def get(self, ticket: str, *, connection: str | None = None) -> TestResponse:
        """Ask for a ticket's panel with the pass."""
        query = {"connection": connection or self.link.id, "ticket": self.seeds.tickets[ticket]}
        return self.client.get("/agent/sidebar", query_string=query, headers=self.headers)

    def post(self, path: str, **fields: str) -> TestResponse:
        """Send one of the panel's forms with the pass and nothing else."""
        return self.client.post(path, data=fields, headers=self.headers)

    @property
    def headers(self) -> dict[str, str]:
        return {HEADER: self.token, "X-Fragment": "1", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def frame(client: FlaskClient, services: Services, seeds: Seeds, link: Connection) -> Frame:
    return Frame(client, services, seeds, link)


def test_vouched_agent_reads_and_decides_with_the_pass_alone(frame: Frame) -> None:
    frame.enter()

    assert "Approve and insert" in words(frame.get("ready"))
    answer = frame.post(f"/agent/drafts/{frame.seeds.drafts['ready']}/decision", action="accept")
    assert answer.status_code == 303
    assert "Approved" in words(frame.get("ready"))
    assert frame.client.get_cookie("drafter_session") is None


def test_frame_is_for_the_helpdesks_own_pages(frame: Frame) -> None:
    answer = frame.client.get(f"/agent/sidebar?connection={frame.link.id}")

    policy = answer.headers["Content-Security-Policy"]
    assert f"frame-ancestors 'self' http://localhost {HOST}" in policy
    assert "*" not in policy
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in frame.client.get("/sign-in").headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("agent", "reason"),
    [
        ("18", "stranger@northway.example is not an agent here yet. Ask Priya Raman"),
        ("19", "priya@northway.example is admin here"),
        ("20", "You are not an agent here yet"),
    ],
)
def test_stranger_is_told_who_can_help(frame: Frame, agent: str, reason: str) -> None:
    page = frame.enter(agent=agent)

    assert "You can’t come in this way" in page
    assert reason in page
    assert frame.token == ""


def test_agent_of_another_brand_or_switched_off_stays_out(frame: Frame, other_brand: Brand) -> None:
    known = change_agent(frame.services, brand_ids=(other_brand.id,))
    assert "This brand is not among yours. Ask Priya Raman" in frame.enter()

    change_agent(frame.services, brand_ids=known.brand_ids, is_active=False)
    assert "is not an agent here yet" in frame.enter()


def test_token_counts_once_and_inside_the_helpdesk_only(frame: Frame) -> None:
    now = int(frame.services.clock().timestamp())
    claims = {"aud": f"{HOST}/api/v2/apps/installations/7", "sub": "17", "iat": now, "exp": now + 300}
    token = jwt.encode(claims, KEY, algorithm="HS256")

    assert "opens inside your helpdesk only" in frame.enter(token=token, **{"Sec-Fetch-Dest": "document"})
    assert "Open a ticket" in frame.enter(token=token, **{"Sec-Fetch-Dest": "iframe"})
    assert "was used before" in frame.enter(token=token)


def test_helpdesk_that_is_away_vouches_for_nobody(frame: Frame, monkeypatch: pytest.MonkeyPatch) -> None:
    def is_away(*_: object) -> str:
        raise HelpdeskUnavailableError("away")

    monkeypatch.setattr(type(frame.services.helpdesk("zendesk")), "agent_email", is_away)

    assert "did not say who you are" in frame.enter()


def test_posted_form_heeds_no_cookie(services: Services, app: Flask, seeds: Seeds, link: Connection) -> None:
    agent = visit(services, app, "agent")
    path = f"/agent/sidebar?connection={link.id}&ticket={seeds.tickets['ready']}"

    page = words(agent.client.post(path, data={"token": "x"}))

    assert "You can’t come in this way" in page
    assert "Tomás" not in page


def test_without_a_key_people_sign_in(frame: Frame) -> None:
    options = {"base_url": HOST, "api_token": "t"}
    with frame.services.database.writing() as session:
        update_connection(session, replace(frame.link, options=options))

    assert "Sign in to see drafts" in frame.enter()


def test_pass_is_over_after_minutes_unless_renewed(frame: Frame, clock: SettableClock) -> None:
    frame.enter()
    clock.now += LIFE / 2
    renewed = frame.client.post(f"/agent/frame/renew?connection={frame.link.id}", headers=frame.headers)
    clock.now += LIFE / 2

    assert "Sign in to see drafts" in words(frame.get("ready"))
    decide = f"/agent/drafts/{frame.seeds.drafts['ready']}/decision"
    assert frame.post(decide, action="accept").status_code in (303, 401)
    frame.token = renewed.headers[HEADER]
    assert "Approve and insert" in words(frame.get("ready"))
    assert "Set-Cookie" not in renewed.headers


def test_renewing_ends_with_the_session_life(frame: Frame, clock: SettableClock) -> None:
    frame.enter()
    renewed = 0
    for _ in range(200):
        clock.advance(minutes=9)
        answer = frame.client.post(f"/agent/frame/renew?connection={frame.link.id}", headers=frame.headers)
        if HEADER not in answer.headers:
            break
        frame.token, renewed = answer.headers[HEADER], renewed + 1

    assert renewed == 12 * 60 // 9 - (12 * 60 % 9 == 0)


@pytest.mark.parametrize("change", ["paused", "inactive", "brand"])
def test_pass_ends_with_what_it_rests_on(frame: Frame, other_brand: Brand, change: str) -> None:
    frame.enter()
    if change == "paused":
        with frame.services.database.writing() as session:
            update_connection(session, replace(frame.link, is_paused=True))
    elif change == "inactive":
        change_agent(frame.services, is_active=False)
    else:
        change_agent(frame.services, brand_ids=(other_brand.id,))

    assert "Tomás" not in words(frame.get("ready"))
    decide = f"/agent/drafts/{frame.seeds.drafts['ready']}/decision"
    frame.post(decide, action="accept")
    renewal = frame.client.post(f"/agent/frame/renew?connection={frame.link.id}", headers=frame.headers)
    assert HEADER not in renewal.headers


def test_pass_of_one_connection_opens_no_other(frame: Frame) -> None:
    other = replace(frame.link, id="con_other", name="other")
    with frame.services.database.writing() as session:
        insert_connection(session, other, now=frame.services.clock())
    frame.enter()

    assert "Sign in to see drafts" in words(frame.get("ready", connection="con_other"))


@pytest.mark.parametrize("path", ["/admin/policies", "/qa", "/api/v1/drafts", "/demo/helpdesk"])
def test_pass_counts_for_the_panel_alone(frame: Frame, path: str) -> None:
    frame.enter()

    answer = frame.client.get(path, headers=frame.headers)

    assert answer.status_code in (302, 303, 401, 404)


def test_bad_pass_falls_back_to_no_cookie(services: Services, app: Flask, seeds: Seeds) -> None:
    agent = visit(services, app, "agent")
    path = f"/agent/drafts/{seeds.drafts['ready']}/decision"

    answer = agent.client.post(path, data={"action": "accept"}, headers={HEADER: "forged"})

    assert answer.status_code in (303, 401)
    assert "Approve" in agent.text("/agent", ticket=seeds.tickets["ready"])


def test_small_window_hands_a_pass_to_an_agent_only(services: Services, app: Flask, frame: Frame) -> None:
    path = f"/agent/frame/sign-in?connection={frame.link.id}"

    stranger = frame.client.get(path)
    assert urlsplit(stranger.headers["Location"]).path == "/sign-in"
    agent = visit(services, app, "agent").get(path)
    assert agent.headers["Cross-Origin-Opener-Policy"] == "unsafe-none"
    assert "frame-ancestors 'none'" in agent.headers["Content-Security-Policy"]
    frame.token = re.search(r'name="drafter-hand-over" content="([^"]+)"', agent.text)[1]  # type: ignore[index]
    assert "Approve and insert" in words(frame.get("ready"))
    assert "drafter-hand-over" not in visit(services, app, "admin").get(path).text
    assert visit(services, app, "agent").get("/agent/frame/sign-in?connection=con_none").status_code == 404


def test_only_the_small_window_keeps_its_opener(client: FlaskClient) -> None:
    def policy(path: str) -> str:
        return client.get(path).headers["Cross-Origin-Opener-Policy"]

    assert policy("/sign-in?next=/agent/frame/sign-in?connection=con_1") == "unsafe-none"
    assert policy("/sign-in?next=/agent") == "same-origin"
    assert policy("/sign-in") == "same-origin"


def test_cookie_of_a_frame_fetches_a_pass_and_nothing_else(frame: Frame) -> None:
    frame.enter()
    renewal = f"/agent/frame/renew?connection={frame.link.id}"
    kept = frame.client.post(f"{renewal}&keep=yes", headers=frame.headers).headers["Set-Cookie"]
    for mark in ("Secure", "HttpOnly", "SameSite=None", "Partitioned", "Path=/agent/frame/renew"):
        assert mark in kept

    again = frame.client.post(renewal, base_url="https://localhost", headers={"Sec-Fetch-Site": "same-origin"})
    assert HEADER in again.headers
    foreign = frame.client.post(renewal, base_url="https://localhost", headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    panel = frame.client.get("/agent", base_url="https://localhost")
    assert panel.status_code in (302, 303, 401)


def test_renewing_without_anything_says_nothing(frame: Frame) -> None:
    answer = frame.client.post(f"/agent/frame/renew?connection={frame.link.id}")

    assert (answer.status_code, HEADER in answer.headers) == (204, False)


def change_agent(services: Services, **changed: object):  # type: ignore[no-untyped-def]
    """Change the seeded agent's account; return it as it was."""
    with services.database.writing() as session:
        known = find_user(session, PEOPLE[Role.AGENT][1])
        assert known is not None
        update_user(session, replace(known, **{"is_active": True, **changed}))
    return known
