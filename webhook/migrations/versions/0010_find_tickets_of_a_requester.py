"""Find the tickets of one requester and of one order."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("requester_key", sa.String(length=255), nullable=True))
        batch_op.add_column(sa.Column("order_number", sa.String(length=255), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_tickets_brand_id_requester_key"), ["brand_id", "requester_key"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_tickets_brand_id_order_number"), ["brand_id", "order_number"], unique=False
        )
    _fill(op.get_bind())


def downgrade() -> None:
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tickets_brand_id_order_number"))
        batch_op.drop_index(batch_op.f("ix_tickets_brand_id_requester_key"))
        batch_op.drop_column("order_number")
        batch_op.drop_column("requester_key")


def _fill(connection: sa.Connection) -> None:
    tickets = sa.table("tickets", *map(sa.column, ("id", "connection_id", "details", "requester_key", "order_number")))
    for ticket in connection.execute(sa.select(tickets.c.id, tickets.c.connection_id, tickets.c.details)).all():
        details = json.loads(ticket.details) if isinstance(ticket.details, str) else ticket.details or {}
        requester, order = details.get("requester") or {}, details.get("order") or {}
        email = (requester.get("email") or "").strip().lower()
        key = email or (f"{ticket.connection_id}/{requester['id']}" if requester.get("id") else None)
        connection.execute(
            tickets.update()
            .where(tickets.c.id == ticket.id)
            .values(requester_key=key[:255] if key else None, order_number=order.get("order_number"))
        )
