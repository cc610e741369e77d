"""Intercom's cards: signed, for a known teammate, one draft with its buttons."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from drafter.store.decisions import standing_decision
from tests.tools.seeding import PEOPLE, Seeds
from webhook.accounts.roles import Role
from webhook.helpdesks.base import Connection
from webhook.helpdesks.signatures import keyed_digest
from webhook.store.connections import insert_connection
from webhook.wiring import Services

SECRET = "a client secret"
TEAMMATE = {"id": "5", "email": PEOPLE[Role.AGENT][1]}


class Inbox:
    """Intercom's inbox with our card."""

    def __init__(self, client: FlaskClient, connection_id: str, seeds: Seeds) -> None:
        self.client, self.path, self.seeds = client, f"/agent/canvas/{connection_id}", seeds

    def ask(self, what: str, key: str = SECRET, **body: Any) -> TestResponse:
        """Post a signed request as Intercom does."""
        raw = json.dumps(body).encode()
        headers = {"X-Body-Signature": keyed_digest(key, raw, "sha256", "hex"), "Content-Type": "application/json"}
        return self.client.post(f"{self.path}/{what}", data=raw, headers=headers)

    def card(self, what: str, conversation: str, **body: Any) -> list[dict[str, Any]]:
        """Return the components of a conversation's card."""
        id = self.seeds.tickets.get(conversation, conversation)
        answer = self.ask(what, **{"admin": TEAMMATE, "conversation": {"id": id}, **body})
        assert answer.status_code == 200
        assert len(answer.data) < 64_000
        components: list[dict[str, Any]] = answer.json["canvas"]["content"]["components"]
        return components


@pytest.fixture
def inbox(client: FlaskClient, services: Services, seeds: Seeds) -> Inbox:
    link = Connection("con_ic", "intercom", seeds.brand.id, "inbox", (SECRET,), {})
    with services.database.writing() as session:
        insert_connection(session, link, now=services.clock())
    return Inbox(client, link.id, seeds)


def said(card: list[dict[str, Any]]) -> str:
    return " | ".join(one.get("text") or one.get("label", "") for one in card)


def test_card_shows_the_draft_and_approves_it_once(inbox: Inbox, services: Services, seeds: Seeds) -> None:
    card = inbox.card("initialize", "ready")
    assert card[0]["text"].startswith("Hi Tomás")
    assert [one["id"] for one in card if one["type"] == "button"] == ["approve", "reject", "open"]

    for _ in range(2):
        after = inbox.card("submit", "ready", component_id="approve")

    assert "Copy the text into your reply; you send it." in said(after)
    with services.database.reading() as session:
        decision = standing_decision(session, seeds.drafts["ready"])
    assert decision is not None
    assert decision.actor_id != "system"
    assert "approve" in [one.get("id") for one in inbox.card("submit", "ready", component_id="undo")]


def test_draft_with_an_open_check_is_settled_on_our_page(inbox: Inbox, services: Services, seeds: Seeds) -> None:
    card = inbox.card("submit", "checked", component_id="approve")

    assert "approve" not in [one.get("id") for one in card]
    assert any(one.get("style") == "error" for one in card)
    assert card[-1]["action"]["url"].endswith(f"/agent?ticket={seeds.tickets['checked']}")
    with services.database.reading() as session:
        assert standing_decision(session, seeds.drafts["checked"]) is None


@pytest.mark.parametrize("key", ["silent", "uncovered", "failed", "loading", "as_is", "unheard-of"])
def test_card_says_why_there_is_no_draft_to_approve(inbox: Inbox, key: str) -> None:
    card = inbox.card("initialize", key)

    assert card
    assert "approve" not in [one.get("id") for one in card]
    assert all(one.get("text") or one.get("label") for one in card)


def test_card_shows_nothing_to_strangers_and_forgers(inbox: Inbox) -> None:
    stranger = inbox.card("initialize", "ready", admin={"id": "6", "email": "x@y.example"})
    assert "x@y.example is not an agent here yet. Ask Priya Raman" in said(stranger)
    assert "Tomás" not in said(stranger)

    forged = inbox.ask("initialize", key="wrong", admin=TEAMMATE, conversation={"id": "ready"})
    assert (forged.status_code, "Tomás" in forged.text) == (401, False)
    assert inbox.ask("initialize", conversation={"id": "ready"}).status_code == 401
    assert inbox.client.post("/agent/canvas/con_none/initialize").status_code == 404


@pytest.mark.parametrize("body", [{}, {"conversation": None}, {"component_id": ["x"]}, {"conversation": {"id": {}}}])
def test_odd_request_gets_a_card_all_the_same(inbox: Inbox, body: dict[str, Any]) -> None:
    answer = inbox.ask("submit", admin=TEAMMATE, **body)

    assert answer.status_code == 200
    assert answer.json["canvas"]["content"]["components"]
