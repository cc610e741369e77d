"""What every helpdesk's adapter does, each behaviour as one function over a desk on loopback.

A behaviour is proven for a kind by running here against a server that enforces the vendor's
documented contract.  ``MATRIX`` says for each kind which ones the vendor allows at all.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from drafter.drafts import Draft, DraftStatus
from drafter.tickets import Author, Message, Requester, Ticket, TicketStatus
from knowledge_base.foundation.errors import ServiceError
from tests.tools.desks import NUMBER, OPENED, Desk, Fault
from webhook.errors import HelpdeskUnavailableError, MalformedEventError, SignatureError, StaleEventError
from webhook.helpdesks.base import (
    Connection,
    Escalating,
    EventKind,
    FetchedTicket,
    Helpdesk,
    InboundEvent,
    Macros,
    Polling,
    RawRequest,
    Retracting,
    Sending,
    Whoami,
)
from webhook.helpdesks.notes import BEGIN
from webhook.helpdesks.texts import plain

QUESTION, MORE, ANSWER = "How long can I return boots?", "And what does the label cost?", "You have 60 days, Maya."
TEXT = 'Hi Maya,\n\nuse {{ticket.title}} & <b>"60 days"</b> – really.\n\nNorthway'
NOW = OPENED
ENDED = (TicketStatus.SOLVED, TicketStatus.CLOSED)


@dataclass(frozen=True)
class Rig:
    """An adapter, its vendor's server and the connection between them."""

    desk: Desk
    helpdesk: Helpdesk
    connection: Connection

    def parse(self, request: RawRequest | None) -> InboundEvent:
        """Verify and read one hook."""
        assert request is not None, "this vendor sends no such hook"
        self.helpdesk.verify(request, self.connection, now=NOW)
        return self.helpdesk.parse_event(request, self.connection)

    def fetch(self, event: InboundEvent) -> FetchedTicket:
        """Read the ticket that an event is about."""
        return self.helpdesk.fetch_ticket(event, self.connection)

    def ticket(self) -> Ticket:
        """The ticket as we would hold it after the first event."""
        message = Message("101", Author.REQUESTER, QUESTION)
        person = Requester("8", "Maya Okafor", "maya@cust.example")
        return Ticket("tkt_1", NUMBER, "brd_1", (message,), subject="Boots", requester=person)

    def show(self, text: str = TEXT, *, marker: str = "mrk_1", ref: str | None = None) -> str | None:
        """Show a draft."""
        draft = Draft("dft_1", "tkt_1", DraftStatus.READY, NOW, text=text)
        return self.helpdesk.show_draft(self.ticket(), draft, self.connection, marker=marker, ref=ref).ref

    def standing(self) -> list[str]:
        """The suggestions that agents see now, as plain text."""
        notes = [_shown(one.text) for one in self.desk.internal()]
        shared = getattr(self.desk, "shared", None)
        called = [one["data"]["text"] for one in getattr(self.desk, "called", [])]
        drafts = [plain(shared["new_article"]["body"])] if shared else []
        return [*notes, *drafts, *called, *getattr(self.desk, "drafts", [])]


Behaviour = Callable[[Rig], None]
BEHAVIOURS: dict[str, Behaviour] = {}


def behaviour(name: str) -> Callable[[Behaviour], Behaviour]:
    """Register one behaviour under the words of the table."""

    def keep(function: Behaviour) -> Behaviour:
        BEHAVIOURS[name] = function
        return function

    return keep


@behaviour("signature over the raw bytes")
def signature(rig: Rig) -> None:
    right = rig.desk.asks(QUESTION)
    assert right is not None
    rig.helpdesk.verify(right, rig.connection, now=NOW)
    if rig.desk.segment:
        wrong = [replace(right, path_segment=one) for one in (None, "", f"{rig.desk.segment}x", rig.desk.segment[:-1])]
    else:
        # The same JSON written otherwise is another request.
        other = json.dumps(json.loads(right.body), indent=1).encode()
        bodies = [right.body + b" ", right.body[:-1], b"", right.body.replace(b"7", b"8"), other]
        wrong = [replace(right, body=body) for body in bodies] if rig.desk.signs else []
        wrong += [rig.desk.sign(right.body, secret=_other_secret(rig.desk.secret)), replace(right, headers={})]
        wrong += [replace(right, headers=_cut(right.headers, length)) for length in (1, 12)]
    for one in wrong:
        with pytest.raises((SignatureError, StaleEventError)):
            rig.helpdesk.verify(one, rig.connection, now=NOW)
    with pytest.raises(SignatureError):
        rig.helpdesk.verify(right, replace(rig.connection, secrets=(), path_segment=None), now=NOW)


@behaviour("two secrets while one is rotated")
def two_secrets(rig: Rig) -> None:
    right = rig.desk.asks(QUESTION)
    assert right is not None
    new = _other_secret(rig.desk.secret)
    ends = NOW + timedelta(hours=1)
    if rig.desk.segment:
        secrets = ("new", f"path:{rig.desk.segment}")
        rotated = replace(rig.connection, secrets=secrets, path_segment="new-path", old_secrets_end_at=ends)
    else:
        rotated = replace(rig.connection, secrets=(new, rig.desk.secret), old_secrets_end_at=ends)
        rig.helpdesk.verify(rig.desk.sign(right.body, secret=new), rotated.at(NOW), now=NOW)
    rig.helpdesk.verify(right, rotated.at(NOW), now=NOW)
    with pytest.raises(SignatureError):
        rig.helpdesk.verify(right, rotated.at(ends), now=NOW)


@behaviour("replay window")
def replay_window(rig: Rig) -> None:
    body = b"{}"
    rig.helpdesk.verify(rig.desk.sign(body, at=NOW - timedelta(minutes=4)), rig.connection, now=NOW)
    for late in (timedelta(minutes=-6), timedelta(minutes=6), timedelta(days=400)):
        with pytest.raises(StaleEventError):
            rig.helpdesk.verify(rig.desk.sign(body, at=NOW + late), rig.connection, now=NOW)


@behaviour("duplicate delivery is one event")
def duplicates(rig: Rig) -> None:
    hooks = [rig.desk.asks(QUESTION), rig.desk.writes(MORE), rig.desk.replies(ANSWER)]
    first = [rig.parse(one) for one in hooks]
    again = [rig.parse(one) for one in hooks]
    assert first == again
    assert len({one.event_id for one in first}) == len(hooks)
    assert all(one.event_id and len(one.event_id) <= 255 for one in first)
    assert all(json.loads(json.dumps(one.data)) == one.data for one in first)


@behaviour("what happened is recognised")
def recognised(rig: Rig) -> None:
    kinds = [rig.parse(one).kind for one in (rig.desk.asks(QUESTION), rig.desk.writes(MORE), rig.desk.replies(ANSWER))]
    assert kinds[0] in (EventKind.TICKET_CREATED, EventKind.TICKET_REPLIED)
    assert kinds[1:] == [EventKind.TICKET_REPLIED, EventKind.AGENT_REPLIED]


@behaviour("unknown events are ignored")
def unknown(rig: Rig) -> None:
    rig.desk.asks(QUESTION)
    assert rig.parse(rig.desk.unheard_of()).kind is EventKind.IGNORED


@behaviour("garbage is refused in our words")
def garbage(rig: Rig) -> None:
    for body in (b"", b"\xff\xfe", b"{", b"[]", b"null", b"7", b"[" * 50_000):
        with pytest.raises(MalformedEventError):
            rig.helpdesk.parse_event(rig.desk.sign(body), rig.connection)
    whole = rig.desk.asks(QUESTION)
    assert whole is not None
    for broken in _bent(json.loads(whole.body)):
        with suppress(ServiceError):
            event = rig.helpdesk.parse_event(replace(whole, body=json.dumps(broken).encode()), rig.connection)
            if event.kind is not EventKind.IGNORED and event.ticket_external_id:
                rig.helpdesk.fetch_ticket(event, replace(rig.connection, options={}))


@behaviour("own echoes are dropped")
def echoes(rig: Rig) -> None:
    rig.desk.asks(QUESTION)
    rig.show()
    note = rig.parse(rig.desk.echoes(f"{BEGIN}\nx\n\ndrafter-note:mrk_1", is_public=False))
    public = rig.parse(rig.desk.echoes("By our own account."))
    for event in (note, public):
        if event.kind is not EventKind.IGNORED:
            fetched = rig.fetch(event)
            assert fetched.reply is None
            assert fetched.replies == ()
            if rig.desk.kind == "generic":
                continue  # no note of ours can come back from there
            assert not any("drafter-note" in one.text for one in fetched.ticket.messages)


@behaviour("role of each message")
def roles(rig: Rig) -> None:
    event = rig.parse(rig.desk.asks(QUESTION))
    rig.desk.replies(ANSWER)
    rig.desk.notes("Only among us.")
    latest = rig.parse(rig.desk.writes(MORE))
    ticket = rig.fetch(event if rig.desk.kind != "generic" else latest).ticket
    assert [(one.author, one.is_public, one.text.strip()) for one in ticket.messages] == [
        (Author.REQUESTER, True, QUESTION),
        (Author.AGENT, True, ANSWER),
        (Author.AGENT, False, "Only among us."),
        (Author.REQUESTER, True, MORE),
    ]
    assert (ticket.external_id, ticket.subject, ticket.id) == (NUMBER, "Boots", "")
    assert ticket.requester.email == "maya@cust.example"
    assert ticket.awaits_reply


@behaviour("any order of events")
def any_order(rig: Rig) -> None:
    hooks = [rig.desk.asks(QUESTION), rig.desk.replies(ANSWER), rig.desk.writes(MORE)]
    tickets = [rig.fetch(rig.parse(one)).ticket for one in reversed(hooks)]
    assert len({one.messages for one in tickets}) == 1
    assert tickets[0].messages[-1].text == MORE


@behaviour("solved and reopened")
def solved(rig: Rig) -> None:
    rig.desk.asks(QUESTION)
    rig.desk.replies(ANSWER)
    ended = rig.parse(rig.desk.solves())
    assert ended.kind is EventKind.TICKET_SOLVED
    if rig.desk.kind != "generic":
        assert rig.fetch(ended).ticket.status in ENDED
    opened = rig.parse(rig.desk.reopens())
    assert opened.kind in (EventKind.TICKET_REOPENED, EventKind.TICKET_REPLIED)
    assert rig.fetch(opened).ticket.status not in ENDED


@behaviour("cut-off bodies are read again")
def truncated(rig: Rig) -> None:
    long = "A long question. " * 400 + "The end."
    hook = rig.desk.asks(long)
    assert hook is not None
    cut = hook.body.replace(long.encode(), b"A long question. A l")
    ticket = rig.fetch(rig.parse(rig.desk.sign(cut) if not rig.desk.segment else replace(hook, body=cut))).ticket
    assert ticket.messages[0].text.strip() == long


@behaviour("long tickets page by page")
def paging(rig: Rig) -> None:
    event = rig.parse(rig.desk.asks(QUESTION))
    for number in range(64):
        rig.desk.writes(f"Message {number}")
    messages = rig.fetch(event).ticket.messages
    assert [one.text for one in messages] == [QUESTION, *(f"Message {number}" for number in range(64))]


@behaviour("busy vendor (429, its headers)")
def busy(rig: Rig) -> None:
    event = rig.parse(rig.desk.asks(QUESTION))
    rig.desk.faults = [rig.desk.limited, rig.desk.limited]
    assert rig.fetch(event).ticket.messages[0].text == QUESTION
    rig.desk.faults = [Fault(429, {"Retry-After": "37"})]
    with pytest.raises(HelpdeskUnavailableError) as caught:
        rig.fetch(event)
    assert caught.value.retry_after_s == 37


@behaviour("broken and slow vendor (5xx, hangs up)")
def broken(rig: Rig) -> None:
    event = rig.parse(rig.desk.asks(QUESTION))
    rig.desk.faults = [Fault(502, delay_s=0.05)] if rig.desk.kind == "django-helpdesk" else [Fault(502), Fault(0)]
    with suppress(HelpdeskUnavailableError):
        assert rig.fetch(event).ticket.messages
    rig.desk.faults = [Fault(503)] * 40
    with pytest.raises(HelpdeskUnavailableError):
        rig.fetch(event)
    assert rig.desk.faults, "it gave up after a few tries; the job tries again later"
    rig.desk.faults = []
    assert rig.fetch(event).ticket.messages[0].text == QUESTION


@behaviour("draft shown to agents alone, literally")
def shown_privately(rig: Rig) -> None:
    rig.desk.asks(QUESTION)
    rig.show()
    assert rig.desk.mailed() == []
    assert sum(_flat(TEXT) in _flat(one) for one in rig.standing()) == 1
    assert getattr(rig.desk, "title", "Boots") == "Boots"


@behaviour("a repeated delivery adopts what stands")
def adopted(rig: Rig) -> None:
    rig.desk.asks(QUESTION)
    rig.desk.faults = [Fault(500, only="POST")]
    with suppress(HelpdeskUnavailableError):
        rig.show()
    first = rig.show()
    assert rig.show() == first
    assert len([one for one in set(rig.standing()) if _flat(TEXT) in _flat(one)]) == 1
    called = getattr(rig.desk, "called", [])
    assert {one["id"] for one in called} <= {"mrk_1"}


@behaviour("a newer draft takes the former one's place")
def updated(rig: Rig) -> None:
    rig.desk.asks(QUESTION)
    first = rig.show()
    rig.show("A newer text entirely.", marker="mrk_2", ref=first)
    current = [one for one in rig.standing() if "A newer text entirely." in one]
    former = [one for one in rig.standing() if _flat(TEXT) in _flat(one)]
    assert len(current) == 1
    assert not former or "takes the place of the earlier" in current[0]
    assert rig.desk.mailed() == []


@behaviour("a superseded draft is marked")
def superseded(rig: Rig) -> None:
    rig.desk.asks(QUESTION)
    ref = rig.show()
    assert isinstance(rig.helpdesk, Retracting)
    for _ in range(2):
        rig.helpdesk.retract_draft(rig.ticket(), rig.connection, marker="mrk_2", ref=ref)
    stands = [one for one in rig.standing() if _flat(TEXT) in _flat(one)]
    marks = [one for one in rig.standing() if "out of date" in one]
    assert len(marks) == 1 or not stands
    assert rig.desk.mailed() == []


@behaviour("approved reply is sent once")
def sent_once(rig: Rig) -> None:
    rig.desk.asks(QUESTION)
    assert isinstance(rig.helpdesk, Sending)
    for _ in range(2):
        rig.helpdesk.send_reply(rig.ticket(), TEXT, rig.connection, agent_id=rig.desk.agent_id, marker="mrk_9")
    mailed = [_shown(one).replace("\u2060", "") for one in rig.desk.mailed()]
    assert [_flat(one) for one in mailed] == [_flat(TEXT)]
    rig.desk.writes(MORE)
    rig.helpdesk.send_reply(rig.ticket(), TEXT, rig.connection, agent_id=rig.desk.agent_id, marker="mrk_10")
    assert len(rig.desk.mailed()) == 2, "the same words after a new question are another reply"


@behaviour("escalated once, with the handover")
def escalated(rig: Rig) -> None:
    rig.desk.asks(QUESTION)
    assert isinstance(rig.helpdesk, Escalating)
    given = replace(rig.connection, options={**rig.connection.options, "escalation_group": "12"})
    for _ in range(2):
        rig.helpdesk.escalate(rig.ticket(), "She wants the manager.", given, marker="mrk_5")
    assert str(rig.desk.group) == "12"
    assert sum("She wants the manager." in plain(one.text) for one in rig.desk.internal()) == 1
    assert rig.desk.mailed() == []
    assert "boots" in rig.desk.tags, "the tags that were there stay"


@behaviour("saved replies are read")
def saved_replies(rig: Rig) -> None:
    assert isinstance(rig.helpdesk, Macros)
    assert [one.text for one in rig.helpdesk.macros(rig.connection)] == ["Hello there"]


@behaviour("lost events are found by asking")
def polled(rig: Rig) -> None:
    rig.desk.asks(QUESTION)
    assert isinstance(rig.helpdesk, Polling)
    found = rig.helpdesk.changed_since(rig.connection, OPENED)
    assert [one.ticket_external_id for one in found] == [NUMBER]
    assert found == rig.helpdesk.changed_since(rig.connection, OPENED)
    assert rig.fetch(found[0]).ticket.messages[0].text == QUESTION
    assert rig.helpdesk.changed_since(rig.connection, rig.desk.changed_at) == ()


@behaviour("what was sent is learned")
def learned(rig: Rig) -> None:
    rig.desk.asks(QUESTION)
    fetched = rig.fetch(rig.parse(rig.desk.replies(ANSWER)))
    assert fetched.reply is not None
    assert (fetched.reply.text.strip(), fetched.reply.agent_id) == (ANSWER, rig.desk.agent_id)
    assert fetched.reply.sent_at
    assert [one.text.strip() for one in fetched.replies] == [ANSWER]


@behaviour("our own account is asked for")
def asked_for(rig: Rig) -> None:
    assert isinstance(rig.helpdesk, Whoami)
    nameless = {key: value for key, value in rig.connection.options.items() if key != "own_user_id"}
    assert rig.helpdesk.own_account(replace(rig.connection, options=nameless)) == rig.desk.own_id


def _other_secret(secret: str) -> str:
    return "whsec_" + "A" * 43 + "=" if secret.startswith("whsec_") else f"{secret}-other"


def _cut(headers: Mapping[str, str], length: int) -> dict[str, str]:
    return {
        name: value[:-length] if "signature" in name or "secret" in name else value for name, value in headers.items()
    }


def _shown(text: str) -> str:
    """A note as an agent sees it; ours are HTML where they begin with a tag."""
    return plain(text, content_type="text/html" if text.startswith("<p>") else "text/plain")


def _flat(text: str) -> str:
    return " ".join(text.replace("\u2060", "").split())


def _bent(value: Any, depth: int = 0) -> list[Any]:
    """Return a body with one part after the other replaced by what should not be there."""
    if depth > 3 or not isinstance(value, dict):
        return []
    found: list[Any] = []
    for key, part in value.items():
        found += [{**value, key: one} for one in (None, [], {}, "x" * 3, -1, True, [None], {"id": {}})]
        found += [{**value, key: one} for one in _bent(part, depth + 1)]
        if isinstance(part, list) and part:
            found += [{**value, key: [one]} for one in _bent(part[0], depth + 1)]
    return found
