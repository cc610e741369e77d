"""create_app: settings and services to a web application."""

from typing import Literal

from apiflask import APIFlask
from flask import Flask

from webhook import rendering
from webhook.demo import routes as demo
from webhook.health_routes import health
from webhook.http import api, csrf, headers, problems
from webhook.http.context import EXTENSION, viewer
from webhook.intake_routes import intake
from webhook.settings import Settings
from webhook.sign_in_routes import pages as sign_in_pages
from webhook.wiring import VERSION, Services, wire

Part = Literal["webhooks", "pages"]
MAX_FORM_BYTES = 2 * 1024 * 1024  # a pasted policy; webhook bodies have their own limit


def create_app(settings: Settings, services: Services | None = None, *, only: Part | None = None) -> Flask:
    """Make the application; ``only`` leaves out webhooks or pages (with the API)."""
    services = services or wire(settings)
    app = APIFlask("webhook", title="Drafter", version=VERSION, spec_path=None, docs_path=None, json_errors=False)
    app.extensions[EXTENSION] = services
    app.config.update(
        SECRET_KEY=services.secret_key,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.sessions.secure_cookie,
        MAX_FORM_MEMORY_SIZE=MAX_FORM_BYTES,
    )
    headers.install(app, frame_ancestors="'self'", new_id=services.new_id)
    problems.install(app)
    api.install(app)
    csrf.install(app)
    app.register_blueprint(health)
    if only != "pages":
        app.register_blueprint(intake)
    if only != "webhooks":
        _add_pages(app)
        demo.install(app, services)
    return app


def _add_pages(app: APIFlask) -> None:
    """Add the pages and the API; their files are imported here, so that the webhook process does without."""
    from webhook.admin.api import api as admin_api
    from webhook.admin.connections_api import api as connections_api
    from webhook.admin.erasing_api import api as erasing_api
    from webhook.admin.importing_api import api as imports_api
    from webhook.admin.ladder_api import api as ladder_api
    from webhook.admin.lint_api import api as lint_api
    from webhook.admin.macro_api import api as macros_api
    from webhook.admin.order_api import api as orders_api
    from webhook.admin.pages import pages as admin_pages
    from webhook.admin.people_api import api as people_api
    from webhook.admin.placing_api import api as placing_api
    from webhook.admin.prompt_api import api as prompt_api
    from webhook.admin.proposal_api import api as proposals_api
    from webhook.admin.replay_api import api as replay_api
    from webhook.admin.voice_api import api as voice_api
    from webhook.agent.api import api as agent_api
    from webhook.agent.canvas import pages as canvas_pages
    from webhook.agent.frame_pages import pages as frame_pages
    from webhook.agent.pages import pages as agent_pages
    from webhook.home.pages import pages as home_pages
    from webhook.http.documents import documents
    from webhook.qa.api import api as qa_api
    from webhook.qa.automatic_api import api as qa_automatic_api
    from webhook.qa.export_pages import pages as export_pages
    from webhook.qa.outcome_api import api as qa_outcomes_api
    from webhook.qa.outcome_pages import pages as qa_pages
    from webhook.qa.sample_api import api as qa_samples_api

    desks = (agent_pages, frame_pages, canvas_pages, admin_pages, qa_pages, export_pages)
    for blueprint in (sign_in_pages, home_pages, *desks):
        app.register_blueprint(blueprint)
    for blueprint in (
        agent_api,
        admin_api,
        lint_api,
        prompt_api,
        ladder_api,
        voice_api,
        replay_api,
        imports_api,
        connections_api,
        orders_api,
        macros_api,
        people_api,
        erasing_api,
        placing_api,
        proposals_api,
        qa_api,
        qa_samples_api,
        qa_automatic_api,
        qa_outcomes_api,
        documents,
    ):
        app.register_blueprint(blueprint)
    clock = app.extensions[EXTENSION].clock
    rendering.install(app, viewer=viewer, csrf_token=csrf.csrf_token, sign_out="sign_in.out", now=clock)
