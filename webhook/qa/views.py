"""What the reviewer's pages show: plain values made from edits, tickets, drafts and reviews."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from drafter.drafts import Draft, DraftStatus
from drafter.edits import Edit, Outcome
from drafter.findings import Finding, Severity
from drafter.orders import Order
from drafter.quality.reviews import Review
from drafter.quality.scorecards import STEPS, Criterion, Scorecard
from drafter.store.edits import EditRecord
from drafter.tickets import Ticket
from webhook.qa.actions import EditCase, EditDetail
from webhook.word_diff import WordDiff, word_diff

NOT_RATED = "na"

OUTCOMES: Mapping[Outcome, tuple[str, str]] = {
    Outcome.AS_IS: ("Sent as drafted", "dot-good"),
    Outcome.EDITED: ("Edited", "dot-c1"),
    Outcome.SCRATCH: ("Written anew", "dot-c3"),
    Outcome.REJECTED: ("Rejected", "dot-bad"),
    Outcome.NO_DRAFT: ("No draft", "dot-ring"),
}
CATEGORIES: Mapping[str, str] = {
    "accuracy/fact": "Fact",
    "accuracy/policy_decision": "Policy",
    "accuracy/link": "Link",
    "omission": "Missing step",
    "addition_unsupported": "No source",
    "promise": "Promise",
    "tone": "Tone",
    "greeting_closing": "Greeting",
    "personalisation": "Personal",
    "style": "Style",
    "concision": "Shorter",
    "spelling_grammar": "Typo",
    "format": "Format",
    "language": "Language",
    "privacy": "Privacy",
    "rewrite": "Rewrite",
}
SEVERITIES: Mapping[Severity, tuple[str, str]] = {
    Severity.BLOCK: ("Must be settled", "badge-bad"),
    Severity.HIGH: ("Grave", "badge-bad"),
    Severity.LOW: ("Minor", "badge-warn"),
    Severity.NOTICE: ("Notice", "badge-note"),
}
LEVEL_NAMES: Mapping[int, tuple[str, ...]] = {
    2: ("No", "Yes"),
    3: ("No", "Partly", "Yes"),
    4: ("No", "Partly", "Mostly", "Yes"),
    5: ("No", "Barely", "Partly", "Mostly", "Yes"),
}


@dataclass(frozen=True)
class QueueRow:
    """One line of the queue."""

    href: str
    subject: str
    external_id: str
    brand: str
    outcome: str
    dot: str
    agent: str
    edit_rate: float | None
    hter: float | None
    categories: tuple[str, ...]
    at: datetime
    is_reviewed: bool
    score: str


@dataclass(frozen=True)
class LevelView:
    """One choice of a criterion: what is sent, what is shown, and what it means."""

    value: str
    text: str
    meaning: str
    css: str


@dataclass(frozen=True)
class CriterionView:
    """One line of the scorecard's form; ``chosen`` is the value kept from a refused form."""

    key: str
    name: str
    weight: str
    levels: tuple[LevelView, ...]
    hint: str = ""
    is_auto_fail: bool = False
    chosen: str = ""


@dataclass(frozen=True)
class FindingView:
    """What a check noticed, in words."""

    check: str
    severity: str
    badge: str
    message: str
    text: str


@dataclass(frozen=True)
class PassageView:
    """A passage the draft rested on, in the revision of that time."""

    policy_id: str
    policy: str
    revision: int
    heading: str
    quote: str
    is_internal: bool = False


@dataclass(frozen=True)
class PastReview:
    """A scorecard that somebody filled before."""

    by: str
    at: datetime
    score: str
    ratings: tuple[tuple[str, str], ...]
    note: str


@dataclass(frozen=True)
class MetricView:
    """A figure beside the diff; ``meaning`` explains the name."""

    name: str
    value: str
    css: str = "muted"
    meaning: str = ""


@dataclass(frozen=True)
class ReviewForm:
    """What a reviewer filled in: the ratings as sent, the note."""

    ratings: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class ReviewView:
    """One reply under review."""

    edit_id: str
    external_id: str
    subject: str
    outcome: str
    agent: str
    brand: str
    channel: str
    at: datetime
    is_sent: bool
    message: str
    order_facts: tuple[tuple[str, str], ...]
    language: str
    draft_text: str
    made_by: str
    has_reply: bool
    diff: WordDiff
    metrics: tuple[MetricView, ...]
    facts_added: tuple[str, ...]
    facts_removed: tuple[str, ...]
    categories: tuple[str, ...]
    severity: str
    reasons: tuple[str, ...]
    findings: tuple[FindingView, ...]
    sent_findings: tuple[FindingView, ...] | None
    passages: tuple[PassageView, ...]
    past: tuple[PastReview, ...]
    card: tuple[CriterionView, ...]
    note: str = ""
    error: str = ""
    is_split: bool = False


def queue_row(case: EditCase, *, brand: str, href: str) -> QueueRow:
    """Return a line of the queue."""
    edit = case.record.edit
    text, dot = OUTCOMES[edit.outcome]
    return QueueRow(
        href=href,
        subject=case.ticket.subject or "Without a subject",
        external_id=case.ticket.external_id,
        brand=brand,
        outcome=text,
        dot=dot,
        agent=_agent(case.record),
        edit_rate=edit.metrics.edit_rate,
        hter=edit.metrics.hter,
        categories=tuple(category_name(name) for name in edit.categories),
        at=case.record.created_at,
        is_reviewed=bool(case.reviews),
        score=score_text(case.reviews[-1].score) if case.reviews else "",
    )


def review_view(
    case: EditDetail,
    scorecard: Scorecard,
    *,
    brand: str,
    names: Mapping[str, str],
    form: ReviewForm | None = None,
    error: str = "",
    is_split: bool = False,
) -> ReviewView:
    """Return one reply under review; ``names`` are people by id, ``form`` what was refused."""
    record, ticket, draft = case.record, case.ticket, case.draft
    sent = record.sent_text or ""
    diff = word_diff(draft.text, sent, record.edit.spans) if sent and draft.text else WordDiff((), ())
    form = form or ReviewForm()
    return ReviewView(
        edit_id=record.id,
        external_id=ticket.external_id,
        subject=ticket.subject or "Without a subject",
        outcome=OUTCOMES[record.edit.outcome][0],
        agent=_agent(record),
        brand=brand,
        channel=ticket.channel,
        at=record.created_at,
        is_sent=bool(record.reply_id),
        message=_message(ticket, draft),
        order_facts=order_facts(ticket.order),
        language=draft.language,
        draft_text=draft.text,
        made_by=_made_by(draft),
        has_reply=bool(sent),
        diff=diff,
        metrics=metrics_of(record.edit, diff),
        facts_added=record.edit.facts_added,
        facts_removed=record.edit.facts_removed,
        categories=tuple(category_name(name) for name in record.edit.categories),
        severity=record.edit.severity.value,
        reasons=record.edit.reasons,
        findings=tuple(finding_view(one) for one in draft.findings),
        sent_findings=_sent_findings(record, draft),
        passages=passages_of(draft),
        past=tuple(_past(review, case.cards.get(review.id, scorecard), names) for review in reversed(case.reviews)),
        card=tuple(criterion_view(one, form.ratings.get(one.key, "")) for one in scorecard.criteria),
        note=form.note,
        error=error,
        is_split=is_split,
    )


def _sent_findings(record: EditRecord, draft: Draft) -> tuple[FindingView, ...] | None:
    """What the checks said of the reply; None where they did not look at it, or it is the draft itself."""
    is_draft = record.sent_text is None or record.sent_text == draft.text
    return None if record.findings is None or is_draft else tuple(finding_view(one) for one in record.findings)


def criterion_view(criterion: Criterion, chosen: str = "") -> CriterionView:
    """Return a criterion's line, best level first."""
    names, steps = LEVEL_NAMES[criterion.steps], STEPS[criterion.steps]
    rubric = criterion.rubric or ("",) * criterion.steps
    levels = [
        LevelView(rating_value(step), name, meaning, _level_css(step))
        for step, name, meaning in zip(steps, names, rubric, strict=True)
    ]
    levels.reverse()
    levels.append(LevelView(NOT_RATED, "N/A", "Does not apply to this reply", ""))
    if not criterion.may_be_na:
        levels.pop()
    hint = "“No” sets the whole score to 0." if criterion.is_auto_fail else criterion.hint
    return CriterionView(
        criterion.key, criterion.name, f"{criterion.weight:g}", tuple(levels), hint, criterion.is_auto_fail, chosen
    )


def rating_value(step: float) -> str:
    """Return a rating as the form sends it."""
    return f"{step:.6g}"


def score_text(score: float | None) -> str:
    """Return a review's score as shown: a half goes up, as the page's script shows it while rating."""
    return "N/A" if score is None else str(math.floor(score + 0.5))


def category_name(name: str) -> str:
    """Return a category in a reviewer's words."""
    return CATEGORIES.get(name, name.replace("_", " ").capitalize())


def metrics_of(edit: Edit, diff: WordDiff) -> tuple[MetricView, ...]:
    """Return the figures beside the diff."""
    if edit.metrics.edit_rate is None:
        return ()
    about = "" if edit.metrics.hter_exact else "about "
    found = [
        MetricView(
            "HTER",
            f"{about}{edit.metrics.hter or 0:.2f}",
            meaning="Words inserted, deleted, replaced, and blocks moved, for each word sent",
        ),
        MetricView("added", str(diff.added_words), "good"),
        MetricView("deleted", str(diff.removed_words), "bad"),
    ]
    if diff.moves:
        found.append(MetricView("moved", str(diff.moves)))
    return tuple(found)


def finding_view(finding: Finding) -> FindingView:
    """Return a finding in words."""
    text, badge = SEVERITIES[finding.severity]
    return FindingView(finding.check.replace("_", " "), text, badge, finding.message, finding.text)


def passages_of(draft: Draft) -> tuple[PassageView, ...]:
    """Return the passages that a draft cited, each once, in the order of their first mention."""
    internal = {hit.snippet_id for hit in draft.hits if not hit.text.strip()}
    found: dict[str, PassageView] = {}
    for sentence in draft.sentences:
        for one in sentence.citations:
            found.setdefault(
                one.snippet_id,
                PassageView(
                    policy_id=one.policy_id,
                    policy=one.policy,
                    revision=one.revision,
                    heading=" › ".join(one.heading),
                    quote=one.quote,
                    is_internal=one.snippet_id in internal,
                ),
            )
    return tuple(found.values())


def order_facts(order: Order | None) -> tuple[tuple[str, str], ...]:
    """Return what is known about an order, a line each."""
    if order is None:
        return ()
    items = ", ".join(f"{item.quantity} × {item.name}" for item in order.items)
    total = f"{order.total} {order.currency or ''}".strip() if order.total is not None else ""
    days = [
        (name, f"{day.day} {day:%b %Y}" if day else "")
        for name, day in (("Ordered", order.ordered_on), ("Delivered", order.delivered_on))
    ]
    lines = [("Order", order.order_number or ""), ("Items", items), ("Total", total), *days]
    return tuple((name, value) for name, value in lines if value)


def _agent(record: EditRecord) -> str:
    return record.actor_name or "An agent"


def _message(ticket: Ticket, draft: Draft) -> str:
    """Return the message the draft answered; the newest request where that one is unknown."""
    answered = next((m for m in ticket.messages if m.id == draft.newest_message_id), ticket.newest_request)
    return answered.text if answered else ""


def _made_by(draft: Draft) -> str:
    if draft.provenance is None or draft.status is DraftStatus.ABSTAINED:
        return ""
    return draft.provenance.note or f"model {draft.provenance.model_id}"


def _past(review: Review, scorecard: Scorecard, names: Mapping[str, str]) -> PastReview:
    titles = {criterion.key: criterion for criterion in scorecard.criteria}
    ratings = tuple(
        (titles[key].name if key in titles else key, _rating_name(titles.get(key), rating))
        for key, rating in review.ratings.items()
    )
    by = names.get(review.actor_id, "A reviewer")
    return PastReview(by, review.created_at, score_text(review.score), ratings, review.note or "")


def _rating_name(criterion: Criterion | None, rating: float | None) -> str:
    if rating is None:
        return "N/A"
    if criterion is None:
        return f"{rating:g}"
    return LEVEL_NAMES[criterion.steps][round(rating * (criterion.steps - 1))]


def _level_css(step: float) -> str:
    if step == 1:
        return "is-good"
    return "is-bad" if step == 0 else "is-warn"
