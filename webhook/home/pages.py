"""``/``: the start page."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, render_template, url_for

from webhook.home.surveying import survey
from webhook.home.views import ModelView, home_view
from webhook.http.context import principal, require, services
from webhook.wiring import Services

pages = Blueprint("home", __name__)

ENDPOINTS = {"inbox": "agent.inbox", "policies": "admin.policies", "queue": "qa.queue", "helpdesk": "helpdesk.show"}


@pages.get("/", endpoint="show")
@require()
def show() -> str:
    """Show what is set up, what to do next, whether everything runs and what leaves the server."""
    who, parts = principal(), services()
    links = {name: url_for(end) for name, end in ENDPOINTS.items() if end in current_app.view_functions}
    home = home_view(survey(parts, who), _model(parts), name=who.name, role=who.role, links=links)
    return render_template("home.html", home=home)


def _model(parts: Services) -> ModelView:
    key, address = parts.settings.openai_api_key, parts.settings.openai_base_url
    if not key:
        return ModelView(text="none, composed here")
    host = urlsplit(address or "https://api.openai.com").netloc.rpartition("@")[2]
    name = parts.settings.model or "the endpoint’s only model"
    return ModelView(name, host, text=f"{name} at {host}")
