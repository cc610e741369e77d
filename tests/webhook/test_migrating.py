"""One history on both databases, safe to repeat and to run from two places at once."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError

from knowledge_base.foundation.database import Base, Database, make_engine
from tests.tools.databases import BOTH, PostgresServer
from tests.tools.served import drafter
from webhook.migrating import alembic_config, is_current, upgrade


@pytest.fixture(params=BOTH)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any tables."""
    server: PostgresServer | None = None
    url = f"sqlite:///{tmp_path}/new/empty.db"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres")
        url = server.empty_database()
    made = Database(make_engine(url))
    yield made
    made.engine.dispose()
    if server:
        server.drop(url)


def head() -> str | None:
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def test_empty_database_gets_every_table(empty: Database) -> None:
    assert not is_current(empty)

    assert upgrade(empty) == (None, head())

    assert is_current(empty)
    assert set(Base.metadata.tables) <= set(inspect(empty.engine).get_table_names())


def test_upgrade_may_be_repeated(empty: Database) -> None:
    upgrade(empty)

    assert upgrade(empty) == (head(), head())


def test_two_upgrades_at_once_agree(empty: Database, tmp_path: Path) -> None:
    url = empty.engine.url.render_as_string(hide_password=False)
    env = {"DRAFTER_DATABASE_URL": url, "DRAFTER_DATA_DIR": str(tmp_path)}

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda _: drafter("db", "upgrade", "--json", env=env, check=False), range(2)))

    assert [one.stderr for one in done if one.returncode] == []
    assert [json.loads(one.stdout)["after"] for one in done] == [head()] * 2
    assert is_current(empty)


def test_history_is_one_line() -> None:
    script = ScriptDirectory.from_config(alembic_config())

    assert len(script.get_heads()) == len(script.get_bases()) == 1


def test_history_runs_step_by_step_and_keeps_rows(empty: Database) -> None:
    """What was written under the first revision is still there under the last."""
    config = alembic_config()
    first = list(ScriptDirectory.from_config(config).walk_revisions())[-1].revision
    with empty.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, first)
        connection.execute(
            text(
                "INSERT INTO users (id, email, name, role, is_active, created_at)"
                " VALUES ('usr_1', 'a@b.example', 'A', 'qa', :yes, '2026-03-10 09:00:00')"
            ),
            {"yes": True},
        )
        connection.commit()

    upgrade(empty)

    with empty.reading() as session:
        assert session.execute(text("SELECT email FROM users")).scalars().all() == ["a@b.example"]


def test_failed_upgrade_leaves_nothing_behind(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("upgrade", {}, Exception("the disk is full"))

    with monkeypatch.context() as patch:
        patch.setattr("webhook.migrating.command.upgrade", fail)
        with pytest.raises(OperationalError):
            upgrade(empty)

    assert not is_current(empty)
    assert upgrade(empty)[1] == head()
