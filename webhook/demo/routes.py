"""``/demo/helpdesk``: the simulated helpdesk, served where the demo was loaded.

It stands for somebody else's product: it signs its events and sends them to the webhook
address over HTTP, shows our side panel in a frame, and takes signed events at its callback.
"""

from dataclasses import dataclass
from typing import Any, cast

from flask import Blueprint, Flask, Response, current_app, jsonify, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from webhook.accounts.roles import Role
from webhook.demo.brand_files import Template, read_templates
from webhook.demo.desk import Desk, DeskAgent
from webhook.demo.sending import Sender
from webhook.demo.store import DeskSettings, DeskStore
from webhook.demo.views import GUIDE, DeskView, guide_step, ticket_row, ticket_view
from webhook.errors import EventTooLargeError
from webhook.helpdesks.base import RawRequest
from webhook.helpdesks.signatures import verify_standard
from webhook.http.context import principal, require, services
from webhook.json_values import read_json
from webhook.receiving import lower_headers
from webhook.wiring import Services

EXTENSION = "sample_desk"
DESK_FILE = "demo/helpdesk.db"
CALLBACK_PATH = "/demo/helpdesk/callback"
MOST_TICKETS = 60
MAX_CALLBACK_BYTES = 1024 * 1024

pages = Blueprint("helpdesk", __name__, url_prefix="/demo/helpdesk")


@dataclass(frozen=True)
class SampleDesk:
    """The helpdesk's parts as the app holds them."""

    desk: Desk
    sender: Sender


def desk_store(parts: Services) -> DeskStore:
    """Return the helpdesk's file in this data directory."""
    return DeskStore(parts.settings.data_path / DESK_FILE)


def install(app: Flask, parts: Services) -> None:
    """Serve the helpdesk where the demo was loaded; elsewhere its address does not exist."""
    store = desk_store(parts)
    if store.settings() is None:
        return
    sender = Sender(store, clock=parts.clock)
    app.extensions[EXTENSION] = SampleDesk(Desk(store, new_id=parts.new_id), sender)
    app.register_blueprint(pages)


def start_sending(app: Flask, *, base_url: str) -> None:
    """Send the helpdesk's events in the background, to the address this process serves."""
    sample = app.extensions.get(EXTENSION)
    if sample:
        sample.sender.serve_at(base_url)
        sample.sender.start()


@pages.get("")
@require()
def show() -> str:
    """Show the tickets, the one that is open, and our side panel in a frame beside it."""
    store = _sample().desk.store
    ticket_id = request.args.get("ticket", "")
    ticket = store.ticket(ticket_id) if ticket_id else None
    note = store.draft(ticket_id) if ticket else None
    now = services().clock()
    view = DeskView(
        step=guide_step(ticket, note),
        tickets=tuple(ticket_row(one, current=ticket_id, now=now) for one in store.tickets(MOST_TICKETS)),
        templates=read_templates(),
        agent_name=_agent().name,
        ticket=ticket_view(ticket, note, store.unsent(ticket_id)) if ticket else None,
        frame=_frame_url(ticket_id if ticket else None),
        is_missing=bool(ticket_id and ticket is None),
    )
    return render_template("helpdesk/desk.html", desk=view, guide=GUIDE)


@pages.post("/tickets")
@require()
def write() -> BaseResponse:
    """Open a ticket in a customer's name."""
    sender = _template(request.form.get("from", ""))
    subject, text = request.form.get("subject", ""), request.form.get("message", "")
    chosen = _template(request.form.get("template", ""))
    if chosen and not text.strip() and not subject.strip():
        subject, text, sender = chosen.subject, chosen.body, sender or chosen  # without a script the boxes are empty
    ticket_id = _sample().desk.write(sender, subject, text, now=services().clock())
    return _sent(ticket_id)


@pages.post("/tickets/<ticket_id>/message")
@require()
def write_back(ticket_id: str) -> BaseResponse:
    """Write once more as the customer."""
    text = request.form.get("message", "")
    if text.strip():
        _sample().desk.write_back(_ticket(ticket_id), text, now=services().clock())
    return _sent(ticket_id)


@pages.post("/tickets/<ticket_id>/reply")
@require(Role.AGENT, Role.ADMIN)
def reply(ticket_id: str) -> BaseResponse:
    """Send the agent's reply."""
    text = request.form.get("reply", "")
    if text.strip():
        _sample().desk.reply(_ticket(ticket_id), text, _agent(), now=services().clock())
    return _sent(ticket_id)


@pages.post("/tickets/<ticket_id>/solve")
@require(Role.AGENT, Role.ADMIN)
def solve(ticket_id: str) -> BaseResponse:
    """Close the ticket."""
    _sample().desk.solve(_ticket(ticket_id), now=services().clock())
    return _sent(ticket_id)


@pages.get("/tickets/<ticket_id>/state")
@require()
def state(ticket_id: str) -> Response:
    """Say where a ticket stands, for the page that shows it."""
    store = _sample().desk.store
    ticket = _ticket(ticket_id)
    is_away = any(event.error for event in store.unsent(ticket_id))
    return jsonify(step=guide_step(ticket, store.draft(ticket_id)), away=is_away, messages=len(ticket["messages"]))


@pages.post("/callback")
def callback() -> tuple[str, int]:
    """Take what Drafter tells; only what it signed."""
    body = request.stream.read(MAX_CALLBACK_BYTES + 1)
    if len(body) > MAX_CALLBACK_BYTES:
        raise EventTooLargeError(f"The body is larger than {MAX_CALLBACK_BYTES} bytes.")
    settings, now = _settings(), services().clock()
    raw = RawRequest(lower_headers(dict(request.headers)), body)
    verify_standard(raw, [settings.secret], connection_id=settings.connection_id, now=now)
    _sample().desk.take(read_json(body), now=now)
    return "", 204


def _sample() -> SampleDesk:
    return cast(SampleDesk, current_app.extensions[EXTENSION])


def _settings() -> DeskSettings:
    settings = _sample().desk.store.settings()
    if settings is None:
        raise NotFound("The demo was taken away; load it again with 'drafter demo load'.")
    return settings


def _ticket(ticket_id: str) -> dict[str, Any]:
    ticket = _sample().desk.store.ticket(ticket_id)
    if ticket is None:
        raise NotFound(f"The helpdesk has no ticket {ticket_id[:40]!r}.")
    return ticket


def _agent() -> DeskAgent:
    who = principal()
    return DeskAgent(who.name.split()[0].lower(), who.name)


def _template(number: str) -> Template | None:
    templates = read_templates()
    return templates[int(number)] if number.isascii() and number.isdigit() and int(number) < len(templates) else None


def _frame_url(ticket_id: str | None) -> str:
    if ticket_id is None:
        return url_for("agent.sidebar")
    return url_for("agent.sidebar", ticket=ticket_id, connection=_settings().connection_id)


def _sent(ticket_id: str) -> BaseResponse:
    _sample().sender.send_ticket(ticket_id)
    return redirect(url_for("helpdesk.show", ticket=ticket_id), 303)
