"""Every reply that was sent, read as ``Reviewable``: the population that reviewers' samples are drawn from."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from drafter.decisions import Decision, DecisionKind
from drafter.drafts import Draft
from drafter.edits import Outcome
from drafter.findings import Finding
from drafter.measures.words import collapse_blanks
from drafter.people import Placement, placed_at
from drafter.reviewables import Reviewable
from drafter.sends import Pairing
from drafter.store.brands import list_brands
from drafter.store.decisions import standing_decisions
from drafter.store.drafts import drafts_by_id
from drafter.store.edits import EditRecord, record_of
from drafter.store.ladder_tables import HandoverRow
from drafter.store.people import placements_of
from drafter.store.tables import EditRow, ReplyRow, TicketRow
from knowledge_base.policies import Revision
from knowledge_base.store.policies import published_revisions

SENT = (Outcome.AS_IS.value, Outcome.EDITED.value, Outcome.SCRATCH.value)
AT_ONCE = 500  # ids in one query


def sent_between(session: Session, brand_id: str, since: datetime, until: datetime) -> tuple[Reviewable, ...]:
    """Return a brand's replies sent in [since, until), oldest first.

    A reply made from a draft counts from the moment when it was first known as sent, so it is in
    one span only, whatever is measured anew later.
    """
    first = (
        select(EditRow.draft_id, func.min(EditRow.created_at).label("at"))
        .where(EditRow.brand_id == brand_id, EditRow.outcome.in_(SENT))
        .group_by(EditRow.draft_id)
        .subquery()
    )
    within = select(first.c.draft_id).where(first.c.at >= since, first.c.at < until)
    newest = select(func.max(EditRow.seq)).where(EditRow.draft_id.in_(within)).group_by(EditRow.draft_id)
    edits = session.scalars(select(EditRow).where(EditRow.seq.in_(newest), EditRow.outcome.in_(SENT)))
    alone = session.execute(
        select(ReplyRow, TicketRow)
        .join(TicketRow, TicketRow.id == ReplyRow.ticket_id)
        .where(
            TicketRow.brand_id == brand_id,
            ReplyRow.pairing != Pairing.PAIR.value,
            ReplyRow.sent_at >= since,
            ReplyRow.sent_at < until,
        )
    )
    found = [_of_edit(record_of(row)) for row in edits] + [_of_reply(reply, ticket) for reply, ticket in alone]
    return tuple(sorted(_filled(session, found), key=lambda one: (one.sent_at, one.key)))


def by_keys(session: Session, keys: Sequence[str]) -> Mapping[str, Reviewable]:
    """Return these replies by draft id, or by reply id where there was no draft; unknown ones are left out."""
    found: list[Reviewable] = []
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        newest = select(func.max(EditRow.seq)).where(EditRow.draft_id.in_(some)).group_by(EditRow.draft_id)
        edits = session.scalars(select(EditRow).where(EditRow.seq.in_(newest), EditRow.outcome.in_(SENT)))
        alone = session.execute(
            select(ReplyRow, TicketRow)
            .join(TicketRow, TicketRow.id == ReplyRow.ticket_id)
            .where(ReplyRow.id.in_(some), ReplyRow.pairing != Pairing.PAIR.value)
        )
        found += [_of_edit(record_of(row)) for row in edits] + [_of_reply(reply, ticket) for reply, ticket in alone]
    return {one.key: one for one in _filled(session, found)}


def first_replies(session: Session, agent_ids: Sequence[str]) -> Mapping[str, datetime]:
    """Return when each of these agents was first seen sending a reply."""
    edits = select(EditRow.actor_id.label("agent"), func.min(EditRow.created_at).label("at")).where(
        EditRow.outcome.in_(SENT), EditRow.actor_id.in_(agent_ids)
    )
    replies = select(ReplyRow.agent_id.label("agent"), func.min(ReplyRow.sent_at).label("at")).where(
        ReplyRow.agent_id.in_(agent_ids)
    )
    found: dict[str, datetime] = {}
    for query in (edits.group_by(EditRow.actor_id), replies.group_by(ReplyRow.agent_id)):
        for agent, at in session.execute(query):
            if agent is None:
                continue
            found[agent] = min(at, found.get(agent, at))
    return found


def _of_edit(record: EditRecord) -> Reviewable:
    return Reviewable(
        brand_id=record.brand_id,
        ticket_id=record.ticket_id,
        sent_at=record.created_at,
        text=record.sent_text or "",
        agent_id=record.actor_id,
        agent_name=record.actor_name,
        language="",
        outcome=record.edit.outcome,
        draft_id=record.draft_id,
        edit_id=record.id,
        reply_id=record.reply_id,
        edit=record.edit,
        sent_findings=record.findings,
        acted=frozenset({record.actor_id}),
    )


def _of_reply(row: ReplyRow, ticket: TicketRow) -> Reviewable:
    return Reviewable(
        brand_id=ticket.brand_id,
        ticket_id=ticket.id,
        sent_at=row.sent_at,
        text=row.text,
        agent_id=row.agent_id,
        agent_name=row.agent_name,
        language=ticket.language or "",
        outcome=Outcome.NO_DRAFT,
        reply_id=row.id,
        acted=frozenset({row.agent_id} if row.agent_id else ()),
    )


def _filled(session: Session, found: Sequence[Reviewable]) -> list[Reviewable]:
    """Add what stands elsewhere: the draft's findings, who decided and how fast, tenure, escalation, corrections."""
    draft_ids = [one.draft_id for one in found if one.draft_id]
    drafts: dict[str, Draft] = {}
    decisions: dict[str, Decision] = {}
    for start in range(0, len(draft_ids), AT_ONCE):
        some = draft_ids[start : start + AT_ONCE]
        drafts |= drafts_by_id(session, some)
        decisions |= standing_decisions(session, some)
    agents = sorted({one.agent_id for one in found if one.agent_id})
    starts, placements = first_replies(session, agents), placements_of(session, agents)
    own = {brand.id: brand.languages[0] for brand in list_brands(session) if brand.languages}
    tickets = sorted({one.ticket_id for one in found})
    handed: set[str] = set()
    for start in range(0, len(tickets), AT_ONCE):
        some = tickets[start : start + AT_ONCE]
        handed |= set(session.scalars(select(HandoverRow.ticket_id).where(HandoverRow.ticket_id.in_(some))))
    texts = {brand_id: _wordings(session, brand_id) for brand_id in sorted({one.brand_id for one in found})}

    def filled(one: Reviewable) -> Reviewable:
        draft, decision = drafts.get(one.draft_id or ""), decisions.get(one.draft_id or "")
        placement = placed_at(placements.get(one.agent_id or "", ()), one.sent_at)
        one = replace(
            one,
            agent_since=_start_of(placement) or starts.get(one.agent_id or ""),
            placement=placement,
            is_escalated=one.ticket_id in handed,
            language=draft.language if draft else one.language,
        )
        if draft:
            one = _with_draft(one, draft, decision, texts[one.brand_id])
        elsewhere = bool(one.language and own.get(one.brand_id)) and one.language[:2] != own[one.brand_id][:2]
        return replace(one, speaks_elsewhere=elsewhere)

    return [filled(one) for one in found]


def _start_of(placement: Placement | None) -> datetime | None:
    day = placement.started_on if placement else None
    return datetime.combine(day, time(), UTC) if day else None


def _with_draft(
    one: Reviewable, draft: Draft, decision: Decision | None, wordings: Mapping[str, Sequence[Revision]]
) -> Reviewable:
    was_pressed = decision is not None and decision.kind is DecisionKind.ACCEPTED and one.agent_id is not None
    shown_for = decision.created_at - draft.ready_at if was_pressed and decision and draft.ready_at else None
    cited = [citation for sentence in draft.sentences for citation in sentence.citations]
    return replace(
        one,
        findings=_findings(one, draft, decision),
        policies=tuple({citation.policy_id: citation.policy for citation in cited}.items()),
        acted=one.acted | ({decision.actor_id} if decision else set()),
        shown_for=shown_for,
        is_corrected=any(
            _reads_otherwise(citation.quote, citation.revision, wordings.get(citation.policy_id, ()))
            for citation in cited
        ),
    )


def _findings(one: Reviewable, draft: Draft, decision: Decision | None) -> tuple[Finding, ...]:
    """What the checks said of the text that was sent, else of the nearest one to it that they looked at."""
    if one.sent_findings is not None:
        return one.sent_findings
    return decision.findings if decision and decision.findings else draft.findings


def _wordings(session: Session, brand_id: str) -> Mapping[str, Sequence[Revision]]:
    found: dict[str, list[Revision]] = {}
    for revision in published_revisions(session, brand_id):
        found.setdefault(revision.policy_id, []).append(revision)
    return found


def _reads_otherwise(quote: str, number: int, published: Sequence[Revision]) -> bool:
    """Whether the newest published revision is later than the cited one and no longer has its wording."""
    newest = max(published, key=lambda revision: revision.number, default=None)
    if newest is None or newest.number <= number or not quote.strip():
        return False
    return collapse_blanks(quote) not in collapse_blanks(newest.text)
