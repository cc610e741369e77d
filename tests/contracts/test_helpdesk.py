"""What every Helpdesk adapter does, whatever its vendor: verify, recognise, fetch, keep our own echoes out.

An adapter joins with one ``Row``: its connection and its bodies for the same little story.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafter.tickets import Author
from knowledge_base.foundation.errors import ServiceError
from tests.tools.clocks import START
from tests.tools.sending import SECRET, signed
from webhook.errors import SignatureError
from webhook.helpdesks.base import Connection, EventKind, Helpdesk, RawRequest
from webhook.helpdesks.django_helpdesk import DjangoHelpdesk
from webhook.helpdesks.generic import GenericHelpdesk
from webhook.receiving import lower_headers

QUESTION, ANSWER = "How long can I return boots?", "You have 60 days, Maya."


@dataclass(frozen=True)
class Row:
    """One adapter.  ``bodies`` tell: ``asked``, ``answered`` by an agent, and ``ours``, our own account's echo."""

    helpdesk: Helpdesk
    connection: Connection
    bodies: Mapping[str, Any]
    sign: Callable[[bytes], RawRequest]
    forge: Callable[[bytes], RawRequest]

    def request(self, story: str) -> RawRequest:
        """The signed request of one body."""
        return self.sign(json.dumps(self.bodies[story]).encode())


def generic() -> Row:
    asked = {"id": "m1", "author": "requester", "text": QUESTION}
    said = {"id": "m2", "author": "agent", "text": ANSWER, "author_id": "a-7", "created_at": "2026-03-10T09:05:00Z"}
    echo = {"id": "m3", "author": "agent", "text": "By our own account.", "author_id": "bot"}
    reply = {"id": "m2", "text": ANSWER, "agent": {"id": "a-7"}, "sent_at": "2026-03-10T09:05:00Z"}

    def body(kind: str, *messages: Any, **more: Any) -> dict[str, Any]:
        data = {"id": "7", "subject": "Boots", "messages": list(messages), **more}
        return {"type": kind, "timestamp": "2026-03-10T09:00:00Z", "data": data}

    def sign(raw: bytes, secret: str = SECRET) -> RawRequest:
        return RawRequest(lower_headers(signed(raw, event_id="msg_1", now=START, secret=secret)), raw)

    return Row(
        GenericHelpdesk(now=lambda: START, may_call_private=lambda _: True),
        Connection("con_1", "generic", "brd_1", "shop", secrets=(SECRET,), options={"own_user_id": "bot"}),
        {
            "asked": body("ticket.created", asked),
            "answered": body("agent.replied", asked, said, reply=reply),
            "ours": body("ticket.replied", asked, said, echo),
        },
        sign,
        lambda raw: sign(raw, secret="whsec_" + "A" * 43 + "="),
    )


def django_helpdesk() -> Row:
    def followup(number: int, text: str, user: int | None) -> dict[str, Any]:
        date = f"2026-03-10T09:0{number}:00Z"
        return {"id": number, "ticket": 7, "user": user, "comment": text, "public": True, "date": date}

    def body(*followups: Any, newest: int | None = None) -> dict[str, Any]:
        ticket = {"id": 7, "title": "Boots", "description": QUESTION, "status": 1, "followup_set": list(followups)}
        return {"ticket": ticket} | ({"followup_id": newest} if newest else {})

    asked, said, echo = followup(1, QUESTION, None), followup(2, ANSWER, 2), followup(3, "By our own account.", 3)
    return Row(
        DjangoHelpdesk(may_call_private=lambda _: True),
        Connection("con_1", "django-helpdesk", "brd_1", "desk", options={"own_user_id": "3"}, path_segment="s3cret"),
        {
            "asked": body(asked),
            "answered": body(asked, said, newest=2),
            "ours": body(asked, said, echo, newest=3),
        },
        lambda raw: RawRequest({}, raw, "s3cret"),
        lambda raw: RawRequest({}, raw, "s3cres"),
    )


ROWS = {"generic": generic(), "django-helpdesk": django_helpdesk()}


@pytest.fixture(params=ROWS)
def row(request: pytest.FixtureRequest) -> Row:
    return ROWS[request.param]


def test_adapter_serves_its_connections_kind(row: Row) -> None:
    assert row.helpdesk.kind == row.connection.kind


def test_right_request_is_let_in(row: Row) -> None:
    row.helpdesk.verify(row.request("asked"), row.connection, now=START)


def test_forged_request_is_refused(row: Row) -> None:
    with pytest.raises(SignatureError):
        row.helpdesk.verify(row.forge(b"{}"), row.connection, now=START)


def test_connection_without_secrets_lets_nobody_in(row: Row) -> None:
    bare = replace(row.connection, secrets=(), path_segment=None)

    with pytest.raises(SignatureError):
        row.helpdesk.verify(row.request("asked"), bare, now=START)


def test_event_read_twice_is_the_same_event(row: Row) -> None:
    first, second = (row.helpdesk.parse_event(row.request("asked"), row.connection) for _ in range(2))

    assert first == second
    assert first.event_id


@pytest.mark.parametrize(
    ("story", "kind"), [("asked", EventKind.TICKET_CREATED), ("answered", EventKind.AGENT_REPLIED)]
)
def test_what_happened_is_recognised(row: Row, story: str, kind: EventKind) -> None:
    event = row.helpdesk.parse_event(row.request(story), row.connection)

    assert (event.kind, event.ticket_external_id) == (kind, "7")


def test_event_data_can_be_kept_as_json(row: Row) -> None:
    event = row.helpdesk.parse_event(row.request("answered"), row.connection)

    assert json.loads(json.dumps(event.data)) == event.data


def test_ticket_is_fetched_in_our_words(row: Row) -> None:
    event = row.helpdesk.parse_event(row.request("asked"), row.connection)

    ticket = row.helpdesk.fetch_ticket(event, row.connection).ticket

    assert (ticket.id, ticket.brand_id, ticket.external_id, ticket.subject) == ("", "", "7", "Boots")
    assert ticket.newest_request
    assert ticket.newest_request.text == QUESTION
    assert ticket.awaits_reply


def test_agents_reply_is_named_with_who_sent_it_and_when(row: Row) -> None:
    event = row.helpdesk.parse_event(row.request("answered"), row.connection)

    fetched = row.helpdesk.fetch_ticket(event, row.connection)

    assert fetched.reply
    assert fetched.reply.text == ANSWER
    assert fetched.reply.external_id
    assert fetched.reply.agent_id
    assert fetched.reply.sent_at
    assert fetched.ticket.messages[-1].author is Author.AGENT
    assert not fetched.ticket.awaits_reply


def test_reply_is_among_the_tickets_replies(row: Row) -> None:
    event = row.helpdesk.parse_event(row.request("answered"), row.connection)

    fetched = row.helpdesk.fetch_ticket(event, row.connection)

    assert [one.text for one in fetched.replies] == [ANSWER]


def test_our_own_account_is_never_taken_for_an_agent(row: Row) -> None:
    event = row.helpdesk.parse_event(row.request("ours"), row.connection)
    if event.kind is EventKind.IGNORED:
        return

    fetched = row.helpdesk.fetch_ticket(event, row.connection)

    assert [one.text for one in fetched.replies] == [ANSWER]
    assert fetched.reply is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(["type", "data", "ticket", "id", "messages", "followup_id", "followup_set", "reply", "text"])
SHAPES = st.recursive(JSON, lambda inner: st.dictionaries(NAMES, inner, max_size=5), max_leaves=12)
KINDS = st.sampled_from([kind.value for kind in EventKind])


@pytest.mark.parametrize("name", ROWS)
@settings(max_examples=80, deadline=None, derandomize=True, database=None)
@given(shape=SHAPES | st.builds(lambda kind, data: {"type": kind, "data": data}, KINDS, SHAPES))
def test_any_body_is_read_or_refused_in_our_words(name: str, shape: Any) -> None:
    row = ROWS[name]
    request = row.sign(json.dumps(shape).encode())
    with suppress(ServiceError):
        event = row.helpdesk.parse_event(request, row.connection)
        assert event.event_id
        assert event == row.helpdesk.parse_event(request, row.connection)
        if event.kind is not EventKind.IGNORED and event.ticket_external_id:
            row.helpdesk.fetch_ticket(event, row.connection)


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"{", b"[]", b"null", b"[" * 50_000, b'{"type":"ticket.created"}'])
def test_garbage_is_refused_in_our_words(row: Row, body: bytes) -> None:
    with pytest.raises(ServiceError):
        row.helpdesk.parse_event(row.sign(body), row.connection)
