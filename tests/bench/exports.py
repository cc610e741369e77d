"""How much memory and time an export of very many rows takes.

    python -m tests.bench.exports [--rows 1000000] [--form parquet]…

Copies one measured reply until there are so many, then runs ``drafter export`` for each form in
a process of its own, once for a hundredth of the rows and once for all: memory that grows with the
rows shows in the ratio of the two.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import text

from knowledge_base.foundation.clock import utc_now
from knowledge_base.foundation.database import Database, make_engine
from knowledge_base.foundation.ids import new_id
from tests.bench.tables import print_table
from tests.tools.seeding import seed_desk
from webhook.migrating import upgrade

FORMS = ("csv", "jsonl", "parquet")
COPY = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows)
INSERT INTO {table} ({columns}) SELECT {values} FROM n, (SELECT * FROM {table} WHERE id = :id) AS first
"""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--form", action="append", choices=FORMS, help="one form; without it all three")
    arguments = parser.parse_args()
    forms = tuple(arguments.form or FORMS)
    with tempfile.TemporaryDirectory(prefix="drafter-bench-") as folder:
        sizes = (max(1, arguments.rows // 100), arguments.rows)
        found = {rows: _exported(Path(folder) / str(rows), rows, forms) for rows in sizes}
    small, large = sizes
    print_table(
        "Exports of edits",
        ["form", f"peak MB, {small:,} rows", f"peak MB, {large:,} rows", "ratio", "rows a second"],
        [
            [
                form,
                f"{found[small][form][0]:.0f}",
                f"{found[large][form][0]:.0f}",
                f"{found[large][form][0] / found[small][form][0]:.2f}",
                f"{large / found[large][form][1]:,.0f}",
            ]
            for form in forms
        ],
    )


def _exported(folder: Path, rows: int, forms: tuple[str, ...]) -> dict[str, tuple[float, float]]:
    """Return peak memory in MB and seconds of each form for a log of so many edits."""
    folder.mkdir()
    url = f"sqlite:///{folder / 'drafter.db'}"
    database = Database(make_engine(url))
    upgrade(database)
    seed_desk(database, now=utc_now(), new_id=new_id)
    with database.writing() as session:
        columns = [row[1] for row in session.execute(text("PRAGMA table_info(drafts)"))]
        first = session.execute(text("SELECT draft_id, id FROM edits WHERE outcome = 'edited' LIMIT 1")).one()
        changed = {"id": "'dft_' || printf('%026d', i)", "ordinal": "i + 1000"}
        draft_values = [_copied(name, changed) for name in columns]
        session.execute(
            text(COPY.format(table="drafts", columns=", ".join(columns), values=", ".join(draft_values))),
            {"rows": rows, "id": first.draft_id},
        )
        columns = [row[1] for row in session.execute(text("PRAGMA table_info(edits)")) if row[1] != "seq"]
        changed = {"id": "'edt_' || printf('%026d', i)", "draft_id": "'dft_' || printf('%026d', i)"}
        values = [_copied(name, changed) for name in columns]
        session.execute(
            text(COPY.format(table="edits", columns=", ".join(columns), values=", ".join(values))),
            {"rows": rows, "id": first.id},
        )
    database.engine.dispose()
    return {form: _export(url, folder / f"edits.{form}", form) for form in forms}


def _copied(name: str, changed: dict[str, str]) -> str:
    return changed.get(name, f"first.{name}")


def _export(url: str, path: Path, form: str) -> tuple[float, float]:
    command = [sys.executable, "-m", "webhook", "export", "edits", "--brand", "northway"]
    command += ["--format", form, "--output", str(path)]
    started = time.monotonic()
    process = subprocess.Popen(command, env={**os.environ, "DRAFTER_DATABASE_URL": url}, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"The export as {form} failed.")
    kibibytes = used.ru_maxrss if sys.platform != "darwin" else used.ru_maxrss / 1024
    return kibibytes / 1024, time.monotonic() - started


if __name__ == "__main__":
    main()
