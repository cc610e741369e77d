"""Approved replies sent and tickets handed on from here: recorded first, made once, given up aloud."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from drafter.brands import Brand
from drafter.decisions import Action, Decision
from drafter.drafts import Draft
from drafter.tickets import Ticket
from tests.contracts.behaviours import QUESTION
from tests.tools.acting import Acts
from tests.tools.clocks import SettableClock
from tests.tools.desks import Fault
from tests.tools.desks.chatwoot import ChatwootDesk
from webhook.errors import HelpdeskRejectedError, HelpdeskUnavailableError
from webhook.store import connections as store
from webhook.store.deliveries import Delivery, DeliveryKind, DeliveryState, deliveries_of_ticket, get_delivery
from webhook.wiring import Services


@pytest.fixture
def desk(services: Services, brand: Brand, clock: SettableClock) -> Iterator[ChatwootDesk]:
    made = ChatwootDesk()
    made.asks(QUESTION)
    connection = replace(made.connection(escalation_group="12"), brand_id=brand.id)
    with services.database.writing() as session:
        store.insert_connection(session, connection, operator_given={"base_url"}, now=clock())
    yield made
    made.close()


@pytest.fixture
def acts(services: Services, clock: SettableClock) -> Acts:
    return Acts(services.database, clock, services.new_id)


@pytest.fixture
def ticket(desk: ChatwootDesk, acts: Acts) -> Ticket:
    return acts.record(external_id="7")


@pytest.fixture
def draft(acts: Acts, ticket: Ticket) -> Draft:
    return acts.ready(ticket)


def plan_reply(services: Services, decision: Decision) -> Delivery | None:
    with services.database.writing() as session:
        return services.delivering.plan_reply(session, decision, agent_id="5")


def state_of(services: Services, delivery: Delivery) -> DeliveryState:
    with services.database.reading() as session:
        found = get_delivery(session, delivery.id)
    assert found
    return found.state


def test_approved_reply_is_sent_once(services: Services, desk: ChatwootDesk, acts: Acts, draft: Draft) -> None:
    decision = acts.decide(draft, Action.EDIT, "You have 60 days, Maya.")
    delivery = plan_reply(services, decision)
    assert delivery
    assert plan_reply(services, decision) is None

    for _ in range(2):
        services.delivering.deliver(delivery.id)

    assert desk.mailed() == ["You have 60 days, Maya."]
    assert state_of(services, delivery) is DeliveryState.CONFIRMED


def test_reply_whose_answer_was_lost_is_not_sent_twice(
    services: Services, desk: ChatwootDesk, acts: Acts, draft: Draft
) -> None:
    delivery = plan_reply(services, acts.decide(draft, Action.ACCEPT))
    assert delivery
    desk.say("ours", draft.text)  # it went out, and then the line broke
    desk.faults = [Fault(502), Fault(502), Fault(502)]
    with pytest.raises(HelpdeskUnavailableError):
        services.delivering.deliver(delivery.id)

    services.delivering.deliver(delivery.id)

    assert desk.mailed() == [draft.text]


@pytest.mark.parametrize("action", [Action.REJECT, Action.ESCALATE])
def test_nothing_else_than_an_approved_text_is_sent(
    services: Services, desk: ChatwootDesk, acts: Acts, draft: Draft, action: Action
) -> None:
    assert plan_reply(services, acts.decide(draft, action, reason="no")) is None


def test_approval_taken_back_in_time_sends_nothing(
    services: Services, desk: ChatwootDesk, acts: Acts, draft: Draft
) -> None:
    delivery = plan_reply(services, acts.decide(draft, Action.ACCEPT))
    acts.decide(draft, Action.UNDO)
    assert delivery

    assert services.delivering.deliver(delivery.id) is None
    assert desk.mailed() == []
    assert state_of(services, delivery) is DeliveryState.FAILED


def test_escalation_arrives_with_its_handover(
    services: Services, desk: ChatwootDesk, acts: Acts, ticket: Ticket, draft: Draft
) -> None:
    decision = acts.decide(draft, Action.ESCALATE, reason="She wants the manager.")
    with services.database.writing() as session:
        services.delivering.plan_decision(session, decision)
        planned = deliveries_of_ticket(session, ticket.id)
    (handing,) = [one for one in planned if one.kind is DeliveryKind.ESCALATION]
    for _ in range(2):
        services.delivering.deliver(handing.id)

    assert desk.group == 12
    assert [one.text.partition("\n")[0] for one in desk.internal()] == ["She wants the manager."]
    assert desk.mailed() == []


def test_refusal_is_told_of_the_connection(services: Services, desk: ChatwootDesk, acts: Acts, draft: Draft) -> None:
    delivery = plan_reply(services, acts.decide(draft, Action.ACCEPT))
    assert delivery
    desk.faults = [Fault(403, only="POST")]

    with pytest.raises(HelpdeskRejectedError):
        services.delivering.deliver(delivery.id)

    with services.database.reading() as session:
        assert "403" in str(store.link_states(session, ["con_1"])["con_1"].last_error)
