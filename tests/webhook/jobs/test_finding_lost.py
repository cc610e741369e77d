"""Lost events: found by asking the helpdesk, each once, and what goes wrong is said."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from drafter.brands import Brand
from drafter.store import tickets as ticket_store
from tests.contracts.behaviours import MORE, QUESTION
from tests.tools.clocks import SettableClock
from tests.tools.desks import OPENED, Fault
from tests.tools.desks.chatwoot import ChatwootDesk
from tests.tools.waiting import until
from webhook.helpdesks.base import Connection
from webhook.jobs.base import TAKE_EVENT
from webhook.jobs.finding_lost import LostEvents
from webhook.store import connections as store
from webhook.store.tables import EventRow
from webhook.wiring import Services
from webhook.working import job_handlers, make_housework, make_lost_events


@pytest.fixture
def desk(services: Services, brand: Brand, clock: SettableClock) -> Iterator[ChatwootDesk]:
    made = ChatwootDesk()
    clock.now = OPENED
    with services.database.writing() as session:
        connection = replace(made.connection(), brand_id=brand.id)
        store.insert_connection(session, connection, operator_given={"base_url"}, now=clock())
    clock.now = OPENED + timedelta(hours=1)
    yield made
    made.close()


@pytest.fixture
def lost(services: Services) -> LostEvents:
    return make_lost_events(services)


def take_all(services: Services) -> int:
    """Run the take_event job of every event; return how many there are."""
    with services.database.reading() as session:
        ids = session.scalars(select(EventRow.id).order_by(EventRow.id)).all()
    for event_id in ids:
        job_handlers(services)[TAKE_EVENT](event_id, None)  # type: ignore[arg-type]
    return len(ids)


def state(services: Services) -> store.LinkState:
    with services.database.reading() as session:
        return store.link_states(session, ["con_1"])["con_1"]


def test_lost_ticket_is_found_once(
    services: Services, desk: ChatwootDesk, lost: LostEvents, clock: SettableClock
) -> None:
    desk.asks(QUESTION)

    assert lost.find(now=clock()) == 1
    assert take_all(services) == 1
    with services.database.reading() as session:
        ticket = ticket_store.find_ticket(session, "con_1", "7")
    assert ticket
    assert ticket.messages[0].text == QUESTION
    assert lost.find(now=clock.advance(minutes=10)) == 0


def test_later_change_is_found_from_the_cursor_on(
    services: Services, desk: ChatwootDesk, lost: LostEvents, clock: SettableClock
) -> None:
    desk.asks(QUESTION)
    lost.find(now=clock())
    take_all(services)
    desk.changed_at = clock.now + timedelta(minutes=5)
    desk.writes(MORE)

    assert lost.find(now=clock.advance(minutes=20)) == 1
    take_all(services)
    with services.database.reading() as session:
        ticket = ticket_store.find_ticket(session, "con_1", "7")
    assert ticket
    assert [one.text for one in ticket.messages] == [QUESTION, MORE]


def test_connection_is_not_asked_again_too_soon(desk: ChatwootDesk, lost: LostEvents, clock: SettableClock) -> None:
    lost.find(now=clock())
    calls = len(desk.calls)
    lost.find(now=clock.advance(seconds=30))

    assert len(desk.calls) == calls


def test_paused_connection_is_left_alone(
    services: Services, desk: ChatwootDesk, lost: LostEvents, clock: SettableClock
) -> None:
    with services.database.writing() as session:
        store.update_connection(session, replace(store.get_connection(session, "con_1"), is_paused=True))
    lost.find(now=clock())

    assert desk.calls == []


def test_another_worker_asks_meanwhile(
    services: Services, desk: ChatwootDesk, lost: LostEvents, clock: SettableClock
) -> None:
    desk.asks(QUESTION)
    lost.find(now=clock())
    other = replace(lost, holder="another")

    assert other.find(now=clock() + timedelta(seconds=119)) == 0


def test_refusal_is_kept_and_goes_when_it_works_again(
    services: Services, desk: ChatwootDesk, lost: LostEvents, clock: SettableClock
) -> None:
    desk.faults = [Fault(403), Fault(403)]
    assert lost.find(now=clock()) == 0
    assert "403" in str(state(services).last_error)

    lost.find(now=clock.advance(minutes=10))
    assert state(services).last_error is None


def test_long_silence_is_not_worked_off(desk: ChatwootDesk, lost: LostEvents, clock: SettableClock) -> None:
    desk.asks(QUESTION)

    assert lost.find(now=clock.advance(days=30)) == 0


def test_sweep_begins_to_ask_aside(
    services: Services, desk: ChatwootDesk, lost: LostEvents, clock: SettableClock
) -> None:
    desk.asks(QUESTION)
    make_housework(services).sweep(now=clock())

    assert until(lambda: state(services).polled_at, what="a look for lost events") == clock()


def test_old_secret_ends_by_itself(
    services: Services, desk: ChatwootDesk, lost: LostEvents, clock: SettableClock
) -> None:
    with services.database.writing() as session:
        rotated: Connection = replace(
            store.get_connection(session, "con_1"),
            secrets=("new", "old"),
            old_secrets_end_at=clock() + timedelta(hours=1),
        )
        store.update_connection(session, rotated)
    make_housework(services).purge(now=clock.advance(hours=2))

    with services.database.reading() as session:
        assert store.get_connection(session, "con_1").secrets == ("new",)
