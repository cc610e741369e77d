"""What became of the demo brand's past tickets."""

from datetime import timedelta

from drafter.brands import Brand
from drafter.outcomes import Metric
from drafter.outcomes_measuring import measure_outcomes
from drafter.store.tickets import save_ticket
from drafter.tickets import Requester, TicketStatus
from tests.makers import make_message, make_ticket
from webhook.demo.telling_outcomes import tell_outcomes
from webhook.demo.week_texts import read_week_texts
from webhook.demo.weeks import PastReply
from webhook.wiring import Services


def planned(services: Services, brand: Brand, count: int) -> list[PastReply]:
    agent, now, made = read_week_texts().agents[0], services.clock(), []
    for number in range(count):
        at = now - timedelta(days=50) + timedelta(minutes=number)
        ticket = make_ticket(
            id=f"tkt_past{number}",
            external_id=f"P-{number}",
            brand_id=brand.id,
            messages=(make_message("How long?", created_at=at - timedelta(hours=2)),),
            requester=Requester(email=f"c{number}@example.com"),
            status=TicketStatus.SOLVED,
            created_at=at - timedelta(hours=2),
        )
        with services.database.writing() as session:
            save_ticket(session, ticket, now=at)
        made.append(PastReply(ticket, None, "60 days.", agent, at, 20.0, 90.0, number % 10 == 0))
    return made


def test_past_tickets_have_outcomes_once_and_none_of_the_future(services: Services, brand: Brand) -> None:
    past, now = planned(services, brand, 60), services.clock()
    with services.database.writing() as session:
        told = tell_outcomes(session, past, brand_id=brand.id, now=now)
        tell_outcomes(session, past, brand_id=brand.id, now=now)

    found = measure_outcomes(services.database, {brand.id: brand.name}, now=now)

    assert told > 60
    assert found.shares[Metric.FIRST_CONTACT].rate.n == 57  # three are not solved
    assert 0 < (found.shares[Metric.REOPENED].rate.value or 0) < 0.3
    assert found.shares[Metric.BOUGHT_AGAIN].rate.count > 0
    assert found.satisfaction.n > 10


def test_what_lies_ahead_is_not_told(services: Services, brand: Brand) -> None:
    past = planned(services, brand, 10)
    with services.database.writing() as session:
        assert tell_outcomes(session, past, brand_id=brand.id, now=past[0].at) == 0
