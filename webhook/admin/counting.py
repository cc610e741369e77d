"""How many grave warnings each policy has, for lists: linted once for each snapshot, day and set of decisions."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from threading import Lock

from sqlalchemy.orm import Session

from knowledge_base.lint_deciding import lint_brand
from knowledge_base.linting import VectorsOf
from knowledge_base.linting.warnings import Severity
from knowledge_base.store.lint_decisions import lint_decisions_of
from knowledge_base.store.snapshots import active_snapshot

MOST_SNIPPETS = 500  # of a brand that a list waits for; a larger one is counted on the page of its conflicts
MOST_HELD = 64

_Key = tuple[str, date, int]
_held: dict[_Key, Mapping[str, int]] = {}
_lock = Lock()


def conflict_counts(
    session: Session, brand_ids: Sequence[str], *, today: date, vectors_of: VectorsOf | None = None
) -> Mapping[str, int]:
    """Return by policy how many open warnings say that a customer may be told something false."""
    found: Counter[str] = Counter()
    for brand_id in brand_ids:
        snapshot = active_snapshot(session, brand_id)
        if snapshot is None or snapshot.snippets > MOST_SNIPPETS:
            continue
        decisions = lint_decisions_of(session, brand_id)
        key = (snapshot.id, today, hash(tuple(sorted((one, kept.verdict.value) for one, kept in decisions.items()))))
        with _lock:
            known = _held.get(key)
        if known is None:
            known = _count(session, brand_id, today, vectors_of)
            with _lock:
                while len(_held) >= MOST_HELD:
                    _held.pop(next(iter(_held)))
                _held[key] = known
        found.update(known)
    return found


def _count(session: Session, brand_id: str, today: date, vectors_of: VectorsOf | None) -> Mapping[str, int]:
    report = lint_brand(session, brand_id, today=today, vectors_of=vectors_of)
    grave = [one for one in report.open if one.severity is Severity.HIGH]
    return Counter(policy_id for one in grave for policy_id in {place.policy_id for place in one.places})
