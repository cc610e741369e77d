"""Reviewable: one reply that was sent, however it came about, and the risks it carries.

The population of quality is every reply sent: as drafted, changed, written anew, without a draft.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from drafter.edits import Edit, Outcome
from drafter.findings import Finding, Severity
from drafter.measures.words import tokens
from drafter.people import Placement
from drafter.quality.rates import has_fact_change

LARGE_EDIT = 0.5  # HTER from which an edit counts as large
WORDS_A_MINUTE = 400  # nobody reads faster than this
NEW_AGENT = timedelta(days=90)


class Risk(StrEnum):
    """Why a reply deserves a look."""

    LARGE_EDIT = "large_edit"
    FACT_CHANGE = "fact_change"
    FINDING = "finding"
    ESCALATED = "escalated"
    TOO_FAST = "too_fast"
    SOURCE_CORRECTED = "source_corrected"
    NEW_AGENT = "new_agent"
    OTHER_LANGUAGE = "other_language"


@dataclass(frozen=True)
class Reviewable:
    """One sent reply.  ``edit`` is None where it was written without a draft.

    ``shown_for`` is how long the draft was there before it was approved; ``agent_since`` when
    the agent started, or else when their first reply was seen; ``placement`` is where they
    worked on that day.  ``policies`` are id and name of those its draft cites.
    ``sent_findings`` are what the checks said of the very text that was sent, None where they did not look at it;
    ``findings`` are those, or else of the nearest text that was checked.
    ``acted`` are the ids of everybody who decided or wrote.
    ``is_corrected`` says that a passage it rests on reads otherwise by now.
    """

    brand_id: str
    ticket_id: str
    sent_at: datetime
    text: str
    agent_id: str | None
    agent_name: str | None
    language: str
    outcome: Outcome
    draft_id: str | None = None
    edit_id: str | None = None
    reply_id: str | None = None
    edit: Edit | None = None
    sent_findings: tuple[Finding, ...] | None = None
    findings: tuple[Finding, ...] = ()
    policies: tuple[tuple[str, str], ...] = ()
    acted: frozenset[str] = frozenset()
    shown_for: timedelta | None = None
    agent_since: datetime | None = None
    placement: Placement | None = None
    is_escalated: bool = False
    is_corrected: bool = False
    speaks_elsewhere: bool = False

    @property
    def key(self) -> str:
        """The draft's id, or that of the reply where there was no draft: one name for one reply."""
        return self.draft_id or self.reply_id or ""

    @property
    def policy_ids(self) -> tuple[str, ...]:
        """The policies that its draft cites."""
        return tuple(policy_id for policy_id, _ in self.policies)

    @property
    def tenure_days(self) -> int | None:
        """How long the agent had been here when this was sent; None where that is unknown."""
        return (self.sent_at - self.agent_since).days if self.agent_since else None


def risks_of(one: Reviewable) -> tuple[str, ...]:
    """Return the risks of a reply, in the order of ``Risk``."""
    return tuple(risk.value for risk in Risk if _TESTS[risk](one))


def words_a_minute(one: Reviewable) -> float | None:
    """Return how fast an approved draft was read at least; None where it was not approved as it was.

    The draft may have been ready long before somebody opened it, so this is a lower bound: who is
    too fast by it did not read it.
    """
    if one.outcome is not Outcome.AS_IS or one.shown_for is None:
        return None
    return len(tokens(one.text)) / max(one.shown_for.total_seconds() / 60, 1e-6)


def _is_large(one: Reviewable) -> bool:
    hter = one.edit.metrics.hter if one.edit else None
    return one.outcome is Outcome.SCRATCH or (hter is not None and hter >= LARGE_EDIT)


def _is_too_fast(one: Reviewable) -> bool:
    pace = words_a_minute(one)
    return pace is not None and pace > WORDS_A_MINUTE


def _is_new(one: Reviewable) -> bool:
    return one.agent_since is not None and one.sent_at - one.agent_since < NEW_AGENT


_TESTS: Mapping[Risk, Callable[[Reviewable], bool]] = {
    Risk.LARGE_EDIT: _is_large,
    Risk.FACT_CHANGE: lambda one: one.edit is not None and has_fact_change(one.edit),
    Risk.FINDING: lambda one: any(found.severity in (Severity.BLOCK, Severity.HIGH) for found in one.findings),
    Risk.ESCALATED: lambda one: one.is_escalated,
    Risk.TOO_FAST: _is_too_fast,
    Risk.SOURCE_CORRECTED: lambda one: one.outcome is Outcome.AS_IS and one.is_corrected,
    Risk.NEW_AGENT: _is_new,
    Risk.OTHER_LANGUAGE: lambda one: one.speaks_elsewhere,
}
