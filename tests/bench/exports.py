"""How much memory and time an export of very many rows takes.

    python -m tests.bench.exports [--rows 1000000] [--form parquet]… [--postgresql]

Copies one measured reply, its draft and its ticket until there are so many, then runs ``drafter
export`` for each form in a process of its own, for a hundredth of the rows, a tenth and all:
memory that grows with the rows shows in the ratio of last and first.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

from knowledge_base.foundation.clock import utc_now
from knowledge_base.foundation.database import Database, make_engine
from knowledge_base.foundation.ids import new_id
from tests.bench.tables import print_table
from tests.tools.databases import postgres_server
from tests.tools.seeding import seed_desk
from webhook.migrating import upgrade

FORMS = ("csv", "jsonl", "parquet")
SHARES = (100, 10, 1)
PADDED = {"sqlite": "printf('%026d', i)", "postgresql": "lpad(CAST(i AS text), 26, '0')"}
COPY = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})
INSERT INTO {table} ({columns}) SELECT {values} FROM n, (SELECT * FROM {table} WHERE {key} = :id) AS one
"""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--form", action="append", choices=FORMS, help="one form; without it all three")
    parser.add_argument("--postgresql", action="store_true", help="in the pip-installed server instead of SQLite")
    arguments = parser.parse_args()
    forms = tuple(arguments.form or FORMS)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="drafter-bench-")))
        server = stack.enter_context(postgres_server()) if arguments.postgresql else None
        new_url = server.empty_database if server else lambda: f"sqlite:///{folder / new_id('db')}.db"
        sizes = [max(1, arguments.rows // share) for share in SHARES]
        found = {rows: _exported(new_url, folder, rows, forms) for rows in sizes}
    print_table(
        f"Exports of edits from {'PostgreSQL' if arguments.postgresql else 'SQLite'}",
        ["form", *(f"peak MB, {rows:,} rows" for rows in sizes), "ratio", "rows a second"],
        [
            [
                form,
                *(f"{found[rows][form][0]:.0f}" for rows in sizes),
                f"{found[sizes[-1]][form][0] / found[sizes[0]][form][0]:.2f}",
                f"{sizes[-1] / found[sizes[-1]][form][1]:,.0f}",
            ]
            for form in forms
        ],
    )


def _exported(
    new_url: Callable[[], str], folder: Path, rows: int, forms: tuple[str, ...]
) -> dict[str, tuple[float, float]]:
    """Return peak memory in MB and seconds of each form for a log of so many edits."""
    url = new_url()
    database = Database(make_engine(url))
    upgrade(database)
    seed_desk(database, now=utc_now(), new_id=new_id)
    number = PADDED[database.engine.dialect.name]
    with database.writing() as session:
        query = text("SELECT ticket_id, draft_id, id FROM edits WHERE outcome = 'edited' LIMIT 1")
        ticket_id, draft_id, edit_id = session.execute(query).one()
        ticket, draft, edit = (f"'{kind}_' || {number}" for kind in ("tkt", "dft", "edt"))
        _copy(session, "tickets", rows, ticket_id, {"id": ticket, "external_id": f"'t' || {number}"})
        _copy(session, "messages", rows, ticket_id, {"ticket_id": ticket}, key="ticket_id")
        _copy(session, "drafts", rows, draft_id, {"id": draft, "ticket_id": ticket})
        _copy(session, "edits", rows, edit_id, {"id": edit, "draft_id": draft, "ticket_id": ticket})
    database.engine.dispose()
    return {form: _export(url, folder / f"edits.{form}", form) for form in forms}


def _copy(session: Session, table: str, rows: int, id: str, changed: dict[str, str], *, key: str = "id") -> None:
    columns = [column["name"] for column in inspect(session.connection()).get_columns(table) if column["name"] != "seq"]
    values = ", ".join(changed.get(name, f"one.{name}") for name in columns)
    statement = COPY.format(table=table, columns=", ".join(columns), values=values, key=key, rows=rows)
    session.execute(text(statement), {"id": id})


def _export(url: str, path: Path, form: str) -> tuple[float, float]:
    command = [sys.executable, "-m", "webhook", "export", "edits", "--brand", "northway"]
    command += ["--format", form, "--output", str(path)]
    started = time.monotonic()
    process = subprocess.Popen(command, env={**os.environ, "DRAFTER_DATABASE_URL": url}, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"The export as {form} failed.")
    kibibytes = used.ru_maxrss if sys.platform != "darwin" else used.ru_maxrss / 1024
    path.unlink()
    return kibibytes / 1024, time.monotonic() - started


if __name__ == "__main__":
    main()
