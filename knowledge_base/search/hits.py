"""Question and Hit: what is looked up, and what search found, with the reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from knowledge_base.scopes import Scope


@dataclass(frozen=True)
class Question:
    """A text to look up.  Several questions of one ticket are mixed by ``weight`` (summing to 1)."""

    text: str
    weight: float = 1.0


@dataclass(frozen=True)
class HitParts:
    """What a score is made of: z-scores weighted by the settings; they add up to the score."""

    dense: float
    lexical: float
    learned: float = 0.0


@dataclass(frozen=True)
class Hit:
    """A snippet with rank and score for a question.

    ``text`` is the snippet's quotable wording as plain text (no front matter, no heading,
    no internal part); ``internal`` is guidance that may ground a draft and is never quoted;
    ``steps`` are the things the policy tells an agent to do.  ``similarity`` is the cosine of
    the best passage or the whole section, 0 to 1, which the floor is compared with.
    ``precedents`` counts like tickets for which a person kept this section.  ``excluded``
    says why a question does not reach the wording (``scope``, ``date``); such hits come only
    when an explanation is asked for.
    """

    rank: int
    snippet_id: str
    policy_id: str
    policy: str
    revision_id: str
    revision: int
    heading: tuple[str, ...]
    text: str
    score: float
    similarity: float
    parts: HitParts
    above_floor: bool
    internal: str = ""
    steps: tuple[str, ...] = ()
    matched_words: tuple[str, ...] = ()
    published_on: date | None = None
    excluded: str | None = None
    precedents: int = 0


@dataclass(frozen=True)
class Retrieval:
    """What one search gave: the snapshot it read, the floor it used, the hits best first."""

    questions: tuple[str, ...]
    snapshot_id: str
    floor: float
    hits: tuple[Hit, ...]

    @property
    def covered(self) -> bool:
        """Whether any hit that the question reaches is above the floor."""
        return any(hit.above_floor and hit.excluded is None for hit in self.hits)


class Retriever(Protocol):
    """Finds snippets for questions in a brand's active snapshot."""

    def retrieve(
        self,
        questions: Sequence[Question],
        *,
        brand_id: str,
        k: int,
        on: date | None = None,
        scope: Scope | None = None,
        explain: bool = False,
    ) -> Retrieval:
        """Return the ``k`` best hits for a day and a scope, best first.  Raises SnapshotNotReadyError.

        ``explain`` adds after them the best of what the question does not reach, marked ``excluded``.
        """
        ...
