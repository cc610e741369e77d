"""Events reach Drafter signed and in order, and wait for it when it is away."""

import pytest

from knowledge_base.foundation.clock import utc_now
from webhook.demo.desk import DeskAgent
from webhook.demo.sending import AT_ONCE

DANI = DeskAgent("dani", "Dani Kowalczyk")


def write(desk, clock, text="It broke."):
    return desk.write(None, "Tent", text, now=clock())


def test_event_is_signed_by_the_standard(desk, sender, listener, clock):
    clock.now = utc_now()  # the reference library judges by the real time
    ticket_id = write(desk, clock)

    assert sender.send_ticket(ticket_id)

    (heard,) = listener.heard
    assert heard.type == "ticket.created"
    assert heard.is_verified


def test_event_that_arrived_is_not_sent_again(desk, sender, listener, clock):
    ticket_id = write(desk, clock)

    for _ in range(2):
        sender.send_ticket(ticket_id)
    sender.send_due()

    assert len(listener.heard) == 1


def test_events_of_a_ticket_arrive_in_order(desk, store, sender, listener, clock):
    ticket_id = write(desk, clock)
    desk.reply(store.ticket(ticket_id), "We send a pole.", DANI, now=clock())

    sender.send_due()

    assert [heard.type for heard in listener.heard] == ["ticket.created", "agent.replied"]


def test_many_tickets_arrive_a_few_at_a_time(desk, sender, listener, clock):
    for _ in range(AT_ONCE + 1):
        write(desk, clock)

    looked_at = [sender.send_due() for _ in range(3)]

    assert looked_at == [AT_ONCE, 1, 0]


@pytest.mark.parametrize("status", [500, 503, 401, 404])
def test_event_waits_until_drafter_takes_it(desk, store, sender, listener, clock, status):
    listener.answers = [status]
    ticket_id = write(desk, clock)

    assert not sender.send_ticket(ticket_id)

    (event,) = store.unsent(ticket_id)
    assert event.error
    assert sender.send_due() == 0, "it is not tried again at once"
    clock.advance(seconds=60)
    assert sender.send_due() == 1
    assert store.unsent(ticket_id) == []


def test_later_event_waits_behind_an_earlier_one(desk, store, sender, listener, clock):
    listener.answers = [503]
    ticket_id = write(desk, clock)
    sender.send_ticket(ticket_id)
    desk.reply(store.ticket(ticket_id), "We send a pole.", DANI, now=clock())

    assert sender.send_due() == 0

    assert len(listener.heard) == 1


def test_waits_grow_to_a_minute(desk, store, sender, listener, clock):
    listener.answers = [503] * 8
    ticket_id = write(desk, clock)

    waits = []
    for _ in range(8):
        sender.send_ticket(ticket_id)
        waits.append(store.unsent(ticket_id)[0].next_at - clock().timestamp())

    assert waits == [2, 4, 8, 16, 32, 60, 60, 60]


def test_background_thread_sends_by_itself(desk, sender, listener, clock):
    write(desk, clock)

    sender.start()

    listener.wait_for("ticket.created")
    sender.stop()
    assert [heard.type for heard in listener.heard] == ["ticket.created"]
