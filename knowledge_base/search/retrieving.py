"""Questions + brand + snapshot -> hits, each with the parts of its score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from knowledge_base.embedding import Embedder, Vectors
from knowledge_base.foundation.clock import Clock
from knowledge_base.kept import Section
from knowledge_base.scopes import Scope
from knowledge_base.search.dense import DenseScores, Scores, VectorIndex, views_of
from knowledge_base.search.fusion import Fused, fuse, heading_trust, mix, weigh_views
from knowledge_base.search.hits import Hit, HitParts, Question, Retrieval
from knowledge_base.search.learning import Expected, Learned, expect, rows_bonus
from knowledge_base.search.lexical import LexicalIndex, terms_of, words_of
from knowledge_base.search.loading import LoadedSnapshot, SnapshotLoader
from knowledge_base.search.precedents import PrecedentLoader
from knowledge_base.search.wording import plain_question
from knowledge_base.settings import RetrievalSettings
from knowledge_base.spelling import Spelling

MAX_QUESTIONS = 16
MAX_QUESTION_CHARS = 20_000  # nothing an encoder or a person reads is longer
MAX_MATCHED_WORDS = 12


@dataclass(frozen=True)
class _Asked:
    """The questions of one search with all that comparing needs."""

    questions: Sequence[Question]
    dense: Sequence[DenseScores]
    learned: Sequence[Mapping[Section, Learned]]


@dataclass(frozen=True)
class _Ranking:
    """Some of a snapshot's snippets, scored; ``rows`` are their positions."""

    rows: NDArray[np.int64]
    fused: Fused
    similarity: Scores

    def best(self, k: int) -> NDArray[np.int64]:
        """Return where the ``k`` best stand in ``rows``, best first; equals keep their order."""
        return np.argsort(-self.fused.score, kind="stable")[:k]


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
        precedents: PrecedentLoader | None = None,
    ) -> None:
        self._precedents = precedents
        self._loader, self._embedder, self._index = loader, embedder, index
        self._settings, self._clock = settings, clock
        common: Mapping[str, int] | None = getattr(embedder, "common_words", None)
        self._spelling = Spelling(common) if common else None

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
        explain: bool = False,
    ) -> Retrieval:
        """Return the ``k`` best hits among the wordings in force on a day (None: today) and in scope, best first.

        With ``explain`` the best ``k`` of what the question does not reach follow, each with
        the reason in ``excluded``.  Blank questions find nothing.  Raises
        SnapshotNotReadyError, EmbeddingError, DimensionMismatchError.
        """
        snapshot = self._loader.active(brand_id)
        return self.retrieve_in(snapshot, questions, k=k, on=on, scope=scope, explain=explain)

    def mend(self, brand_id: str, text: str, words: frozenset[str] = frozenset()) -> str:
        """Return a text with its slips of spelling mended; the brand's policies and ``words`` have what it may mean.

        An embedder without a vocabulary of its own understands slips: then it stays as it is.
        Raises SnapshotNotReadyError.
        """
        if self._spelling is None:
            return text
        return self._spelling.mend(text, self._loader.active(brand_id).words_and(words))

    def retrieve_in(
        self,
        snapshot: LoadedSnapshot,
        questions: Sequence[Question],
        *,
        k: int,
        on: date | None = None,
        scope: Scope | None = None,
        explain: bool = False,
    ) -> Retrieval:
        """As ``retrieve``, in a snapshot that is given."""
        asked = [_cut(one) for one in questions if one.text.strip()][:MAX_QUESTIONS]
        day, place = on or self._clock().date(), scope or Scope()
        hits: tuple[Hit, ...] = ()
        if asked and k > 0 and snapshot.content.snippets:
            compared = self._compare(snapshot, asked)
            hits = self._hits(snapshot, compared, snapshot.in_force(day, place), k)
            if explain:
                hits += self._not_reached(snapshot, compared, day, place, k, first_rank=len(hits) + 1)
        return Retrieval(tuple(one.text for one in asked), snapshot.id, self.floor, hits)

    def _compare(self, snapshot: LoadedSnapshot, asked: Sequence[Question]) -> _Asked:
        vectors = self._embedder.embed_questions([plain_question(one.text) for one in asked])
        dense = [views_of(self._index.cosines(vector, snapshot.vectors), snapshot.layout) for vector in vectors]
        return _Asked(asked, dense, [self._learned(snapshot, vector) for vector in vectors])

    def _learned(self, snapshot: LoadedSnapshot, vector: Vectors) -> Mapping[Section, Learned]:
        if self._precedents is None or not self._settings.precedent_weight:
            return {}

        def expected(key: int, precedent: Vectors) -> Expected:
            return snapshot.expected(key, lambda: self._expect(snapshot, precedent))

        return self._precedents.speak(snapshot.brand_id, vector, self._settings, expected)

    def _expect(self, snapshot: LoadedSnapshot, vector: Vectors) -> Expected:
        """Return what the vectors alone say of a question that was answered before."""
        views = views_of(self._index.cosines(vector, snapshot.vectors), snapshot.layout)
        return expect(weigh_views(views, self._settings), snapshot.sections)

    def _hits(
        self, snapshot: LoadedSnapshot, asked: _Asked, rows: NDArray[np.int64], k: int, *, first_rank: int = 1
    ) -> tuple[Hit, ...]:
        if not rows.size:
            return ()
        ranking = self._rank(snapshot, asked, rows)
        best = ranking.best(k)
        matched = _matched(snapshot.content.body, asked.questions, rows[best])
        return tuple(
            self._hit(snapshot, asked, ranking, int(at), rank, words)
            for rank, (at, words) in enumerate(zip(best, matched, strict=True), start=first_rank)
        )

    def _not_reached(
        self, snapshot: LoadedSnapshot, asked: _Asked, day: date, place: Scope, k: int, *, first_rank: int
    ) -> tuple[Hit, ...]:
        why = snapshot.left_out(day, place)
        rows = np.array(sorted(why), dtype=np.int64)
        hits = self._hits(snapshot, asked, rows, k, first_rank=first_rank)
        at = {snapshot.content.snippets[row].id: row for row in why}
        return tuple(replace(hit, excluded=why[at[hit.snippet_id]].value) for hit in hits)

    def _rank(self, snapshot: LoadedSnapshot, asked: _Asked, rows: NDArray[np.int64]) -> _Ranking:
        dense = [scores.at(rows) for scores in asked.dense]
        sections = [snapshot.sections[int(row)] for row in rows] if any(asked.learned) else []
        bonuses = [rows_bonus(learned, sections) if learned else None for learned in asked.learned]
        fused = [
            self._fuse(snapshot, question, scores, bonus, rows)
            for question, scores, bonus in zip(asked.questions, dense, bonuses, strict=True)
        ]
        similarity = np.max([scores.similarity for scores in dense], axis=0)
        return _Ranking(rows, mix(fused, [one.weight for one in asked.questions]), similarity)

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

    def _hit(
        self, snapshot: LoadedSnapshot, asked: _Asked, ranking: _Ranking, at: int, rank: int, words: tuple[str, ...]
    ) -> Hit:
        content, position = snapshot.content, int(ranking.rows[at])
        snippet = content.snippets[position]
        wording = content.wordings[int(content.wording_of[position])]
        parts, similarity = _parts(ranking.fused, at), float(ranking.similarity[at])
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
            precedents=_precedents(asked.learned, snapshot.sections[position]),
        )


def _precedents(learned: Sequence[Mapping[Section, Learned]], section: Section) -> int:
    """Of several questions the one with the most counts: they are of one ticket."""
    return max((one[section].precedents for one in learned if section in one), default=0)


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
