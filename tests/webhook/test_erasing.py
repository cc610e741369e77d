"""Erasing what people wrote: on request and after the retention time; ids, lengths and scores stay."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text as sql

from drafter import handling
from drafter.brands import Brand
from drafter.decisions import Action
from drafter.outcomes_importing import import_outcomes
from drafter.store import tickets as ticket_store
from drafter.store.brands import change_brand
from drafter.tickets import Author, Message, Requester, Ticket
from knowledge_base.foundation.database import Base, Database
from knowledge_base.kept import KeptQuestion
from knowledge_base.store.kept import keep_question
from tests.makers import make_finding, make_hit, make_ticket
from tests.tools.acting import AGENT, Acts
from tests.tools.api import Caller
from tests.tools.clocks import SettableClock
from tests.tools.databases import BOTH
from tests.tools.lines import Try
from webhook.erasing import Retention
from webhook.helpdesks.base import Connection, EventKind, InboundEvent
from webhook.jobs.base import TAKE_EVENT
from webhook.store.events import add_event
from webhook.wiring import Services
from webhook.working import job_handlers

SECRETS = ("Zanzibar", "Ottoline", "ottoline@example.com", "Quentin-Nickname")


@pytest.fixture
def acts(services: Services, clock: SettableClock, new_id: Callable[[str], str]) -> Acts:
    return Acts(services.database, clock, new_id)


@pytest.fixture
def ticket(services: Services, brand: Brand, connection: Connection, acts: Acts) -> Ticket:
    """A ticket whose words have spread into every table that holds some."""
    known = acts.record(
        make_ticket(
            "I am Ottoline. My tent broke in Zanzibar.",
            subject="Zanzibar",
            requester=Requester("c-9", "Ottoline", "Ottoline@example.com"),
        ),
        connection_id=connection.id,
    )
    hit = make_hit("Broken tents are replaced within 30 days.")
    draft = acts.ask(known, steer="Say Zanzibar")
    assert draft is not None
    written = acts.write(draft, ("Sorry about Zanzibar, Ottoline. Broken tents are replaced within 30 days.", [hit]))
    flagged = make_finding(written, "Zanzibar", message="Nothing says Zanzibar.")
    assert flagged
    with services.database.writing() as session:
        handling.decide(
            session,
            draft.id,
            Action.EDIT,
            actor=AGENT,
            text=f"{written.text} See you in Zanzibar on 3 May.",
            reason="Zanzibar is far",
            now=acts.clock(),
            new_id=acts.new_id,
        )
        question = KeptQuestion("kpt_1", brand.id, known.id, draft.id, "Tent broke in Zanzibar?", (), acts.clock())
        keep_question(session, question)
        event = InboundEvent("e1", EventKind.TICKET_CREATED, {"body": "Zanzibar"}, known.external_id)
        add_event(session, event, connection_id=connection.id, id="evt_1", now=acts.clock())
    return known


def _leaks(database: Database) -> list[str]:
    """Return the tables in which a word of the ticket is still to be found."""
    found = []
    with database.reading() as session:
        for table in Base.metadata.sorted_tables:
            rows = session.execute(sql(f'SELECT * FROM "{table.name}"')).all()
            if any(secret.lower() in str(row).lower() for row in rows for secret in SECRETS):
                found.append(table.name)
    return found


@pytest.mark.parametrize("database_url", BOTH, indirect=True)
def test_no_table_holds_a_word_of_an_erased_ticket(services: Services, ticket: Ticket, admin: Caller) -> None:
    assert {"messages", "tickets", "draft_texts", "edits", "events", "kept_questions"} <= set(_leaks(services.database))
    before = _figures(services)

    answer = admin.post("/erasures", {"requester": "OTTOLINE@example.com"})

    assert (answer.status_code, answer.json) == (200, {"tickets": [ticket.id]})
    assert _leaks(services.database) == []
    assert _figures(services) == before


@pytest.mark.parametrize("database_url", BOTH, indirect=True)
def test_no_table_holds_who_bought_or_sent_back(
    services: Services, ticket: Ticket, brand: Brand, connection: Connection, admin: Caller
) -> None:
    heading, row = "event,at,customer,order", "placed,2026-03-01,OTTOLINE@example.com,A-Zanzibar"
    import_outcomes(services.database, brand, [f"{heading}\n", f"{row}\n"], now=services.clock())
    data = {"order": {"order_number": "A-Zanzibar-2"}, "requester": {"email": "Ottoline@example.com"}}
    event = InboundEvent("e2", EventKind.ORDER_REFUNDED, data)
    with services.database.writing() as session:
        add_event(session, event, connection_id=connection.id, id="evt_2", now=services.clock())
    job_handlers(services)[TAKE_EVENT]("evt_2", Try())
    assert "outcome_events" in _leaks(services.database)

    admin.post("/erasures", {"ticket": ticket.id})
    again = import_outcomes(services.database, brand, [f"{heading}\n", f"{row}\n"], now=services.clock())

    assert (again.new, _leaks(services.database)) == (0, [])


def _figures(services: Services) -> list[Any]:
    with services.database.reading() as session:
        return [
            session.execute(sql("SELECT id, outcome, draft_id FROM edits ORDER BY seq")).all(),
            session.execute(sql("SELECT draft_id, snippet_id FROM draft_citations")).all(),
            session.execute(sql("SELECT id, kind FROM decisions ORDER BY seq")).all(),
        ]


def test_figures_of_an_erased_edit_stay(services: Services, ticket: Ticket, admin: Caller, reviewer: Caller) -> None:
    [before] = reviewer.get("/edits").json["items"]
    admin.post("/erasures", {"ticket": ticket.external_id})
    [after] = reviewer.get("/edits").json["items"]

    assert after["metrics"] == before["metrics"]
    assert (after["outcome"], after["severity"]) == (before["outcome"], before["severity"])
    assert len(after["facts_added"]) == len(before["facts_added"])
    assert after["sent_text"] is None


def test_helpdesks_next_news_brings_nothing_back(services: Services, ticket: Ticket, admin: Caller, acts: Acts) -> None:
    admin.post("/erasures", {"ticket": ticket.id})
    again = Message("m2", Author.REQUESTER, "Any news?")
    acts.record(replace(ticket, messages=(*ticket.messages, again)), connection_id=ticket.connection_id)

    with services.database.reading() as session:
        found = ticket_store.get_ticket(session, ticket.id)
    assert [message.text for message in found.messages] == ["", "Any news?"]
    assert (found.subject, found.requester.name) == ("", None)


def test_unknown_requester_erases_nothing(admin: Caller, ticket: Ticket) -> None:
    answer = admin.post("/erasures", {"requester": "nobody@example.com"})
    neither = admin.post("/erasures", {})

    assert (answer.status_code, answer.json["code"]) == (404, "ticket.not_found")
    assert (neither.status_code, neither.json["code"]) == (422, "request.fields")


def test_retention_time_erases_what_nothing_happened_to(
    services: Services, ticket: Ticket, brand: Brand, clock: SettableClock
) -> None:
    retention = Retention(services.database)
    assert retention.erase_past(clock() + timedelta(days=400)) == 0
    with services.database.writing() as session:
        change_brand(session, brand.id, lambda one: replace(one, retention_days=90))

    assert retention.erase_past(clock() + timedelta(days=89)) == 0
    assert retention.erase_past(clock() + timedelta(days=91)) == 1
    assert retention.erase_past(clock() + timedelta(days=91)) == 0
    assert _leaks(services.database) == []
