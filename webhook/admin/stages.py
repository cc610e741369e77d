"""Stages of wordings in words, with their dots, for every page that shows one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from knowledge_base.policies import Revision, Stage, Verified

_STAGES: Mapping[Stage, tuple[str, str]] = {
    Stage.DRAFT: ("Draft", "dot-accent"),
    Stage.IN_REVIEW: ("In review", "dot-warn"),
    Stage.PUBLISHED: ("Published", "dot-good"),
    Stage.RETIRED: ("Retired", "dot-ring"),
}
VERIFIED: Mapping[Verified, tuple[str, str]] = {
    Verified.VERIFIED: ("Verified", "badge-good"),
    Verified.DUE: ("Review overdue", "badge-warn"),
    Verified.UNVERIFIED: ("Not verified", ""),
    Verified.NOT_PUBLISHED: ("", ""),
}


@dataclass(frozen=True)
class StepView:
    """One step of draft, review, published."""

    text: str
    is_current: bool = False
    dot: str = ""


def stage_view(revision: Revision, today: date) -> tuple[str, str]:
    """Return a revision's stage in words, and its dot."""
    text, dot = _STAGES[revision.stage]
    if revision.stage is Stage.PUBLISHED and revision.effective_from and revision.effective_from > today:
        return "Scheduled", "dot-ring"
    if revision.stage is Stage.IN_REVIEW and revision.approved_by:
        return "Approved", "dot-good"
    if revision.stage is Stage.RETIRED and revision.published_at is None:
        return "Replaced", "dot-ring"
    return text, dot


def steps_of(revision: Revision, today: date) -> tuple[StepView, ...]:
    """Return the way of a wording, with the step it stands on."""
    name, dot = stage_view(revision, today)
    number = f"v{revision.number}"
    if revision.stage is Stage.DRAFT:
        return StepView(f"Draft of {number}", True, dot), StepView("Review"), StepView("Published")
    if revision.stage is Stage.IN_REVIEW:
        text = f"{number} approved" if revision.approved_by else f"{number} in review"
        return StepView("Draft"), StepView(text, True, dot), StepView("Published")
    return StepView("Draft"), StepView("Review"), StepView(f"{number} {name.lower()}", True, dot)


def day_words(day: date | None) -> str:
    """Return a day with its year, nothing for none."""
    return f"{day.day} {day:%b %Y}" if day else ""
