"""The simulated helpdesk: what people do there becomes an event, kept with the change."""

import json

import pytest

from webhook.demo.brand_files import read_templates
from webhook.demo.desk import DeskAgent
from webhook.demo.store import Plan
from webhook.errors import MalformedEventError
from webhook.ticket_json import check_reply, parse_ticket

DANI = DeskAgent("dani", "Dani Kowalczyk")
SAMPLE = {
    "id": "NW-1001",
    "subject": "Tent",
    "requester": {"name": "Maya Okafor"},
    "messages": [{"id": "m1", "author": "requester", "text": "Broken.", "created_at": "2026-03-10T08:00:00Z"}],
}


def unsent(store, ticket_id):
    return [json.loads(event.body) for event in store.unsent(ticket_id)]


def known(store, ticket_id):
    ticket = store.ticket(ticket_id)
    assert ticket is not None
    return ticket


def ready(ticket_id, text, status="ready"):
    return {"type": "draft.ready", "data": {"id": "dft_1", "ticket": ticket_id, "status": status, "text": text}}


@pytest.mark.parametrize("template", read_templates(), ids=lambda template: template.label)
def test_message_of_each_template_is_a_ticket_we_read(desk, store, clock, template):
    ticket_id = desk.write(template, template.subject, template.body, now=clock())

    (event,) = unsent(store, ticket_id)
    ticket = parse_ticket(event["data"])

    assert event["type"] == "ticket.created"
    assert ticket.external_id == ticket_id
    assert ticket.messages[0].text.splitlines()[0] == template.body.splitlines()[0]
    assert bool(ticket.order) == bool(template.order)


def test_tickets_are_numbered_each_once(desk, clock):
    numbers = [desk.write(None, "Hello", "Anybody there?", now=clock()) for _ in range(3)]

    assert numbers == ["NW-2001", "NW-2002", "NW-2003"]


def test_sample_ticket_loaded_twice_is_one_event(desk, store, clock):
    first = desk.load(SAMPLE, None, now=clock())
    second = desk.load(SAMPLE, None, now=clock())

    assert (first, second) == (True, False)
    assert len(store.unsent("NW-1001")) == 1


def test_reply_tells_who_sent_what(desk, store, clock):
    desk.load(SAMPLE, None, now=clock())

    desk.reply(known(store, "NW-1001"), "We send a new pole.\r\n\r\nDani", DANI, now=clock())

    event = unsent(store, "NW-1001")[-1]
    reply = check_reply(event["data"])
    assert event["type"] == "agent.replied"
    assert (reply.text, reply.agent.name) == ("We send a new pole.\n\nDani", "Dani Kowalczyk")
    assert known(store, "NW-1001")["status"] == "pending"


def test_customer_who_writes_back_waits_for_a_new_draft(desk, store, clock):
    desk.load(SAMPLE, None, now=clock())
    desk.take(ready("NW-1001", "Hi Maya,"), now=clock())

    desk.write_back(known(store, "NW-1001"), "And the pegs?", now=clock())

    assert unsent(store, "NW-1001")[-1]["type"] == "ticket.replied"
    assert store.draft("NW-1001") is None


def test_solved_ticket_is_told(desk, store, clock):
    desk.load(SAMPLE, None, now=clock())

    desk.solve(known(store, "NW-1001"), now=clock())

    assert unsent(store, "NW-1001")[-1]["data"]["status"] == "solved"


def test_colleague_sends_the_changed_draft_once(desk, store, clock):
    desk.load(SAMPLE, Plan("Marek Vance", (("greet", "Hello"),)), now=clock())

    for _ in range(2):
        desk.take(ready("NW-1001", "Hi Maya,\n\nWe send a new pole."), now=clock())

    replies = [event for event in unsent(store, "NW-1001") if event["type"] == "agent.replied"]
    assert [one["data"]["reply"]["text"] for one in replies] == ["Hello Maya,\n\nWe send a new pole."]
    assert replies[0]["data"]["reply"]["agent"]["name"] == "Marek Vance"


def test_colleague_waits_where_there_is_no_draft(desk, store, clock):
    desk.load(SAMPLE, Plan("Marek Vance", (("add", "Bye."),)), now=clock())

    desk.take(ready("NW-1001", "", "abstained"), now=clock())

    assert len(store.unsent("NW-1001")) == 1


def test_draft_of_another_helpdesks_ticket_is_passed_over(desk, store, clock):
    desk.take(ready("T-77", "Hi,"), now=clock())

    assert store.draft("T-77") is None


@pytest.mark.parametrize("event", [None, [], {}, {"data": {}}, {"data": {"id": "dft_1"}}], ids=repr)
def test_event_without_a_draft_is_refused(desk, clock, event):
    with pytest.raises(MalformedEventError):
        desk.take(event, now=clock())
