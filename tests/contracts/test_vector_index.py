"""What every VectorIndex does."""

from collections.abc import Iterator

import numpy as np
import pytest

from knowledge_base.backends.exact import ExactIndex
from knowledge_base.backends.pgvector import PgvectorIndex
from knowledge_base.embedding import Vectors
from knowledge_base.errors import DimensionMismatchError
from knowledge_base.foundation.database import make_engine
from knowledge_base.search.dense import VectorIndex
from tests.tools.databases import PostgresServer


@pytest.fixture(
    params=[
        "exact",
        pytest.param("pgvector", marks=pytest.mark.postgres),
        pytest.param("hnsw", marks=pytest.mark.postgres),
    ]
)
def index(request: pytest.FixtureRequest) -> Iterator[VectorIndex]:
    if request.param == "exact":
        yield ExactIndex()
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.empty_database()
    engine = make_engine(url)
    yield PgvectorIndex(engine, approximate_from=20 if request.param == "hnsw" else 200_000)
    engine.dispose()
    server.drop(url)


def unit(count: int, *, seed: int = 7) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(count, 16)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def test_nearest_come_first_with_their_cosines(index: VectorIndex) -> None:
    vectors, [question] = unit(50), unit(1, seed=8)
    index.add("brd_1", vectors)

    rows, cosines = index.search(question, 5, "brd_1")

    assert rows.tolist() == np.argsort(-(vectors @ question))[:5].tolist()
    assert cosines == pytest.approx((vectors @ question)[rows], abs=1e-6)


def test_vector_finds_itself(index: VectorIndex) -> None:
    vectors = unit(50)
    index.add("brd_1", vectors)

    rows, cosines = index.search(vectors[17], 1, "brd_1")

    assert (rows.tolist(), cosines.tolist()) == ([17], pytest.approx([1]))


def test_more_are_asked_for_than_there_are(index: VectorIndex) -> None:
    index.add("brd_1", unit(3))

    assert len(index.search(unit(1)[0], 10, "brd_1")[0]) == 3
    assert len(index.search(unit(1)[0], 0, "brd_1")[0]) == 0


def test_brands_are_searched_alone(index: VectorIndex) -> None:
    index.add("brd_1", unit(3))
    index.add("brd_2", unit(5))

    assert index.cosines(unit(1)[0], "brd_1").shape == (3,)
    assert index.cosines(unit(1)[0], "brd_2").shape == (5,)


def test_added_again_replaces_the_former(index: VectorIndex) -> None:
    index.add("brd_1", unit(3))
    index.add("brd_1", unit(4))

    assert index.cosines(unit(1)[0], "brd_1").shape == (4,)


def test_removed_set_is_gone(index: VectorIndex) -> None:
    index.add("brd_1", unit(3))
    index.remove("brd_1")
    index.remove("brd_none")

    with pytest.raises(KeyError):
        index.search(unit(1)[0], 1, "brd_1")


def test_question_of_another_length_is_refused(index: VectorIndex) -> None:
    index.add("brd_1", unit(3))

    with pytest.raises(DimensionMismatchError, match="rebuild the snapshot"):
        index.search(np.ones(8, dtype=np.float32), 1, "brd_1")


def test_empty_set_finds_nothing(index: VectorIndex) -> None:
    index.add("brd_1", unit(0))

    assert index.search(unit(1)[0], 3, "brd_1")[0].tolist() == []


def test_all_cosines_are_those_of_the_nearest(index: VectorIndex) -> None:
    vectors, [question] = unit(50), unit(1, seed=8)
    index.add("brd_1", vectors)

    assert index.cosines(question, "brd_1") == pytest.approx(vectors @ question, abs=1e-6)


def test_same_set_is_shared_by_loads_of_it(index: VectorIndex) -> None:
    vectors = unit(30)
    index.add("snp_1#1", vectors)
    index.add("snp_1#2", vectors)
    index.remove("snp_1#1")

    assert index.search(vectors[4], 1, "snp_1#2")[0].tolist() == [4]
