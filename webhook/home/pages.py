"""``/``: the start page."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, render_template, url_for

from webhook.home.surveying import survey
from webhook.home.views import ModelView, home_view
from webhook.http.context import principal, require, services
from webhook.model_choice import ModelState
from webhook.wiring import Services

pages = Blueprint("home", __name__)

OPENAI = "https://api.openai.com"
ENDPOINTS = {
    "inbox": "agent.inbox",
    "policies": "admin.policies",
    "queue": "qa.queue",
    "helpdesk": "helpdesk.show",
    "connections": "admin.connections",
    "connect": "admin.new_connection",
    "ladders": "admin.ladders",
    "voice": "admin.voice",
}


@pages.get("/", endpoint="show")
@require()
def show() -> str:
    """Show what is set up, what to do next, whether everything runs and what leaves the server."""
    who, parts = principal(), services()
    found = survey(parts, who)
    links = {name: url_for(end) for name, end in ENDPOINTS.items() if end in current_app.view_functions}
    links["invite"] = url_for("admin.operations", tab="accounts", open="invite")
    links["operations"] = url_for("admin.operations")
    unheard = next((one.connection.id for one in found.connections if one.link.heard_at is None), None)
    if unheard:
        links["test"] = url_for("admin.connection_setup", connection_id=unheard, step=4)
    home = home_view(found, _model(parts), name=who.name, role=who.role, links=links)
    return render_template("home.html", home=home)


def _model(parts: Services) -> ModelView:
    status = parts.model_status()
    if status.state is ModelState.OFFLINE:
        return ModelView("dot-good", "none, composed here")
    host = urlsplit(parts.settings.openai_base_url or OPENAI).netloc.rpartition("@")[2]
    if status.state in (ModelState.UNDECIDED, ModelState.AWAY):
        return ModelView("dot-warn", "composed here for now", host, problem=status.message)
    name = status.model_id or "asked for at the first draft"
    return ModelView("dot-good" if status.model_id else "dot-ring", name, host)
