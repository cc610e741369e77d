"""Blank what a ticket's people wrote, everywhere in this room; ids, lengths, counts and scores stay.

There is no way back.  What is blanked reads as erased: an empty text of a row that has figures.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from drafter.store.calibration_tables import AgreedRatingRow, CalibrationRatingRow
from drafter.store.ladder_tables import HandoverRow
from drafter.store.outcomes import erase_outcomes
from drafter.store.review_tables import CommentRow, DisputeRow
from drafter.store.tables import (
    DecisionRow,
    DraftRow,
    DraftTextRow,
    EditRow,
    MessageRow,
    ProposalRow,
    RedraftRow,
    ReplayItemRow,
    ReplyRow,
    ReviewRow,
    TicketRow,
)

ERASED = "[erased]"
_KEPT_OF_DETAILS = ("tags", "told_at")
_EMPTY_DETAILS: dict[str, Any] = {"requester": {}, "order": None, "custom_fields": {}, "headers": {}, "attachments": []}


def tickets_of_requester(session: Session, brand_ids: Sequence[str] | None, key: str) -> tuple[str, ...]:
    """Return the ids of the tickets of one requester: an address in small letters, or a connection's id of them."""
    query = select(TicketRow.id).where(TicketRow.requester_key == key)
    if brand_ids is not None:
        query = query.where(TicketRow.brand_id.in_(brand_ids))
    return tuple(session.scalars(query.order_by(TicketRow.id)))


def tickets_past(session: Session, brand_id: str, *, before: datetime, limit: int) -> tuple[str, ...]:
    """Return tickets of a brand that nothing happened to since a moment and that were not erased, oldest first."""
    query = (
        select(TicketRow.id)
        .where(TicketRow.brand_id == brand_id, TicketRow.updated_at < before, TicketRow.erased_at.is_(None))
        .order_by(TicketRow.updated_at, TicketRow.id)
        .limit(limit)
    )
    return tuple(session.scalars(query))


def erase_ticket(session: Session, ticket_id: str, *, now: datetime) -> None:
    """Blank one ticket and all that was made of its words.  Raises nothing for an unknown id."""
    ticket = session.get(TicketRow, ticket_id)
    if ticket is None:
        return
    draft_ids = tuple(session.scalars(select(DraftRow.id).where(DraftRow.ticket_id == ticket_id)))
    kept = {key: ticket.details[key] for key in _KEPT_OF_DETAILS if key in ticket.details}
    order_number, key = ticket.order_number, ticket.requester_key
    ticket.subject, ticket.details, ticket.requester_key = "", _EMPTY_DETAILS | kept, None
    ticket.order_number, ticket.erased_at = None, now
    session.flush()
    erase_outcomes(session, ticket_id, ticket.brand_id, order_number, key)
    session.execute(update(MessageRow).where(MessageRow.ticket_id == ticket_id).values(text="", author_name=None))
    session.execute(update(ReplyRow).where(ReplyRow.ticket_id == ticket_id).values(text=""))
    session.execute(update(DraftRow).where(DraftRow.ticket_id == ticket_id).values(steer=None))
    session.execute(update(DecisionRow).where(DecisionRow.draft_id.in_(draft_ids)).values(text=None, reason=None))
    session.execute(update(HandoverRow).where(HandoverRow.ticket_id == ticket_id).values(reason=None, text=""))
    session.execute(update(ReviewRow).where(ReviewRow.draft_id.in_(draft_ids)).values(note=None))
    session.execute(update(ReviewRow).where(ReviewRow.ticket_id == ticket_id).values(note=None))
    session.execute(update(CommentRow).where(CommentRow.ticket_id == ticket_id).values(text=""))
    session.execute(update(DisputeRow).where(DisputeRow.ticket_id == ticket_id).values(text="", reason=None))
    edit_ids = tuple(session.scalars(select(EditRow.id).where(EditRow.ticket_id == ticket_id)))
    session.execute(update(CalibrationRatingRow).where(CalibrationRatingRow.edit_id.in_(edit_ids)).values(note=None))
    session.execute(update(AgreedRatingRow).where(AgreedRatingRow.edit_id.in_(edit_ids)).values(reason=None))
    session.execute(delete(RedraftRow).where(RedraftRow.ticket_id == ticket_id))
    _rewrite(session, select(DraftTextRow).where(DraftTextRow.draft_id.in_(draft_ids)), _blank_draft)
    _rewrite(session, select(DecisionRow).where(DecisionRow.draft_id.in_(draft_ids)), _blank_findings)
    _rewrite(session, select(EditRow).where(EditRow.ticket_id == ticket_id), _blank_edit)
    _rewrite(session, select(ReplayItemRow).where(ReplayItemRow.ticket_id == ticket_id), _blank_replayed)
    _rewrite(session, select(ProposalRow).where(ProposalRow.brand_id == ticket.brand_id), _without(ticket_id))
    session.flush()


def _rewrite(session: Session, query: Any, blank: Callable[[Any], None]) -> None:
    for row in session.scalars(query):
        blank(row)


def _blank_draft(row: DraftTextRow) -> None:
    row.text = ""
    content = dict(row.content)
    content["sentences"] = [_blank_sentence(one) for one in content.get("sentences") or ()]
    content["questions"] = []
    content["findings"] = [_blank_finding(one) for one in content.get("findings") or ()]
    content["suspicious"] = []
    content["order"] = None
    row.content = content


def _blank_sentence(sentence: dict[str, Any]) -> dict[str, Any]:
    return {**sentence, "text": ""}  # its citations quote policies, not people


def _blank_finding(finding: dict[str, Any]) -> dict[str, Any]:
    return {**finding, "text": "", "message": ERASED, "fix": None}


def _blank_findings(row: DecisionRow) -> None:
    row.findings = [_blank_finding(one) for one in row.findings or ()]


def _blank_edit(row: EditRow) -> None:
    row.sent_text = None
    row.findings = None if row.findings is None else [_blank_finding(one) for one in row.findings]
    measures = dict(row.measures)
    for key in ("facts_added", "facts_removed"):  # how many there were is a figure and stays
        measures[key] = [ERASED] * len(measures.get(key) or ())
    measures["reasons"] = []
    row.measures = measures


def _blank_replayed(row: ReplayItemRow) -> None:
    row.before, row.after = ({**one, "text": "", "reason": None} for one in (row.before, row.after))
    row.flips = [
        {**flip, **{side: flip[side] and ERASED for side in ("before", "after") if side in flip}} for flip in row.flips
    ]


def _without(ticket_id: str) -> Callable[[ProposalRow], None]:
    def blank(row: ProposalRow) -> None:
        left = [piece for piece in row.evidence if piece["ticket_id"] != ticket_id]
        if len(left) == len(row.evidence):
            return
        gone = {piece["text"] for piece in row.evidence if piece["ticket_id"] == ticket_id}
        row.evidence = left
        if row.text in gone:
            row.text = left[0]["text"] if left else ERASED
            row.marked = row.text if left else ERASED

    return blank
