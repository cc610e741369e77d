"""Erase what people wrote: on request, and after a brand's retention time.  Ids, lengths and scores stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from drafter.brands import Brand
from drafter.errors import TicketNotFoundError
from drafter.store import erasure
from drafter.store import tickets as ticket_store
from drafter.store.brands import list_brands
from knowledge_base.foundation.database import Database
from knowledge_base.store.kept import forget_origin
from webhook.accounts.permissions import Act, brands_in_sight, permit
from webhook.accounts.roles import Principal
from webhook.errors import RequestFieldsError
from webhook.store.erasure import erase_inbox, forget_answers_about
from webhook.wiring import Services

AT_ONCE = 100  # tickets in one round of the retention time; the next comes within the hour


def erase(
    services: Services,
    who: Principal,
    *,
    brand: str | None = None,
    requester: str | None = None,
    ticket: str | None = None,
) -> tuple[str, ...]:
    """Erase a ticket, or every ticket of a requester; return our ids of what was erased.

    ``requester`` is a mail address, or a connection's id of them (``con_…/c-9``); ``ticket`` is
    our id or a helpdesk's.  There is no way back.
    Raises BrandNotFoundError, TicketNotFoundError, RequestFieldsError where neither or both are given.
    """
    permit(who, Act.ERASE)
    if bool(requester) == bool(ticket):
        raise RequestFieldsError("Name either a requester or a ticket; nothing was erased.")
    with services.database.writing() as session:
        brand_ids = brands_in_sight(session, who, brand)
        if ticket:
            found = ticket_store.find_tickets_by_any_id(session, ticket[:255])
            ids: Sequence[str] = [one.id for one in found if brand_ids is None or one.brand_id in brand_ids]
        else:
            ids = erasure.tickets_of_requester(session, brand_ids, (requester or "").strip().lower()[:255])
        if not ids:
            raise TicketNotFoundError("No ticket is known under that name; nothing was erased.")
        for ticket_id in ids:
            _erase_ticket(session, ticket_id, now=services.clock())
    return tuple(ids)


def _erase_ticket(session: Session, ticket_id: str, *, now: datetime) -> None:
    ticket = ticket_store.get_ticket(session, ticket_id)
    erasure.erase_ticket(session, ticket_id, now=now)
    forget_origin(session, ticket_id)
    erase_inbox(session, ticket.connection_id, ticket.external_id)
    forget_answers_about(session, ticket_id)


@dataclass(frozen=True)
class Retention:
    """Erases the tickets whose brand's retention time is over."""

    database: Database

    def erase_past(self, now: datetime) -> int:
        """Erase tickets that nothing happened to for their brand's retention time; return how many."""
        with self.database.reading() as session:
            due = [ticket for brand in list_brands(session) for ticket in self._due(session, brand, now)]
        for ticket_id in due:
            with self.database.writing() as session:
                _erase_ticket(session, ticket_id, now=now)
        return len(due)

    def _due(self, session: Session, brand: Brand, now: datetime) -> Sequence[str]:
        if not brand.retention_days:
            return ()
        before = now - timedelta(days=brand.retention_days)
        return erasure.tickets_past(session, brand.id, before=before, limit=AT_ONCE)
