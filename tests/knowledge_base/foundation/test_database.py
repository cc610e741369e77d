"""The engine, its two kinds of session and the one kind of moment."""

import shutil
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import String, text
from sqlalchemy.exc import OperationalError, StatementError
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.foundation import database as database_module
from knowledge_base.foundation.database import Base, Database, UtcDateTime, make_engine
from tests.tools.databases import PostgresServer


class MomentRow(Base):
    """A table for these tests alone, kept out of the product's metadata by being removed at once."""

    __tablename__ = "test_moments"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    at: Mapped[datetime | None] = mapped_column(UtcDateTime)


MOMENTS = MomentRow.__table__
Base.metadata.remove(MOMENTS)


@pytest.fixture
def sqlite(tmp_path: Path) -> Database:
    made = Database(make_engine(f"sqlite:///{tmp_path / 'new' / 'folder' / 'drafter.db'}"))
    MOMENTS.create(made.engine)
    return made


@pytest.fixture(params=[pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.postgres)])
def moments(request: pytest.FixtureRequest) -> Database:
    if request.param == "sqlite":
        database: Database = request.getfixturevalue("sqlite")
        return database
    server: PostgresServer = request.getfixturevalue("postgres")
    made = Database(make_engine(server.empty_database()))
    MOMENTS.create(made.engine)
    return made


def test_sqlite_is_durable_and_strict(sqlite: Database) -> None:
    with sqlite.engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


def test_folder_made_for_a_database_is_its_owners_alone(sqlite: Database) -> None:
    folder = Path(str(sqlite.engine.url.database)).parent

    assert folder.stat().st_mode & 0o077 == 0


def test_writing_commits_at_its_end(moments: Database) -> None:
    with moments.writing() as session:
        session.add(MomentRow(id="a", at=None))

    with moments.reading() as session:
        assert session.get(MomentRow, "a") is not None


def test_writing_rolls_back_on_an_error(moments: Database) -> None:
    def break_half_way() -> None:
        with moments.writing() as session:
            session.add(MomentRow(id="a", at=None))
            session.flush()
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError):
        break_half_way()

    with moments.reading() as session:
        assert session.get(MomentRow, "a") is None


def test_reading_keeps_nothing(moments: Database) -> None:
    with moments.reading() as session:
        session.add(MomentRow(id="a", at=None))
        session.flush()

    with moments.reading() as session:
        assert session.get(MomentRow, "a") is None


def test_two_writers_queue_on_sqlite(sqlite: Database) -> None:
    """A writer that read first must not fail with 'database is locked' when it begins to write."""
    inside, go_on = threading.Event(), threading.Event()
    seen: list[int] = []

    def first() -> None:
        with sqlite.writing() as session:
            session.add(MomentRow(id="first", at=None))
            inside.set()
            go_on.wait(10)

    def second() -> None:
        inside.wait(10)
        threading.Timer(0.1, go_on.set).start()
        with sqlite.writing() as session:
            seen.append(session.execute(text("SELECT count(*) FROM test_moments")).scalar_one())
            session.add(MomentRow(id="second", at=None))

    threads = [threading.Thread(target=work) for work in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert seen == [1]


def test_writer_gives_up_after_its_time(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "SQLITE_BUSY_TIMEOUT_MS", 50)
    with sqlite.writing() as first:
        first.add(MomentRow(id="a", at=None))
        first.flush()

        with pytest.raises(OperationalError, match="database is locked"), sqlite.writing():
            pytest.fail("the first has not finished")

    with sqlite.writing() as later:
        later.add(MomentRow(id="b", at=None))


def test_reader_does_not_wait_for_a_writer(sqlite: Database) -> None:
    with sqlite.writing() as writer:
        writer.add(MomentRow(id="a", at=None))
        writer.flush()

        with sqlite.reading() as reader:
            assert reader.get(MomentRow, "a") is None


def test_moment_comes_back_aware_and_in_utc(moments: Database) -> None:
    here = datetime(2026, 3, 10, 11, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    with moments.writing() as session:
        session.add(MomentRow(id="a", at=here))

    with moments.reading() as session:
        found = session.get_one(MomentRow, "a").at

    assert found == here
    assert found.tzinfo is UTC


def test_naive_moment_is_refused(moments: Database) -> None:
    with pytest.raises(StatementError, match="must be aware"), moments.writing() as session:
        session.add(MomentRow(id="a", at=datetime(2026, 3, 10)))  # noqa: DTZ001 - the point of the test


def test_foreign_keys_hold_on_sqlite(database: Database) -> None:
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError), database.writing() as session:
        session.execute(text("INSERT INTO user_brands (user_id, brand_id) VALUES ('nobody', 'nothing')"))


def test_file_taken_away_is_noticed_and_not_made_anew(sqlite: Database) -> None:
    path = Path(sqlite.engine.url.database or "")
    with sqlite.writing() as session:
        session.add(MomentRow(id="a", at=None))
    path.rename(path.with_suffix(".away"))

    with pytest.raises(OperationalError), sqlite.writing() as session:
        session.add(MomentRow(id="b", at=None))

    assert not path.exists()


def test_file_put_back_is_used(sqlite: Database) -> None:
    path = Path(sqlite.engine.url.database or "")
    with sqlite.writing() as session:
        session.add(MomentRow(id="a", at=None))
    sqlite.engine.dispose()
    shutil.copy(path, path.with_suffix(".copy"))
    with sqlite.writing() as session:
        session.add(MomentRow(id="b", at=None))
    path.unlink()
    with pytest.raises(OperationalError), sqlite.reading() as session:
        session.get(MomentRow, "a")

    path.with_suffix(".copy").rename(path)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)

    with sqlite.reading() as session:
        assert session.get(MomentRow, "a") is not None
        assert session.get(MomentRow, "b") is None
