"""Record tickets, drafts, decisions and sent replies: the acts above the store.

Every act works in its caller's session, which commits.  The ticket's row is locked first,
so two acts on one ticket follow each other on any database.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from drafter.deciding import decide, mark_ignored, supersede
from drafter.drafts import TRANSITIONS, Draft, DraftStatus
from drafter.outcomes import Happening
from drafter.pairing import record_reply, shown_since
from drafter.quality.holdback import HELD_BACK, is_held_back
from drafter.silence import no_draft_reason
from drafter.store import brands as brand_store
from drafter.store import decisions as decision_store
from drafter.store import drafts as draft_store
from drafter.store import outcomes as outcome_store
from drafter.store import tickets as ticket_store
from drafter.store.outcomes import OutcomeEvent
from drafter.tickets import Ticket, TicketStatus, update_ticket
from knowledge_base.foundation.actors import SYSTEM
from knowledge_base.foundation.ids import NewId

__all__ = [
    "HELD_BACK",
    "decide",
    "fail_draft",
    "finish_draft",
    "mark_ignored",
    "record_reply",
    "record_ticket",
    "replace_draft",
    "request_draft",
    "shown_since",
    "start_drafting",
    "tickets_left_alone",
]

WROTE_AGAIN = "The customer wrote again before anybody decided."
ENDED = frozenset({TicketStatus.SOLVED, TicketStatus.CLOSED})
MODEL_ANSWERED = "The language model answered after all."


def record_ticket(
    session: Session,
    fetched: Ticket,
    *,
    brand_id: str,
    connection_id: str | None,
    now: datetime,
    new_id: NewId,
) -> Ticket:
    """Write a ticket as its helpdesk describes it, merged with what is known; return it.

    Notes as well whether the ticket wants a draft (``no_draft_reason``).
    """
    known = ticket_store.find_ticket(session, connection_id or brand_id, fetched.external_id)
    if known is None:
        ticket = replace(fetched, id=new_id("tkt"), brand_id=brand_id, connection_id=connection_id)
    else:
        ticket_store.lock_ticket(session, known.id)
        ticket = update_ticket(known, fetched)
    ticket_store.save_ticket(session, ticket, now=now)
    _note_turn(session, known, ticket, now)
    reason = no_draft_reason(ticket) or _held_back(session, ticket, now)
    ticket_store.set_no_draft_reason(session, ticket.id, reason)
    return ticket_store.get_ticket(session, ticket.id)


def request_draft(
    session: Session,
    ticket: Ticket,
    *,
    now: datetime,
    new_id: NewId,
    actor_id: str = SYSTEM.id,
    steer: str | None = None,
    rung: str | None = None,
    authority: int | None = None,
    again: bool = False,
) -> Draft | None:
    """Ask for a draft of the answer to the newest request; return it, ``queued``.

    Asked twice for the same message, the draft that stands is returned.  ``again`` asks for
    another one, also for a ticket that wants no draft; ``authority`` is what whoever asks may
    grant, where that counts.  Former drafts that nobody decided on are superseded.  None for a
    ticket that wants no draft or holds no request.
    """
    ticket_store.lock_ticket(session, ticket.id)
    newest = ticket.newest_request
    if newest is None:
        return None
    former = draft_store.drafts_of_ticket(session, ticket.id)
    if not again and ticket_store.no_draft_reason_of(session, ticket.id):
        _supersede_all(session, [old for old in former if old.newest_message_id != newest.id], WROTE_AGAIN, now=now)
        return None
    same = [draft for draft in former if draft.newest_message_id == newest.id]
    if same and not again:
        return max(same, key=lambda draft: draft.ordinal)
    draft = Draft(
        id=new_id("dft"),
        ticket_id=ticket.id,
        status=DraftStatus.QUEUED,
        created_at=now,
        newest_message_id=newest.id,
        ordinal=max((draft.ordinal for draft in same), default=0 if again else -1) + 1,
        steer=steer,
        rung=rung,
        authority=authority,
    )
    draft_store.insert_draft(session, draft, actor_id=actor_id)
    _supersede_all(session, former, "Drafted again on request." if again else WROTE_AGAIN, now=now)
    return draft


def start_drafting(session: Session, draft_id: str, *, now: datetime) -> Draft:
    """Note that a draft is being written; one that is written or superseded comes back as it is."""
    draft = draft_store.get_draft(session, draft_id)
    if DraftStatus.DRAFTING not in TRANSITIONS[draft.status]:
        return draft
    draft_store.add_event(session, draft_id, DraftStatus.DRAFTING, at=now)
    return replace(draft, status=DraftStatus.DRAFTING, reason=None)


def finish_draft(session: Session, draft_id: str, drafted: Draft, *, now: datetime) -> Draft:
    """Write what was drafted under the id it was asked for; return the draft as it now stands.

    Nothing is written where the draft was superseded meanwhile or finished by another try.
    """
    draft = draft_store.get_draft(session, draft_id)
    ticket_store.lock_ticket(session, draft.ticket_id)
    draft = draft_store.get_draft(session, draft_id)
    if draft.status is not DraftStatus.DRAFTING or draft_store.has_text(session, draft_id):
        return draft
    draft_store.write_text(session, replace(drafted, id=draft_id), now=now)
    draft_store.add_event(session, draft_id, drafted.status, at=now, reason=drafted.reason)
    return draft_store.get_draft(session, draft_id)


def fail_draft(session: Session, draft_id: str, reason: str, *, now: datetime) -> Draft:
    """Note that a draft could not be written, and why; a written or superseded one stays as it is."""
    draft = draft_store.get_draft(session, draft_id)
    if draft.status in (DraftStatus.QUEUED, DraftStatus.DRAFTING):
        draft_store.add_event(session, draft_id, DraftStatus.FAILED, at=now, reason=reason)
    return draft_store.get_draft(session, draft_id)


def replace_draft(session: Session, draft_id: str, drafted: Draft, *, now: datetime, new_id: NewId) -> Draft | None:
    """Put a later try's draft in the place of one that nobody decided on yet; return the new one.

    None, and nothing changed, where the former was decided or superseded meanwhile.
    """
    former = draft_store.get_draft(session, draft_id)
    ticket_store.lock_ticket(session, former.ticket_id)
    former = draft_store.get_draft(session, draft_id)
    is_decided = decision_store.standing_decision(session, draft_id) is not None
    if former.status not in (DraftStatus.READY, DraftStatus.ABSTAINED) or is_decided:
        return None
    siblings = draft_store.drafts_of_ticket(session, former.ticket_id)
    ordinal = max(d.ordinal for d in siblings if d.newest_message_id == former.newest_message_id) + 1
    successor = replace(former, id=new_id("dft"), status=DraftStatus.QUEUED, created_at=now, ordinal=ordinal)
    draft_store.insert_draft(session, successor, actor_id=SYSTEM.id)
    start_drafting(session, successor.id, now=now)
    supersede(session, former, MODEL_ANSWERED, now=now)
    return finish_draft(session, successor.id, drafted, now=now)


def tickets_left_alone(session: Session, *, before: datetime, limit: int) -> tuple[str, ...]:
    """Return tickets with a draft that was ready before a moment and that nobody decided on or sent."""
    return draft_store.tickets_with_undecided(session, before=before, limit=limit)


def _note_turn(session: Session, known: Ticket | None, ticket: Ticket, now: datetime) -> None:
    """Keep that a ticket was solved or reopened, whoever told us so."""
    was, is_now = known is not None and known.status in ENDED, ticket.status in ENDED
    if was == is_now:
        return
    kind = Happening.SOLVED if is_now else Happening.REOPENED
    event = OutcomeEvent(ticket.brand_id, kind, ticket.told_at or now, ticket_id=ticket.id)
    outcome_store.add_outcome_event(session, event, now=now)


def _held_back(session: Session, ticket: Ticket, now: datetime) -> str | None:
    """Say that a ticket is held back for comparison; one that has had a draft never is.

    What chance chose is kept when a ticket first wants a draft: the comparison goes by that,
    whatever is drafted on request or set otherwise later.
    """
    share = brand_store.hold_back_share(session, ticket.brand_id)
    if not share or draft_store.drafts_of_ticket(session, ticket.id):
        return None
    chosen = is_held_back(ticket.id, share, salt=ticket.brand_id)
    outcome_store.keep_choice(session, ticket.id, ticket.brand_id, share=share, is_held_back=chosen, now=now)
    return HELD_BACK if chosen else None


def _supersede_all(session: Session, drafts: Sequence[Draft], reason: str, *, now: datetime) -> None:
    for draft in drafts:
        supersede(session, draft, reason, now=now)
