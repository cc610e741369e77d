"""History: every step of a policy, who took it, when and why."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from knowledge_base.policies import Stage


class Step(StrEnum):
    """What somebody did to a wording."""

    WRITTEN = "written"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    CHANGES_REQUESTED = "changes_requested"
    PUBLISHED = "published"
    RETIRED = "retired"
    VERIFIED = "verified"
    FAILED = "failed"


@dataclass(frozen=True)
class HistoryEntry:
    """One step: ``number`` is the revision's; ``day`` the first day of a published wording, or the next review."""

    step: Step
    number: int
    actor_id: str
    actor_role: str
    at: datetime
    note: str | None = None
    day: date | None = None


def step_of(stage: Stage, former: Stage | None, *, is_approval: bool) -> Step:
    """Return what the move from one stage to the next was; ``former`` None: the wording is new."""
    if stage is Stage.DRAFT:
        return Step.WRITTEN if former is None else Step.CHANGES_REQUESTED
    if stage is Stage.IN_REVIEW:
        return Step.APPROVED if is_approval else Step.SUBMITTED
    return Step.PUBLISHED if stage is Stage.PUBLISHED else Step.RETIRED
