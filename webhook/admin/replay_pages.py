"""The replay's pages: ask for one, watch it, read what turns, sign it; every button is a form."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from drafter.errors import ReplayStateError
from drafter.signing import MOST_TICKETS, USUAL_TICKETS
from webhook.accounts.roles import Role
from webhook.admin import replay_actions
from webhook.admin.blueprint import case_of, may_edit, named_revision, names, note_in_form, pages
from webhook.admin.replay_views import CHANGED, StartView, replay_view
from webhook.http.context import principal, require, services
from webhook.http.forms import number_in
from webhook.http.problems import status_of


@pages.get("/admin/policies/<policy_id>/replay")
@require(Role.ADMIN, Role.AGENT, Role.QA)
def replays(policy_id: str) -> str:
    """Show the replays of one wording, and the form that asks for another."""
    case = case_of(policy_id)
    revision = named_revision(case, request.args.get("revision")) or case.newest
    runs = replay_actions.list_replays(services(), principal(), policy_id, revision.number)
    start = StartView(
        policy_id, case.policy.title, revision.number, runs, has_model=services().settings.openai_api_key is not None
    )
    return render_template("admin/replays.html", start=start, can_edit=may_edit())


@pages.post("/admin/policies/<policy_id>/replay")
@require(Role.ADMIN)
def start_replay(policy_id: str) -> Response:
    """Ask for a replay, or go to the one that is on its way."""
    case = case_of(policy_id)
    revision = named_revision(case, request.form.get("revision")) or case.newest
    tickets = number_in(request.form.get("last")) or USUAL_TICKETS
    asked = replay_actions.start_replay(
        services(),
        principal(),
        policy_id,
        revision.number,
        tickets=min(tickets, MOST_TICKETS),
        uses_model="model" in request.form,
    )
    return redirect(url_for("admin.replay", replay_id=asked.id), 303)


@pages.get("/admin/replays/<replay_id>")
@require(Role.ADMIN, Role.AGENT, Role.QA)
def replay(replay_id: str) -> str:
    """Show how far a replay is and what it found."""
    return _page(replay_id)


@pages.post("/admin/replays/<replay_id>/cancel")
@require(Role.ADMIN)
def cancel_replay(replay_id: str) -> Response | tuple[str, int]:
    """Stop a replay."""
    try:
        replay_actions.cancel_replay(services(), principal(), replay_id)
    except ReplayStateError as error:
        return _page(replay_id, error=error.message), status_of(error)
    flash("The replay is stopped. What it found so far is kept.")
    return redirect(url_for("admin.replay", replay_id=replay_id), 303)


@pages.post("/admin/replays/<replay_id>/sign")
@require(Role.ADMIN)
def sign_replay(replay_id: str) -> Response | tuple[str, int]:
    """Say that one has read a replay."""
    try:
        case = replay_actions.sign_replay(services(), principal(), replay_id, note=note_in_form())
    except ReplayStateError as error:
        return _page(replay_id, error=error.message), status_of(error)
    flash(f"You have read what v{case.revision.number} would change.")
    return redirect(url_for("admin.replay", replay_id=replay_id), 303)


def _page(replay_id: str, *, error: str = "") -> str:
    view = replay_view(
        replay_actions.get_replay(services(), principal(), replay_id),
        names=names(),
        viewer_id=principal().id,
        show=request.args.get("show", CHANGED),
        start=number_in(request.args.get("from")) or 0,
    )
    return render_template("admin/replay.html", replay=view, can_edit=may_edit(), error=error)
