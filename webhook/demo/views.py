"""What the simulated helpdesk's page shows: plain values made from its tickets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webhook.demo.brand_files import Template
from webhook.demo.store import DraftNote, OutEvent
from webhook.rendering import ago

GUIDE = (
    "Write as a customer",
    "Open the ticket",
    "Settle the checks, insert",
    "Change it and send",
    "See the edit in Quality",
)
WRITE, OPEN, INSERT, SEND, SEE = range(1, 6)
APPROVED = frozenset({"accepted", "edited"})


@dataclass(frozen=True)
class TicketRow:
    """One line of the helpdesk's list."""

    id: str
    subject: str
    who: str
    age: str
    status: str
    is_current: bool


@dataclass(frozen=True)
class MessageView:
    """One message of the conversation; ``is_mine`` marks the team's."""

    who: str
    at: datetime | None
    text: str
    is_mine: bool


@dataclass(frozen=True)
class TicketView:
    """The ticket that is open.  ``reply`` is what stands in the reply box already."""

    id: str
    subject: str
    who: str
    first_name: str
    email: str
    order_number: str
    status: str
    messages: tuple[MessageView, ...]
    is_answered: bool
    reply: str = ""
    away_since: datetime | None = None

    @property
    def is_away(self) -> bool:
        """Whether an event of this ticket could not be delivered yet."""
        return self.away_since is not None


@dataclass(frozen=True)
class DeskView:
    """The whole page.  ``step`` is where the newcomer stands in the guide, from 1."""

    step: int
    tickets: tuple[TicketRow, ...]
    templates: tuple[Template, ...]
    agent_name: str
    ticket: TicketView | None
    frame: str
    is_missing: bool = False


def ticket_row(ticket: Mapping[str, Any], *, current: str | None, now: datetime) -> TicketRow:
    """Return a ticket as a line of the list."""
    asked = [moment for one in ticket["messages"] if one["author"] == "requester" and (moment := _moment(one))]
    return TicketRow(
        id=str(ticket["id"]),
        subject=_subject(ticket),
        who=_who(ticket),
        age=ago(max(asked, default=None), now),
        status=str(ticket.get("status") or "open"),
        is_current=ticket["id"] == current,
    )


def ticket_view(ticket: Mapping[str, Any], note: DraftNote | None, unsent: Sequence[OutEvent]) -> TicketView:
    """Return a ticket as it stands open; an approved draft is in the reply box."""
    who = _who(ticket)
    messages = tuple(
        MessageView(_author(message, who), _moment(message), str(message["text"]), message["author"] == "agent")
        for message in ticket["messages"]
    )
    is_answered = is_answered_by_team(ticket)
    is_approved = bool(note and note.decision in APPROVED and not is_answered)
    return TicketView(
        id=str(ticket["id"]),
        subject=_subject(ticket),
        who=who,
        first_name=who.split()[0],
        email=str(ticket.get("requester", {}).get("email") or ""),
        order_number=str((ticket.get("order") or {}).get("order_number") or ""),
        status=str(ticket.get("status") or "open"),
        messages=messages,
        is_answered=is_answered,
        reply=(note.text or "") if note and is_approved else "",
        away_since=messages[-1].at if any(event.error for event in unsent) else None,
    )


def guide_step(ticket: Mapping[str, Any] | None, note: DraftNote | None) -> int:
    """Return where a newcomer stands with this ticket."""
    if ticket is None:
        return WRITE
    if is_answered_by_team(ticket):
        return SEE
    if note is None:
        return OPEN
    return SEND if note.decision in APPROVED else INSERT


def is_answered_by_team(ticket: Mapping[str, Any]) -> bool:
    """Whether the newest message is the team's."""
    return bool(ticket["messages"][-1]["author"] == "agent")


def _author(message: Mapping[str, Any], requester: str) -> str:
    if message["author"] == "requester":
        return requester
    return str(message.get("author_name") or "Northway Outdoor")


def _who(ticket: Mapping[str, Any]) -> str:
    requester = ticket.get("requester") or {}
    return str(requester.get("name") or requester.get("email") or "Somebody")


def _subject(ticket: Mapping[str, Any]) -> str:
    return str(ticket.get("subject") or "(no subject)")


def _moment(message: Mapping[str, Any]) -> datetime | None:
    written = message.get("created_at")
    return datetime.fromisoformat(written) if written else None
