"""A connection's app: what it is, its steps with drawings, and its files to take away."""

from dataclasses import dataclass

from flask import Response, render_template, request
from markupsafe import Markup

from webhook.accounts.roles import Role
from webhook.admin import connection_actions as actions
from webhook.admin.blueprint import pages
from webhook.apps.app_steps import APP_KINDS, AppStep
from webhook.apps.building import app_files, steps_for, zip_of
from webhook.apps.pictures import draw_way
from webhook.frame_hosts import hosts_of_connection
from webhook.helpdesks.base import Connection
from webhook.http.context import principal, require, services

PROOFS = {
    "zendesk": "Zendesk’s signed token, once app_key is set; until then agents sign in to Drafter there.",
    "helpscout": "Help Scout’s signature, once app_key is set; until then agents sign in to Drafter there.",
    "intercom": "Intercom’s signature over each card, by the app’s client secret.",
}
OWN_PROOF = "Drafter itself: this helpdesk cannot prove who looks, so agents sign in once in a small window."


@dataclass(frozen=True)
class StepView:
    """A step with its number and its drawing."""

    number: int
    step: AppStep
    picture: Markup


@dataclass(frozen=True)
class AppView:
    """What the app's page shows; ``wrong`` is why there is no app to show."""

    connection: Connection
    steps: tuple[StepView, ...] = ()
    files: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    proof: str = ""


@pages.get("/admin/connections/<connection_id>/app")
@require(Role.ADMIN)
def connection_app(connection_id: str) -> str:
    """Show how to put the side panel into the helpdesk, step by step."""
    connection = _connection(connection_id)
    if connection.kind not in APP_KINDS:
        return render_template("admin/connection_app.html", app=AppView(connection))
    steps = steps_for(connection, _address())
    view = AppView(
        connection,
        tuple(StepView(at, step, draw_way(step.way)) for at, step in enumerate(steps, start=1)),
        tuple(sorted(app_files(connection, _address()))),
        hosts_of_connection(connection),
        PROOFS.get(connection.kind, OWN_PROOF),
    )
    return render_template("admin/connection_app.html", app=view)


@pages.get("/admin/connections/<connection_id>/app.zip")
@require(Role.ADMIN)
def connection_app_zip(connection_id: str) -> Response:
    """Answer the app's files as a zip, ready to upload."""
    connection = _connection(connection_id)
    packed = zip_of(app_files(connection, _address()))
    headers = {"Content-Disposition": f'attachment; filename="drafter-{connection.kind}.zip"'}
    return Response(packed, mimetype="application/zip", headers=headers)


def _connection(connection_id: str) -> Connection:
    return actions.get_overview(services(), principal(), connection_id).connection


def _address() -> str:
    return services().settings.public_url or request.host_url
