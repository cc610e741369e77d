"""Beside the diff of a reply under review: why it was drawn, each statement beside its passage, comments, verdicts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from drafter.checks.context import CheckContext, Source
from drafter.checks.grounding import Light, grounding_of
from drafter.store.disputes import Comment
from webhook.qa.actions import EditDetail
from webhook.qa.queue import RISKS
from webhook.qa.views import CATEGORIES, category_name, score_text

LIGHTS = {
    Light.GREEN: ("Found", "badge-good"),
    Light.AMBER: ("In part", "badge-warn"),
    Light.RED: ("Not found", "badge-bad"),
}
SEVERITIES = (("none", "None"), ("minor", "Minor"), ("major", "Major"), ("critical", "Critical"))


@dataclass(frozen=True)
class StatementView:
    """A statement of the sent reply beside the passage in force that day that is nearest to it."""

    text: str
    light: str
    badge: str
    support: str
    policy: str
    policy_id: str
    revision: int


@dataclass(frozen=True)
class CommentView:
    """A comment and the answers to it."""

    id: str
    by: str
    at: datetime
    text: str
    answers: tuple["CommentView", ...] = ()


@dataclass(frozen=True)
class DisputeNote:
    """What became of a review that was disputed."""

    by: str
    text: str
    decided: str


@dataclass(frozen=True)
class ReviewExtras:
    """Everything beside the diff and the scorecard."""

    because: str
    statements: tuple[StatementView, ...]
    comments: tuple[CommentView, ...]
    categories: tuple[tuple[str, str, bool], ...]
    severities: tuple[tuple[str, str, bool], ...]
    verdict: str
    disputes: tuple[DisputeNote, ...]
    sent_text: str
    is_erased: bool


def review_extras(detail: EditDetail, names: Mapping[str, str]) -> ReviewExtras:
    """Return what stands beside the diff; ``names`` are people by id."""
    verdict, edit = detail.verdict, detail.record.edit
    kinds = verdict.categories if verdict else edit.categories
    severity = (verdict.severity if verdict else edit.severity).value
    said = (
        f"{names.get(verdict.actor_id, 'Somebody')}, {verdict.created_at.day} {verdict.created_at:%b}"
        if verdict
        else ""
    )
    return ReviewExtras(
        because=_because(detail),
        statements=_statements(detail),
        comments=_threads(detail.comments, names),
        categories=tuple((key, category_name(key), key in kinds) for key in CATEGORIES),
        severities=tuple((key, text, key == severity) for key, text in SEVERITIES),
        verdict=said,
        disputes=tuple(
            DisputeNote(
                names.get(one.raised_by, "The agent"),
                one.text or "The text was erased on request.",
                f"{score_text(one.score)} of 100, decided by {names.get(one.decided_by or '', 'somebody')}"
                if one.decided_at
                else "",
            )
            for one in detail.disputes.values()
        ),
        sent_text="" if detail.record.draft_id and detail.draft.text else detail.record.sent_text or "",
        is_erased=not detail.record.sent_text and not detail.ticket.subject,
    )


def _because(detail: EditDetail) -> str:
    sample = detail.sample
    if sample is None:
        return ""
    if sample.probability is None:
        return "picked by hand, enters no average"
    risks = ", ".join(RISKS.get(name, name).lower() for name in sample.reasons)
    how = "chosen at random" if sample.stratum == "random" else f"chosen for risk: {risks}"
    return f"{how}, probability {sample.probability:.3g}"


def _statements(detail: EditDetail) -> tuple[StatementView, ...]:
    """Hold each statement of the sent reply against the passages that the draft had on that day."""
    hits = {hit.snippet_id: hit for hit in detail.draft.hits}
    text = detail.record.sent_text or ""
    if not hits or not text:
        return ()
    context = CheckContext(text, tuple(Source.of_hit(hit) for hit in hits.values()), ticket=detail.ticket)
    found = []
    for one in grounding_of(context):
        light, badge = LIGHTS[one.light]
        hit = hits.get(one.source_id)
        found.append(
            StatementView(
                one.text,
                light,
                badge,
                one.support,
                hit.policy if hit else "",
                hit.policy_id if hit else "",
                hit.revision if hit else 0,
            )
        )
    return tuple(found)


def _threads(comments: Sequence[Comment], names: Mapping[str, str]) -> tuple[CommentView, ...]:
    def view(one: Comment, answers: tuple[CommentView, ...] = ()) -> CommentView:
        text = one.text or "The text was erased on request."
        return CommentView(one.id, names.get(one.actor_id, "Somebody"), one.created_at, text, answers)

    root = {one.id: one for one in comments}

    def top(one: Comment) -> str:
        while one.parent_id and one.parent_id in root:
            one = root[one.parent_id]
        return one.id

    return tuple(
        view(one, tuple(view(other) for other in comments if other.id != one.id and top(other) == one.id))
        for one in comments
        if not one.parent_id
    )
