"""How good a ranking is on labelled questions: recall, MRR and nDCG.

A ranking is a list of document ids, best first; judgements map a document id to its grade
(more than zero is relevant).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Judgements = Mapping[str, int]


@dataclass(frozen=True)
class RankingScores:
    """Means over the judged questions.

    ``macro_recall_3`` is the mean over documents, so that the frequent ones do not rule.
    """

    questions: int
    recall: Mapping[int, float]
    hit: Mapping[int, float]
    mrr_10: float
    ndcg_10: float
    macro_recall_3: float


def score_rankings(
    rankings: Mapping[str, Sequence[str]], qrels: Mapping[str, Judgements], *, cuts: Sequence[int] = (1, 3, 5)
) -> RankingScores:
    """Score rankings by question id; questions without a relevant document are left out.

    A judged question without a ranking counts as one that found nothing.
    """
    judged = {qid: grades for qid, grades in qrels.items() if any(grade > 0 for grade in grades.values())}
    pairs = [(rankings.get(qid, ()), grades) for qid, grades in judged.items()]
    return RankingScores(
        questions=len(pairs),
        recall={k: _mean([recall_at(ranking, grades, k) for ranking, grades in pairs]) for k in cuts},
        hit={k: _mean([float(recall_at(ranking, grades, k) > 0) for ranking, grades in pairs]) for k in cuts},
        mrr_10=_mean([reciprocal_rank(ranking, grades, 10) for ranking, grades in pairs]),
        ndcg_10=_mean([ndcg_at(ranking, grades, 10) for ranking, grades in pairs]),
        macro_recall_3=_macro_recall(rankings, judged, 3),
    )


def recall_at(ranking: Sequence[str], grades: Judgements, k: int) -> float:
    """Share of the relevant documents that are among the first ``k``.

    >>> recall_at(["a", "b", "c"], {"b": 1, "z": 1}, 2)
    0.5
    """
    relevant = _relevant(grades)
    return len(relevant & set(ranking[:k])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranking: Sequence[str], grades: Judgements, k: int) -> float:
    """One over the rank of the first relevant document, 0 when none is among the first ``k``."""
    relevant = _relevant(grades)
    return next((1 / rank for rank, doc in enumerate(ranking[:k], start=1) if doc in relevant), 0.0)


def ndcg_at(ranking: Sequence[str], grades: Judgements, k: int) -> float:
    """Discounted gain of the first ``k`` divided by that of the best possible order.

    The gain is the grade, the discount log2(rank + 1).
    Source: Järvelin and Kekäläinen 2002, "Cumulated gain-based evaluation of IR techniques".
    """
    best = _gain(sorted((grade for grade in grades.values() if grade > 0), reverse=True)[:k])
    return _gain([max(grades.get(doc, 0), 0) for doc in ranking[:k]]) / best if best else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))


def _macro_recall(rankings: Mapping[str, Sequence[str]], judged: Mapping[str, Judgements], k: int) -> float:
    found: dict[str, list[float]] = {}
    for qid, grades in judged.items():
        first = rankings.get(qid, ())[:k]
        for doc in _relevant(grades):
            found.setdefault(doc, []).append(float(doc in first))
    return _mean([_mean(one) for one in found.values()])


def _relevant(grades: Judgements) -> set[str]:
    return {doc for doc, grade in grades.items() if grade > 0}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
