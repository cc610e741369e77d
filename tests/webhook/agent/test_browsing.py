"""What the agent's pages read."""

import pytest

from drafter.brands import Brand
from drafter.errors import TicketNotFoundError
from drafter.store.shelves import Shelf
from tests.tools.seeding import Seeds
from webhook.accounts.roles import Principal, Role
from webhook.agent.browsing import open_desk, open_ticket
from webhook.errors import PermissionDeniedError
from webhook.wiring import Services

AGENT = Principal("usr_1", "Dani", Role.AGENT)


def test_desk_pages_through_a_shelf(services: Services, seeds: Seeds) -> None:
    first = open_desk(services, AGENT, Shelf.TO_DECIDE, limit=3)
    second = open_desk(services, AGENT, Shelf.TO_DECIDE, limit=3, before=first.older)

    assert [len(first.cases), len(second.cases), second.older] == [3, 2, None]
    assert first.counts == second.counts


def test_desk_case_knows_decision_and_send(services: Services, seeds: Seeds) -> None:
    cases = {case.ticket.id: case for case in open_desk(services, AGENT, None).cases}

    assert cases[seeds.tickets["edited"]].sent_text
    assert cases[seeds.tickets["edited"]].decision
    assert cases[seeds.tickets["silent"]].no_draft_reason == "The customer says thanks and asks for nothing."


def test_sent_ticket_says_who_sent_it_and_how_it_changed(services: Services, seeds: Seeds) -> None:
    case = open_ticket(services, AGENT, seeds.tickets["edited"])

    assert case.sent_by == "Dani Kowalczyk"
    assert case.edit
    assert case.edit.facts_added == ("45 days",)


def test_ticket_of_another_brand_is_refused_and_an_unknown_one_not_found(
    services: Services, seeds: Seeds, other_brand: Brand
) -> None:
    stranger = Principal("usr_2", "Ada", Role.AGENT, (other_brand.id,))

    with pytest.raises(PermissionDeniedError):
        open_ticket(services, stranger, seeds.tickets["ready"])
    with pytest.raises(TicketNotFoundError):
        open_ticket(services, AGENT, "tkt_none")
