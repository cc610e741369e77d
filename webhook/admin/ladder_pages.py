"""The pages on which admins order what may be offered, prove it on cases, and publish it; others read them."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from drafter.errors import (
    ConditionError,
    LadderCasesError,
    LadderConflictError,
    LadderFormatError,
    LadderStageError,
)
from drafter.ladder_values import facts_value, ladder_value, read_ladder
from drafter.laddering import find_version
from drafter.ladders import Ladder
from drafter.order_facts import VOCABULARY
from drafter.resolutions import AUTHORITIES
from knowledge_base.policies import Stage
from webhook.accounts.roles import Role
from webhook.admin import ladder_actions as acts
from webhook.admin.blueprint import may_edit, my_brands, names, note_in_form, pages
from webhook.admin.ladder_actions import LadderCaseFile, Trial
from webhook.admin.ladder_forms import after_step, condition_errors, read_form
from webhook.admin.ladder_views import DOTS, KINDS, STAGES, case_views, row_of, rung_views
from webhook.http.context import principal, require, services
from webhook.http.forms import number_in
from webhook.http.problems import status_of

PROBLEMS = (ConditionError, LadderFormatError, LadderConflictError, LadderStageError, LadderCasesError)
REARRANGES = ("add", "up", "down", "remove", "fix", "drop")
FIRST = {"name": "Hand over to a colleague", "kind": "escalate"}


@pages.get("/admin/ladders")
@require(Role.ADMIN, Role.AGENT, Role.QA)
def ladders() -> str:
    """List the ladders in sight."""
    brands = {one.id: one.name for one in my_brands()}
    found = acts.list_ladders(services(), principal(), brand=request.args.get("brand", "")[:255] or None)
    rows = [row_of(one, brands) for one in found]
    return render_template("admin/ladders.html", rows=rows, brands=my_brands(), can_edit=may_edit())


@pages.post("/admin/ladders")
@require(Role.ADMIN)
def new_ladder() -> Response | tuple[str, int]:
    """Begin a ladder: an intent and a last rung that hands over."""
    value = {"intent": request.form.get("intent", "")[:200], "rungs": [FIRST]}
    try:
        made = acts.create_ladder(services(), principal(), value, brand=request.form.get("brand", "")[:255] or None)
    except PROBLEMS as error:
        flash(error.message)
        return redirect(url_for("admin.ladders"), 303)
    return redirect(url_for("admin.ladder", ladder_id=made.id), 303)


@pages.get("/admin/ladders/<ladder_id>")
@require(Role.ADMIN, Role.AGENT, Role.QA)
def ladder(ladder_id: str) -> str:
    """Show a ladder: rungs, an order tried on them, test cases, versions."""
    case = acts.get_ladder(services(), principal(), ladder_id)
    number = number_in(request.args.get("version"))
    shown = find_version(case.overview, number).ladder if number else case.overview.newest.ladder
    tried, wrong = _tried(case, shown)
    return _page(case, ladder_value(shown), shown, tried=tried, untried=wrong)


@pages.post("/admin/ladders/<ladder_id>")
@require(Role.ADMIN)
def save_ladder(ladder_id: str) -> Response | str | tuple[str, int]:
    """Rearrange what was typed, or save it as the next version; what can't be read stays on the page."""
    case = acts.get_ladder(services(), principal(), ladder_id)
    value, step = read_form(request.form), request.form.get("step", "save")[:20]
    if step.partition("-")[0] in REARRANGES:
        return _page(case, after_step(value, step), None, unsaved=True)
    try:
        based_on = number_in(request.form.get("based_on"))
        saved = acts.save_ladder(services(), principal(), ladder_id, value, based_on=based_on, note=note_in_form())
    except PROBLEMS as error:
        return _page(case, value, None, unsaved=True, wrong=error.message), status_of(error)
    flash(f"Saved as draft v{saved.newest.number}.")
    return _back(ladder_id)


@pages.post("/admin/ladders/<ladder_id>/<any(submit,approve,request_changes,publish,discard):step>")
@require(Role.ADMIN)
def step_ladder(ladder_id: str, step: str) -> Response | tuple[str, int]:
    """Ask for a review, decide on one, publish or throw away the version that the form names."""
    case = acts.get_ladder(services(), principal(), ladder_id)
    number = number_in(request.form.get("version")) or case.overview.newest.number
    try:
        flash(_stepped(ladder_id, number, step))
    except PROBLEMS as error:
        newest = case.overview.newest.ladder
        return _page(case, ladder_value(newest), newest, wrong=error.message), status_of(error)
    return _back(ladder_id)


def _stepped(ladder_id: str, number: int, step: str) -> str:
    at, who, note = services(), principal(), note_in_form()
    if step == "submit":
        acts.submit_ladder(at, who, ladder_id, number, note=note)
        return f"v{number} waits for a review."
    if step in ("approve", "request_changes"):
        acts.review_ladder(at, who, ladder_id, number, step, note=note)
        return f"v{number} is approved." if step == "approve" else f"v{number} is a draft again."
    if step == "publish":
        acts.publish_ladder(at, who, ladder_id, number, note=note)
        return f"v{number} is live."
    acts.discard_ladder(at, who, ladder_id, number, note=note)
    return f"v{number} is out of use."


def _tried(case: LadderCaseFile, shown: Ladder) -> tuple[Trial | None, str]:
    number = request.args.get("order", "").strip()[:100]
    if not number:
        return None, ""
    try:
        return acts.try_ladder(services(), principal(), shown, case.brand, order_number=number), ""
    except LadderFormatError as error:
        return None, error.message


def _page(
    case: LadderCaseFile,
    value: dict[str, Any],
    shown: Ladder | None,
    *,
    tried: Trial | None = None,
    untried: str = "",
    unsaved: bool = False,
    wrong: str = "",
) -> str:
    """Render a ladder: ``value`` as typed; ``shown`` is it read, where it can be."""
    overview = case.overview
    newest, live = overview.newest, overview.live
    errors = condition_errors(value["rungs"])
    ladder = shown or _readable(value, case)
    live_rungs = ladder_value(live.ladder)["rungs"] if (live and newest is not live) or (live and unsaved) else None
    return render_template(
        "admin/ladder.html",
        case=case,
        newest=newest,
        live=live,
        value=value,
        stage=newest.stage.value,
        stages=STAGES,
        dots=DOTS,
        is_mine=newest.author_id == principal().id,
        is_editable=may_edit() and newest.stage is not Stage.IN_REVIEW and not _is_old(case),
        can_edit=may_edit(),
        rungs=rung_views(value["rungs"], live_rungs, errors),
        cases=case_views(ladder, live.ladder if live and live is not newest else None) if ladder else [],
        is_run=ladder is not None,
        errors=errors,
        wrong=wrong,
        unsaved=unsaved,
        tried=tried,
        untried=untried,
        facts=facts_value(tried.facts) if tried else {},
        order=request.args.get("order", "")[:100],
        vocabulary=tuple(VOCABULARY.values()),
        kinds=KINDS,
        authorities=AUTHORITIES,
        names=names(),
        version=number_in(request.args.get("version")) or newest.number,
    )


def _readable(value: dict[str, Any], case: LadderCaseFile) -> Ladder | None:
    try:
        return read_ladder(value, ladder_id=case.overview.id, brand_id=case.brand.id)
    except (ConditionError, LadderFormatError):
        return None


def _is_old(case: LadderCaseFile) -> bool:
    number = number_in(request.args.get("version"))
    return number is not None and number != case.overview.newest.number


def _back(ladder_id: str) -> Response:
    return redirect(url_for("admin.ladder", ladder_id=ladder_id), 303)
