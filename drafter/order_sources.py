"""The OrderSource door: where the order that a ticket is about comes from."""

from typing import Protocol

from drafter.orders import Order
from drafter.tickets import Ticket


class OrderSource(Protocol):
    """Finds the order that a ticket is about."""

    def find(self, ticket: Ticket) -> Order | None:
        """Return the ticket's order, or None when there is none to find.  Raises ServiceError."""
        ...


class TicketOrders:
    """The order that came with the ticket itself: the source that always works."""

    def find(self, ticket: Ticket) -> Order | None:
        """Return the order in the ticket's own fields."""
        return ticket.order
