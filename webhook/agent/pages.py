"""The agent's pages: the inbox, the sidebar in a helpdesk's frame, and what their buttons decide.

Every button is a form: it posts, the action runs, and the answer leads back to the panel.
"""

from collections.abc import Mapping
from dataclasses import replace

from flask import Response, flash, make_response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from drafter.decisions import Action
from drafter.drafts import Draft
from drafter.errors import (
    AlreadyDecidedError,
    DecisionFormatError,
    DraftNotReadyError,
    DraftSupersededError,
    FindingsOpenError,
    RungNotOpenError,
    TicketNotFoundError,
)
from drafter.findings import Finding, Severity
from drafter.fixes import is_open
from drafter.wishes import Wish
from webhook.accounts.permissions import ROLES_OF, Act
from webhook.agent import actions, doing_pages
from webhook.agent.blueprint import (
    FRAGMENT,
    INBOX_KEYS,
    PANEL_KEYS,
    REASONS,
    Place,
    back,
    fragment_of,
    framed,
    hosts_at,
    inbox_of,
    kept,
    pages,
    panel_of,
    reason_in,
    reply_in,
    words_in,
)
from webhook.agent.browsing import open_ticket
from webhook.agent.checking import PanelChoice, can_be_checked
from webhook.agent.framing import Entry, enter_frame
from webhook.agent.views import PanelState, PanelView, settled_text
from webhook.errors import PermissionDeniedError, RequestFieldsError
from webhook.http.context import optional_principal, principal, require, services

__all__ = ["doing_pages", "pages"]

SETTLED = "It’s right, I checked."
NO_REASON = "Say in a word why it goes out anyway."
OVERTAKEN: Mapping[type[Exception], str] = {
    AlreadyDecidedError: "Somebody decided on this draft before you. This is how it stands.",
    DraftSupersededError: "A newer draft has taken its place. What you wrote is kept.",
    DraftNotReadyError: "That is not possible with this draft as it stands.",
    DecisionFormatError: "The reply is empty. Write something, or reject the draft.",
}


@pages.get("/agent", endpoint="inbox")
@require(*ROLES_OF[Act.DECIDE])
def show_inbox() -> str:
    """Show the tickets on a shelf, one conversation and its draft."""
    inbox = inbox_of(Place.read(in_frame=False))
    if FRAGMENT in request.headers:
        return fragment_of(inbox.panel, inbox)
    return render_template("agent/inbox.html", inbox=inbox, panel_keys=INBOX_KEYS, **REASONS)


@pages.route("/agent/sidebar", methods=["GET", "POST"], endpoint="sidebar")
def show_sidebar() -> Response:
    """Show one ticket's draft for a helpdesk's frame, which may open it with a form; without a ticket what will be."""
    place = Place.read(in_frame=True)
    entry = enter_frame(place.connection_id)
    view = _framed_panel(place, entry)
    if FRAGMENT in request.headers:
        return framed(fragment_of(view), view)
    page = render_template("agent/sidebar.html", view=view, entry=entry, panel_keys=PANEL_KEYS, **REASONS)
    return framed(page, view)


@pages.get("/agent/panel", endpoint="panel")
def show_panel() -> Response:
    """Answer the panel, in the inbox with the list: pages that wait for a draft or a ticket ask for it."""
    if request.args.get("frame"):
        place = Place.read(in_frame=True)
        view = _framed_panel(place, enter_frame(place.connection_id))
        return framed(fragment_of(view), view)
    principal().check_role(ROLES_OF[Act.DECIDE])
    inbox = inbox_of(Place.read(in_frame=False))
    return make_response(fragment_of(inbox.panel, inbox))


@pages.post("/agent/drafts/<draft_id>/decision", endpoint="decide")
@require(*ROLES_OF[Act.DECIDE])
def decide(draft_id: str) -> BaseResponse:
    """Approve, edit, reject, escalate or take back; then show the panel as it stands."""
    action, who = _action(), principal()
    draft, ticket, _ = actions.get_draft(services(), who, draft_id)
    text = None
    if action in (Action.ACCEPT, Action.EDIT):
        text = _approved_text(draft, action)
        if text is None:
            return back(draft.ticket_id)
        found = _unseen(draft, text) if action is Action.EDIT else ()
        if found:
            return kept(draft, ticket, text, found, is_stopped=True)
        is_same = text.strip() == draft.text.strip()
        action, text = (Action.ACCEPT, None) if is_same else (Action.EDIT, text)
    settled, reason = _settled(draft), reason_in() or _said_by_settling(draft)
    try:
        actions.decide(services(), who, draft_id, action, text=text, reason=reason, acknowledge=settled)
        if action is Action.REJECT and request.form.get("again"):
            steer = replace(Wish.read(draft.steer), words=words_in("note") or "").steer
            actions.regenerate(services(), who, draft_id, steer=steer)
    except FindingsOpenError as error:
        words = draft.text if text is None else text
        return kept(draft, ticket, words, _all_found(draft, words, error), is_stopped=True)
    except tuple(OVERTAKEN) as error:
        if settled and isinstance(error, DecisionFormatError) and (text is None or text.strip()):
            flash(NO_REASON)
            words = draft.text if text is None else text
            return kept(draft, ticket, words, actions.check_text(services(), who, draft_id, words), is_stopped=True)
        flash(OVERTAKEN[type(error)])
        if action is Action.EDIT and text and text.strip() and not isinstance(error, DecisionFormatError):
            return kept(draft, ticket, text, actions.check_text(services(), who, draft_id, text), is_stopped=True)
    return back(draft.ticket_id)


@pages.post("/agent/drafts/<draft_id>/again", endpoint="regenerate")
@require(*ROLES_OF[Act.DECIDE])
def regenerate(draft_id: str) -> BaseResponse:
    """Have the draft written again: in another tone or language, with a wish, or on another rung."""
    who = principal()
    wanted = {name: request.form.get(name) or None for name in ("tone", "language", "rung")}
    try:
        made = actions.regenerate(services(), who, draft_id, steer=words_in("steer"), **wanted)
    except RungNotOpenError as error:
        flash(error.message)
        draft, _, _ = actions.get_draft(services(), who, draft_id)
        return back(draft.ticket_id)
    return back(made.ticket_id)


@pages.post("/agent/tickets/<ticket_id>/draft", endpoint="draft")
@require(*ROLES_OF[Act.DECIDE])
def draft_anyway(ticket_id: str) -> BaseResponse:
    """Draft a ticket that seemed to want no answer."""
    made = actions.draft_ticket(services(), principal(), ticket_id)
    return back(made.ticket_id)


def _framed_panel(place: Place, entry: Entry) -> PanelView:
    who = optional_principal()
    ticket_id = request.args.get("ticket") or entry.ticket_id
    url, hosts = place.link(ticket_id or None), hosts_at(place)
    bare = PanelView(PanelState.NO_TICKET, url=url, in_frame=True, hosts=hosts, sign_in_url=entry.sign_in_url)
    if entry.reason:
        return replace(bare, state=PanelState.DENIED, title="Drafter", heading=entry.heading, reason=entry.reason)
    if who is None:
        return replace(bare, state=PanelState.SIGNED_OUT, title="Drafter")
    if who.role not in ROLES_OF[Act.DECIDE]:
        reason = f"Drafts are for agents, and you are signed in as {who.role.value}. Open an agent’s sign-in link."
        return replace(bare, state=PanelState.DENIED, title="Drafter", reason=reason)
    if not ticket_id:
        return bare
    try:
        case = open_ticket(services(), who, ticket_id, connection_id=place.connection_id)
        return replace(panel_of(case, place, named=ticket_id), can_insert=entry.can_insert)
    except TicketNotFoundError:
        title = f"Ticket #{ticket_id[:40]}"
        return replace(bare, state=PanelState.LOADING, title=title, poll_url=place.poll(ticket_id))
    except PermissionDeniedError as error:
        return replace(bare, state=PanelState.DENIED, title=f"Ticket #{ticket_id[:40]}", reason=error.message)


def _action() -> Action:
    try:
        return Action(request.form.get("action", ""))
    except ValueError as error:
        names = ", ".join(action.value for action in Action)
        raise RequestFieldsError(f"Field 'action' should be one of {names}.") from error


def _approved_text(draft: Draft, action: Action) -> str | None:
    """Return the reply as the agent leaves it, or None (and say why) where a check is still open."""
    if action is Action.EDIT:
        return reply_in()
    text, left = settled_text(draft, PanelChoice.read(request.form))
    if left:
        flash("A check is still open. Settle it, or edit the reply.")
        return None
    return text


def _unseen(draft: Draft, text: str) -> tuple[Finding, ...]:
    """Return what the checks say of an agent's own words, where something high in it was not shown to them yet."""
    if not text.strip() or text == draft.text:
        return ()
    seen = {*request.form.getlist("seen"), *(one.id for one in draft.findings)}
    found = actions.check_text(services(), principal(), draft.id, text)
    return found if any(one.severity is Severity.HIGH and one.id not in seen for one in found) else ()


def _all_found(draft: Draft, text: str, error: FindingsOpenError) -> tuple[Finding, ...]:
    found = actions.check_text(services(), principal(), draft.id, text)
    return found or tuple(error.findings)


def _said_by_settling(draft: Draft) -> str | None:
    """Return the reason that settling checks in the panel gives; None where one has to be written."""
    choice = PanelChoice.read(request.form)
    by_hand = [finding for n, finding in enumerate(draft.findings) if n in choice.settled and is_open(finding)]
    needs_words = request.form.getlist("acknowledge") or not all(can_be_checked(one) for one in by_hand)
    return None if needs_words or not (by_hand or choice.fixed) else SETTLED


def _settled(draft: Draft) -> list[str]:
    """Return what the agent sends anyway: checks settled or fixed in the panel, and those ticked beside the edit."""
    choice = PanelChoice.read(request.form)
    by_hand = [finding.id for n, finding in enumerate(draft.findings) if n in choice.settled]
    by_hand += [replace(one, text=one.fix or "").id for n, one in enumerate(draft.findings) if n in choice.fixed]
    return [*by_hand, *request.form.getlist("acknowledge")]
