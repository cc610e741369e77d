"""The pages of calibration: sessions, scoring alone, and talking through where raters differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from drafter.errors import CalibrationStateError, ReviewFormatError
from drafter.quality.agreement import Bounded
from drafter.quality.scorecards import STEPS, Criterion
from drafter.quality.sessions import CriterionAgreement, spread
from webhook import charts
from webhook.accounts.people import names_by_id
from webhook.accounts.permissions import visible_brands
from webhook.accounts.roles import Role
from webhook.charts import Estimate
from webhook.errors import RequestFieldsError
from webhook.http.context import principal, require, services
from webhook.http.forms import number_in
from webhook.qa import calibration as actions
from webhook.qa.calibration import SessionDetail
from webhook.qa.pages import pages
from webhook.store.accounts import list_users

NOT_RATED = "na"
WIDE = 0.5  # of the scale: worth talking about
CLEAR_LEAN = 0.1
MOST_NOTE = 2000

__all__ = ["pages"]


@dataclass(frozen=True)
class AgreementRow:
    """Agreement on one criterion."""

    name: str
    key: str
    value: str
    interval: str
    percent: str
    n: int
    is_few: bool
    chart: Markup | None
    leans: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class MatrixRow:
    """One reply in the matrix of one criterion: a cell for each rater."""

    edit_id: str
    ticket: str
    subject: str
    cells: tuple[str, ...]
    notes: tuple[tuple[str, str, str], ...]
    spread: str
    is_wide: bool
    agreed: str
    reason: str
    text: str


@pages.get("/qa/calibration", endpoint="calibration")
@require(Role.QA, Role.ADMIN)
def list_calibration() -> str:
    """Show the sessions, and the form to plan one."""
    with services().database.reading() as session:
        brands = visible_brands(session, principal())
        names = names_by_id(session)
        raters = [user for user in list_users(session) if user.role == Role.QA]
    return render_template(
        "qa/calibration.html",
        sessions=actions.list_sessions(services(), principal()),
        brands=brands,
        raters=raters,
        names=names,
        me=principal().id,
        can_plan=principal().role is Role.QA,
    )


@pages.post("/qa/calibration", endpoint="plan_calibration")
@require(Role.QA)
def plan_calibration() -> Response:
    """Plan a session."""
    form = request.form
    try:
        planned = actions.plan(
            services(),
            principal(),
            brand=form.get("brand", "")[:255] or None,
            name=form.get("name", ""),
            rater_ids=tuple(form.getlist("rater")),
            replies=_count(form.get("replies", "")),
            due_at=_day(form.get("due", "")),
        )
    except (ReviewFormatError, RequestFieldsError) as error:
        flash(error.message)
        return redirect(url_for("qa.calibration"), 303)
    flash("Session planned. Everyone scores alone first.")
    return redirect(url_for("qa.calibration_session", calibration_id=planned.id), 303)


@pages.get("/qa/calibration/<calibration_id>", endpoint="calibration_session")
@require(Role.QA, Role.ADMIN)
def show_session(calibration_id: str) -> str:
    """Show a session: the next reply to score, how far the others are, or where the raters differ."""
    return _session_page(calibration_id)


@pages.post("/qa/calibration/<calibration_id>/rate", endpoint="rate_blind")
@require(Role.QA)
def rate_blind(calibration_id: str) -> Response | tuple[str, int]:
    """Save one's own scores of a reply, and go on to the next."""
    found = actions.get_session(services(), principal(), calibration_id)
    form = request.form
    try:
        ratings = {
            one.key: _rating(form.get(f"rating.{one.key}", ""), one) for one in found.case.session.scorecard.criteria
        }
        actions.rate(
            services(), principal(), calibration_id, form.get("edit", ""), ratings, form.get("note", "")[:MOST_NOTE]
        )
    except ReviewFormatError as error:
        return _session_page(calibration_id, error=error.message), 422
    except CalibrationStateError as error:
        flash(error.message)
    return redirect(url_for("qa.calibration_session", calibration_id=calibration_id), 303)


@pages.post("/qa/calibration/<calibration_id>/agree", endpoint="agree_rating")
@require(Role.QA)
def agree_rating(calibration_id: str) -> Response:
    """Save what was agreed on, and go on to the next reply."""
    form = request.form
    edit_id, criterion = form.get("edit", "")[:64], form.get("criterion", "")[:64]
    try:
        value = float(form.get("agreed", "x"))
        actions.agree(services(), principal(), calibration_id, edit_id, criterion, value, form.get("reason", "")[:500])
        flash("Saved as the reference.")
    except ValueError:
        flash("Choose the score you agreed on; nothing was saved.")
    except (ReviewFormatError, CalibrationStateError) as error:
        flash(error.message)
    following = form.get("next", "")[:64] or edit_id
    address = url_for("qa.calibration_session", calibration_id=calibration_id, criterion=criterion, edit=following)
    return redirect(address, 303)


def _session_page(calibration_id: str, *, error: str = "") -> str:
    found = actions.get_session(services(), principal(), calibration_id)
    planned = found.case.session
    with services().database.reading() as session:
        names = names_by_id(session)
    keys = [one.key for one in planned.scorecard.criteria]
    criterion = request.args.get("criterion", "")
    criterion = criterion if criterion in keys else keys[0]
    rows = [] if found.case.is_open else _matrix(found, criterion, names)
    chosen = request.args.get("edit", "")
    row = next((one for one in rows if one.edit_id == chosen), rows[0] if rows else None)
    place = rows.index(row) if row else 0
    return render_template(
        "qa/calibration_session.html",
        found=found,
        session=planned,
        names=names,
        raters=[names.get(one, one) for one in planned.rater_ids],
        me=principal().id,
        to_rate=found.replies.get(found.next_edit or ""),
        criteria=planned.scorecard.criteria,
        levels=_levels,
        criterion=next(one for one in planned.scorecard.criteria if one.key == criterion),
        agreements=[_agreement(one, names) for one in found.agreements],
        rows=rows,
        row=row,
        next_row=rows[place + 1] if place + 1 < len(rows) else None,
        error=error,
        can_agree=principal().role is Role.QA,
    )


def _levels(criterion: Criterion) -> list[tuple[str, str, str]]:
    """Return value, sign and meaning of each level, lowest first."""
    rubric = criterion.rubric or ("",) * criterion.steps
    return [(f"{value:.6g}", str(place), rubric[place]) for place, value in enumerate(STEPS[criterion.steps])]


def _agreement(one: CriterionAgreement, names: Mapping[str, str]) -> AgreementRow:
    alpha = one.found.alpha
    return AgreementRow(
        name=one.criterion.name,
        key=one.criterion.key,
        value="" if not one.found.is_enough else "n/a" if alpha.value is None else f"{alpha.value:.2f}",
        interval=""
        if alpha.low is None or alpha.high is None
        else f"{alpha.low:.2f} to {alpha.high:.2f}".replace("-", "−"),
        percent="" if one.found.percent is None else f"{100 * one.found.percent:.0f}%",
        n=one.found.items,
        is_few=not one.found.is_enough,
        chart=_chart(one.criterion, alpha),
        leans=tuple((names.get(rater, rater), _lean(bias.signed, bias.n)) for rater, bias in one.leans.items()),
    )


def _chart(criterion: Criterion, alpha: Bounded) -> Markup | None:
    if alpha.value is None or alpha.low is None or alpha.high is None:
        return None
    estimate = Estimate(max(0.0, alpha.value), max(0.0, alpha.low), max(0.0, alpha.high))
    return charts.interval(f"alpha-{criterion.key}", f"Agreement on {criterion.name}", estimate, show="{:.2f}".format)


def _lean(signed: float, n: int) -> str:
    word = "no clear lean" if abs(signed) < CLEAR_LEAN else "kinder" if signed > 0 else "stricter"
    return f"{signed:+.2f} {word}, n = {n}".replace("-", "−")


def _matrix(found: SessionDetail, criterion: str, names: Mapping[str, str]) -> list[MatrixRow]:
    session = found.case.session
    steps = STEPS[next(one for one in session.scorecard.criteria if one.key == criterion).steps]
    last = {(one.edit_id, one.rater_id): one for one in found.given}
    rows = []
    for edit_id, reply in found.replies.items():
        given = [last.get((edit_id, rater)) for rater in session.rater_ids]
        cells = tuple("–" if one is None else _sign(one.ratings.get(criterion), steps) for one in given)
        apart = spread(session, found.given, edit_id, criterion)
        agreed = found.agreed.get((edit_id, criterion))
        rows.append(
            MatrixRow(
                edit_id=edit_id,
                ticket=reply.ticket.external_id,
                subject=reply.ticket.subject,
                cells=cells,
                notes=tuple(
                    (names.get(rater, rater), cell, (one.note or "") if one else "")
                    for rater, cell, one in zip(session.rater_ids, cells, given, strict=True)
                ),
                spread=str(round(apart * (len(steps) - 1))),
                is_wide=apart >= WIDE,
                agreed="" if agreed is None else _sign(agreed.rating, steps),
                reason=(agreed.reason or "") if agreed else "",
                text=reply.record.sent_text or "",
            )
        )
    return rows


def _sign(value: float | None, steps: tuple[float, ...]) -> str:
    return "n/a" if value is None else str(min(range(len(steps)), key=lambda place: abs(steps[place] - value)))


def _rating(given: str, criterion: Criterion) -> float | None:
    if given == NOT_RATED:
        return None
    value = next((step for step in STEPS[criterion.steps] if f"{step:.6g}" == given), None)
    if value is None:
        raise ReviewFormatError(f"Rate {criterion.name}, or choose N/A.")
    return value


def _count(given: str) -> int:
    number = number_in(given, digits=3)
    if number is None:
        raise RequestFieldsError("Write how many replies as a number, such as 12.")
    return number


def _day(given: str) -> datetime | None:
    try:
        return datetime.fromisoformat(given).replace(tzinfo=UTC, hour=23, minute=59) if given else None
    except ValueError as error:
        raise RequestFieldsError(f"{given[:20]!r} is no day; write it as 2026-12-01.") from error
