"""Intercom's Canvas Kit: the draft as a card that Intercom draws itself.

Intercom posts ``initialize`` when a teammate opens a conversation and ``submit`` when they
press a button; each body is signed.  A card holds text and buttons, so a draft with an open
check leads to our own page, where it can be settled.
Source: developers.intercom.com, "Canvas Kit".
"""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, request, url_for

from drafter.decisions import Action
from drafter.drafts import Draft, DraftStatus
from drafter.errors import (
    AlreadyDecidedError,
    DraftNotReadyError,
    DraftSupersededError,
    FindingsOpenError,
    TicketNotFoundError,
)
from drafter.fixes import count_claims, is_open
from webhook.accounts.roles import Principal
from webhook.agent import actions
from webhook.agent.browsing import open_ticket
from webhook.agent.sidebar import connection_of
from webhook.agent.views import PanelCase
from webhook.apps.admitting import admit
from webhook.apps.proofs import MAX_BODY, intercom_proof
from webhook.errors import ConnectionNotFoundError, EventTooLargeError
from webhook.http.context import principal_in_frame, services

pages = Blueprint("canvas", __name__, url_prefix="/agent/canvas")

SIGNATURE = "X-Body-Signature"
APPROVE, REJECT, UNDO, LOOK = "approve", "reject", "undo", "look"
ACTIONS = {APPROVE: Action.ACCEPT, REJECT: Action.REJECT, UNDO: Action.UNDO}
MOST_TEXT = 12_000  # a card may hold 64 kB; umlauts and emoji take more than one byte each
Component = Mapping[str, Any]


@pages.post("/<connection_id>/initialize", endpoint="initialize")
@pages.post("/<connection_id>/submit", endpoint="submit")
def show_card(connection_id: str) -> Response:
    """Answer with the conversation's card, after doing what a pressed button says."""
    connection = connection_of(services(), connection_id)
    if connection is None or connection.kind != "intercom" or connection.is_paused:
        raise ConnectionNotFoundError("No Intercom connection in use has this id.")
    body = request.stream.read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        raise EventTooLargeError(f"The body is larger than {MAX_BODY} bytes.")
    proof, asked = intercom_proof(connection, body, request.headers.get(SIGNATURE, ""))
    admission = admit(services(), connection, proof)
    who = principal_in_frame(admission.user.id, connection.id) if admission.user else None
    if who is None:
        return _canvas(_text("You can’t draft here", style="header"), _text(admission.reason or "Ask an admin."))
    if not proof.ticket_id:
        return _canvas(_text("Open a conversation; its draft appears here."))
    return _canvas(*_card(who, connection_id, proof.ticket_id, str(asked.get("component_id") or "")))


def _card(who: Principal, connection_id: str, ticket_id: str, pressed: str) -> tuple[Component, ...]:
    try:
        case = open_ticket(services(), who, ticket_id, connection_id=connection_id)
    except TicketNotFoundError:
        return _text("Drafter has not heard of this conversation yet."), _button(LOOK, "Look again")
    note = ""
    if case.draft and pressed in ACTIONS:
        note = _press(who, case.draft, pressed)
        case = open_ticket(services(), who, ticket_id, connection_id=connection_id)
    notes = (_text(note),) if note else ()
    return (*notes, *_draft_card(case))


def _press(who: Principal, draft: Draft, pressed: str) -> str:
    try:
        reason = "Rejected on the card." if pressed == REJECT else None
        actions.decide(services(), who, draft.id, ACTIONS[pressed], reason=reason)
    except FindingsOpenError:
        return "A check is open. Open it in Drafter to settle it."
    except (AlreadyDecidedError, DraftNotReadyError, DraftSupersededError):
        return "This draft was decided on or replaced meanwhile; here is how it stands."
    return ""


def _draft_card(case: PanelCase) -> tuple[Component, ...]:
    draft = case.draft
    link = _link("Open in Drafter", url_for("agent.inbox", ticket=case.ticket.id))
    if draft is None:
        return _text(case.no_draft_reason or "No reply seems needed, so there is no draft."), link
    if draft.status in (DraftStatus.QUEUED, DraftStatus.DRAFTING):
        return _text("Drafter is writing."), _button(LOOK, "Look again")
    if draft.status is not DraftStatus.READY:
        return _text("There is no draft for this one.", style="header"), _text(draft.reason or ""), link
    if case.decision is not None:
        said = f"{case.decision.kind.value.capitalize()}. Copy the text into your reply; you send it."
        return _text(said, style="header"), _text(case.decision.text or draft.text), _button(UNDO, "Undo"), link
    claims = count_claims(draft)
    sourced = f"{claims.sourced} of {claims.total} claims sourced" if claims.total else "No claims, so no sources"
    open_checks = [finding for finding in draft.findings if is_open(finding)]
    if open_checks:
        checks = [_text(f"Check: {finding.message}", style="error") for finding in open_checks[:5]]
        return _text(draft.text), *checks, _text(sourced, style="muted"), link
    return (
        _text(draft.text),
        _text(sourced, style="muted"),
        _button(APPROVE, "Approve", style="primary"),
        _button(REJECT, "Reject", style="secondary"),
        link,
    )


def _canvas(*components: Component) -> Response:
    return jsonify(canvas={"content": {"components": [one for one in components if one.get("text") != ""]}})


def _text(text: str, *, style: str = "paragraph") -> Component:
    return {"type": "text", "text": text[:MOST_TEXT], "style": style}


def _button(name: str, label: str, *, style: str = "secondary") -> Component:
    return {"type": "button", "id": name, "label": label, "style": style, "action": {"type": "submit"}}


def _link(label: str, path: str) -> Component:
    address = (services().settings.public_url or request.host_url).rstrip("/") + path
    return {"type": "button", "id": "open", "label": label, "style": "link", "action": {"type": "url", "url": address}}
