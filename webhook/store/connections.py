"""Connections to helpdesks: rows to values and back."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webhook.errors import ConnectionNotFoundError
from webhook.helpdesks.base import Connection
from webhook.store.tables import ConnectionRow


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
        )
    )
    session.flush()


def update_options(session: Session, connection: Connection) -> None:
    """Record a connection's options and secrets as they are now."""
    row = session.get_one(ConnectionRow, connection.id)
    row.options, row.secrets = dict(connection.options), list(connection.secrets)
    session.flush()


def get_connection(session: Session, connection_id: str) -> Connection:
    """Return the connection with this id.  Raises ConnectionNotFoundError."""
    row = session.get(ConnectionRow, connection_id)
    if row is None:
        raise ConnectionNotFoundError(f"No connection has the id {connection_id[:64]!r}.")
    return _connection(row)


def find_connection_by_name(session: Session, brand_id: str, name: str) -> Connection | None:
    """Return a brand's connection with this name, if there is one."""
    row = session.scalars(
        select(ConnectionRow).where(ConnectionRow.brand_id == brand_id, ConnectionRow.name == name)
    ).first()
    return _connection(row) if row else None


def list_connections(session: Session, *, brand_id: str | None = None) -> tuple[Connection, ...]:
    """Return every connection, or those of one brand, oldest first."""
    query = select(ConnectionRow).order_by(ConnectionRow.id)
    if brand_id:
        query = query.where(ConnectionRow.brand_id == brand_id)
    return tuple(_connection(row) for row in session.scalars(query))


def operator_given_options(session: Session, connection_id: str) -> frozenset[str]:
    """Return the names of the options that the operator set on the command line."""
    return frozenset(session.get_one(ConnectionRow, connection_id).operator_given)


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
    )
