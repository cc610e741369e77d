"""What became of the demo brand's past tickets: most are solved and stay so; a few come back, some buy again."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from drafter.outcomes import Happening
from drafter.store.outcomes import OutcomeEvent, add_outcome_event
from drafter.tickets import requester_key
from webhook.demo.weeks import PastReply

SOLVED_AFTER = timedelta(minutes=20)
BACK_AFTER = timedelta(days=1, hours=3)
REFUNDED_AFTER = timedelta(days=3)
BOUGHT_AFTER = timedelta(days=19)
UNSOLVED_EVERY, ESCALATED_EVERY, BACK_EVERY, RATED_EVERY, BOUGHT_EVERY, REFUNDED_EVERY = 23, 29, 17, 3, 4, 13


def tell_outcomes(session: Session, planned: Sequence[PastReply], *, brand_id: str, now: datetime) -> int:
    """Keep what happened after the past replies, as far as it lies before ``now``; return how much that was."""
    told = [event for number, one in enumerate(planned) for event in _after(number, one, brand_id) if event.at <= now]
    for event in told:
        add_outcome_event(session, event, now=now)
    return len(told)


def _after(number: int, one: PastReply, brand_id: str) -> Iterator[OutcomeEvent]:
    ticket = one.ticket
    if number % UNSOLVED_EVERY == 7:
        return
    solved = one.at + SOLVED_AFTER

    def happened(kind: Happening, at: datetime, *, score: float | None = None) -> OutcomeEvent:
        return OutcomeEvent(brand_id, kind, at, ticket_id=ticket.id, score=score)

    yield happened(Happening.SOLVED, solved)
    if number % ESCALATED_EVERY == 3:
        yield happened(Happening.ESCALATED, one.at + timedelta(minutes=5))
    if one.is_wrong or number % BACK_EVERY == 5:
        yield happened(Happening.REOPENED, solved + BACK_AFTER)
    if number % RATED_EVERY == 0:
        yield happened(Happening.RATED, solved + timedelta(hours=2), score=_stars(one) / 5)
    if number % REFUNDED_EVERY == 2 and ticket.order:
        yield OutcomeEvent(
            brand_id,
            Happening.REFUNDED,
            one.at + REFUNDED_AFTER,
            ticket_id=ticket.id,
            amount=ticket.order.total or Decimal("25.00"),
            currency=ticket.order.currency,
        )
    if number % BOUGHT_EVERY == 1:
        yield OutcomeEvent(
            brand_id,
            Happening.PLACED,
            solved + BOUGHT_AFTER,
            order_number=f"NW-{80000 + number}",
            requester_key=requester_key(ticket),
        )


def _stars(one: PastReply) -> int:
    """Return the customer's stars: what a reviewer liked they mostly liked too."""
    return 2 if one.is_wrong else 5 if one.score >= 85 else 4 if one.score >= 65 else 3
