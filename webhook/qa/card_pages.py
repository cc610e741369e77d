"""The pages round a review: draw a sample, comment, say what an edit was; scorecards with their editor; disputes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from drafter.errors import (
    DisputeStateError,
    OwnReplyError,
    ReviewFormatError,
    ScorecardConflictError,
    ScorecardFormatError,
)
from drafter.quality.scorecards import STEPS, Criterion, Scorecard
from drafter.store.decisions import helpdesk_names
from webhook.accounts.people import names_by_id
from webhook.accounts.permissions import visible_brands
from webhook.accounts.roles import Role
from webhook.http.context import principal, require, services
from webhook.http.forms import decimal_in, number_in
from webhook.qa import actions, card_actions, sample_actions
from webhook.qa.across_pages import pages
from webhook.qa.card_actions import Cards, DisputeCase
from webhook.qa.views import LEVEL_NAMES, NOT_RATED, CriterionView, criterion_view, rating_value, score_text

__all__ = ["pages"]

SCALES = {2: "Yes, No", 3: "Yes, Partly, No", 4: "4 steps", 5: "5 steps"}
PLACES = 5_000
TABS = ("criteria", "versions", "disputes")
FREE_ROWS = 1  # empty lines at the end of the editor


@dataclass(frozen=True)
class RowView:
    """One criterion in the editor; ``levels`` are name and meaning, best first."""

    number: int
    criterion: Criterion
    scale: str
    levels: tuple[tuple[int, str, str], ...]
    is_new: bool = False


@dataclass(frozen=True)
class VersionView:
    """One version of the scorecard."""

    version: int
    state: str
    by: str
    at: datetime | None
    total: str


@dataclass(frozen=True)
class DisputeView:
    """A dispute with what the review said, what the agent wants, and whether the reader may decide."""

    id: str
    external_id: str
    subject: str
    reviewer: str
    agent: str
    text: str
    note: str
    score: str
    version: int
    raised_at: datetime
    due_at: datetime
    lines: tuple[CriterionView, ...]
    wanted: tuple[tuple[str, str], ...]
    may_decide: bool
    decided: str
    reason: str


@pages.post("/qa/samples", endpoint="draw_sample")
@require(Role.QA)
def draw_sample() -> Response:
    """Draw a brand's next sample."""
    brand = request.form.get("brand", "")[:255]
    places = number_in(request.form.get("places"))
    number = 60 if places is None else min(max(places, 1), PLACES)
    made = sample_actions.draw(services(), principal(), brand or None, number)
    flash(
        f"Drew {made.places} of {made.population} replies."
        if made
        else "Nothing was sent since the last draw; the sample stays as it is."
    )
    return redirect(url_for("qa.queue"), 303)


@pages.post("/qa/reviews/<edit_id>/comments", endpoint="add_comment")
@require(Role.QA)
def add_comment(edit_id: str) -> Response:
    """Add a comment, or an answer to one."""
    detail = actions.get_edit(services(), principal(), edit_id)
    key = detail.record.draft_id or edit_id
    try:
        sample_actions.add_comment(
            services(), principal(), key, request.form.get("text", ""), request.form.get("parent") or None
        )
    except ReviewFormatError as error:
        flash(error.message)
    return redirect(url_for("qa.review", edit_id=edit_id) + "#comments", 303)


@pages.post("/qa/reviews/<edit_id>/kind", endpoint="judge_edit")
@require(Role.QA)
def judge_edit(edit_id: str) -> Response:
    """Say what an edit was; the suggestion stays beside it."""
    detail = actions.get_edit(services(), principal(), edit_id)
    kinds, severity = request.form.getlist("category")[:20], request.form.get("severity", "")
    try:
        sample_actions.judge(services(), principal(), detail.record.draft_id, kinds, severity)
        flash("Saved what the edit was; the suggestion stays beside it.")
    except ReviewFormatError as error:
        flash(error.message)
    return redirect(url_for("qa.review", edit_id=edit_id), 303)


@pages.get("/qa/scorecards", endpoint="scorecards")
@require(Role.QA, Role.ADMIN)
def scorecards() -> str:
    """Show a brand's criteria, its versions, its disputes."""
    return _page()


@pages.post("/qa/scorecards", endpoint="save_scorecard")
@require(Role.QA, Role.ADMIN)
def save_scorecard() -> Response | tuple[str, int]:
    """Save a draft, or publish it."""
    brand, who = request.args.get("brand", "")[:255], principal()
    card = _read_card(request.form)
    try:
        saved = card_actions.save_card(services(), who, brand or None, card.name, card.criteria)
        if request.form.get("act") == "publish":
            card_actions.publish_card(services(), who, brand or None, saved.card.version)
            flash(f"Version {saved.card.version} is in use. Reviews that were filled stay on their version.")
        else:
            flash(f"Draft of version {saved.card.version} saved.")
    except (ScorecardFormatError, ScorecardConflictError) as error:
        return _page(card=card, error=error.message), 422
    return redirect(url_for("qa.scorecards", brand=brand or None), 303)


@pages.post("/qa/disputes/<dispute_id>", endpoint="decide_dispute")
@require(Role.QA)
def decide_dispute(dispute_id: str) -> Response:
    """Decide on a dispute."""
    given = {name.removeprefix("rating."): value for name, value in request.form.items() if name.startswith("rating.")}
    try:
        changed = {key: None if value == NOT_RATED else float(value) for key, value in given.items() if value}
        card_actions.decide_dispute(services(), principal(), dispute_id, changed, request.form.get("reason", ""))
        flash("Decided. The first score stays in the record.")
    except (ReviewFormatError, OwnReplyError, DisputeStateError) as error:
        flash(error.message)
    except ValueError:
        flash("A rating came that is no level of the scorecard; choose it again.")
    return redirect(url_for("qa.scorecards", tab="disputes", brand=request.args.get("brand") or None), 303)


@pages.post("/reviews/<review_id>/dispute", endpoint="raise_dispute")
@require(Role.AGENT)
def raise_dispute(review_id: str) -> Response:
    """Answer a review of one's own reply, from the agent's list of reviews."""
    try:
        card_actions.raise_dispute(services(), principal(), review_id, request.form.get("text", ""), {})
        flash("Your answer is there. Somebody other than the reviewer decides.")
    except (ReviewFormatError, OwnReplyError, DisputeStateError) as error:
        flash(error.message)
    return redirect(url_for("home.show"), 303)


def _page(*, card: Scorecard | None = None, error: str = "") -> str:
    who, asked = principal(), request.args.get("brand", "")[:255]
    with services().database.reading() as session:
        brands, names = visible_brands(session, who), names_by_id(session)
        me = {who.id, *actions.known_as(session, who)}
    if not brands and not asked:
        return render_template("qa/no_brand.html")
    brand = next((one for one in brands if asked in (one.slug, one.id, one.name)), None)
    if brand is None and asked:
        found = card_actions.cards(services(), who, asked or None)  # says that there is no such brand
        brand = next(one for one in brands if one.id == found.brand_id)
    brand = brand or brands[0]
    cards = card_actions.cards(services(), who, brand.slug)
    disputes = card_actions.list_disputes(services(), who, brand=brand.slug, limit=100)
    with services().database.reading() as session:
        drafts = sorted({one.review.draft_id for one in disputes if one.review.draft_id})
        names = {**helpdesk_names(session, drafts), **names}
    editing = card or cards.editing
    tab = request.args.get("tab", "")
    return render_template(
        "qa/scorecard.html",
        brands=brands,
        brand=brand,
        tab=tab if tab in TABS else TABS[0],
        rows=_rows(editing),
        name=editing.name,
        scales=SCALES,
        total=f"{sum(one.weight for one in editing.criteria):g}",
        preview=tuple(criterion_view(one) for one in editing.criteria if one.steps in STEPS),
        current=cards.current,
        has_draft=cards.has_draft,
        next_version=_next_version(cards),
        versions=_versions(cards, names),
        disputes=tuple(_dispute(one, names, me) for one in disputes),
        open_disputes=sum(not one.dispute.decided_at for one in disputes),
        can_decide=who.role is Role.QA,
        error=error,
    )


def _next_version(cards: Cards) -> int:
    newest = max((one.card.version for one in cards.versions), default=1)
    return newest if cards.has_draft else newest + 1


def _rows(card: Scorecard) -> tuple[RowView, ...]:
    empty = [Criterion("", "", 0)] * FREE_ROWS
    return tuple(
        RowView(number, one, SCALES.get(one.steps, ""), _levels(one), is_new=not one.key)
        for number, one in enumerate([*card.criteria, *empty])
    )


def _levels(one: Criterion) -> tuple[tuple[int, str, str], ...]:
    names = LEVEL_NAMES.get(one.steps, ())
    rubric = one.rubric or ("",) * len(names)
    return tuple((step, name, rubric[step] if step < len(rubric) else "") for step, name in enumerate(names))[::-1]


def _read_card(form: MultiDict[str, str]) -> Scorecard:
    """Read the editor: lines in the order of their places, those without a name or marked for removal left out."""
    found: list[tuple[float, Criterion]] = []
    for number in range(21):
        name = form.get(f"{number}.name", "").strip()
        if not name or form.get(f"{number}.remove"):
            continue
        steps = int(_number(form.get(f"{number}.steps"), 3))
        rubric = tuple(
            form.get(f"{number}.rubric.{step}", "").strip() for step in range(steps if steps in STEPS else 0)
        )
        key = form.get(f"{number}.key", "").strip()[:64] or f"criterion_{number + 1}_{len(name)}"
        criterion = Criterion(
            key,
            name,
            _number(form.get(f"{number}.weight"), -1),
            steps,
            rubric if any(rubric) else (),
            is_auto_fail=bool(form.get(f"{number}.auto_fail")),
            hint=form.get(f"{number}.hint", "").strip(),
            may_be_na=bool(form.get(f"{number}.may_be_na")),
        )
        found.append((_number(form.get(f"{number}.place"), number + 1), criterion))
    ordered = [one for _, one in sorted(found, key=lambda pair: pair[0])]
    return Scorecard("", form.get("name", "")[:255], 1, tuple(_with_own_keys(ordered)))


def _with_own_keys(criteria: list[Criterion]) -> list[Criterion]:
    taken: set[str] = set()
    kept = []
    for one in criteria:
        key, number = one.key, 2
        while key in taken:
            key, number = f"{one.key}_{number}", number + 1
        taken.add(key)
        kept.append(replace(one, key=key))
    return kept


def _number(text: str | None, default: float) -> float:
    number = decimal_in(text)
    return default if number is None else number


def _versions(cards: Cards, names: Mapping[str, str]) -> tuple[VersionView, ...]:
    own = tuple(
        VersionView(
            one.card.version,
            "draft" if one.published_at is None else "in use" if one.card == cards.current else "before",
            names.get(one.actor_id, "Somebody"),
            one.published_at or one.saved_at,
            f"{sum(line.weight for line in one.card.criteria):g}",
        )
        for one in cards.versions
    )
    is_used = card_actions.is_default(cards.current)
    return (*own, VersionView(1, "in use" if is_used else "before", "Drafter", None, "100"))


def _wanted(card: Scorecard, key: str, value: float | None) -> tuple[str, str]:
    """Return the criterion and the level that the agent asks for, by their names."""
    asked = NOT_RATED if value is None else rating_value(value)
    lines = [criterion_view(one) for one in card.criteria if one.key == key]
    names = {level.value: level.text for line in lines for level in line.levels}
    return (lines[0].name if lines else key, names.get(asked, asked))


def _dispute(case: DisputeCase, names: Mapping[str, str], me: set[str]) -> DisputeView:
    dispute, review = case.dispute, case.review
    given = {key: NOT_RATED if value is None else f"{value:.6g}" for key, value in review.ratings.items()}
    return DisputeView(
        id=dispute.id,
        external_id=case.ticket.external_id,
        subject=case.ticket.subject or "Without a subject",
        reviewer=names.get(review.actor_id, "A reviewer"),
        agent=names.get(dispute.raised_by, "The agent"),
        text=dispute.text or "The text was erased on request.",
        note=review.note or "",
        score=score_text(review.score),
        version=review.scorecard_version,
        raised_at=dispute.raised_at,
        due_at=dispute.due_at,
        lines=tuple(criterion_view(one, given.get(one.key, "")) for one in case.card.criteria),
        wanted=tuple(_wanted(case.card, key, value) for key, value in dispute.wanted.items()),
        may_decide=not dispute.decided_at and not me & {review.actor_id, dispute.raised_by},
        decided=f"{score_text(dispute.score)} by {names.get(dispute.decided_by or '', 'somebody')}"
        if dispute.decided_at
        else "",
        reason=dispute.reason or "",
    )
