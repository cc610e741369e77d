"""What the hosted helpdesks do each in its own way: their signatures, forms of body, and traps."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafter.drafts import Draft, DraftStatus
from drafter.tickets import Author, Message, Requester, Ticket, TicketStatus
from knowledge_base.foundation.errors import ServiceError
from tests.tools.desks import NUMBER, OPENED
from tests.tools.desks.front import FrontDesk
from tests.tools.desks.gorgias import GorgiasDesk
from tests.tools.desks.helpscout import HelpScoutDesk
from tests.tools.desks.intercom import IntercomDesk
from tests.tools.desks.zendesk import ZendeskDesk
from webhook.errors import HelpdeskRejectedError, SignatureError, StaleEventError
from webhook.helpdesks.base import Connection, EventKind, Helpdesk, InboundEvent, RawRequest
from webhook.helpdesks.freshdesk import Freshdesk
from webhook.helpdesks.front import Front
from webhook.helpdesks.gorgias import Gorgias
from webhook.helpdesks.helpscout import HelpScout
from webhook.helpdesks.intercom import Intercom
from webhook.helpdesks.zendesk import Zendesk

BODY = b'{"a":1}'
ADAPTERS: dict[str, Helpdesk] = {
    made.kind: made(may_call_private=lambda _: True)
    for made in (Zendesk, Freshdesk, Intercom, Gorgias, Front, HelpScout)
}
VECTORS = [  # made of secret "test-secret" and the body above by each documented scheme
    (
        "zendesk",
        {
            "x-zendesk-webhook-signature": "OG3zFpLNZlfgDNHFi3FQqHTgSvFj5RQ5aIutsshK/k8=",
            "x-zendesk-webhook-signature-timestamp": "2026-01-02T03:04:05Z",
        },
    ),
    ("intercom", {"x-hub-signature": "sha1=d9a014d66df1a07cce236dab2de28e4880a5edca"}),
    (
        "front",
        {
            "x-front-signature": "CbM3vgwZROu6fse8niOjDL8Yn3U5Abb3fmnZsdMbTo8=",
            "x-front-request-timestamp": "1767323045000",
        },
    ),
    ("front", {"x-front-signature": "2aAU1m3xoHzOI22rLeKOSICl7co="}),
    ("helpscout", {"x-helpscout-signature": "2aAU1m3xoHzOI22rLeKOSICl7co="}),
    ("gorgias", {"x-gorgias-shared-secret": "test-secret"}),
    ("freshdesk", {"x-drafter-secret": "test-secret"}),
    ("freshdesk", {"authorization": "Basic ZHJhZnRlcjp0ZXN0LXNlY3JldA=="}),
]
SIGNED_AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def link(kind: str, **options: str) -> Connection:
    """A connection without an API."""
    return Connection("con_1", kind, "brd_1", "desk", secrets=("test-secret",), options=options)


def parse(kind: str, body: Any, headers: dict[str, str] | None = None, **options: str) -> InboundEvent:
    """Read one body."""
    return ADAPTERS[kind].parse_event(RawRequest(headers or {}, json.dumps(body).encode()), link(kind, **options))


def a_ticket() -> Ticket:
    """The ticket that the desks hold."""
    person = Requester("8", "Maya Okafor", "maya@cust.example")
    return Ticket("tkt_1", NUMBER, "brd_1", (Message("101", Author.REQUESTER, "Hi"),), requester=person)


def a_draft(text: str) -> Draft:
    """A draft that is ready."""
    return Draft("dft_1", "tkt_1", DraftStatus.READY, OPENED, text=text)


@pytest.mark.parametrize(("kind", "headers"), VECTORS)
def test_known_signature_is_let_in_and_its_neighbours_are_not(kind: str, headers: dict[str, str]) -> None:
    adapter, right = ADAPTERS[kind], RawRequest(headers, BODY)

    adapter.verify(right, link(kind), now=SIGNED_AT)

    for wrong in ({}, {**headers, next(iter(headers)): "x"}, {**headers, next(iter(headers)): ""}):
        with pytest.raises(SignatureError):
            adapter.verify(RawRequest(wrong, BODY), link(kind), now=SIGNED_AT)


@pytest.mark.parametrize("kind", ["zendesk", "front"])
def test_stamp_that_is_not_signed_or_not_fresh_is_refused(kind: str) -> None:
    headers = next(found for name, found in VECTORS if name == kind)
    stamp = list(headers)[1]

    moved = RawRequest({**headers, stamp: headers[stamp].replace("5", "6", 1)}, BODY)
    with pytest.raises(SignatureError):
        ADAPTERS[kind].verify(moved, link(kind), now=SIGNED_AT)
    with pytest.raises(StaleEventError):
        ADAPTERS[kind].verify(RawRequest(headers, BODY), link(kind), now=SIGNED_AT.replace(hour=4))


@pytest.mark.parametrize(
    ("kind", "body", "headers", "wanted"),
    [
        ("zendesk", {"type": "ticket.created", "ticket": {"id": 7}}, {}, EventKind.TICKET_CREATED),
        ("zendesk", {"ticket_id": "7", "status": "Solved"}, {}, EventKind.TICKET_SOLVED),
        ("zendesk", {"ticket_id": "7", "status": "Open"}, {}, EventKind.TICKET_REPLIED),
        (
            "zendesk",
            {
                "event": "comment",
                "ticket": {"id": 7, "requester": {"id": "8"}},
                "comment": {"body": "x", "is_public": "true", "author": {"id": "5", "role": "agent"}},
            },
            {},
            EventKind.AGENT_REPLIED,
        ),
        (
            "zendesk",
            {
                "event": "comment",
                "ticket": {"id": 7},
                "comment": {"body": "x", "is_public": "false", "author": {"id": "5", "role": "agent"}},
            },
            {},
            EventKind.IGNORED,
        ),
        (
            "zendesk",
            {
                "type": "zen:event-type:messaging_ticket.message_added",
                "id": "e1",
                "subject": "zen:ticket:7",
                "detail": {"id": "7"},
                "event": {"actor": {"id": "8", "type": "end_user"}, "message": {"id": "m", "body": "Hi"}},
            },
            {},
            EventKind.TICKET_REPLIED,
        ),
        (
            "zendesk",
            {"type": "zen:event-type:messaging_ticket.message_added", "id": "e1", "detail": {"id": "7"}}
            | {"event": {"actor": {"id": "zd:answerBot", "type": "system"}, "message": {"id": "m", "body": "Hi"}}},
            {},
            EventKind.IGNORED,
        ),
        (
            "freshdesk",
            {"freshdesk_webhook": {"ticket_id": 7, "triggered_event": "{ticket_action:created}"}},
            {},
            EventKind.TICKET_CREATED,
        ),
        (
            "freshdesk",
            {"freshdesk_webhook": {"ticket_id": 7, "triggered_event": "{status:{from:Open,to:Closed}}"}},
            {},
            EventKind.TICKET_SOLVED,
        ),
        (
            "freshdesk",
            {"freshdesk_webhook": {"ticket_id": 7, "triggered_event": "{status:{from:Closed,to:Open}}"}},
            {},
            EventKind.TICKET_REOPENED,
        ),
        ("freshdesk", {"ticket_id": "7", "triggered_event": "{note_type:private}"}, {}, EventKind.IGNORED),
        ("freshdesk", {"event": "ticket.replied", "ticket_id": "7"}, {}, EventKind.TICKET_REPLIED),
        (
            "intercom",
            {"topic": "ticket.admin.replied", "id": "n1"}
            | {
                "data": {
                    "item": {
                        "ticket": {"id": "7"},
                        "ticket_part": {"id": "3", "part_type": "comment", "body": "x", "author": {"type": "admin"}},
                    }
                }
            },
            {},
            EventKind.AGENT_REPLIED,
        ),
        (
            "intercom",
            {"topic": "ticket.state.updated", "id": "n1"}
            | {"data": {"item": {"id": "7", "ticket_state": {"category": "resolved"}}}},
            {},
            EventKind.TICKET_SOLVED,
        ),
        ("intercom", {"topic": "ping", "id": None, "data": {"item": {"type": "ping"}}}, {}, EventKind.IGNORED),
        ("gorgias", {"form": {"ticket": {"id": 7, "status": "closed"}}}, {}, EventKind.TICKET_SOLVED),
        ("gorgias", {"context": '{"ticket": {"id": 7, "status": "open"}}'}, {}, EventKind.TICKET_REPLIED),
        (
            "gorgias",
            {"event": "ticket-message-created", "ticket_id": "7"}
            | {"message": {"id": 2, "from_agent": "True", "public": "True"}},
            {},
            EventKind.AGENT_REPLIED,
        ),
        ("gorgias", {"event": "ticket-handed-over", "ticket": {"id": 7}}, {}, EventKind.TICKET_ESCALATED),
        ("front", {"type": "archive", "id": "evt_1", "conversation": {"id": "cnv_1"}}, {}, EventKind.TICKET_SOLVED),
        ("front", {"type": "inbound", "id": "evt_1", "conversation": {"id": "cnv_1"}}, {}, EventKind.TICKET_REPLIED),
        ("helpscout", {}, {"x-helpscout-event": "helpscout.test"}, EventKind.IGNORED),
        ("helpscout", {"id": 7, "status": "pending"}, {"x-helpscout-event": "convo.status"}, EventKind.IGNORED),
    ],
)
def test_each_documented_form_of_body_is_recognised(
    kind: str, body: Any, headers: dict[str, str], wanted: EventKind
) -> None:
    event = parse(kind, body, headers)

    assert event.kind is wanted
    assert event.event_id
    assert event == parse(kind, body, headers)


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=6), inner, max_size=2),
    max_leaves=5,
)
NAMES = (
    "type id event topic data item ticket message comment conversation payload target threads _embedded tags detail"
    " source author conversation_parts freshdesk_webhook ticket_id status form context changes custom_fields"
)
FIELDS = st.sampled_from(NAMES.split())
SHAPES = st.recursive(ANY, lambda inner: st.dictionaries(FIELDS, inner, max_size=5), max_leaves=14)
NAMED: dict[str, Callable[[Any], Any]] = {
    "zendesk": lambda value: {"type": "zen:event-type:ticket.comment_added", "id": "e", **value},
    "freshdesk": lambda value: {"event": "onConversationCreate", "data": value},
    "intercom": lambda value: {"topic": "conversation.user.replied", "data": {"item": {"id": "7", **value}}},
    "gorgias": lambda value: {"event": "ticket-message-created", "ticket_id": "7", **value},
    "front": lambda value: {"type": "inbound_received", "payload": {"conversation": {"id": "c", **value}, **value}},
    "helpscout": lambda value: {"id": 7, **value},
}


@pytest.mark.parametrize("kind", NAMED)
@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(shape=st.dictionaries(FIELDS, SHAPES, max_size=5))
def test_any_body_is_read_or_refused_in_our_words(kind: str, shape: Any) -> None:
    headers = {"x-helpscout-event": "convo.customer.reply.created"}
    for body in (shape, NAMED[kind](shape)):
        with suppress(ServiceError):
            event = parse(kind, body, headers)
            assert event.event_id
            assert event == parse(kind, body, headers)
            if event.kind is not EventKind.IGNORED and event.ticket_external_id:
                ADAPTERS[kind].fetch_ticket(event, link(kind))


def test_zendesk_note_says_that_it_is_not_public() -> None:
    desk = ZendeskDesk()
    try:
        ADAPTERS["zendesk"].show_draft(a_ticket(), a_draft("Hello"), desk.connection(), marker="m", ref=None)

        written = [call.value["ticket"]["comment"] for call in desk.calls if call.method == "PUT"]
        assert [one["public"] for one in written] == [False]
    finally:
        desk.close()


def test_gorgias_note_is_named_as_one_twice_over() -> None:
    desk = GorgiasDesk()
    try:
        ADAPTERS["gorgias"].show_draft(a_ticket(), a_draft("Hello"), desk.connection(), marker="m", ref=None)

        written = [call.value for call in desk.calls if call.method == "POST"]
        assert [(one["public"], one["channel"]) for one in written] == [(False, "internal-note")]
    finally:
        desk.close()


def test_front_challenge_is_answered() -> None:
    request = RawRequest({"x-front-challenge": "abc"}, b'{"type":"sync"}')

    assert Front(may_call_private=lambda _: True).challenge(request, link("front")) == {"challenge": "abc"}


@pytest.mark.parametrize(("made", "kind"), [(FrontDesk, "front"), (HelpScoutDesk, "helpscout")])
def test_draft_that_an_agent_has_changed_is_left_alone(made: Callable[[], Any], kind: str) -> None:
    desk = made()
    try:
        connection, adapter = desk.connection(), ADAPTERS[kind]
        ref = adapter.show_draft(a_ticket(), a_draft("First words"), connection, marker="m1", ref=None).ref
        if kind == "front":
            desk.boxes[0]["body"] = "<p>First words, and mine</p>"
        else:
            desk.boxes[801] = "<p>First words, and mine</p>"

        adapter.show_draft(a_ticket(), a_draft("Second words"), connection, marker="m2", ref=ref)

        assert desk.drafts == ["First words, and mine"]
        assert any("Second words" in one.text for one in desk.internal())
        assert desk.mailed() == []
    finally:
        desk.close()


@pytest.mark.parametrize(("made", "kind"), [(FrontDesk, "front"), (HelpScoutDesk, "helpscout")])
def test_nothing_of_ours_stands_in_a_drafts_own_words(made: Callable[[], Any], kind: str) -> None:
    desk = made()
    try:
        ADAPTERS[kind].show_draft(a_ticket(), a_draft("Only this."), desk.connection(), marker="m1", ref=None)

        assert desk.drafts == ["Only this."]
    finally:
        desk.close()


def test_help_scout_token_that_ran_out_is_fetched_anew() -> None:
    desk = HelpScoutDesk()
    try:
        adapter = HelpScout(may_call_private=lambda _: True)
        assert adapter.own_account(desk.connection()) == desk.own_id
        desk.tokens = 2

        assert adapter.own_account(desk.connection()) == desk.own_id
        with pytest.raises(HelpdeskRejectedError):
            adapter.own_account(desk.connection(api_token="app:wrong"))
    finally:
        desk.close()


def test_intercom_bot_is_nobody_and_a_closing_word_is_a_reply() -> None:
    desk = IntercomDesk()
    try:
        desk.asks("How long?")
        connection, parts = desk.connection(), desk.conversation()
        bot = {"id": "500", "part_type": "comment", "body": "Back soon", "author": {"type": "bot", "id": "1"}}
        last = {"id": "501", "part_type": "close", "body": "60 days.", "author": {"type": "admin", "id": "5"}}
        parts["conversation_parts"]["conversation_parts"] = [
            {**bot, "created_at": 1773140000},
            {**last, "created_at": 1773150000},
        ]
        request = desk.notify("conversation.admin.closed", {**parts, "state": "closed", "open": False})
        event = ADAPTERS["intercom"].parse_event(request, connection)

        fetched = ADAPTERS["intercom"].fetch_ticket(event, replace(connection, options={"own_user_id": "99"}))

        assert [one.author for one in fetched.ticket.messages] == [Author.REQUESTER, Author.SYSTEM, Author.AGENT]
        assert (fetched.reply and fetched.reply.text, fetched.ticket.status) == ("60 days.", TicketStatus.SOLVED)
    finally:
        desk.close()
