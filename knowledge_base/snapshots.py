"""Snapshot: the published wordings of a brand, cut into snippets and frozen under one id.

Values and pure functions; ``search`` writes and reads the file, ``store`` the record.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from knowledge_base.policies import Revision
from knowledge_base.snippets import Snippet, cut_snippets


@dataclass(frozen=True)
class Snapshot:
    """The record of one snapshot.  ``id`` follows from the content: equal content, equal id."""

    id: str
    brand_id: str
    file_hash: str
    cutter: str
    embedder_id: str
    revision_ids: tuple[str, ...]
    snippets: int
    created_at: datetime


@dataclass(frozen=True)
class Wording:
    """One published revision as a snapshot keeps it.  Days are inclusive, None is open."""

    policy_id: str
    policy: str
    revision_id: str
    revision: int
    effective_from: date | None
    effective_until: date | None
    published_on: date | None

    def is_effective(self, on: date) -> bool:
        """Whether a day lies between the first and the last day."""
        first, last = self.effective_from, self.effective_until
        return (first is None or first <= on) and (last is None or on <= last)


@dataclass(frozen=True)
class CutWording:
    """A wording with the snippets cut from it, in their order."""

    wording: Wording
    snippets: tuple[Snippet, ...]


def cut_revisions(revisions: Iterable[Revision]) -> tuple[CutWording, ...]:
    """Cut published revisions into what a snapshot holds, ordered by policy and number."""
    ordered = sorted(revisions, key=lambda one: (one.policy_id, one.number))
    return tuple(
        CutWording(_wording(one), cut_snippets(one.text, policy_id=one.policy_id, title=one.title)) for one in ordered
    )


def in_force_on(wordings: Sequence[Wording], on: date) -> frozenset[int]:
    """Return the positions of the wordings that are the rule on a day: of each policy the newest effective one."""
    newest: dict[str, int] = {}
    for position, wording in enumerate(wordings):
        if not wording.is_effective(on):
            continue
        held = newest.get(wording.policy_id)
        if held is None or wordings[held].revision < wording.revision:
            newest[wording.policy_id] = position
    return frozenset(newest.values())


def _wording(revision: Revision) -> Wording:
    return Wording(
        policy_id=revision.policy_id,
        policy=revision.title,
        revision_id=revision.id,
        revision=revision.number,
        effective_from=revision.effective_from,
        effective_until=revision.meta.effective_until,
        published_on=revision.published_at.date() if revision.published_at else None,
    )
