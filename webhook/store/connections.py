"""Connections to helpdesks: rows to values and back, and where each link stands."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from knowledge_base.foundation.database import NO_KEY
from webhook.errors import ConnectionNotFoundError
from webhook.helpdesks.base import Connection
from webhook.store.tables import ConnectionRow

MAX_ERROR = 500


@dataclass(frozen=True)
class LinkState:
    """Where a connection stands; each moment is None while it has not happened.

    ``polled_until`` is the change up to which lost events were looked for.  ``last_error`` is
    None since something went well.  ``newest_heard_at`` is when, while two secrets count, a
    request last came under the newer.
    """

    created_at: datetime
    heard_at: datetime | None = None
    polled_at: datetime | None = None
    polled_until: datetime | None = None
    failed_at: datetime | None = None
    last_error: str | None = None
    newest_heard_at: datetime | None = None


def insert_connection(
    session: Session, connection: Connection, *, operator_given: Collection[str] = (), now: datetime
) -> None:
    """Record a new connection; ``operator_given`` names the options set on the command line."""
    session.add(
        ConnectionRow(
            id=connection.id,
            kind=connection.kind,
            brand_id=connection.brand_id,
            name=connection.name,
            secrets=list(connection.secrets),
            options=dict(connection.options),
            operator_given=sorted(operator_given),
            path_segment=connection.path_segment,
            is_paused=connection.is_paused,
            created_at=now,
            old_secrets_end_at=connection.old_secrets_end_at,
        )
    )
    session.flush()


def update_options(session: Session, connection: Connection) -> None:
    """Record a connection's options and secrets as they are now."""
    row = session.get_one(ConnectionRow, connection.id)
    row.options, row.secrets = dict(connection.options), list(connection.secrets)
    session.flush()


def update_connection(
    session: Session, connection: Connection, *, operator_given: Collection[str] | None = None
) -> None:
    """Record all of a connection that can change; ``operator_given`` None: as before."""
    row = session.get_one(ConnectionRow, connection.id)
    row.name, row.options, row.secrets = connection.name, dict(connection.options), list(connection.secrets)
    row.path_segment = connection.path_segment
    row.is_paused, row.old_secrets_end_at = connection.is_paused, connection.old_secrets_end_at
    if operator_given is not None:
        row.operator_given = sorted(operator_given)
    session.flush()


def remove_connection(session: Session, connection: Connection, *, now: datetime) -> None:
    """Forget a connection's secrets and options; its tickets and events stay, its name is free again."""
    row = session.get_one(ConnectionRow, connection.id)
    row.secrets, row.options, row.operator_given, row.path_segment = [], {}, [], None
    row.name, row.is_paused, row.removed_at = f"{connection.name[:180]} (removed {connection.id})", True, now
    session.flush()


def get_connection(session: Session, connection_id: str) -> Connection:
    """Return the connection with this id, also a removed one.  Raises ConnectionNotFoundError."""
    row = session.get(ConnectionRow, connection_id)
    if row is None:
        raise ConnectionNotFoundError(f"No connection has the id {connection_id[:64]!r}.")
    return _connection(row)


def lock_connection(session: Session, connection_id: str) -> Connection:
    """Return a connection as it stands by now; others who want to change it wait.

    Options and secrets are a column each: what was read before would undo another's change.
    Raises ConnectionNotFoundError.
    """
    session.get(ConnectionRow, connection_id, with_for_update=NO_KEY, populate_existing=True)
    return get_connection(session, connection_id)


def find_connection_by_name(session: Session, brand_id: str, name: str) -> Connection | None:
    """Return a brand's connection with this name, if there is one."""
    row = session.scalars(
        select(ConnectionRow).where(ConnectionRow.brand_id == brand_id, ConnectionRow.name == name)
    ).first()
    return _connection(row) if row else None


def find_connections(session: Session, name_or_id: str) -> tuple[Connection, ...]:
    """Return the connections with this id, or this name at any brand; removed ones are not found."""
    query = select(ConnectionRow).where(
        (ConnectionRow.id == name_or_id) | (ConnectionRow.name == name_or_id), ConnectionRow.removed_at.is_(None)
    )
    return tuple(_connection(row) for row in session.scalars(query.order_by(ConnectionRow.id)))


def list_connections(session: Session, *, brand_id: str | None = None) -> tuple[Connection, ...]:
    """Return every connection, or those of one brand, oldest first; without removed ones."""
    query = select(ConnectionRow).where(ConnectionRow.removed_at.is_(None)).order_by(ConnectionRow.id)
    if brand_id:
        query = query.where(ConnectionRow.brand_id == brand_id)
    return tuple(_connection(row) for row in session.scalars(query))


def operator_given_options(session: Session, connection_id: str) -> frozenset[str]:
    """Return the names of the options that the operator set on the command line."""
    return frozenset(session.get_one(ConnectionRow, connection_id).operator_given)


def link_states(session: Session, connection_ids: Collection[str]) -> Mapping[str, LinkState]:
    """Return where each of these connections stands, by id."""
    rows = session.scalars(select(ConnectionRow).where(ConnectionRow.id.in_(connection_ids)))
    return {
        row.id: LinkState(
            row.created_at,
            row.heard_at,
            row.polled_at,
            row.polled_until,
            row.failed_at,
            row.last_error,
            row.newest_secret_heard_at,
        )
        for row in rows
    }


def note_heard(session: Session, connection_id: str, *, now: datetime, is_newest: bool = False) -> None:
    """Note that a verified request came; ``is_newest``: while two secrets count, under the newer."""
    values = {"heard_at": now, **({"newest_secret_heard_at": now} if is_newest else {})}
    session.execute(update(ConnectionRow).where(ConnectionRow.id == connection_id).values(**values))


def forget_newest_heard(session: Session, connection_id: str) -> None:
    """Note that nothing came under the newest secret yet: it was just made."""
    session.execute(update(ConnectionRow).where(ConnectionRow.id == connection_id).values(newest_secret_heard_at=None))


def note_failed(session: Session, connection_id: str, error: str, *, now: datetime) -> None:
    """Note what went wrong last."""
    values = {"failed_at": now, "last_error": error[:MAX_ERROR]}
    session.execute(update(ConnectionRow).where(ConnectionRow.id == connection_id).values(**values))


def note_well(session: Session, connection_id: str) -> None:
    """Note that the helpdesk did what we asked; writes only where something went wrong before."""
    session.execute(
        update(ConnectionRow)
        .where(ConnectionRow.id == connection_id, ConnectionRow.last_error.is_not(None))
        .values(last_error=None)
    )


def note_polled(session: Session, connection_id: str, *, until: datetime | None, now: datetime) -> None:
    """Note that lost events were looked for, up to the change ``until`` (None: as far as before)."""
    row = session.get_one(ConnectionRow, connection_id)
    row.polled_at = now
    row.polled_until = until or row.polled_until
    session.flush()


def end_old_secrets(session: Session, *, now: datetime) -> int:
    """Delete secrets whose time is over; return of how many connections."""
    rows = session.scalars(
        select(ConnectionRow).where(
            ConnectionRow.old_secrets_end_at.is_not(None), ConnectionRow.old_secrets_end_at <= now
        )
    ).all()
    for row in rows:
        row.secrets, row.old_secrets_end_at = row.secrets[:1], None
    session.flush()
    return len(rows)


def _connection(row: ConnectionRow) -> Connection:
    return Connection(
        id=row.id,
        kind=row.kind,
        brand_id=row.brand_id,
        name=row.name,
        secrets=tuple(row.secrets),
        options=dict(row.options),
        path_segment=row.path_segment,
        is_paused=row.is_paused,
        old_secrets_end_at=row.old_secrets_end_at,
    )
