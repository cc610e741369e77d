"""Snapshot: the published wordings of a brand, cut into snippets and frozen under one id.

Values and pure functions; ``search`` writes and reads the file, ``store`` the record.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from knowledge_base.policies import Revision
from knowledge_base.scopes import Scope, is_in_scope, speaks
from knowledge_base.snippets import Snippet, cut_snippets


class Exclusion(StrEnum):
    """Why a question does not reach a wording."""

    SCOPE = "scope"
    DATE = "date"
    RETIRED = "retired"


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
    region: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    language: str = "en"

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


def exclusions(wordings: Sequence[Wording], on: date, scope: Scope) -> tuple[Exclusion | None, ...]:
    """Say for each wording why a question does not reach it: ``date``, ``scope``, or None where it does.

    The rule in force is found first: a newer wording takes the older one's place also where
    it holds in fewer regions.  Another language leaves a wording out only where some
    wording in reach is written in the asked one, so that policies in one language serve all.
    """
    current = in_force_on(wordings, on)
    reached = {at for at in current if is_in_scope(wordings[at], scope)}
    if scope.language is not None:
        spoken = {at for at in reached if speaks(wordings[at].language, scope.language)}
        reached = spoken or reached
    return tuple(
        None if at in reached else Exclusion.SCOPE if at in current else Exclusion.DATE for at in range(len(wordings))
    )


def _wording(revision: Revision) -> Wording:
    return Wording(
        policy_id=revision.policy_id,
        policy=revision.title,
        revision_id=revision.id,
        revision=revision.number,
        effective_from=revision.effective_from,
        effective_until=revision.meta.effective_until,
        published_on=revision.published_at.date() if revision.published_at else None,
        region=revision.meta.region,
        channel=revision.meta.channel,
        audience=revision.meta.audience,
        language=revision.meta.language,
    )
