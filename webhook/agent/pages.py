"""The agent's pages: the inbox, the sidebar in a helpdesk's frame, and what their buttons do.

Every button is a form: it posts, the action runs, and the answer leads back to the panel.
With the header ``X-Fragment`` the panel alone is answered, so that a script can put it in
the place of the old one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from drafter.decisions import Action
from drafter.drafts import Draft
from drafter.errors import (
    AlreadyDecidedError,
    DecisionFormatError,
    DraftNotReadyError,
    DraftSupersededError,
    FindingsOpenError,
    TicketNotFoundError,
)
from webhook.accounts.permissions import ROLES_OF, Act
from webhook.agent import actions
from webhook.agent.browsing import drafting_state, open_desk, open_ticket
from webhook.agent.sidebar import hosts_of, let_frame
from webhook.agent.threads import InboxView, inbox_view, read_shelf, show_name
from webhook.agent.views import PanelCase, PanelChoice, PanelState, PanelView, open_checks_of, panel_view, settled_text
from webhook.errors import PermissionDeniedError, RequestFieldsError
from webhook.http.context import optional_principal, principal, require, services
from webhook.rendering import local_path

pages = Blueprint("agent", __name__)

FRAGMENT = "X-Fragment"
MAX_REASON = 1000
SETTLED = "Settled in the panel."
REJECT_REASONS = (
    ("Wrong policy used", "It cited something that doesn’t apply"),
    ("Facts are wrong", "Order, amount, date or name"),
    ("Something is missing", "The customer asked more than this"),
    ("Tone is off", ""),
    ("Better handled another way", "Phone, escalation, specialist team"),
)
PANEL_KEYS = (
    ("Approve", ("Ctrl", "↵")),
    ("Edit", ("E",)),
    ("Reject", ("R",)),
    ("Write it again", ("G",)),
    ("Copy", ("C",)),
)
INBOX_KEYS = (("Move through tickets", ("J", "K")), ("Open", ("↵",)), *PANEL_KEYS)
WAITING_FOR = {
    "no worker": "No worker answers, so nobody writes drafts just now. This one is kept and follows by itself.",
    "warming": "Drafting has just started and is loading. The draft follows by itself.",
}
OVERTAKEN: Mapping[type[Exception], str] = {
    AlreadyDecidedError: "Somebody decided on this draft before you. This is how it stands.",
    DraftSupersededError: "A newer draft has taken its place. Nothing was lost.",
    DraftNotReadyError: "That is not possible with this draft as it stands.",
    DecisionFormatError: "The reply is empty. Write something, or reject the draft.",
}


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


@pages.get("/agent", endpoint="inbox")
@require(*ROLES_OF[Act.DECIDE])
def show_inbox() -> str:
    """Show the tickets on a shelf, one conversation and its draft."""
    inbox = _inbox(Place.read(in_frame=False))
    if FRAGMENT in request.headers:
        return _fragment(inbox.panel, inbox)
    return render_template("agent/inbox.html", inbox=inbox, panel_keys=INBOX_KEYS, reject_reasons=REJECT_REASONS)


@pages.get("/agent/sidebar", endpoint="sidebar")
def show_sidebar() -> Response:
    """Show one ticket's draft for a helpdesk's frame; without a ticket say what will be here."""
    view = _framed_panel(Place.read(in_frame=True))
    if FRAGMENT in request.headers:
        return _framed(_fragment(view), view)
    page = render_template("agent/sidebar.html", view=view, panel_keys=PANEL_KEYS, reject_reasons=REJECT_REASONS)
    return _framed(page, view)


@pages.get("/agent/panel", endpoint="panel")
def show_panel() -> Response:
    """Answer the panel, in the inbox with the list: pages that wait for a draft or a ticket ask for it."""
    if request.args.get("frame"):
        view = _framed_panel(Place.read(in_frame=True))
        return _framed(_fragment(view), view)
    principal().check_role(ROLES_OF[Act.DECIDE])
    inbox = _inbox(Place.read(in_frame=False))
    return make_response(_fragment(inbox.panel, inbox))


@pages.post("/agent/drafts/<draft_id>/decision", endpoint="decide")
@require(*ROLES_OF[Act.DECIDE])
def decide(draft_id: str) -> BaseResponse:
    """Approve, edit, reject, escalate or take back; then show the panel as it stands."""
    action, who = _action(), principal()
    draft, _, _ = actions.get_draft(services(), who, draft_id)
    text = None
    if action in (Action.ACCEPT, Action.EDIT):
        text = _approved_text(draft, action)
        if text is None:
            return _back(draft.ticket_id)
        is_same = text.strip() == draft.text.strip()
        action, text = (Action.ACCEPT, None) if is_same else (Action.EDIT, text)
    settled = _settled(draft)
    reason = _reason() or (SETTLED if settled else None)
    try:
        actions.decide(services(), who, draft_id, action, text=text, reason=reason, acknowledge=settled)
        if action is Action.REJECT and request.form.get("again"):
            actions.regenerate(services(), who, draft_id, steer=_words("note"))
    except FindingsOpenError as error:
        return _kept(draft, draft.text if text is None else text, error)
    except tuple(OVERTAKEN) as error:
        flash(OVERTAKEN[type(error)])
    return _back(draft.ticket_id)


@pages.post("/agent/drafts/<draft_id>/again", endpoint="regenerate")
@require(*ROLES_OF[Act.DECIDE])
def regenerate(draft_id: str) -> BaseResponse:
    """Have the draft written again, with the agent's wish if there is one."""
    made = actions.regenerate(services(), principal(), draft_id, steer=_words("steer"))
    return _back(made.ticket_id)


@pages.post("/agent/tickets/<ticket_id>/draft", endpoint="draft")
@require(*ROLES_OF[Act.DECIDE])
def draft_anyway(ticket_id: str) -> BaseResponse:
    """Draft a ticket that seemed to want no answer."""
    made = actions.draft_ticket(services(), principal(), ticket_id)
    return _back(made.ticket_id)


def _inbox(place: Place) -> InboxView:
    who, parts = principal(), services()
    after = request.args.get("after")
    desk = open_desk(parts, who, read_shelf(request.args.get("show")), before=after)
    picked = request.args.get("ticket")
    first = desk.cases[0].ticket.id if desk.cases else None
    ticket_id = picked or first
    case = open_ticket(parts, who, ticket_id) if ticket_id else None
    return inbox_view(
        desk,
        case,
        _panel(case, place) if case else None,
        link=lambda **fields: url_for("agent.inbox", **fields),
        now=parts.clock(),
        refresh="" if after else place.poll(ticket_id),
        is_picked=bool(picked),
    )


def _framed_panel(place: Place) -> PanelView:
    who = optional_principal()
    ticket_id = request.args.get("ticket") or ""
    bare = PanelView(PanelState.NO_TICKET, url=place.link(ticket_id or None), in_frame=True, hosts=_hosts(place))
    if who is None:
        return replace(bare, state=PanelState.SIGNED_OUT, title="Drafter")
    if who.role not in ROLES_OF[Act.DECIDE]:
        reason = f"Drafts are for agents, and you are signed in as {who.role.value}. Open an agent’s sign-in link."
        return replace(bare, state=PanelState.DENIED, title="Drafter", reason=reason)
    if not ticket_id:
        return bare
    try:
        return _panel(
            open_ticket(services(), who, ticket_id, connection_id=place.connection_id), place, named=ticket_id
        )
    except TicketNotFoundError:
        title = f"Ticket #{ticket_id[:40]}"
        return replace(bare, state=PanelState.LOADING, title=title, poll_url=place.poll(ticket_id))
    except PermissionDeniedError as error:
        return replace(bare, state=PanelState.DENIED, title=f"Ticket #{ticket_id[:40]}", reason=error.message)


def _panel(case: PanelCase, place: Place, *, named: str | None = None) -> PanelView:
    ticket_id = named or case.ticket.id
    view = panel_view(
        case,
        PanelChoice.read(request.args),
        link=lambda fields: place.link(ticket_id, fields),
        poll_url=place.poll(ticket_id),
        hosts=_hosts(place, case) if place.in_frame else (),
        in_frame=place.in_frame,
    )
    is_waiting = view.state is PanelState.LOADING
    return replace(view, reason=WAITING_FOR.get(drafting_state(services()), "")) if is_waiting else view


def _hosts(place: Place, case: PanelCase | None = None) -> tuple[str, ...]:
    connection_id = (case.ticket.connection_id if case else None) or place.connection_id
    return hosts_of(services(), connection_id, own=request.host_url)


def _fragment(view: PanelView | None, inbox: InboxView | None = None) -> str:
    return render_template("agent/fragment.html", view=view, inbox=inbox, reject_reasons=REJECT_REASONS)


def _framed(page: str, view: PanelView) -> Response:
    return let_frame(make_response(page), view.hosts)


def _action() -> Action:
    try:
        return Action(request.form.get("action", ""))
    except ValueError as error:
        names = ", ".join(action.value for action in Action)
        raise RequestFieldsError(f"Field 'action' should be one of {names}.") from error


def _approved_text(draft: Draft, action: Action) -> str | None:
    """Return the reply as the agent leaves it, or None (and say why) where a check is still open."""
    if action is Action.EDIT:
        return request.form.get("text", "").replace("\r\n", "\n").strip("\n")
    text, left = settled_text(draft, PanelChoice.read(request.form))
    if left:
        flash("A check is still open. Settle it, or edit the reply.")
        return None
    return text


def _settled(draft: Draft) -> list[str]:
    """Return what the agent sends anyway: checks settled or fixed in the panel, and those ticked beside the edit."""
    choice = PanelChoice.read(request.form)
    by_hand = [finding.id for n, finding in enumerate(draft.findings) if n in choice.settled]
    by_hand += [replace(one, text=one.fix or "").id for n, one in enumerate(draft.findings) if n in choice.fixed]
    return [*by_hand, *request.form.getlist("acknowledge")]


def _kept(draft: Draft, text: str, error: FindingsOpenError) -> BaseResponse:
    """Show the agent's words again with what stops them; nothing typed is lost."""
    query = dict(parse_qsl(urlsplit(local_path(request.form.get("next"), "")).query))
    in_frame = urlsplit(request.form.get("next") or "").path == url_for("agent.sidebar")
    place = Place(in_frame, query.get("connection"), show_name(read_shelf(query.get("show"))))
    case = open_ticket(services(), principal(), draft.ticket_id)
    view = replace(
        _panel(case, place, named=query.get("ticket")),
        text=text,
        is_editing=True,
        stopped=open_checks_of(error.findings),
    )
    if FRAGMENT in request.headers:
        page = _fragment(view)
    else:
        page = render_template("agent/sidebar.html", view=view, panel_keys=PANEL_KEYS, reject_reasons=REJECT_REASONS)
    response = _framed(page, view) if in_frame else make_response(page)
    response.status_code = 409 if FRAGMENT not in request.headers else 200
    return response


def _reason() -> str | None:
    parts = [part for part in (_words("reason"), _words("note")) if part]
    return ": ".join(parts)[:MAX_REASON] or None


def _words(field: str) -> str | None:
    return request.form.get(field, "").replace("\r\n", "\n").strip()[:MAX_REASON] or None


def _back(ticket_id: str) -> BaseResponse:
    return redirect(local_path(request.form.get("next"), url_for("agent.inbox", ticket=ticket_id)), 303)
