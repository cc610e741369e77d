"""One Alembic history for the tables of all three rooms, and the job engine's own beside it."""

from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select

from knowledge_base.foundation.database import SQLITE_BEGIN, Database

MIGRATION_LOCK = 4_711_026  # any number that nothing else in the database locks


def upgrade(database: Database) -> tuple[str | None, str | None]:
    """Bring every table up to date; return our revision before and after."""
    from webhook.jobs.durable import migrate_engine

    config = alembic_config()
    with database.engine.connect().execution_options(**{SQLITE_BEGIN: "IMMEDIATE"}) as connection:
        _wait_for_others(connection)
        before = _revision(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
        after = _revision(connection)
    migrate_engine(database)
    return before, after


def is_current(database: Database) -> bool:
    """Whether the database has our newest tables."""
    with database.engine.connect() as connection:
        return _revision(connection) == ScriptDirectory.from_config(alembic_config()).get_current_head()


def alembic_config() -> Config:
    """Return Alembic's configuration; there is no ini file to keep beside it."""
    config = Config()
    config.set_main_option("script_location", str(files("webhook") / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def _wait_for_others(connection: Connection) -> None:
    """Let one process migrate at a time: SQLite's write lock does it, PostgreSQL is asked for one."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(MIGRATION_LOCK)))


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
