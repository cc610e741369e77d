"""One declarative base, one naming convention, one aware-UTC column type, one engine maker.

``Database`` hands out sessions: ``reading()`` for a read, ``writing()`` for one
transaction that commits at its end.  On SQLite a writing transaction begins with
``BEGIN IMMEDIATE``, so two writers queue instead of failing half-way, and a reading one
with a plain ``BEGIN``, so that pages never wait for a writer.
"""

import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    Table,
    TypeDecorator,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session, sessionmaker
from sqlalchemy.sql.dml import ReturningInsert

SQLITE_BUSY_TIMEOUT_MS = 30_000  # a writer waits its turn this long before it gives up
NO_KEY = {"key_share": True}  # ``with_for_update``: rows that refer to the locked one may be written meanwhile
SQLITE_TURN_S = 0.002  # how often it looks; a transaction of ours takes a few milliseconds
SQLITE_BEGIN = "sqlite_begin"  # the execution option that says how a connection begins its transactions

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The one metadata that every room declares its tables on."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC moment.  Refuses naive values; SQLite loses the zone, so it is put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into UTC for storage; raises ValueError when it is naive."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A stored moment must be aware; give it a time zone.")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware UTC moment."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """The engine and its two kinds of session.  Made once by wiring, passed in everywhere."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._sessions = sessionmaker(engine, expire_on_commit=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session for reading; whatever it wrote is rolled back."""
        with self._sessions() as session:
            yield session
            session.rollback()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Yield a session in one transaction; commits at the end, rolls back on an error."""
        with self._sessions() as session, session.begin():
            if self.is_sqlite:
                session.connection(execution_options={SQLITE_BEGIN: "IMMEDIATE"})
            yield session


def make_engine(url: str, **options: Any) -> Engine:
    """Make the engine for an SQLAlchemy URL, ready for durable use.

    SQLite: write-ahead log, ``synchronous=FULL`` (an acknowledged event survives a power
    cut), foreign keys on, a busy timeout, and never a file other than the one the URL names.
    PostgreSQL: psycopg 3, connections tested before use.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, **options)
    if parsed.database and parsed.database != ":memory:":
        # A folder made here is the owner's alone: what people wrote lies in it.
        Path(parsed.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": SQLITE_BUSY_TIMEOUT_MS / 1000}, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    follow_file(engine)
    return engine


def insert_new(session: Session, table: type[Base], values: Mapping[str, Any], *, key: tuple[str, ...]) -> bool:
    """Insert a row unless one with the same ``key`` columns is there; return whether it was written.

    The statement is built once: putting it together costs more than running it.
    """
    statement = _insert_new(session.get_bind().dialect.name, table, key)
    # The count of rows is not to be had on PostgreSQL (-1); the key of the written row is.
    return session.connection().execute(statement, dict(values)).first() is not None


@lru_cache
def _insert_new(dialect: str, table: type[Base], key: tuple[str, ...]) -> ReturningInsert[Any]:
    rows = table.__table__
    assert isinstance(rows, Table)
    insert = sqlite_dialect.insert(rows) if dialect == "sqlite" else postgresql.insert(rows)
    return insert.on_conflict_do_nothing(index_elements=list(key)).returning(*(rows.c[name] for name in key))


def insert_into(session: Session, table: type[Base]) -> sqlite_dialect.Insert | postgresql.Insert:
    """Begin an insert that can say what happens to a row that is there already, on either database."""
    dialect = session.get_bind().dialect.name
    return sqlite_dialect.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def is_written(
    session: Session, statement: sqlite_dialect.Insert | postgresql.Insert, key: InstrumentedAttribute[str]
) -> bool:
    """Run such an insert and return whether a row was written.

    Asks for ``key`` of the written row: on PostgreSQL the count of rows is not known (-1).
    """
    return session.connection().execute(statement.returning(key)).first() is not None


def follow_file(engine: Engine) -> None:
    """Keep an SQLite engine on the file that its URL names, whatever happens to the file.

    A file that was taken away goes on living under its open connections, and what is
    written there is lost with the process; a new connection would quietly make an empty
    one in its place.  Both are an OperationalError instead, and a file put back is used.
    """
    path = engine.url.database
    if not path or path == ":memory:":
        return
    has_been_there = False

    def connect(_dialect: Any, _record: Any, _args: Any, _parameters: Any) -> None:
        if has_been_there and not os.path.exists(path):
            raise sqlite3.OperationalError("unable to open database file")

    def remember(_connection: Any, record: Any) -> None:
        nonlocal has_been_there
        has_been_there = True
        record.info["file"] = _identity(path)

    def check(_connection: Any, record: Any, _proxy: Any) -> None:
        if record.info.get("file") != _identity(path):
            raise DisconnectionError("The database file was replaced.")

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "connect", remember)
    event.listen(engine, "checkout", check)


def _identity(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions on its own, or BEGIN IMMEDIATE never happens.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={SQLITE_BUSY_TIMEOUT_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get(SQLITE_BEGIN, "DEFERRED")
    if mode != "IMMEDIATE":
        connection.exec_driver_sql(f"BEGIN {mode}")
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA busy_timeout=0")
    try:
        if not _took_turn(driver):
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # tells the reason as everybody expects it
    finally:
        driver.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_TIMEOUT_MS}")


def _took_turn(driver: Any) -> bool:
    """Begin to write as soon as the writer before us is done; False when that did not come to pass.

    SQLite's own waiting sleeps longer each time, up to 0.1 s, and is passed by every
    newcomer: beside a busy worker one request in a hundred waited a quarter of a second.
    """
    until = time.monotonic() + SQLITE_BUSY_TIMEOUT_MS / 1000
    while time.monotonic() < until:
        try:
            driver.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY":
                return False
            time.sleep(SQLITE_TURN_S)
        else:
            return True
    return False
