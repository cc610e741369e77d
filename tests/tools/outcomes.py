"""Tickets with a past: asked, answered from a draft, solved, some reopened or refunded."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from drafter.edits import measure
from drafter.outcomes import Happening
from drafter.resolutions import Resolution
from drafter.store.decisions import Reply, add_reply
from drafter.store.edits import EditRecord, add_edit
from drafter.store.outcomes import OutcomeEvent, add_outcome_event
from drafter.store.tickets import save_ticket
from drafter.tickets import Author, Requester, TicketStatus
from knowledge_base.foundation.database import Database
from tests.makers import make_draft, make_message, make_ticket
from tests.tools.seeding import write_draft


def write_solved(
    database: Database,
    brand_id: str,
    count: int,
    *,
    now: datetime,
    days: int,
    reopened: int = 0,
    refunded: int = 0,
    resolution: Resolution | None = None,
) -> list[str]:
    """Write tickets asked ``days`` ago, answered after two hours, solved after three; return their ids.

    The first ``reopened`` were reopened a day later, the first ``refunded`` had all their money back;
    with a resolution each reply came from a draft on its rung.
    """
    ids = []
    for number in range(count):
        ticket_id, at = f"tkt_{brand_id}_{days}_{number}", now - timedelta(days=days)
        ids.append(ticket_id)
        answered = at + timedelta(hours=2, seconds=number)
        ticket = make_ticket(
            id=ticket_id,
            external_id=f"{days}-{number}",
            brand_id=brand_id,
            messages=(
                make_message("I want a refund.", created_at=at),
                make_message("It is on its way.", id="m2", author=Author.AGENT, created_at=answered),
            ),
            requester=Requester(email=f"mo{days}-{number}@example.com"),
            status=TicketStatus.SOLVED,
            created_at=at,
        )
        solved = at + timedelta(hours=3)
        happened = [(Happening.SOLVED, solved)]
        happened += [(Happening.REOPENED, solved + timedelta(days=1))] if number < reopened else []
        happened += [(Happening.REFUNDED, solved + timedelta(days=1))] if number < refunded else []
        with database.writing() as session:
            save_ticket(session, ticket, now=at)
            for kind, moment in happened:
                add_outcome_event(session, OutcomeEvent(brand_id, kind, moment, ticket_id=ticket_id), now=now)
            if resolution:
                _answer(session, ticket_id, brand_id, resolution, at + timedelta(hours=2))
    return ids


def _answer(session: Session, ticket_id: str, brand_id: str, resolution: Resolution, at: datetime) -> None:
    drafted = make_draft(ticket_id=ticket_id, resolution=resolution, created_at=at)
    draft = write_draft(session, drafted, new_id=lambda kind: f"{kind}_{ticket_id}")
    reply = Reply(f"rpl_{ticket_id}", ticket_id, "r1", draft.text, at, "pair", draft.id, "a-7", "Dani")
    add_reply(session, reply, now=at)
    record = EditRecord(
        id=f"edt_{ticket_id}",
        brand_id=brand_id,
        ticket_id=ticket_id,
        draft_id=draft.id,
        edit=measure(draft.text, draft.text),
        actor_id="a-7",
        created_at=at,
        reply_id=reply.id,
        sent_text=draft.text,
    )
    add_edit(session, record)
