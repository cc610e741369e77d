"""The blueprint that the agent's pages hang on, where the panel stands, and how it is shown again.

With the header ``X-Fragment`` the panel alone is answered, so that a script can put it in
the place of the old one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from drafter.drafts import Draft
from drafter.findings import Finding, Severity
from drafter.tickets import Ticket
from webhook.agent.around import asks_in
from webhook.agent.browsing import drafting_state, open_desk, open_ticket, search_policies
from webhook.agent.checking import PanelChoice, checks_of_edit
from webhook.agent.sidebar import hosts_of, let_frame
from webhook.agent.sources import nearest_sources
from webhook.agent.threads import InboxView, inbox_view, read_shelf, show_name
from webhook.agent.views import PanelCase, PanelState, PanelView, panel_view
from webhook.http.context import principal, services
from webhook.rendering import local_path

pages = Blueprint("agent", __name__)

FRAGMENT = "X-Fragment"
MAX_WORDS = 1000
REJECT_REASONS = (
    ("Wrong policy used", "It cited something that doesn’t apply"),
    ("Facts are wrong", "Order, amount, date or name"),
    ("Something is missing", "The customer asked more than this"),
    ("Tone is off", ""),
    ("Better handled another way", "Phone, escalation, specialist team"),
)
ESCALATE_REASONS = (
    ("Needs somebody’s approval", "More than an agent may grant"),
    ("No policy covers it", ""),
    ("Safety, legal or the press", ""),
    ("Another team’s work", ""),
    ("The customer asks for it", ""),
)
PANEL_KEYS = (
    ("Approve", ("Ctrl", "↵")),
    ("Edit", ("E",)),
    ("Reject", ("R",)),
    ("Write it again", ("G",)),
    ("Copy", ("C",)),
    ("Choose resolution 1, 2 or 3", ("1", "2", "3")),
)
INBOX_KEYS = (("Move through tickets", ("J", "K")), ("Open", ("↵",)), *PANEL_KEYS)
WAITING_FOR = {
    "no worker": "No worker answers, so nobody writes drafts just now. This one is kept and follows by itself.",
    "warming": "Drafting has just started and is loading. The draft follows by itself.",
}
REASONS = {"reject_reasons": REJECT_REASONS, "escalate_reasons": ESCALATE_REASONS}
SEARCHED_IN = frozenset({PanelState.UNCOVERED, PanelState.FAILED})


@dataclass(frozen=True)
class Place:
    """Where the panel stands: in a helpdesk's frame, or in the inbox beside a filtered list."""

    in_frame: bool = False
    connection_id: str | None = None
    show: str | None = None

    @classmethod
    def read(cls, *, in_frame: bool) -> "Place":
        """Take the place from the address."""
        return cls(in_frame, request.args.get("connection"), show_name(read_shelf(request.args.get("show"))))

    def link(self, ticket_id: str | None, fields: Mapping[str, str] | None = None) -> str:
        """Return the address of a ticket's panel here."""
        values = {**self._values(ticket_id), **(fields or {})}
        return url_for("agent.sidebar" if self.in_frame else "agent.inbox", **values)

    def poll(self, ticket_id: str | None) -> str:
        """Return where a script asks for the panel alone."""
        return url_for("agent.panel", **self._values(ticket_id), frame="1" if self.in_frame else None)

    def _values(self, ticket_id: str | None) -> dict[str, Any]:
        return {"ticket": ticket_id, "connection": self.connection_id, "show": self.show}


def inbox_of(place: Place, *, panel: PanelView | None = None) -> InboxView:
    """Return the inbox at a place; ``panel`` takes the place of the picked ticket's own."""
    who, parts = principal(), services()
    after = request.args.get("after")
    desk = open_desk(parts, who, read_shelf(place.show), before=after)
    picked = panel.ticket_id if panel else request.args.get("ticket")
    first = desk.cases[0].ticket.id if desk.cases else None
    ticket_id = picked or first
    case = open_ticket(parts, who, ticket_id) if ticket_id else None
    return inbox_view(
        desk,
        case,
        panel or (panel_of(case, place) if case else None),
        link=lambda **fields: url_for("agent.inbox", **fields),
        now=parts.clock(),
        refresh="" if after else place.poll(ticket_id),
        is_picked=bool(picked),
    )


def panel_of(case: PanelCase, place: Place, *, named: str | None = None) -> PanelView:
    """Return a ticket's panel at a place, with what its address asks for; ``named`` is the id in that address."""
    ticket_id = named or case.ticket.id
    choice = PanelChoice.read(request.args)
    view = panel_view(
        case,
        choice,
        link=lambda fields: place.link(ticket_id, fields),
        poll_url=place.poll(ticket_id),
        hosts=hosts_at(place, case) if place.in_frame else (),
        in_frame=place.in_frame,
    )
    if choice.search and view.state in SEARCHED_IN:
        hits = search_policies(services(), principal(), case.brand, choice.search)
        return replace(view, nearest=nearest_sources(hits, most=len(hits), today=case.known.today))
    is_waiting = view.state is PanelState.LOADING
    return replace(view, reason=WAITING_FOR.get(drafting_state(services()), "")) if is_waiting else view


def hosts_at(place: Place, case: PanelCase | None = None) -> tuple[str, ...]:
    """Return the origins that may be handed the text at this place."""
    connection_id = (case.ticket.connection_id if case else None) or place.connection_id
    return hosts_of(services(), connection_id, own=request.host_url)


def fragment_of(view: PanelView | None, inbox: InboxView | None = None) -> str:
    """Return the panel alone, in the inbox with the list."""
    return render_template("agent/fragment.html", view=view, inbox=inbox, **REASONS)


def framed(page: str, view: PanelView) -> Response:
    """Return a page that the panel's hosts may frame."""
    return let_frame(make_response(page), view.hosts)


def kept(draft: Draft, ticket: Ticket, text: str, findings: Sequence[Finding], *, is_stopped: bool) -> BaseResponse:
    """Show the agent's words again with what the checks say of them; nothing typed is lost."""
    place, named = _place_before()
    case = open_ticket(services(), principal(), draft.ticket_id)
    view = panel_of(case, place, named=named)
    if view.state is not PanelState.READY:
        return _shown(replace(view, kept_words=text, poll_url=""), place, status=409)
    view = replace(
        view,
        text=text,
        is_editing=True,
        is_checked=True,
        is_stopped=is_stopped,
        edited=checks_of_edit(findings, case.known.sentences),
        seen=tuple(dict.fromkeys(one.id for one in findings if one.severity is Severity.HIGH)),
        around=replace(view.around, asks=asks_in(ticket, text, case.known.meanings)),
    )
    return _shown(view, place, status=409 if is_stopped else 200)


def back(ticket_id: str) -> BaseResponse:
    """Lead to the panel that a form came from."""
    return redirect(local_path(request.form.get("next"), url_for("agent.inbox", ticket=ticket_id)), 303)


def words_in(field: str) -> str | None:
    """Return what a form's field holds, None for nothing."""
    return request.form.get(field, "").replace("\r\n", "\n").strip()[:MAX_WORDS] or None


def reason_in() -> str | None:
    """Return a form's reason and note as one."""
    parts = [part for part in (words_in("reason"), words_in("note")) if part]
    return ": ".join(parts)[:MAX_WORDS] or None


def reply_in() -> str:
    """Return the reply as the agent typed it."""
    return request.form.get("text", "").replace("\r\n", "\n").strip("\n")


def _place_before() -> tuple[Place, str | None]:
    """Return the place that a form came from, and the ticket's id in its address."""
    parts = urlsplit(local_path(request.form.get("next"), ""))
    query: Mapping[str, str] = dict(parse_qsl(parts.query))
    in_frame = parts.path == url_for("agent.sidebar")
    return Place(in_frame, query.get("connection"), show_name(read_shelf(query.get("show")))), query.get("ticket")


def _shown(view: PanelView, place: Place, *, status: int) -> BaseResponse:
    """Show a panel in answer to a form; a script wants the panel alone, and no failure."""
    if FRAGMENT in request.headers:
        return framed(fragment_of(view), view) if place.in_frame else make_response(fragment_of(view))
    if place.in_frame:
        response = framed(render_template("agent/sidebar.html", view=view, panel_keys=PANEL_KEYS, **REASONS), view)
    else:
        inbox = inbox_of(place, panel=view)
        response = make_response(render_template("agent/inbox.html", inbox=inbox, panel_keys=INBOX_KEYS, **REASONS))
    response.status_code = status
    return response
