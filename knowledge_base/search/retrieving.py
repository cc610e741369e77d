"""Questions + brand + snapshot -> hits, each with the parts of its score."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from knowledge_base.embedding import Embedder, Vectors
from knowledge_base.foundation.clock import Clock
from knowledge_base.scopes import Scope
from knowledge_base.search.dense import DenseScores, Scores, VectorIndex, views_of
from knowledge_base.search.fusion import Fused, fuse, heading_trust, mix, weigh_views
from knowledge_base.search.hits import Hit, HitParts, Question, Retrieval
from knowledge_base.search.learning import Precedents, rows_bonus
from knowledge_base.search.lexical import LexicalIndex, terms_of, words_of
from knowledge_base.search.loading import LoadedSnapshot, SnapshotLoader
from knowledge_base.settings import RetrievalSettings

MAX_QUESTIONS = 16
MAX_QUESTION_CHARS = 20_000  # nothing an encoder or a person reads is longer
MAX_MATCHED_WORDS = 12


class SnapshotRetriever:
    """Finds snippets in a brand's active snapshot.  Safe to share between threads."""

    def __init__(
        self,
        loader: SnapshotLoader,
        embedder: Embedder,
        index: VectorIndex,
        settings: RetrievalSettings,
        *,
        clock: Clock,
        precedents: Precedents | None = None,
    ) -> None:
        self._precedents = precedents
        self._loader, self._embedder, self._index = loader, embedder, index
        self._settings, self._clock = settings, clock

    @property
    def floor(self) -> float:
        """The similarity under which a snippet does not answer a question."""
        return self._embedder.floor if self._settings.floor is None else self._settings.floor

    def retrieve(
        self,
        questions: Sequence[Question],
        *,
        brand_id: str,
        k: int,
        on: date | None = None,
        scope: Scope | None = None,
    ) -> Retrieval:
        """Return the ``k`` best hits among the wordings in force on a day (None: today) and in scope, best first.

        Blank questions find nothing.  Raises SnapshotNotReadyError, EmbeddingError,
        DimensionMismatchError.
        """
        return self.retrieve_in(self._loader.active(brand_id), questions, k=k, on=on, scope=scope)

    def retrieve_in(
        self,
        snapshot: LoadedSnapshot,
        questions: Sequence[Question],
        *,
        k: int,
        on: date | None = None,
        scope: Scope | None = None,
    ) -> Retrieval:
        """As ``retrieve``, in a snapshot that is given."""
        asked = [_cut(one) for one in questions if one.text.strip()][:MAX_QUESTIONS]
        rows = snapshot.in_force(on or self._clock().date(), scope or Scope())
        hits: tuple[Hit, ...] = ()
        if asked and rows.size and k > 0:
            vectors = self._embedder.embed_questions([one.text for one in asked])
            hits = self._rank(snapshot, asked, vectors, rows, k)
        return Retrieval(tuple(one.text for one in asked), snapshot.id, self.floor, hits)

    def _rank(
        self, snapshot: LoadedSnapshot, asked: Sequence[Question], vectors: Vectors, rows: NDArray[np.int64], k: int
    ) -> tuple[Hit, ...]:
        dense = [
            views_of(self._index.cosines(vector, snapshot.vectors), snapshot.layout).at(rows) for vector in vectors
        ]
        learned = [self._learned(snapshot, vector, rows) for vector in vectors]
        fused = [
            self._fuse(snapshot, one, scores, bonus, rows)
            for one, scores, bonus in zip(asked, dense, learned, strict=True)
        ]
        mixed = mix(fused, [one.weight for one in asked])
        similarity = np.max([scores.similarity for scores in dense], axis=0)
        score = mixed.score
        best = np.argsort(-score, kind="stable")[:k]
        matched = _matched(snapshot.content.body, asked, rows[best])
        return tuple(
            self._hit(snapshot, rank, int(rows[at]), _parts(mixed, int(at)), float(similarity[at]), words)
            for rank, (at, words) in enumerate(zip(best, matched, strict=True), start=1)
        )

    def _fuse(
        self,
        snapshot: LoadedSnapshot,
        question: Question,
        dense: DenseScores,
        learned: Scores | None,
        rows: NDArray[np.int64],
    ) -> Fused:
        terms = terms_of(question.text)
        trust = heading_trust(len(question.text.split()), self._settings)
        body, headings = (index.score(terms) for index in (snapshot.content.body, snapshot.content.headings))
        return fuse(
            weigh_views(dense, self._settings, trust=trust),
            None if body is None else body[rows],
            None if headings is None else headings[rows],
            self._settings,
            trust=trust,
            learned=learned,
        )

    def _learned(self, snapshot: LoadedSnapshot, vector: Vectors, rows: NDArray[np.int64]) -> Scores | None:
        if self._precedents is None:
            return None
        bonus = self._precedents.bonus(snapshot.brand_id, vector, self._settings)
        return rows_bonus(bonus, [snapshot.sections[int(row)] for row in rows]) if bonus else None

    def _hit(
        self,
        snapshot: LoadedSnapshot,
        rank: int,
        position: int,
        parts: HitParts,
        similarity: float,
        words: tuple[str, ...],
    ) -> Hit:
        content = snapshot.content
        snippet = content.snippets[position]
        wording = content.wordings[int(content.wording_of[position])]
        return Hit(
            rank=rank,
            snippet_id=snippet.id,
            policy_id=wording.policy_id,
            policy=wording.policy,
            revision_id=wording.revision_id,
            revision=wording.revision,
            heading=snippet.heading,
            text=snippet.text,
            score=parts.dense + parts.lexical + parts.learned,
            similarity=min(max(similarity, 0.0), 1.0),
            parts=parts,
            above_floor=similarity >= self.floor,
            internal=snippet.internal,
            steps=snippet.steps,
            matched_words=words,
            published_on=wording.published_on,
        )


def _cut(question: Question) -> Question:
    return Question(question.text[:MAX_QUESTION_CHARS], question.weight)


def _parts(mixed: Fused, at: int) -> HitParts:
    return HitParts(dense=float(mixed.dense[at]), lexical=float(mixed.lexical[at]), learned=float(mixed.learned[at]))


def _matched(index: LexicalIndex, asked: Sequence[Question], positions: NDArray[np.int64]) -> list[tuple[str, ...]]:
    """Return for each snippet the words of the questions that its headings or text hold."""
    words = {stem: word for one in asked for word, stem in words_of(one.text)}
    held = [(word, index.holds(stem, positions)) for stem, word in words.items()]
    return [
        tuple(word for word, holds in held if holds is not None and holds[at])[:MAX_MATCHED_WORDS]
        for at in range(len(positions))
    ]
