"""Vectors in PostgreSQL with the pgvector extension, for more passages than fit a process.

Each set is a table of its own in a schema of its own, filled once and shared by all
processes; like a snapshot's file it is a cache that can be made again.  Up to 200,000 rows a
question is compared with all of them; beyond that an HNSW index proposes the nearest, and all
others count as being as far as the farthest of these.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from knowledge_base.embedding import Vectors
from knowledge_base.errors import DimensionMismatchError, SnapshotNotReadyError
from knowledge_base.search.dense import Scores

SCHEMA = "drafter_vectors"
APPROXIMATE_FROM = 200_000  # measured: below it comparing with all is as quick and misses nothing
CANDIDATES = 1000  # of a large set; the fusion with words ranks no deeper
KEEP_DAYS = 14  # sets that nobody opened for so long are dropped


class PgvectorIndex:
    """Holds sets of vectors in the database.  Safe to share between threads and processes.

    What follows a ``#`` in a set's name tells loads of one set apart; the table is shared.
    """

    def __init__(self, engine: Engine, *, approximate_from: int = APPROXIMATE_FROM) -> None:
        self._engine, self._approximate_from = engine, approximate_from
        self._held: dict[str, tuple[str, int, int]] = {}  # name -> table, rows, dimensions

    def add(self, brand: str, vectors: Vectors) -> None:
        """Hold a set, float32 (n, d); one that is there with this content is not written again.

        Raises SnapshotNotReadyError when the database has no pgvector or refuses the table.
        """
        rows, dimensions = vectors.shape
        digest = hashlib.sha256(np.ascontiguousarray(vectors).tobytes())
        digest.update(f"{brand.partition('#')[0]} {rows} {dimensions}".encode())
        table = f"v_{digest.hexdigest()[:32]}"
        with self._asking() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:table))"), {"table": table})
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS vector"))
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
            _drop_unused(connection)
            if not connection.scalar(text("SELECT to_regclass(:name)"), {"name": f"{SCHEMA}.{table}"}):
                self._fill(connection, table, vectors)
            comment = text(f"SELECT format('COMMENT ON TABLE {SCHEMA}.{table} IS %L', now()::text)")
            connection.execute(text(str(connection.scalar(comment)).replace(":", r"\:")))
        self._held[brand] = table, rows, dimensions

    def remove(self, brand: str) -> None:
        """Let a set go from this process; its table is dropped when nobody opens it for two weeks."""
        self._held.pop(brand, None)

    def search(self, vector: Vectors, k: int, brand: str) -> tuple[NDArray[np.int64], Scores]:
        """Return the rows of the ``k`` nearest and their cosines, best first."""
        table, rows, _ = self._table(vector, brand)
        if k <= 0 or not rows:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        with self._asking() as connection:
            return _nearest(connection, table, vector, min(k, rows))

    def cosines(self, vector: Vectors, brand: str) -> Scores:
        """Return the cosine with every vector; of a large set only those of the nearest are exact."""
        table, rows, _ = self._table(vector, brand)
        with self._asking() as connection:
            found, cosines = _nearest(
                connection, table, vector, rows if rows <= self._approximate_from else min(CANDIDATES, rows)
            )
        scores = np.full(rows, cosines.min() if cosines.size else 0.0, dtype=np.float32)
        scores[found] = cosines
        return scores

    def _table(self, vector: Vectors, brand: str) -> tuple[str, int, int]:
        table, rows, dimensions = self._held[brand]
        if vector.shape != (dimensions,):
            raise DimensionMismatchError(
                f"Set {brand!r} holds vectors of {dimensions} dimensions but the question has {vector.size}; "
                "rebuild the snapshot."
            )
        return table, rows, dimensions

    def _fill(self, connection: Connection, table: str, vectors: Vectors) -> None:
        name = f"{SCHEMA}.{table}"
        connection.execute(text(f"CREATE TABLE {name} (row integer, embedding vector({vectors.shape[1]}))"))
        driver = connection.connection.driver_connection
        assert driver is not None
        with driver.cursor() as cursor, cursor.copy(f"COPY {name} (row, embedding) FROM STDIN") as copy:
            for row, vector in enumerate(vectors):
                copy.write_row((row, _literal(vector)))
        if len(vectors) > self._approximate_from:
            connection.execute(text(f"CREATE INDEX ON {name} USING hnsw (embedding vector_ip_ops)"))
        connection.execute(text(f"ANALYZE {name}"))

    @contextmanager
    def _asking(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise SnapshotNotReadyError(
                f"The vectors in PostgreSQL cannot be used: {type(error.__cause__ or error).__name__}.",
                hint="Install the extension pgvector there, or unset DRAFTER_VECTOR_INDEX.",
            ) from error


def _nearest(connection: Connection, table: str, vector: Vectors, k: int) -> tuple[NDArray[np.int64], Scores]:
    """The vectors have length 1, so the inner product is the cosine; pgvector gives its negative."""
    connection.execute(text(f"SET LOCAL hnsw.ef_search = {min(max(k, 40), CANDIDATES)}"))
    # Equal cosines keep their order: the index gives the nearest, the outer query sorts them.
    query = text(
        f"SELECT row, cosine FROM (SELECT row, -(embedding <#> CAST(:vector AS vector)) AS cosine "  # noqa: S608
        f"FROM {SCHEMA}.{table} ORDER BY embedding <#> CAST(:vector AS vector) LIMIT :k) AS near "
        "ORDER BY cosine DESC, row"
    )
    found = connection.execute(query, {"vector": _literal(vector), "k": k}).all()
    rows = np.array([one.row for one in found], dtype=np.int64)
    return rows, np.array([one.cosine for one in found], dtype=np.float32)


def _drop_unused(connection: Connection) -> None:
    """Drop tables that nobody opened for long; each opening notes its time as the table's comment."""
    query = text(
        "SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
        "WHERE nspname = :schema AND relkind = 'r' "
        "AND obj_description(pg_class.oid)::timestamptz < now() - make_interval(days => :days)"
    )
    for table in connection.scalars(query, {"schema": SCHEMA, "days": KEEP_DAYS}).all():
        connection.execute(text(f"DROP TABLE IF EXISTS {SCHEMA}.{table}"))


def _literal(vector: Vectors) -> str:
    return "[" + ",".join(map(repr, vector.tolist())) + "]"
