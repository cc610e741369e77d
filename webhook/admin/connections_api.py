"""``/api/v1/connections``: links to helpdesks, for programs.  Secrets are shown once, when they are made."""

from typing import Any

from pydantic import Field

from webhook.accounts.permissions import Act
from webhook.accounts.roles import Principal
from webhook.admin import connection_actions as actions
from webhook.connecting import Overview, State, shown_options, webhook_path
from webhook.helpdesks.setup_steps import steps_of
from webhook.http.api import ApiBlueprint, Fields, Moment, Shown
from webhook.http.context import services
from webhook.trying import Tried

api = ApiBlueprint("connections_api", __name__)

ALL = "/connections"
ONE = f"{ALL}/<connection_id>"


class ConnectionsQuery(Fields):
    """Whose connections."""

    brand: str | None = Field(None, max_length=255)


class NewConnectionBody(Fields):
    """A connection to add."""

    kind: str = Field(max_length=40)
    name: str = Field(min_length=1, max_length=180)
    brand: str | None = Field(None, max_length=255)
    secret: str | None = Field(None, min_length=8, max_length=255, description="The helpdesk's own; made if left out.")
    options: dict[str, str] = Field(default_factory=dict)


class ChangedConnectionBody(Fields):
    """What changes; an option that is null is taken away."""

    is_paused: bool | None = None
    options: dict[str, str | None] | None = None


class RotationBody(Fields):
    """How to rotate."""

    secret: str | None = Field(None, min_length=8, max_length=255, description="The helpdesk's own; made if left out.")
    grace_hours: float = Field(24.0, ge=0, le=720, description="How long the old secret still counts.")


class TrialBody(Fields):
    """What to try with."""

    ticket: str | None = Field(None, max_length=200, description="The helpdesk's id of a test ticket.")
    note: bool = Field(False, description="Also write a note to it, and mark that as out of date.")


class ConnectionShown(Shown):
    """A connection and where it stands; tokens are hidden."""

    id: str
    kind: str
    name: str
    brand_id: str
    path: str
    options: dict[str, str]
    is_paused: bool
    state: State
    advice: str | None
    last_event_at: Moment | None
    looked_for_lost_at: Moment | None
    last_error: str | None
    last_error_at: Moment | None
    old_secret_ends_at: Moment | None
    created_at: Moment


class MadeConnectionShown(ConnectionShown):
    """A connection with its secret, and what to do in the helpdesk."""

    secret: str
    steps: list[str]


class ConnectionPage(Shown):
    """Connections, the oldest first."""

    items: list[ConnectionShown]
    next: str | None


class StepShown(Shown):
    """One step of a test."""

    name: str
    result: Tried
    message: str
    hint: str | None


class TrialShown(Shown):
    """How a test went; it failed where a step did."""

    result: Tried
    steps: list[StepShown]


class RemovedShown(Shown):
    """What was removed."""

    id: str
    removed: bool


@api.route_for("GET", ALL, act=Act.READ_CONNECTIONS, query=ConnectionsQuery, answer=ConnectionPage)
def list_connections(who: Principal, query: ConnectionsQuery) -> dict[str, Any]:
    """List connections and where they stand."""
    found = actions.list_overviews(services(), who, brand=query.brand)
    return {"items": [overview_json(one) for one in found], "next": None}


@api.route_for("POST", ALL, act=Act.EDIT_CONNECTIONS, body=NewConnectionBody, answer=MadeConnectionShown, status=201)
def add_connection(who: Principal, body: NewConnectionBody) -> dict[str, Any]:
    """Add a connection.

    Its secret is shown here alone. Addresses have to be public ones: an inner one is given on
    the command line.
    """
    made = actions.add(
        services(), who, kind=body.kind, brand=body.brand, name=body.name, secret=body.secret, options=body.options
    )
    return _with_secret(made)


@api.route_for("GET", ONE, act=Act.READ_CONNECTIONS, answer=ConnectionShown)
def get_connection(who: Principal, connection_id: str) -> dict[str, Any]:
    """Show where one connection stands."""
    return overview_json(actions.get_overview(services(), who, connection_id))


@api.route_for("PATCH", ONE, act=Act.EDIT_CONNECTIONS, body=ChangedConnectionBody, answer=ConnectionShown)
def change_connection(who: Principal, connection_id: str, body: ChangedConnectionBody) -> dict[str, Any]:
    """Pause or resume a connection, or change its options."""
    changed = actions.change(services(), who, connection_id, is_paused=body.is_paused, options=body.options or {})
    return overview_json(changed)


@api.route_for("POST", f"{ONE}/rotate", act=Act.EDIT_CONNECTIONS, body=RotationBody, answer=MadeConnectionShown)
def rotate_secret(who: Principal, connection_id: str, body: RotationBody) -> dict[str, Any]:
    """Put a new secret in force; the old one counts for a while beside it."""
    rotated = actions.rotate(services(), who, connection_id, secret=body.secret, grace_hours=body.grace_hours)
    return _with_secret(rotated)


@api.route_for("POST", f"{ONE}/end-old-secret", act=Act.EDIT_CONNECTIONS, answer=ConnectionShown)
def end_old_secret(who: Principal, connection_id: str) -> dict[str, Any]:
    """Let only the newest secret count."""
    return overview_json(actions.end_old_secret(services(), who, connection_id))


@api.route_for("POST", f"{ONE}/test", act=Act.EDIT_CONNECTIONS, body=TrialBody, answer=TrialShown)
def try_connection(who: Principal, connection_id: str, body: TrialBody) -> dict[str, Any]:
    """Try a connection: was an event heard, does the account work, can a ticket be read and a note written."""
    steps = actions.try_out(services(), who, connection_id, ticket=body.ticket, writes_note=body.note)
    has_failed = any(one.result is Tried.FAILED for one in steps)
    return {
        "result": (Tried.FAILED if has_failed else Tried.OK).value,
        "steps": [
            {"name": one.name, "result": one.result.value, "message": one.message, "hint": one.hint} for one in steps
        ],
    }


@api.route_for("DELETE", ONE, act=Act.EDIT_CONNECTIONS, answer=RemovedShown)
def remove_connection(who: Principal, connection_id: str) -> dict[str, Any]:
    """Remove a connection: its secrets are forgotten, its tickets stay."""
    return {"id": actions.remove(services(), who, connection_id), "removed": True}


def overview_json(one: Overview) -> dict[str, Any]:
    """Return where a connection stands, as JSON."""
    connection, link = one.connection, one.link
    return {
        "id": connection.id,
        "kind": connection.kind,
        "name": connection.name,
        "brand_id": connection.brand_id,
        "path": webhook_path(connection),
        "options": shown_options(connection),
        "is_paused": connection.is_paused,
        "state": one.state.value,
        "advice": one.advice,
        "last_event_at": _moment(link.heard_at),
        "looked_for_lost_at": _moment(link.polled_at),
        "last_error": link.last_error,
        "last_error_at": _moment(link.failed_at),
        "old_secret_ends_at": _moment(connection.old_secrets_end_at),
        "created_at": _moment(link.created_at),
    }


def _with_secret(one: Overview) -> dict[str, Any]:
    kind = one.connection.kind
    return {**overview_json(one), "secret": one.connection.secrets[0], "steps": list(steps_of(kind))}


def _moment(value: Any) -> str | None:
    return value.isoformat().replace("+00:00", "Z") if value else None
