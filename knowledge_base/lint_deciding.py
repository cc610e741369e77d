"""Lint a brand's published policies, and remember what was decided about a warning.

Each function works on the caller's session; the caller commits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from knowledge_base.errors import ConflictsOpenError, WarningNotFoundError
from knowledge_base.foundation.actors import Actor
from knowledge_base.lint_decisions import LintDecision, LintVerdict
from knowledge_base.linting import LintedPolicy, VectorsOf, Warning, lint, linted
from knowledge_base.linting.warnings import Severity
from knowledge_base.policies import Revision, in_force
from knowledge_base.store.lint_decisions import insert_lint_decision, lint_decisions_of
from knowledge_base.store.policies import published_revisions, sources_of


@dataclass(frozen=True)
class LintReport:
    """The warnings of a brand that are open, and those that were decided, each with its decision."""

    open: tuple[Warning, ...]
    settled: tuple[tuple[Warning, LintDecision], ...] = ()


def policies_to_lint(session: Session, brand_id: str, today: date) -> tuple[LintedPolicy, ...]:
    """Return what a brand has published: of each policy the wording in force, else its newest."""
    wordings: dict[str, list[Revision]] = {}
    for revision in published_revisions(session, brand_id):
        wordings.setdefault(revision.policy_id, []).append(revision)
    sources = sources_of(session, tuple(wordings))
    return tuple(
        linted(in_force(revisions, today) or revisions[-1], source=sources.get(policy_id))
        for policy_id, revisions in wordings.items()
    )


def lint_brand(session: Session, brand_id: str, *, today: date, vectors_of: VectorsOf | None = None) -> LintReport:
    """Return what is wrong with a brand's published policies; with vectors, also what is said in other words."""
    found = lint(policies_to_lint(session, brand_id, today), today=today, vectors_of=vectors_of)
    return without_settled(session, brand_id, found)


def lint_wording(
    session: Session, brand_id: str, wording: LintedPolicy, *, today: date, vectors_of: VectorsOf | None = None
) -> LintReport:
    """Return what would be wrong with one wording among the brand's published policies."""
    others = [one for one in policies_to_lint(session, brand_id, today) if one.id != wording.id]
    found = lint([*others, wording], today=today, focus=wording.id, vectors_of=vectors_of)
    return without_settled(session, brand_id, found)


def check_settled(
    session: Session, brand_id: str, revisions: Sequence[Revision], *, vectors_of: VectorsOf | None = None
) -> None:
    """Raise ConflictsOpenError where wordings to be published contradict something, or each other, unsettled."""
    coming = {one.policy_id: linted(one) for one in revisions}
    sources = sources_of(session, tuple(coming))
    coming = {one: replace(policy, source=sources.get(one)) for one, policy in coming.items()}
    today = max(one.created_at for one in revisions).date()
    others = [one for one in policies_to_lint(session, brand_id, today) if one.id not in coming]
    focus = next(iter(coming)) if len(coming) == 1 else None
    found = lint([*others, *coming.values()], today=today, focus=focus, vectors_of=vectors_of)
    report = without_settled(session, brand_id, found)
    grave = [one for one in report.open if one.severity is Severity.HIGH]
    mine = [one for one in grave if any(place.policy_id in coming for place in one.places)]
    if mine:
        first = mine[0]
        rest = f" {len(mine) - 1} more like it." if len(mine) > 1 else ""
        raise ConflictsOpenError(
            f"“{' '.join(first.places[0].text.split())[:120]}”: {first.message}{rest} The brand asks for conflicts to "
            "be settled before a wording is published."
        )


def without_settled(session: Session, brand_id: str, warnings: Iterable[Warning]) -> LintReport:
    """Divide warnings into open ones and those that a decision still covers."""
    decisions = lint_decisions_of(session, brand_id)
    still = {key: one for key, one in decisions.items() if one.verdict is not LintVerdict.REOPENED}
    found = tuple(warnings)
    return LintReport(
        tuple(one for one in found if one.key not in still),
        tuple((one, still[one.key]) for one in found if one.key in still),
    )


def remember(
    session: Session,
    brand_id: str,
    key: str,
    verdict: LintVerdict,
    *,
    actor: Actor,
    now: datetime,
    among: Sequence[Warning],
    winner: str | None = None,
    note: str | None = None,
) -> LintDecision:
    """Record what was decided about one of the warnings ``among`` which it was shown.

    ``winner`` is the id of the policy that is right, for "this wins".  Raises
    WarningNotFoundError when no such warning, or no such place in it, is there (any more).
    """
    warning = next((one for one in among if one.key == key), None)
    if warning is None:
        raise WarningNotFoundError(
            f"No warning has the key {key!r} now; the wording it was about has changed. Lint again."
        )
    places = {place.policy_id for place in warning.places}
    if verdict is LintVerdict.THIS_WINS and winner not in places:
        raise WarningNotFoundError(
            f"Policy {winner!r} is no place of warning {key!r}; name the right one of {', '.join(sorted(places))}."
        )
    wins = winner if verdict is LintVerdict.THIS_WINS else None
    decision = LintDecision(key, verdict, wins, note, actor.id, actor.role, now)
    insert_lint_decision(session, brand_id, decision)
    return decision
