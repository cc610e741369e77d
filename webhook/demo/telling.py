"""Write the demo brand's past weeks: people, tickets, drafts, decisions, replies, edits, in one transaction.

All of it or nothing is there, so a load that was killed starts anew and a second one adds nothing.
What agents kept is not learned from here: a newcomer's first drafts rest on the policies alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from drafter.decisions import Decision, DecisionKind
from drafter.drafting import draft_reply
from drafter.drafts import Draft, DraftStatus
from drafter.edits import Edit, Outcome, measure
from drafter.errors import BrandNotFoundError
from drafter.evidence import evidence_of
from drafter.people import Placement
from drafter.sends import Pairing
from drafter.store.brands import find_brand
from drafter.store.decisions import Reply, add_decision, add_reply
from drafter.store.drafts import add_event, insert_draft, write_text
from drafter.store.edits import EditRecord, add_edit
from drafter.store.tickets import find_ticket, save_ticket
from drafter.tickets import Author, Message
from knowledge_base.foundation.actors import SYSTEM
from knowledge_base.foundation.ids import id_at
from knowledge_base.foundation.tokens import estimate_tokens
from knowledge_base.search.building import Progress
from webhook.accounts.placing import place
from webhook.accounts.roles import Role
from webhook.accounts.signing_in import ensure_user
from webhook.demo.brand_files import brand_slug, read_team
from webhook.demo.loading import CONNECTION_NAME
from webhook.demo.reviewing_weeks import review_weeks
from webhook.demo.telling_outcomes import tell_outcomes
from webhook.demo.week_texts import WeekTexts, read_week_texts
from webhook.demo.weeks import WEEKS, Archetypes, PastReply, archetype_keys, archetype_ticket, plan_weeks
from webhook.jobs.propose import Propose
from webhook.jobs.score_replies import AutomaticScores
from webhook.store.accounts import find_user
from webhook.store.connections import find_connection_by_name
from webhook.wiring import Services

IGNORED_EVERY = 40  # one draft in so many leads to no reply at all


@dataclass(frozen=True)
class _Measured:
    """A reply with what was changed in its draft, None without a draft that has a text."""

    past: PastReply
    edit: Edit | None


def has_weeks(services: Services) -> bool:
    """Whether the past weeks are written."""
    with services.database.reading() as session:
        try:
            brand = find_brand(session, brand_slug())
        except BrandNotFoundError:
            return False
        connection = find_connection_by_name(session, brand.id, CONNECTION_NAME)
        return connection is not None and find_ticket(session, connection.id, "NW-30000") is not None


def load_weeks(
    services: Services, brand_id: str, connection_id: str, *, weeks: int = WEEKS, progress: Progress | None = None
) -> int:
    """Write the past weeks of the demo brand; return how many replies were written, 0 where they are there.

    The policies have to be published.  Raises SnapshotNotReadyError, EmbeddingError.
    """
    if has_weeks(services):
        return 0
    texts, now = read_week_texts(), services.clock()
    drafts = _archetypes(services, texts, now, progress)
    planned = plan_weeks(texts, drafts, brand_id=brand_id, connection_id=connection_id, now=now, weeks=weeks)
    measured = _measured(planned)
    with services.database.writing() as session:
        _add_people(session, services, texts, brand_id, now)
        dani = find_user(session, read_team()["agent"].email)
        actors = {one.name: one.id for one in texts.agents} | ({dani.name: dani.id} if dani else {})
        for place_in_line, one in enumerate(measured):
            _write(session, one, actors[one.past.agent.name], is_ignored=place_in_line % IGNORED_EVERY == 9)
        review_weeks(session, texts, planned, brand_id=brand_id, now=now, weeks=weeks)
        tell_outcomes(session, planned, brand_id=brand_id, now=now)
    # The worker makes proposals and scores what was drawn once a day; a newcomer sees those of the past weeks at once.
    Propose(services.database, lambda: services.embedder, services.clock, services.new_id).run(brand_id)
    AutomaticScores(services.database, services.new_id).score(brand_id, now)
    return len(planned)


def _archetypes(services: Services, texts: WeekTexts, now: datetime, progress: Progress | None) -> Archetypes:
    """Draft one reply for each thing that people ask, as the product does, by the composer."""
    with services.database.reading() as session:
        brand = find_brand(session, brand_slug())
    kit = services.kit(brand)
    kit = replace(kit, model=kit.fallback, counter=estimate_tokens, precedents=lambda _: (), told=lambda _: ())
    # What every policy answers needs no second look at whether one does; that look is half of drafting's time.
    sure, drafts = replace(kit, meanings=None), dict[tuple[int, int], Draft]()
    keys = archetype_keys(texts)
    for done, key in enumerate(keys, start=1):
        ticket = archetype_ticket(texts, *key, brand_id=brand.id, now=now)
        drafts[key] = draft_reply(ticket, sure if key[0] < len(texts.intents) else kit, now=now, new_id=services.new_id)
        if progress:
            progress(done, len(keys))
    return drafts


def _measured(planned: Sequence[PastReply]) -> list[_Measured]:
    return [
        _Measured(
            one, measure(one.draft.text, one.sent, evidence=evidence_of(one.draft, one.ticket)) if one.draft else None
        )
        for one in planned
    ]


def _add_people(session: Session, services: Services, texts: WeekTexts, brand_id: str, now: datetime) -> None:
    for name, email in texts.reviewers:
        ensure_user(session, email, Role.QA, name=name, brand_ids=[brand_id], now=now, new_id=services.new_id)
    team = {person.name: person.email for person in read_team().values()}
    for one in texts.agents:
        started = now.date() - timedelta(days=one.days_here)
        placement = Placement(one.id, started, one.site, one.team, one.shift, started)
        place(session, placement, actor_id=SYSTEM.id, now=now)
        if one.name in team:
            place(session, replace(placement, agent_id=team[one.name]), actor_id=SYSTEM.id, now=now)


def _write(session: Session, one: _Measured, actor_id: str, *, is_ignored: bool) -> None:
    past, at = one.past, one.past.at
    answer = Message("m2", Author.AGENT, past.sent, created_at=at, author_id=past.agent.id, author_name=past.agent.name)
    is_ignored = is_ignored and past.draft is not None
    messages = past.ticket.messages if is_ignored else (*past.ticket.messages, answer)
    save_ticket(session, replace(past.ticket, messages=messages), now=at)
    if past.draft:
        _write_draft(session, past.draft)
    reply = _reply(past, actor_id)
    if past.draft is None or not past.draft.text:
        add_reply(session, replace(reply, pairing=Pairing.ALONE, draft_id=None), now=at)
    elif is_ignored:
        _write_edit(session, past, past.draft, measure(past.draft.text, None), DecisionKind.IGNORED, SYSTEM.id, None)
    elif one.edit:
        kind = DecisionKind.ACCEPTED if one.edit.outcome is Outcome.AS_IS else DecisionKind.EDITED
        add_reply(session, reply, now=at)
        _write_edit(session, past, past.draft, one.edit, kind, actor_id, reply)


def _write_draft(session: Session, draft: Draft) -> None:
    ready_at = draft.ready_at or draft.created_at
    insert_draft(session, draft, actor_id=SYSTEM.id)
    write_text(session, draft, now=ready_at)
    add_event(session, draft.id, DraftStatus(draft.status), at=ready_at, reason=draft.reason)


def _reply(past: PastReply, actor_id: str) -> Reply:
    return Reply(
        id=id_at("rpl", past.at, past.ticket.external_id),
        ticket_id=past.ticket.id,
        external_id="m2",
        text=past.sent,
        sent_at=past.at,
        pairing=Pairing.PAIR,
        draft_id=past.draft.id if past.draft else None,
        agent_id=actor_id,
        agent_name=past.agent.name,
    )


def _write_edit(
    session: Session,
    past: PastReply,
    draft: Draft,
    edit: Edit,
    kind: DecisionKind,
    actor_id: str,
    reply: Reply | None,
) -> None:
    name, sent = past.ticket.external_id, past.sent if reply else None
    role = "agent" if reply else SYSTEM.role
    decision = Decision(id_at("dec", past.at, name), draft.id, kind, actor_id, role, past.at, sent)
    add_decision(session, decision, idempotency_key=None)
    record = EditRecord(
        id=id_at("edt", past.at, name),
        brand_id=past.ticket.brand_id,
        ticket_id=past.ticket.id,
        draft_id=draft.id,
        edit=edit,
        actor_id=actor_id,
        created_at=past.at,
        decision_id=decision.id,
        reply_id=reply.id if reply else None,
        sent_text=sent,
        actor_name=past.agent.name if reply else None,
    )
    add_edit(session, record)
