"""The reviewer's pages: the queue, one reply under review, the quality figures.

Admins may read them; only reviewers score.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from drafter.brands import Brand
from drafter.edits import Outcome
from drafter.errors import OwnReplyError, ReviewFormatError
from drafter.quality.rates import QualityFigures
from drafter.quality.scorecards import Scorecard
from webhook.accounts.people import names_by_id
from webhook.accounts.permissions import visible_brands
from webhook.accounts.roles import Role
from webhook.http.context import principal, require, services
from webhook.http.pagination import make_cursor, read_cursor
from webhook.qa import actions, sample_actions
from webhook.qa.actions import EditCase
from webhook.qa.automatic_parts import dashboard_part, review_part, saved_part
from webhook.qa.estimate_rows import estimates_view
from webhook.qa.figures import Kpi, kpis_of, quality_view
from webhook.qa.queue import NAMES as FILTERS
from webhook.qa.queue import SampleView, key_of, sample_view
from webhook.qa.review_extras import review_extras
from webhook.qa.sample_actions import WeekSample
from webhook.qa.views import NOT_RATED, QueueRow, ReviewForm, queue_row, review_view, score_text

PAGE = 25
NEWEST = 25  # replies under the sample
LOOK_AHEAD = 200  # how far "next" looks for a reply that nobody reviewed
OPEN = "open"
SAMPLE = "sample"
ALL = "all"
MOST_NOTE = 2000

pages = Blueprint("qa", __name__)


@dataclass(frozen=True)
class Filter:
    """A tab of the queue."""

    text: str
    href: str
    count: int | None
    is_current: bool


@dataclass(frozen=True)
class QueueView:
    """The queue: figures on top, tabs, one page of replies."""

    figures: tuple[Kpi, ...]
    filters: tuple[Filter, ...]
    rows: tuple[QueueRow, ...]
    total: int
    brands: tuple[Brand, ...]
    brand: str
    show: str
    next_href: str = ""
    older: str = ""
    can_review: bool = False
    sample: SampleView | None = None


@dataclass(frozen=True)
class _Choice:
    """What the address asks for: ``show`` is an outcome, ``open`` or nothing; ``brand`` a slug."""

    show: str = ""
    brand: str = ""

    @property
    def outcome(self) -> str | None:
        return self.show if self.show in set(Outcome) else None

    def fields(self, **more: str) -> dict[str, Any]:
        """Return the address fields of this choice and ``more``, without empty ones."""
        return {name: value for name, value in {"show": self.show, "brand": self.brand, **more}.items() if value}


@pages.get("/qa")
@require(Role.QA, Role.ADMIN)
def queue() -> str:
    """Show the replies that wait for a review, or those with one outcome."""
    choice = _choice()
    week = sample_actions.week_sample(services(), principal(), brand=choice.brand or None)
    if week.draws and choice.show == "" and "after" not in request.args:
        choice = _Choice(SAMPLE, choice.brand)
    sample = _sample(week, choice) if choice.show == SAMPLE else None
    if sample:
        cases, last = _since_drawn(week, choice.brand), None
    else:
        cases, last = _find(choice, before=read_cursor(request.args.get("after")))
    figures = actions.quality(services(), principal(), brand=choice.brand or None)
    brands = _brands()
    names = {one.id: one.name for one in brands}
    listed = _Choice(ALL, choice.brand) if sample else choice
    rows = tuple(
        queue_row(
            case,
            brand=names.get(case.record.brand_id, ""),
            href=url_for("qa.review", edit_id=case.record.id, **listed.fields()),
        )
        for case in cases
    )
    view = QueueView(
        figures=kpis_of(figures),
        filters=_filters(choice, figures, len(week.cases) if week.draws else None),
        rows=rows,
        total=figures.acceptance.n,
        brands=brands,
        brand=choice.brand,
        show=choice.show,
        next_href=sample.next_href if sample else next((row.href for row in rows if not row.is_reviewed), ""),
        older=url_for("qa.queue", **choice.fields(after=make_cursor(last))) if last else "",
        can_review=principal().role is Role.QA,
        sample=sample,
    )
    return render_template("qa/queue.html", queue=view)


@pages.get("/qa/reviews/<edit_id>")
@require(Role.QA, Role.ADMIN)
def review(edit_id: str) -> str:
    """Show one reply beside its draft, with the scorecard."""
    return _review_page(edit_id)


@pages.post("/qa/reviews/<edit_id>")
@require(Role.QA)
def save_review(edit_id: str) -> Response | tuple[str, int]:
    """Save a filled scorecard and go on to the next reply that nobody reviewed."""
    detail = actions.get_edit(services(), principal(), edit_id)
    form = _read_form(request.form, detail.card)
    try:
        ratings, note = _ratings(form, detail.card), form.note.strip() or None
        if detail.record.draft_id:
            saved = actions.review(services(), principal(), edit_id, ratings, note)
        else:
            saved = sample_actions.review_reply(services(), principal(), edit_id, ratings, note)
    except (ReviewFormatError, OwnReplyError) as error:
        return _review_page(edit_id, form=form, error=error.message), 422
    score = "without a score, all N/A" if saved.score is None else f"{score_text(saved.score)} of 100"
    beside = saved_part(services(), principal(), saved.subject_id)
    choice = _choice()
    following = _next_sampled(edit_id, choice) if choice.show == SAMPLE else _next_open(edit_id, choice)
    if following is None:
        flash(f"Review saved, {score}. {beside} No older reply waits here.".replace("  ", " "))
        return redirect(url_for("qa.queue", **choice.fields()), 303)
    flash(f"Review saved, {score}. {beside}".strip())
    return redirect(url_for("qa.review", edit_id=following, **choice.fields()), 303)


@pages.get("/qa/quality")
@require(Role.QA, Role.ADMIN)
def quality() -> str:
    """Show the rates, each with n and interval, and how they moved by week."""
    choice = _choice()
    brand = choice.brand or None
    found = actions.quality(services(), principal(), brand=brand)
    weeks = actions.quality_by_week(services(), principal(), brand=brand)
    estimates = sample_actions.review_estimates(services(), principal(), brand=brand)
    in_queue = _Choice(SAMPLE, choice.brand)
    return render_template(
        "qa/quality.html",
        quality=quality_view(found, weeks),
        estimates=estimates_view(estimates, lambda more: url_for("qa.queue", **in_queue.fields(**more))),
        automatic=dashboard_part(services(), principal(), _brands(), brand=brand),
        brands=_brands(),
        brand=choice.brand,
    )


def _review_page(edit_id: str, *, form: ReviewForm | None = None, error: str = "") -> str:
    who, choice = principal(), _choice()
    detail = actions.get_edit(services(), who, edit_id)
    is_split = request.args.get("view") == "split"
    with services().database.reading() as session:
        names = names_by_id(session)
        brands = {one.id: one.name for one in visible_brands(session, who)}
    view = review_view(
        detail,
        detail.card,
        brand=brands.get(detail.record.brand_id, ""),
        names=names,
        form=form,
        error=error,
        is_split=is_split,
    )
    newer, older = _neighbours(edit_id, choice)

    def link(target: str, **more: str) -> str:
        return url_for("qa.review", edit_id=target, **choice.fields(**more))

    return render_template(
        "qa/review.html",
        review=view,
        extras=review_extras(detail, names),
        automatic=review_part(services(), who, detail.record.draft_id or edit_id),
        key=detail.record.draft_id or edit_id,
        can_review=who.role is Role.QA,
        queue_href=url_for("qa.queue", **choice.fields()),
        newer=link(newer) if newer else "",
        older=link(older) if older else "",
        save_href=link(edit_id, view="split" if is_split else ""),
        inline_href=link(edit_id),
        split_href=link(edit_id, view="split"),
    )


# -- the form ------------------------------------------------------------------------------


def _read_form(values: MultiDict[str, str], scorecard: Scorecard) -> ReviewForm:
    chosen = {one.key: values.get(f"rating.{one.key}", "") for one in scorecard.criteria}
    return ReviewForm(chosen, values.get("note", "")[:MOST_NOTE])


def _ratings(form: ReviewForm, scorecard: Scorecard) -> Mapping[str, float | None]:
    """Return the ratings of a form.  Raises ReviewFormatError, in a reviewer's words."""
    missing = [one.name for one in scorecard.criteria if not form.ratings[one.key]]
    if missing:
        raise ReviewFormatError(f"Rate every line, or choose N/A. Still open: {', '.join(missing)}.")
    return {key: None if value == NOT_RATED else _number(value) for key, value in form.ratings.items()}


def _number(value: str) -> float:
    try:
        return float(value)
    except ValueError as error:
        raise ReviewFormatError("A rating came that is no level of the scorecard; choose it again.") from error


# -- what to show --------------------------------------------------------------------------


def _choice() -> _Choice:
    show, brand = request.args.get("show", ""), request.args.get("brand", "")
    return _Choice(show if show in (OPEN, SAMPLE, ALL) or show in set(Outcome) else "", brand[:255])


def _find(choice: _Choice, *, before: str | None, most: int = PAGE) -> tuple[list[EditCase], str | None]:
    """Return one page of edits, and the id to continue after where there are more."""
    found: list[EditCase] = []
    batch = LOOK_AHEAD if choice.show == OPEN else most + 1
    while len(found) <= most:
        cases = actions.list_edits(
            services(), principal(), brand=choice.brand or None, outcome=choice.outcome, before=before, limit=batch
        )
        found += [case for case in cases if choice.show != OPEN or not case.reviews]
        if len(cases) < batch:
            break
        before = cases[-1].record.id
    return found[:most], found[most - 1].record.id if len(found) > most else None


def _since_drawn(week: WeekSample, brand: str) -> list[EditCase]:
    """Return the newest replies from after the sample was drawn: no sample has had its turn with them yet."""
    drawn = max(draw.until for draw in week.draws)
    newest, _ = _find(_Choice(ALL, brand), before=None, most=NEWEST)
    return [case for case in newest if case.record.created_at >= drawn]


def _next_open(edit_id: str, choice: _Choice) -> str | None:
    cases, _ = _find(choice, before=edit_id, most=LOOK_AHEAD)
    return next((case.record.id for case in cases if not case.reviews), None)


def _neighbours(edit_id: str, choice: _Choice) -> tuple[str | None, str | None]:
    """Return the reply before and after this one, newest first; the one before only near the top."""
    newest, _ = _find(choice, before=None, most=LOOK_AHEAD)
    ids = [case.record.id for case in newest]
    if edit_id in ids:
        place = ids.index(edit_id)
        newer = ids[place - 1] if place else None
        older = ids[place + 1] if place + 1 < len(ids) else None
        if older or len(ids) < LOOK_AHEAD:
            return newer, older
        edit_id = ids[place]
    else:
        newer = next((one for one in reversed(ids) if one > edit_id), None)
    after, _ = _find(choice, before=edit_id, most=1)
    return newer, after[0].record.id if after else None


def _sample(week: WeekSample, choice: _Choice) -> SampleView:
    with services().database.reading() as session:
        names = names_by_id(session)
    chosen = {name: request.args.get(name, "")[:255] for name in FILTERS}
    return sample_view(
        week,
        names=names,
        chosen=chosen,
        link=lambda key: url_for("qa.review", edit_id=key, **choice.fields()),
    )


def _next_sampled(edit_id: str, choice: _Choice) -> str | None:
    """Return the next reply of the sample that nobody reviewed; one's own come last."""
    week = sample_actions.week_sample(services(), principal(), brand=choice.brand or None)
    with services().database.reading() as session:
        me = {principal().id, *actions.known_as(session, principal())}
    left = [case for case in week.cases if not case.reviews and key_of(case) != edit_id]
    able = [case for case in left if case.reply and not case.reply.acted & me]
    mine = [case for case in able if case.sample.assigned_to in (None, principal().id)]
    return key_of((mine or able)[0]) if able else None


def _filters(choice: _Choice, figures: QualityFigures, sampled: int | None) -> tuple[Filter, ...]:
    first: tuple[tuple[str, str, int | None], ...] = () if sampled is None else ((SAMPLE, "Sample", sampled),)
    tabs: tuple[tuple[str, str, int | None], ...] = (
        *first,
        (ALL if first else "", "All", None),
        (OPEN, "To review", None),
        (Outcome.EDITED.value, "Edited", figures.edited.count),
        (Outcome.AS_IS.value, "Sent as drafted", figures.as_is.count),
        (Outcome.SCRATCH.value, "Written anew", figures.scratch.count),
        (Outcome.REJECTED.value, "Rejected", figures.rejected.count),
    )
    return tuple(
        Filter(text, url_for("qa.queue", **_Choice(show, choice.brand).fields()), count, show == choice.show)
        for show, text, count in tabs
    )


def _brands() -> tuple[Brand, ...]:
    with services().database.reading() as session:
        return visible_brands(session, principal())
