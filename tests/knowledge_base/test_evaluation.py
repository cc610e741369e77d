"""Ranking figures, worked by hand."""

import math

import pytest

from knowledge_base.evaluation import ndcg_at, recall_at, reciprocal_rank, score_rankings

RANKING = ["a", "b", "c", "d"]


@pytest.mark.parametrize(("k", "recall"), [(1, 0), (2, 1 / 3), (3, 2 / 3), (10, 2 / 3)])
def test_recall_is_the_share_of_what_is_relevant(k: int, recall: float) -> None:
    assert recall_at(RANKING, {"b": 1, "c": 1, "z": 1, "a": 0}, k) == pytest.approx(recall)


def test_reciprocal_rank_is_of_the_first_relevant() -> None:
    assert reciprocal_rank(RANKING, {"c": 1, "d": 1}, 10) == pytest.approx(1 / 3)
    assert reciprocal_rank(RANKING, {"c": 1}, 2) == 0


def test_ndcg_discounts_by_rank() -> None:
    gained = 2 / math.log2(3) + 1 / math.log2(5)
    best = 2 / math.log2(2) + 1 / math.log2(3)

    assert ndcg_at(RANKING, {"b": 2, "d": 1}, 10) == pytest.approx(gained / best)
    assert ndcg_at(["b", "d"], {"b": 2, "d": 1}, 10) == 1


def test_macro_recall_is_the_mean_over_documents() -> None:
    rankings = {"q1": ["a"], "q2": ["a"], "q3": ["a"]}
    qrels = {"q1": {"a": 1}, "q2": {"a": 1}, "q3": {"b": 1}}

    scores = score_rankings(rankings, qrels)

    assert scores.recall[3] == pytest.approx(2 / 3)
    assert scores.macro_recall_3 == pytest.approx(1 / 2)


def test_unjudged_questions_are_left_out_and_missing_ones_count_as_nothing() -> None:
    scores = score_rankings({"q1": ["a"], "q9": ["a"]}, {"q1": {"a": 1}, "q2": {"a": 1}, "q3": {"a": 0}})

    assert scores.questions == 2
    assert scores.hit[1] == pytest.approx(1 / 2)


def test_nothing_judged_scores_nothing() -> None:
    scores = score_rankings({"q1": ["a"]}, {})

    assert (scores.questions, scores.mrr_10, scores.ndcg_10, scores.recall[1]) == (0, 0, 0, 0)
