"""What the inbox shows around the panel: the list of tickets, their filters, one conversation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from drafter.decisions import DecisionKind
from drafter.fixes import is_open
from drafter.orders import Order
from drafter.store.shelves import Shelf
from drafter.tickets import Author, Message, Ticket
from webhook.agent.views import PanelCase, PanelState, PanelView, is_foreign, panel_state
from webhook.rendering import ago

SNIPPET = 120  # letters of a message in its row
FILTERS = (
    (Shelf.TO_DECIDE, "To decide"),
    (Shelf.DECIDED, "Decided"),
    (Shelf.NO_REPLY, "No reply"),
    (None, "All"),
)
EMPTY = {
    Shelf.TO_DECIDE: ("All decided", "Every draft has a decision. The next one appears here by itself."),
    Shelf.DECIDED: ("Nothing decided yet", "Drafts you approve, edit or reject are kept here."),
    Shelf.NO_REPLY: ("None so far", "Thank-you mails, bounces and solved tickets end up here, without a draft."),
    None: ("No tickets yet", "They arrive by themselves once a helpdesk is connected."),
}


@dataclass(frozen=True)
class Desk:
    """One page of a shelf.  ``older`` is the id to continue after, None on the last page."""

    shelf: Shelf | None
    counts: Mapping[Shelf, int]
    cases: tuple[PanelCase, ...]
    older: str | None = None


@dataclass(frozen=True)
class FilterView:
    """One filter above the list."""

    href: str
    text: str
    count: int
    is_current: bool


@dataclass(frozen=True)
class ThreadView:
    """One ticket in the list; ``dot`` is the colour class of its state, which ``status`` says in words.

    ``late`` is how long ago a reply was due, where none went out yet.
    """

    href: str
    who: str
    age: str
    subject: str
    snippet: str
    dot: str
    status: str
    brand: str
    is_current: bool
    late: str = ""


@dataclass(frozen=True)
class MessageView:
    """One turn of a conversation."""

    who: str
    text: str
    at: datetime | None
    is_note: bool


@dataclass(frozen=True)
class ConversationView:
    """A ticket with its messages, oldest first."""

    subject: str
    external_id: str
    channel: str
    status: str
    due_at: datetime | None
    messages: tuple[MessageView, ...]
    order: Order | None


@dataclass(frozen=True)
class InboxView:
    """The whole inbox.  ``is_picked``: a ticket was asked for, so a narrow screen shows it, not the list."""

    filters: tuple[FilterView, ...]
    threads: tuple[ThreadView, ...]
    older: str
    back: str
    refresh: str
    empty_title: str
    empty_text: str
    empty_href: str
    is_picked: bool = False
    conversation: ConversationView | None = None
    panel: PanelView | None = None


def inbox_view(
    desk: Desk,
    current: PanelCase | None,
    panel: PanelView | None,
    *,
    link: Callable[..., str],
    now: datetime,
    refresh: str,
    is_picked: bool,
) -> InboxView:
    """Return the inbox; ``link(ticket=…, show=…, after=…)`` makes its addresses, ``refresh`` the list's own."""
    show = show_name(desk.shelf)
    title, text = EMPTY[desk.shelf]
    return InboxView(
        filters=_filters(desk, link),
        threads=tuple(
            thread_view(case, link(ticket=case.ticket.id, show=show), now=now, is_current=_is_same(case, current))
            for case in desk.cases
        ),
        older=link(show=show, after=desk.older) if desk.older else "",
        back=link(show=show),
        refresh=refresh,
        empty_title=title,
        empty_text=text,
        empty_href="" if desk.shelf in (Shelf.TO_DECIDE, None) else link(),
        is_picked=is_picked,
        conversation=conversation_view(current.ticket) if current else None,
        panel=panel,
    )


def thread_view(case: PanelCase, href: str, *, now: datetime, is_current: bool) -> ThreadView:
    """Return one row of the list."""
    ticket = case.ticket
    newest = ticket.newest_request or (ticket.messages[-1] if ticket.messages else None)
    dot, status = describe_state(case)
    return ThreadView(
        href=href,
        who=_name(ticket),
        age=ago(newest.created_at if newest and newest.created_at else ticket.created_at, now),
        subject=ticket.subject or "Without a subject",
        snippet=" ".join((newest.text if newest else "").split())[:SNIPPET],
        dot=dot,
        status=status,
        brand=case.brand.name,
        is_current=is_current,
        late=late_by(case, now),
    )


def late_by(case: PanelCase, now: datetime) -> str:
    """Return how late a ticket's reply is (``12m late``); empty where it is not, or was sent or is not wanted."""
    due = case.ticket.due_at
    is_waiting = panel_state(case) not in (PanelState.SENT, PanelState.NO_REPLY, PanelState.ESCALATED)
    return f"{ago(due, now)} late" if due and due < now and is_waiting and ago(due, now) != "now" else ""


def describe_state(case: PanelCase) -> tuple[str, str]:
    """Return the colour class and the words for where a ticket stands."""
    state = panel_state(case)
    if state is PanelState.READY and case.draft:
        left = sum(is_open(finding) for finding in case.draft.findings)
        return ("dot-warn", f"{left} check{'' if left == 1 else 's'}") if left else ("dot-good", "Draft ready")
    if state is PanelState.UNCOVERED and case.draft and is_foreign(case.draft):
        return "dot-ring", "No draft in this language"
    if state is PanelState.APPROVED and case.decision and case.decision.kind is DecisionKind.EDITED:
        return "dot-good", "Approved with changes"
    return _WORDS[state]


def conversation_view(ticket: Ticket) -> ConversationView:
    """Return a ticket's messages for reading."""
    return ConversationView(
        subject=ticket.subject or "Without a subject",
        external_id=ticket.external_id,
        channel=ticket.channel,
        status=ticket.status.value,
        due_at=ticket.due_at,
        messages=tuple(MessageView(_writer(m, ticket), m.text, m.created_at, not m.is_public) for m in ticket.messages),
        order=ticket.order,
    )


def read_shelf(show: str | None) -> Shelf | None:
    """Return the shelf that an address names; ``all`` is None, anything unknown what is to decide."""
    if show == "all":
        return None
    return Shelf(show) if show in list(Shelf) else Shelf.TO_DECIDE


def show_name(shelf: Shelf | None) -> str | None:
    """Return a shelf's name in an address; the usual one needs none."""
    if shelf is Shelf.TO_DECIDE:
        return None
    return shelf.value if shelf else "all"


_WORDS = {
    PanelState.LOADING: ("dot-accent", "Writing a draft…"),
    PanelState.NO_REPLY: ("dot-ring", "No reply needed"),
    PanelState.HELD_BACK: ("dot-warn", "Held back, write it yourself"),
    PanelState.APPROVED: ("dot-good", "Approved"),
    PanelState.SENT: ("dot-good", "Sent"),
    PanelState.REJECTED: ("dot-ring", "Rejected"),
    PanelState.ESCALATED: ("dot-ring", "Handed on"),
    PanelState.UNCOVERED: ("dot-ring", "No policy covers this"),
    PanelState.FAILED: ("dot-bad", "The draft didn’t arrive"),
}


def _filters(desk: Desk, link: Callable[..., str]) -> tuple[FilterView, ...]:
    every = sum(desk.counts.values())
    return tuple(
        FilterView(
            link(show=show_name(shelf)), text, desk.counts.get(shelf, 0) if shelf else every, shelf is desk.shelf
        )
        for shelf, text in FILTERS
    )


def _is_same(case: PanelCase, current: PanelCase | None) -> bool:
    return current is not None and case.ticket.id == current.ticket.id


def _name(ticket: Ticket) -> str:
    return ticket.requester.name or ticket.requester.email or "Somebody"


def _writer(message: Message, ticket: Ticket) -> str:
    if message.author_name:
        return message.author_name
    names: Sequence[tuple[Author, str]] = ((Author.REQUESTER, _name(ticket)), (Author.AGENT, "Agent"))
    return dict(names).get(message.author, "Helpdesk")
