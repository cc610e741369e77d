"""``/api/v1/…/replay`` and ``/api/v1/replays``: what a wording would change in past replies, for programs."""

from typing import Any

from pydantic import Field

from drafter.impacts import FlipKind, ReplayState
from drafter.signing import MOST_TICKETS, USUAL_TICKETS
from webhook.accounts.permissions import Act
from webhook.accounts.roles import Principal
from webhook.admin import replay_actions
from webhook.admin.replay_actions import ReplayCase
from webhook.admin.schemas import NoteBody
from webhook.http.api import ApiBlueprint, Fields, Moment, Shown
from webhook.http.context import services
from webhook.replay_json import replay_json, report_json

api = ApiBlueprint("replay_api", __name__)

REVISION = "/policies/<policy_id>/revisions/<int(max=1000000):number>"
ONE = "/replays/<replay_id>"


class ReplayBody(Fields):
    """Which past tickets are replayed, and who writes."""

    last: int = Field(USUAL_TICKETS, ge=1, le=MOST_TICKETS, description="How many past tickets, newest first.")
    model: bool = Field(False, description="Let the language model write, at its price; else the composer does.")


class FlipShown(Shown):
    """One thing that turns; null where it comes or goes."""

    kind: FlipKind
    before: str | None
    after: str | None


class TallyShown(FlipShown):
    """A flip, and in how many tickets."""

    tickets: int


class ItemShown(Shown):
    """A touched ticket with both redrafts; a text is null where there would be no answer."""

    ticket: str = Field(description="The helpdesk's id.")
    ticket_id: str
    subject: str
    changed: bool
    had_cited: bool = Field(description="Whether a former draft of this ticket cited the policy.")
    before: str | None
    after: str | None
    before_reason: str | None
    after_reason: str | None
    flips: list[FlipShown]


class SignatureShown(Shown):
    """Who read a replay."""

    by: str
    role: str
    note: str | None
    at: Moment


class ReplayShown(Shown):
    """Where a replay stands."""

    id: str
    revision: str = Field(description="Id of the wording.")
    policy_id: str
    brand_id: str
    state: ReplayState
    tickets_looked_at: int
    tickets_total: int | None
    tickets_found: int = Field(description="Tickets that the wording touches.")
    changed: int = Field(description="Touched tickets whose reply would change.")
    skipped: int = Field(description="Tickets that could not be drafted again.")
    uses_model: bool
    cost_usd_micros: int
    snapshot_id: str | None = Field(description="The active snapshot it was compared with.")
    error: str | None
    created_at: Moment
    finished_at: Moment | None


class ReportShown(ReplayShown):
    """A replay with all that it found so far."""

    items: list[ItemShown]
    flips: list[TallyShown]
    signatures: list[SignatureShown]


class ReplayPage(Shown):
    """A wording's replays, newest first."""

    items: list[ReplayShown]
    next: str | None


@api.route_for("POST", f"{REVISION}/replay", act=Act.EDIT_POLICIES, body=ReplayBody, answer=ReplayShown, status=202)
def start_replay(who: Principal, policy_id: str, number: int, body: ReplayBody) -> dict[str, Any]:
    """Replay past tickets with a wording in any stage.

    One that is on its way for this wording is answered instead of a second.
    """
    asked = replay_actions.start_replay(services(), who, policy_id, number, tickets=body.last, uses_model=body.model)
    return replay_json(asked)


@api.route_for("GET", f"{REVISION}/replays", act=Act.READ_POLICIES, answer=ReplayPage)
def list_replays(who: Principal, policy_id: str, number: int) -> dict[str, Any]:
    """List the replays of a wording, newest first."""
    found = replay_actions.list_replays(services(), who, policy_id, number)
    return {"items": [replay_json(one) for one in found], "next": None}


@api.route_for("GET", ONE, act=Act.READ_POLICIES, answer=ReportShown)
def get_replay(who: Principal, replay_id: str) -> dict[str, Any]:
    """Return a replay with all that it found so far."""
    return _report(replay_actions.get_replay(services(), who, replay_id))


@api.route_for("POST", f"{ONE}/cancel", act=Act.EDIT_POLICIES, body=NoteBody, answer=ReplayShown, conflicts=True)
def cancel_replay(who: Principal, replay_id: str, body: NoteBody) -> dict[str, Any]:
    """Stop a replay; what it found so far stays."""
    return replay_json(replay_actions.cancel_replay(services(), who, replay_id))


@api.route_for("POST", f"{ONE}/sign", act=Act.EDIT_POLICIES, body=NoteBody, answer=ReportShown, conflicts=True)
def sign_replay(who: Principal, replay_id: str, body: NoteBody) -> dict[str, Any]:
    """Say that you have read a replay; a brand may ask for that before it publishes a wording."""
    return _report(replay_actions.sign_replay(services(), who, replay_id, note=body.note))


def _report(case: ReplayCase) -> dict[str, Any]:
    return report_json(case.report, case.tickets)
