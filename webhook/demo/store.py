"""The simulated helpdesk's own file: its tickets, the events it still has to send, what came back.

Plain ``sqlite3`` on purpose: the helpdesk stands for somebody else's product and shares no
table, engine or session with ours.  A ticket is kept as the ticket JSON that it sends.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BUSY_TIMEOUT_S = 10.0
FIRST_NUMBER = 2001  # the sample tickets are numbered from 1001
_TABLES = """
create table if not exists setting (name text primary key, value text not null);
create table if not exists ticket (id text primary key, data text not null, asked_at text not null);
create table if not exists outbox (
    seq integer primary key autoincrement, id text not null unique, ticket_id text not null, body text not null,
    tries integer not null default 0, next_at real not null default 0, error text, sent_at real
);
create table if not exists draft (ticket_id text primary key, draft_id text not null, status text not null,
    decision text, text text);
create table if not exists planned (ticket_id text primary key, agent text not null, change text not null,
    is_done integer not null default 0);
create index if not exists outbox_waiting on outbox (ticket_id, seq) where sent_at is null;
"""


@dataclass(frozen=True)
class DeskSettings:
    """What an operator pasted into the helpdesk: where its events go, and their signing secret."""

    base_url: str
    webhook_path: str
    connection_id: str
    secret: str
    brand: str


@dataclass(frozen=True)
class OutEvent:
    """One event on its way out.  ``next_at`` is when it may be tried again (Unix seconds)."""

    id: str
    ticket_id: str
    body: str
    tries: int = 0
    next_at: float = 0.0
    error: str | None = None


@dataclass(frozen=True)
class DraftNote:
    """What Drafter told us about a ticket's newest draft; ``decision`` is what became of it."""

    draft_id: str
    status: str
    decision: str | None = None
    text: str | None = None


@dataclass(frozen=True)
class Plan:
    """A colleague's reply that waits for the ticket's draft."""

    agent: str
    change: tuple[tuple[str, str], ...]


class DeskStore:
    """Reads and writes the file; every writing method is one transaction."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def exists(self) -> bool:
        """Whether the demo was ever loaded here."""
        return self._path.is_file()

    def create(self) -> None:
        """Make the file and its tables; harmless to repeat."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.touch(mode=0o600)  # it holds the signing secret
        with closing(self._connect()) as db:
            db.execute("pragma journal_mode = wal")
            db.executescript(f"begin; {_TABLES} commit;")

    def delete(self) -> None:
        """Forget everything."""
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(f"{self._path.name}{suffix}").unlink(missing_ok=True)

    def settings(self) -> DeskSettings | None:
        """Return what an operator pasted in, None before that."""
        if not self.exists():
            return None
        with self._reading() as db:
            if not db.execute("select 1 from sqlite_master where name = 'setting'").fetchone():
                return None  # whoever made the file was stopped in between
            row = db.execute("select value from setting where name = 'desk'").fetchone()
        return DeskSettings(**json.loads(row["value"])) if row else None

    def save_settings(self, settings: DeskSettings) -> None:
        """Keep where events go."""
        with self._writing() as db:
            db.execute("insert or replace into setting values ('desk', ?)", (json.dumps(settings.__dict__),))

    def next_number(self) -> int:
        """Return the number of the next new ticket, each once."""
        with self._writing() as db:
            row = db.execute("select value from setting where name = 'number'").fetchone()
            number = int(row["value"]) + 1 if row else FIRST_NUMBER
            db.execute("insert or replace into setting values ('number', ?)", (str(number),))
        return number

    def add_ticket(self, ticket: Mapping[str, Any], event: OutEvent, plan: Plan | None = None) -> bool:
        """Keep a new ticket with the event that tells of it; False when it was there before."""
        with self._writing() as db:
            values = (ticket["id"], json.dumps(ticket, ensure_ascii=False), _asked(ticket))
            if not db.execute("insert or ignore into ticket values (?, ?, ?)", values).rowcount:
                return False
            _add_event(db, event)
            if plan:
                change = json.dumps(plan.change, ensure_ascii=False)
                db.execute("insert into planned values (?, ?, ?, 0)", (ticket["id"], plan.agent, change))
        return True

    def save_ticket(self, ticket: Mapping[str, Any], event: OutEvent) -> None:
        """Keep a changed ticket with the event that tells of the change."""
        with self._writing() as db:
            _update(db, ticket)
            _add_event(db, event)

    def ticket(self, ticket_id: str) -> dict[str, Any] | None:
        """Return a ticket as ticket JSON."""
        with self._reading() as db:
            row = db.execute("select data from ticket where id = ?", (ticket_id,)).fetchone()
        return json.loads(row["data"]) if row else None

    def tickets(self, limit: int) -> list[dict[str, Any]]:
        """Return tickets, the one that a customer wrote to last first."""
        with self._reading() as db:
            rows = db.execute("select data from ticket order by asked_at desc, id limit ?", (limit,)).fetchall()
        return [json.loads(row["data"]) for row in rows]

    def waiting_tickets(self, now: float) -> list[str]:
        """Return the tickets whose oldest unsent event may be tried now, oldest event first."""
        query = """select ticket_id from outbox o where sent_at is null and next_at <= ? and not exists (
            select 1 from outbox e where e.ticket_id = o.ticket_id and e.sent_at is null and e.seq < o.seq)
            order by seq"""
        with self._reading() as db:
            return [row["ticket_id"] for row in db.execute(query, (now,))]

    def unsent(self, ticket_id: str) -> list[OutEvent]:
        """Return a ticket's unsent events, oldest first."""
        query = """select id, ticket_id, body, tries, next_at, error from outbox
            where ticket_id = ? and sent_at is null order by seq"""
        with self._reading() as db:
            return [OutEvent(*row) for row in db.execute(query, (ticket_id,))]

    def mark_sent(self, event_id: str, *, now: float) -> None:
        """Note that an event arrived."""
        with self._writing() as db:
            db.execute("update outbox set sent_at = ?, error = null where id = ?", (now, event_id))

    def mark_failed(self, event_id: str, error: str, *, next_at: float) -> None:
        """Note that an event did not arrive, and when it is tried again."""
        with self._writing() as db:
            values = (error, next_at, event_id)
            db.execute("update outbox set tries = tries + 1, error = ?, next_at = ? where id = ?", values)

    def save_draft(self, ticket_id: str, note: DraftNote) -> None:
        """Keep what Drafter told us about a ticket's newest draft."""
        values = (ticket_id, note.draft_id, note.status, note.decision, note.text)
        with self._writing() as db:
            db.execute("insert or replace into draft values (?, ?, ?, ?, ?)", values)

    def draft(self, ticket_id: str) -> DraftNote | None:
        """Return what Drafter told us about a ticket's newest draft."""
        query = "select draft_id, status, decision, text from draft where ticket_id = ?"
        with self._reading() as db:
            row = db.execute(query, (ticket_id,)).fetchone()
        return DraftNote(*row) if row else None

    def forget_draft(self, ticket_id: str) -> None:
        """Drop what we were told: the customer has written again."""
        with self._writing() as db:
            db.execute("delete from draft where ticket_id = ?", (ticket_id,))

    def plan(self, ticket_id: str) -> Plan | None:
        """Return the colleague's reply that still waits for this ticket's draft."""
        query = "select agent, change from planned where ticket_id = ? and not is_done"
        with self._reading() as db:
            row = db.execute(query, (ticket_id,)).fetchone()
        return Plan(row["agent"], tuple((name, text) for name, text in json.loads(row["change"]))) if row else None

    def finish_plan(self, ticket: Mapping[str, Any], event: OutEvent) -> bool:
        """Keep a colleague's reply with its event, once; False when it was sent before."""
        query = "update planned set is_done = 1 where ticket_id = ? and not is_done"
        with self._writing() as db:
            if not db.execute(query, (ticket["id"],)).rowcount:
                return False
            _update(db, ticket)
            _add_event(db, event)
        return True

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
        db.row_factory = sqlite3.Row
        return db

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with closing(self._connect()) as db:
            yield db

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with closing(self._connect()) as db:
            db.execute("begin immediate")
            try:
                yield db
            except BaseException:
                db.execute("rollback")
                raise
            db.execute("commit")


def _add_event(db: sqlite3.Connection, event: OutEvent) -> None:
    values = (event.id, event.ticket_id, event.body)
    db.execute("insert or ignore into outbox (id, ticket_id, body) values (?, ?, ?)", values)


def _update(db: sqlite3.Connection, ticket: Mapping[str, Any]) -> None:
    values = (json.dumps(ticket, ensure_ascii=False), _asked(ticket), ticket["id"])
    db.execute("update ticket set data = ?, asked_at = ? where id = ?", values)


def _asked(ticket: Mapping[str, Any]) -> str:
    return max(str(one["created_at"]) for one in ticket["messages"] if one["author"] == "requester")
