"""Try a connection for real: did an event come, does the helpdesk answer, can a ticket be read and a note written."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from drafter.drafts import Draft, DraftStatus
from drafter.tickets import Ticket
from webhook.connecting import advice_for, learn_own_account
from webhook.errors import HelpdeskError, WebhookError
from webhook.helpdesks.base import (
    Connection,
    EventKind,
    FetchedTicket,
    Helpdesk,
    InboundEvent,
    Polling,
    Retracting,
    Selective,
    Whoami,
)
from webhook.store import connections as store
from webhook.wiring import Services

RECENT = timedelta(minutes=15)
A_WHILE = timedelta(days=1)
WAITS_S = 10.0  # helpdesks send their hooks within a few seconds
LOOKS_EVERY_S = 0.2


class Tried(StrEnum):
    """How one step of a test went."""

    OK = "ok"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Step:
    """One step of a test: what was tried, how it went, in words; ``hint`` says what to do."""

    name: str
    result: Tried
    message: str
    hint: str | None = None


def try_connection(
    services: Services,
    connection: Connection,
    *,
    ticket: str | None = None,
    writes_note: bool = False,
    waits_s: float = WAITS_S,
) -> tuple[Step, ...]:
    """Try a connection for real: sign in, hear of an event, read a ticket, write a note to it.

    ``ticket`` is the helpdesk's id of a ticket to try with; without it the one that changed
    last is read, and none is written to.  A note is an event of its own in most helpdesks: where
    none was heard lately, the test waits ``waits_s`` seconds for the hook that tells of the note.
    """
    helpdesk = services.helpdesk(connection.kind)
    if helpdesk is None:
        return (Step("account", Tried.FAILED, f"Kind {connection.kind!r} is not built in."),)
    connection = learn_own_account(services, connection, helpdesk)
    began = services.clock()
    steps = list(_try(services, connection, helpdesk, ticket, writes_note))
    if any(one.name == "note" and one.result is Tried.OK for one in steps) and steps[0].result is Tried.SKIPPED:
        steps[0] = _echoed(services, connection, began, waits_s)
    failed = next((one for one in steps if one.result is Tried.FAILED), None)
    with services.database.writing() as session:
        if failed:
            store.note_failed(session, connection.id, f"Test: {failed.message}", now=services.clock())
        else:
            store.note_well(session, connection.id)
    return tuple(steps)


def _try(
    services: Services, connection: Connection, helpdesk: Helpdesk, ticket: str | None, writes_note: bool
) -> Iterator[Step]:
    yield _heard(services, connection)
    if isinstance(helpdesk, Selective) and not helpdesk.wants(connection):
        hint = "Give the options base_url and api_token (generic: callback_url)."
        yield Step("account", Tried.SKIPPED, "There is no address to call.", hint)
        return
    signed_in, newest = _signed_in(services, connection, helpdesk)
    yield signed_in
    if signed_in.result is Tried.FAILED:
        return
    number = ticket or newest
    if number is None:
        yield Step("read", Tried.SKIPPED, "No ticket was named to read.", "Give the id of a test ticket.")
        return
    fetched = _read(connection, helpdesk, number)
    if isinstance(fetched, Step):
        yield fetched
        return
    count = len(fetched.ticket.messages)
    yield Step("read", Tried.OK, f"Ticket {number} was read: {count} message{'' if count == 1 else 's'}.")
    if writes_note and ticket:
        yield _note(services, connection, helpdesk, replace(fetched.ticket, id="tkt_test"))
    else:
        yield Step("note", Tried.SKIPPED, "No note was written.", "Name a test ticket and ask for the note.")


def _heard(services: Services, connection: Connection) -> Step:
    with services.database.reading() as session:
        link = store.link_states(session, [connection.id])[connection.id]
    now = services.clock()
    if link.heard_at and now - link.heard_at <= RECENT:
        return Step("event", Tried.OK, f"An event came at {link.heard_at:%Y-%m-%d %H:%M} UTC.")
    hint = "Send a test event from the helpdesk, or write into a test ticket there; then test again."
    said = f"The last event came at {link.heard_at:%Y-%m-%d %H:%M} UTC." if link.heard_at else "No event has come yet."
    return Step("event", Tried.SKIPPED, said, hint)


def _echoed(services: Services, connection: Connection, began: datetime, waits_s: float) -> Step:
    """Wait for the event that the test's own note sets off in the helpdesk."""
    until = time.monotonic() + waits_s
    while True:
        with services.database.reading() as session:
            heard_at = store.link_states(session, [connection.id])[connection.id].heard_at
        if heard_at and heard_at >= began:
            return Step("event", Tried.OK, "The helpdesk told us of the note by its hook: events come in.")
        if time.monotonic() >= until:
            break
        time.sleep(LOOKS_EVERY_S)
    hint = (
        "Look at the hook's address and log in the helpdesk. If it tells nothing of notes, write as a customer there."
    )
    return Step("event", Tried.SKIPPED, f"No event told of the note within {waits_s:.0f} s.", hint)


def _signed_in(services: Services, connection: Connection, helpdesk: Helpdesk) -> tuple[Step, str | None]:
    """Sign in to the helpdesk; return how that went and the ticket that changed last, where it is known."""
    try:
        own_id = helpdesk.own_account(connection) if isinstance(helpdesk, Whoami) else None
        changed: tuple[InboundEvent, ...] = ()
        if isinstance(helpdesk, Polling):
            changed = helpdesk.changed_since(connection, services.clock() - A_WHILE)
    except HelpdeskError as error:
        return _failed("account", error), None
    if own_id or isinstance(helpdesk, Polling):
        said = f"Signed in as {own_id}." if own_id else "The helpdesk answers to our token."
        return Step("account", Tried.OK, said), changed[-1].ticket_external_id if changed else None
    return Step("account", Tried.SKIPPED, "This helpdesk does not tell who we are."), None


def _read(connection: Connection, helpdesk: Helpdesk, number: str) -> FetchedTicket | Step:
    try:
        return helpdesk.fetch_ticket(InboundEvent("test", EventKind.TICKET_REPLIED, {}, number), connection)
    except (HelpdeskError, KeyError) as error:
        if isinstance(error, HelpdeskError):
            return _failed("read", error)
        return Step("read", Tried.SKIPPED, "This helpdesk's tickets come with its events alone.")


def _note(services: Services, connection: Connection, helpdesk: Helpdesk, ticket: Ticket) -> Step:
    marker = services.new_id("mrk")
    reason = "This is a test of the connection; nothing was sent to the customer."
    draft = Draft(services.new_id("dft"), ticket.id, DraftStatus.ABSTAINED, services.clock(), reason=reason)
    try:
        shown = helpdesk.show_draft(ticket, draft, connection, marker=marker, ref=None)
        if isinstance(helpdesk, Retracting):
            helpdesk.retract_draft(ticket, connection, marker=marker, ref=shown.ref)
    except HelpdeskError as error:
        return _failed("note", error)
    return Step("note", Tried.OK, f"A note was written to ticket {ticket.external_id} and marked as out of date.")


def _failed(name: str, error: WebhookError) -> Step:
    return Step(name, Tried.FAILED, error.message, advice_for(f"{error.code}: {error.message}", error))
