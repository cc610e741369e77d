"""The OrderSource door: where the order that a ticket is about comes from."""

from dataclasses import replace
from typing import Protocol

from drafter.errors import OrderSourceError
from drafter.orders import Order
from drafter.tickets import Ticket


class OrderSource(Protocol):
    """Finds the order that a ticket is about."""

    def find(self, ticket: Ticket) -> Order | None:
        """Return the ticket's order, or None when there is none to find."""
        ...


class TicketOrders:
    """The order that came with the ticket itself: the source that always works."""

    def find(self, ticket: Ticket) -> Order | None:
        """Return the order in the ticket's own fields."""
        return ticket.order


def with_order(ticket: Ticket, orders: OrderSource) -> Ticket:
    """Return the ticket with the order that the source knows; its own where the source can't be asked."""
    try:
        found = orders.find(ticket)
    except OrderSourceError:
        return ticket  # the ticket's own facts are older, but true when they were sent
    return replace(ticket, order=found) if found is not None else ticket
