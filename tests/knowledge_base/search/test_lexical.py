"""BM25 over stems: worked by hand, and the same in every process."""

import math
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from knowledge_base.search.lexical import K1, B, build_index, terms_of, words_of


def test_terms_are_stems_without_stop_words() -> None:
    assert terms_of("How long can I return the boots I've returned?") == ["long", "return", "boot", "return"]


@pytest.mark.parametrize(
    ("text", "terms"),
    [("", []), ("😀 🎉", []), ("customer’s", ["custom"]), ("Größe 42", ["grösse", "42"]), ("the and of", [])],
)
def test_odd_texts_have_the_terms_they_have(text: str, terms: list[str]) -> None:
    assert terms_of(text) == terms


def test_words_are_given_as_written() -> None:
    assert words_of("Returning BOOTS") == [("Returning", "return"), ("BOOTS", "boot")]


def test_score_is_bm25() -> None:
    index = build_index(["boots boots socks", "socks", "tents"])

    scores = index.score(["boot"])

    mean_length = (3 + 1 + 1) / 3
    idf = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    weight = 2 / (2 + K1 * (1 - B + B * 3 / mean_length))
    assert scores is not None
    assert scores.tolist() == pytest.approx([idf * weight, 0, 0], rel=1e-5)


def test_unknown_words_have_no_score() -> None:
    assert build_index(["boots"]).score(["tent"]) is None
    assert build_index([]).score(["tent"]) is None
    assert build_index(["", "the"]).score(["tent"]) is None


def test_index_says_which_texts_hold_a_term() -> None:
    index = build_index(["boots", "socks", "boots socks"])

    holds = index.holds("boot", np.array([2, 1, 0]))

    assert holds is not None
    assert holds.tolist() == [True, False, True]
    assert index.holds("tent", np.array([0])) is None


def test_index_does_not_depend_on_the_process() -> None:
    script = (
        "from knowledge_base.search.lexical import build_index\n"
        "i = build_index(['return boots late', 'tents and boots', 'gift cards'])\n"
        "print(list(i.vocabulary), i.data.tobytes().hex(), i.indices.tolist(), i.indptr.tolist())"
    )
    root = Path(__file__).parents[3]

    printed = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=root,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(printed) == 1


def test_threads_stem_alike() -> None:
    words = [f"returning{n} boots shoes policies" for n in range(50)]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(terms_of, words * 4))

    assert found == [terms_of(text) for text in words] * 4
