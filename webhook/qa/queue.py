"""The week's sample as the queue shows it: how it was drawn, what is done, one line for each reply, filters."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from drafter.edits import Outcome
from drafter.estimates import NEW_DAYS
from drafter.reviewables import LARGE_EDIT, Risk
from webhook.qa.sample_actions import SampleCase, WeekSample
from webhook.qa.views import CATEGORIES, OUTCOMES, category_name, score_text

RISKS: Mapping[str, str] = {
    Risk.LARGE_EDIT: "Large edit",
    Risk.FACT_CHANGE: "Changed fact",
    Risk.FINDING: "Open check",
    Risk.ESCALATED: "Escalated",
    Risk.TOO_FAST: "Faster than reading",
    Risk.SOURCE_CORRECTED: "Source corrected since",
    Risk.NEW_AGENT: "New agent",
    Risk.OTHER_LANGUAGE: "Other language",
}
SMALL_EDIT = 0.2
SIZES = {"none": "Unchanged", "small": "Up to 0.2", "middle": "0.2 to 0.5", "large": "0.5 and more"}
SEVERITIES = {"none": "None", "minor": "Minor", "major": "Major", "critical": "Critical"}
TENURES = {"new": "Under 90 days", "old": "90 days and more"}
NAMES = ("size", "type", "severity", "outcome", "risk", "language", "site", "tenure", "policy")


@dataclass(frozen=True)
class SampleRow:
    """One reply of the sample."""

    href: str
    subject: str
    external_id: str
    because: str
    risks: tuple[str, ...]
    dot: str
    outcome: str
    agent: str
    hter: float | None
    categories: tuple[str, ...]
    at: datetime
    due_at: datetime | None
    reviewer: str
    score: str
    is_reviewed: bool


@dataclass(frozen=True)
class FilterView:
    """One choice above the list."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True)
class SampleView:
    """The sample card and its list."""

    population: int
    places: int
    reviewed: int
    random: int
    risky: int
    reasons: tuple[tuple[str, int], ...]
    rows: tuple[SampleRow, ...]
    filters: tuple[FilterView, ...]
    is_filtered: bool
    next_href: str = ""

    @property
    def share(self) -> float:
        """How much of the sample is reviewed, 0 to 1."""
        return self.reviewed / self.places if self.places else 0.0

    @property
    def random_share(self) -> float:
        """How much of the sample came in by chance, 0 to 1."""
        return self.random / self.places if self.places else 0.0


def sample_view(
    week: WeekSample,
    *,
    names: Mapping[str, str],
    chosen: Mapping[str, str],
    link: Callable[[str], str],
) -> SampleView:
    """Return the week's sample; ``chosen`` are the filters, ``link`` leads to a reply's review."""
    cases = week.cases
    shown = [case for case in cases if all(_fits(case, name, value) for name, value in chosen.items() if value)]
    rows = tuple(_row(case, names, link) for case in sorted(shown, key=_order))
    reasons = Counter(name for case in cases for name in case.sample.reasons)
    return SampleView(
        population=week.population,
        places=len(cases),
        reviewed=week.reviewed,
        random=sum(case.sample.stratum == "random" for case in cases),
        risky=sum(case.sample.stratum == "risk" for case in cases),
        reasons=tuple((RISKS.get(name, name), count) for name, count in reasons.most_common()),
        rows=rows,
        filters=_filters(cases, chosen),
        is_filtered=any(chosen.values()),
        next_href=next((row.href for row in rows if not row.is_reviewed), ""),
    )


def key_of(case: SampleCase) -> str:
    """Return what a reply's review page is called by: its edit, or the reply where there was no draft."""
    edit_id = case.reply.edit_id if case.reply else None
    return edit_id or case.sample.reply_id or case.sample.draft_id or ""


def _order(case: SampleCase) -> tuple[bool, datetime, str]:
    return bool(case.reviews), case.sample.due_at or case.sample.drawn_at, case.sample.id


def _row(case: SampleCase, names: Mapping[str, str], link: Callable[[str], str]) -> SampleRow:
    reply, sample = case.reply, case.sample
    text = OUTCOMES[Outcome(sample.outcome)][0]
    edit = reply.edit if reply else None
    return SampleRow(
        href=link(key_of(case)),
        subject=case.ticket.subject or "Without a subject",
        external_id=case.ticket.external_id,
        because="Random" if sample.stratum == "random" else "Risk" if sample.stratum == "risk" else "By hand",
        risks=tuple(RISKS.get(name, name) for name in sample.reasons),
        dot="dot-c1" if sample.stratum == "random" else "dot-c2",
        outcome=text,
        agent=(reply.agent_name if reply else None) or "An agent",
        hter=edit.metrics.hter if edit else None,
        categories=tuple(category_name(name) for name in edit.categories) if edit else (),
        at=reply.sent_at if reply else sample.drawn_at,
        due_at=sample.due_at,
        reviewer=names.get(sample.assigned_to or "", ""),
        score=score_text(case.reviews[-1].score) if case.reviews else "",
        is_reviewed=bool(case.reviews),
    )


def _filters(cases: Sequence[SampleCase], chosen: Mapping[str, str]) -> tuple[FilterView, ...]:
    languages = sorted({case.reply.language for case in cases if case.reply and case.reply.language})
    policies = sorted({one for case in cases if case.reply for one in case.reply.policy_ids})
    sites = sorted({site for case in cases if (site := _site(case))})
    offered: tuple[tuple[str, str, Iterable[tuple[str, str]]], ...] = (
        ("size", "Edit size", SIZES.items()),
        ("type", "Type", CATEGORIES.items()),
        ("severity", "Severity", SEVERITIES.items()),
        ("outcome", "Outcome", [(one.value, OUTCOMES[one][0]) for one in OUTCOMES if one is not Outcome.REJECTED]),
        ("risk", "Risk", RISKS.items()),
        ("language", "Language", [(one, one) for one in languages]),
        ("site", "Site", [(one, one) for one in sites]),
        ("tenure", "Tenure", TENURES.items()),
        ("policy", "Policy", [(one, _policy_name(one, cases)) for one in policies]),
    )
    return tuple(
        FilterView(name, label, tuple((str(value), text) for value, text in options), chosen.get(name, ""))
        for name, label, options in offered
    )


def _site(case: SampleCase) -> str:
    """Where the agent worked on that day; empty where nobody said so."""
    return case.reply.placement.site if case.reply and case.reply.placement else ""


def _policy_name(policy_id: str, cases: Sequence[SampleCase]) -> str:
    return next(
        (name for case in cases if case.reply for one, name in case.reply.policies if one == policy_id), policy_id
    )


def _fits(case: SampleCase, name: str, value: str) -> bool:
    reply, sample = case.reply, case.sample
    edit = reply.edit if reply else None
    if name == "outcome":
        return sample.outcome == value
    if name == "risk":
        return value in sample.reasons
    if name == "tenure":
        return sample.tenure_days is not None and (sample.tenure_days < NEW_DAYS) == (value == "new")
    if name == "site":
        return _site(case) == value
    if name == "language":
        return reply is not None and reply.language == value
    if name == "policy":
        return reply is not None and value in reply.policy_ids
    if edit is None:
        return False
    if name == "type":
        return value in edit.categories
    if name == "severity":
        return edit.severity.value == value
    return _size(edit.metrics.hter or 0.0) == value


def _size(hter: float) -> str:
    return "none" if hter == 0 else "small" if hter <= SMALL_EDIT else "middle" if hter < LARGE_EDIT else "large"
