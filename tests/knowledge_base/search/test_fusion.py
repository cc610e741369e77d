"""Fusion, by values worked by hand."""

import numpy as np
import pytest

from knowledge_base.search.dense import DenseScores
from knowledge_base.search.fusion import HIGHEST, Scores, fuse, heading_trust, mix, weigh_views, z_scores
from knowledge_base.settings import RetrievalSettings

SHARES = RetrievalSettings(dense_share=0.7, body_share=0.2, heading_share=0.1, short_question_words=40)


def scores(*values: float) -> Scores:
    return np.array(values, dtype=np.float32)


def test_z_scores_count_standard_deviations() -> None:
    assert z_scores(scores(1, 2, 3)).tolist() == pytest.approx([-1.2247449, 0, 1.2247449])


def test_rare_word_among_many_snippets_does_not_outvote_the_rest() -> None:
    found = z_scores(scores(*[0.0] * 2000, 1.0, 2.0))

    assert found.max() == pytest.approx(HIGHEST)
    assert found[-2] == pytest.approx(HIGHEST / 2, rel=0.01)  # how far they stand apart stays


def test_equal_scores_say_nothing() -> None:
    assert z_scores(scores(5, 5, 5)).tolist() == [0, 0, 0]
    assert z_scores(scores()).tolist() == []


def test_parts_are_weighted_z_scores_and_add_up() -> None:
    fused = fuse(scores(0, 2), scores(4, 0), scores(0, 6), SHARES)

    assert fused.dense.tolist() == pytest.approx([-0.7, 0.7])
    assert fused.lexical.tolist() == pytest.approx([0.2 - 0.1, -0.2 + 0.1])
    assert fused.score.tolist() == pytest.approx([-0.6, 0.6])


def test_without_a_common_word_vectors_decide_alone() -> None:
    fused = fuse(scores(0, 2), None, None, SHARES)

    assert fused.dense.tolist() == pytest.approx([-1, 1])
    assert fused.lexical.tolist() == [0, 0]


def test_field_without_a_common_word_counts_nothing() -> None:
    fused = fuse(scores(0, 2), scores(4, 0), None, SHARES)

    assert fused.lexical.tolist() == pytest.approx([0.2, -0.2])


def test_what_headings_lose_the_body_gains() -> None:
    fused = fuse(scores(0, 2), scores(4, 0), scores(0, 6), SHARES, trust=0.5)

    assert fused.lexical.tolist() == pytest.approx([0.25 - 0.05, -0.25 + 0.05])


@pytest.mark.parametrize(("words", "trust"), [(0, 1), (10, 1), (40, 1), (80, 0.5), (400, 0.1)])
def test_headings_count_less_for_a_long_question(words: int, trust: float) -> None:
    assert heading_trust(words, SHARES) == pytest.approx(trust)


def test_views_are_weighted() -> None:
    views = DenseScores(scores(0, 1), scores(1, 0), scores(1, 0), scores(0, 1))
    weights = RetrievalSettings(section_weight=1, path_weight=0.5, heading_weight=0.25, passage_weight=2)

    assert weigh_views(views, weights).tolist() == pytest.approx([0.5 + 0.25, 1 + 2])
    assert weigh_views(views, weights, trust=0.4).tolist() == pytest.approx([0.2 + 0.1, 1 + 2])
    assert weigh_views(views, weights, trust=0).tolist() == pytest.approx([0, 3])


def test_questions_are_mixed_by_weight() -> None:
    first = fuse(scores(0, 2), None, None, SHARES)
    second = fuse(scores(2, 0), None, None, SHARES)

    assert mix([first, second], [0.3, 0.7]).score.tolist() == pytest.approx([0.4, -0.4])
    assert mix([first, second], [3, 7]).score.tolist() == pytest.approx([0.4, -0.4])
    assert mix([first, second], [0, 0]).score.tolist() == pytest.approx([0, 0])
