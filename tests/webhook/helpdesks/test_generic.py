"""The generic helpdesk: documented JSON in, signed events out."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from drafter.decisions import Decision, DecisionKind
from drafter.errors import TicketFormatError
from drafter.tickets import Author
from tests.makers import make_draft, make_hit, make_ticket
from tests.tools.clocks import START
from tests.tools.listening import listening
from tests.tools.sending import SECRET, event_body, ticket_data
from webhook.errors import HelpdeskRejectedError, MalformedEventError, UnsupportedMediaError
from webhook.helpdesks.base import Connection, EventKind, InboundEvent, RawRequest
from webhook.helpdesks.generic import GenericHelpdesk

CONNECTION = Connection("con_1", "generic", "brd_1", "shop", (SECRET,))
REPLY = {"id": "r-1", "text": "30 days.", "agent": {"id": "a-1", "name": "Dani"}, "sent_at": "2026-03-10T10:00:00Z"}


def test_ticket_event_names_its_ticket_and_time() -> None:
    event = _parse(event_body("ticket.created"))

    assert (event.event_id, event.kind, event.ticket_external_id) == ("evt_1", EventKind.TICKET_CREATED, "T-1")
    assert event.occurred_at == START


@pytest.mark.parametrize("kind", ["ticket.exploded", "", "ignored", "TICKET.CREATED"])
def test_type_we_do_not_know_is_ignored(kind: str) -> None:
    assert _parse(event_body(kind)).kind is EventKind.IGNORED


@pytest.mark.parametrize("kind", [kind.value for kind in EventKind if kind.value.startswith("order.")])
def test_order_events_need_no_ticket(kind: str) -> None:
    event = _parse(event_body(kind, {"order": {"order_number": "A1"}, "ticket": "T-7"}))

    assert (event.kind.value, event.ticket_external_id) == (kind, "T-7")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", MalformedEventError),
        (b"[]", MalformedEventError),
        (b'{"type": 5}', MalformedEventError),
        (b'{"type": "ticket.created"}', TicketFormatError),
        (b'{"type": "ticket.created", "data": []}', TicketFormatError),
        (b'{"type": "ticket.created", "data": {"id": "T-1"}}', TicketFormatError),
        (b'{"type": "agent.replied", "data": {"id": "T-1"}}', TicketFormatError),
    ],
    ids=["empty", "list", "type", "no-data", "data-list", "no-message", "no-reply"],
)
def test_body_that_is_no_event_is_told_so(body: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        _parse(body)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"])
def test_other_content_type_is_refused(content_type: str) -> None:
    with pytest.raises(UnsupportedMediaError):
        _parse(event_body(), content_type=content_type)


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8", "text/x+json", ""])
def test_json_content_type_is_taken(content_type: str) -> None:
    assert _parse(event_body(), content_type=content_type).kind is EventKind.TICKET_CREATED


@pytest.mark.parametrize("stamp", [None, "soon", "2026-03-10", "0001-01-01T00:00:00Z", 5])
def test_odd_time_of_the_envelope_is_left_out(stamp: object) -> None:
    body = json.dumps({"type": "ticket.created", "timestamp": stamp, "data": ticket_data()}).encode()

    assert _parse(body).occurred_at is None


def test_agents_reply_is_a_message_and_the_reply() -> None:
    fetched = _fetch({**ticket_data(), "reply": REPLY})

    last = fetched.ticket.messages[-1]
    assert (last.id, last.author, last.text, last.author_name) == ("r-1", Author.AGENT, "30 days.", "Dani")
    assert fetched.reply
    assert (fetched.reply.external_id, fetched.reply.agent_id) == ("r-1", "a-1")


def test_reply_without_id_takes_the_events() -> None:
    reply = {key: value for key, value in REPLY.items() if key not in ("id", "sent_at")}

    fetched = _fetch({**ticket_data(), "reply": reply})

    assert fetched.reply
    assert (fetched.reply.external_id, fetched.reply.sent_at) == ("evt_1", START)


def test_reply_that_is_among_the_messages_is_there_once() -> None:
    messages = [*ticket_data()["messages"], {"id": "r-1", "author": "agent", "text": "30 days."}]

    fetched = _fetch({**ticket_data(messages=messages), "reply": REPLY})

    assert [message.id for message in fetched.ticket.messages] == ["T-1-m1", "r-1"]


def test_own_accounts_messages_are_no_replies() -> None:
    messages = [
        *ticket_data()["messages"],
        {"id": "n-1", "author": "agent", "author_id": "us", "text": "Draft"},
        {"id": "r-1", "author": "agent", "author_id": "a-1", "text": "30 days."},
        {"id": "n-2", "author": "agent", "author_id": "a-1", "public": False, "text": "A note"},
    ]
    connection = replace(CONNECTION, options={"own_user_id": "us"})

    fetched = _fetch(ticket_data(messages=messages), kind=EventKind.TICKET_REPLIED, connection=connection)

    assert [reply.external_id for reply in fetched.replies] == ["r-1"]


def test_draft_goes_out_signed_with_the_helpdesks_ticket_id() -> None:
    ticket, draft = make_ticket(), make_draft(("30 days.", (make_hit("30 days."),)))
    with listening(SECRET) as listener:
        helpdesk = GenericHelpdesk(now=lambda: datetime.now(UTC), may_call_private=lambda connection: True)
        helpdesk.show_draft(ticket, draft, _calling(listener.url), marker="mrk_1", ref=None)

        heard = listener.wait_for("draft.ready")

    assert heard.is_verified
    assert (heard.id, heard.data["ticket"], heard.data["id"]) == ("mrk_1", "T-1", draft.id)
    assert heard.data["sentences"][0]["citations"][0]["snippet_id"] == "snp_1"


def test_decision_goes_out_with_the_text_to_send() -> None:
    decision = Decision("dec_1", "dft_1", DecisionKind.EDITED, "usr_1", "agent", START, text="45 days.")
    with listening(SECRET) as listener:
        _helpdesk().show_decision(
            make_ticket(), make_draft("30 days."), decision, _calling(listener.url), marker="mrk_2"
        )

        heard = listener.wait_for("draft.decided")

    assert heard.data["decision"]["kind"] == "edited"
    assert heard.data["decision"]["text"] == "45 days."


def test_without_callback_nobody_is_called() -> None:
    shown = _helpdesk().show_draft(make_ticket(), make_draft("x"), CONNECTION, marker="mrk_1", ref=None)

    assert shown.ref is None
    assert not _helpdesk().wants(CONNECTION)
    assert _helpdesk().wants(_calling("https://shop.example/x"))


def test_inner_callback_that_no_operator_gave_is_refused() -> None:
    helpdesk = _helpdesk(may_call_private=lambda connection: False)

    with pytest.raises(HelpdeskRejectedError):
        helpdesk.show_draft(make_ticket(), make_draft("x"), _calling("http://127.0.0.1:9/"), marker="m", ref=None)


def _helpdesk(may_call_private: Callable[[Connection], bool] = lambda connection: True) -> GenericHelpdesk:
    return GenericHelpdesk(now=lambda: START, may_call_private=may_call_private)


def _calling(url: str) -> Connection:
    return replace(CONNECTION, options={"callback_url": url})


def _parse(body: bytes, *, content_type: str = "application/json") -> InboundEvent:
    return _helpdesk().parse_event(RawRequest({"content-type": content_type, "webhook-id": "evt_1"}, body), CONNECTION)


def _fetch(
    data: dict[str, Any], *, kind: EventKind = EventKind.AGENT_REPLIED, connection: Connection = CONNECTION
) -> Any:
    return _helpdesk().fetch_ticket(InboundEvent("evt_1", kind, data, "T-1", START), connection)
