"""Edit a brand's scorecard: save a draft of the next version, publish it.  Old reviews stay on their version."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from drafter.errors import ScorecardConflictError, ScorecardFormatError
from drafter.quality.scorecards import DEFAULT_SCORECARD, STEPS, Criterion, Scorecard
from drafter.store import scorecards as card_store
from drafter.store.brands import lock_brand
from drafter.store.scorecards import CardVersion
from knowledge_base.foundation.actors import Actor
from knowledge_base.foundation.ids import NewId

MOST_CRITERIA = 20
MOST_CHARS = 500
WHOLE = 100.0


def save_draft(
    session: Session,
    brand_id: str,
    name: str,
    criteria: Sequence[Criterion],
    *,
    actor: Actor,
    now: datetime,
    new_id: NewId,
) -> CardVersion:
    """Save a draft of a brand's next version; the published one stays in use.

    Raises ScorecardFormatError for criteria that nobody could fill.  Weights need to add up to 100
    only when it is published.
    """
    lock_brand(session, brand_id)
    checked = Scorecard("", name.strip() or "Reply quality", 1, tuple(criteria))
    check_card(checked)
    versions = card_store.versions_of(session, brand_id)
    draft = card_store.draft_of(session, brand_id)
    number = draft.card.version if draft else max((one.card.version for one in versions), default=1) + 1
    card_id = versions[0].card.id if versions else new_id("scd")
    card = replace(checked, id=card_id, version=number)
    saved = CardVersion(card, brand_id, actor.id, now)
    card_store.save_version(session, saved)
    return saved


def publish(session: Session, brand_id: str, version: int, *, actor: Actor, now: datetime) -> CardVersion:
    """Put a draft version in use.  Raises ScorecardConflictError, ScorecardFormatError."""
    lock_brand(session, brand_id)
    draft = card_store.draft_of(session, brand_id)
    if draft is None or draft.card.version != version:
        raise ScorecardConflictError(f"There is no draft of version {version}; load the page again.")
    check_card(draft.card)
    total = sum(one.weight for one in draft.card.criteria)
    if not math.isclose(total, WHOLE, abs_tol=1e-6):
        raise ScorecardFormatError(
            f"Weights must add up to 100; they add up to {total:g}, so version {version} is not published."
        )
    published = replace(draft, actor_id=actor.id, published_at=now)
    card_store.save_version(session, published)
    return published


def check_card(card: Scorecard) -> None:
    """Raise ScorecardFormatError for a scorecard that nobody could fill."""
    keys = [one.key for one in card.criteria]
    if not 1 <= len(keys) <= MOST_CRITERIA:
        raise ScorecardFormatError(f"A scorecard has 1 to {MOST_CRITERIA} criteria; this one has {len(keys)}.")
    if len(set(keys)) < len(keys):
        raise ScorecardFormatError("Two criteria have the same key; each needs its own.")
    if len(card.name) > MOST_CHARS:
        raise ScorecardFormatError(f"The name may have {MOST_CHARS} characters.")
    for one in card.criteria:
        _check_criterion(one)


def _check_criterion(one: Criterion) -> None:
    if not one.name.strip() or not one.key.strip():
        raise ScorecardFormatError("A criterion has no name; name it or remove it.")
    if one.steps not in STEPS:
        raise ScorecardFormatError(f"{one.name!r} has {one.steps} steps; a scale has 2 to 5.")
    if not math.isfinite(one.weight) or not 0 <= one.weight <= WHOLE:
        raise ScorecardFormatError(f"The weight of {one.name!r} lies between 0 and 100.")
    if one.rubric and len(one.rubric) != one.steps:
        raise ScorecardFormatError(f"{one.name!r} needs a meaning for each of its {one.steps} steps, or none.")
    if any(len(text) > MOST_CHARS for text in (one.name, one.hint, one.key, *one.rubric)):
        raise ScorecardFormatError(f"A text of {one.name[:40]!r} is longer than {MOST_CHARS} characters.")


def start_from(session: Session, brand_id: str) -> Scorecard:
    """Return what an editor starts with: the draft, else what is in use."""
    draft = card_store.draft_of(session, brand_id)
    return draft.card if draft else card_store.current_card(session, brand_id)


def is_own(card: Scorecard) -> bool:
    """Whether a brand made this scorecard itself."""
    return card.id != DEFAULT_SCORECARD.id
