"""The audit log: who did what, read from every table that keeps acts, newest first.

What is done to connections, jobs, accounts and tokens has a table of its own; the rest is
read where it was always kept: decisions, policy and ladder stages, prompts, reviews, imports.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Select, String, and_, case, cast, func, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from drafter.store.ladder_tables import LadderEventRow, LadderRow, LadderVersionRow
from drafter.store.model_tables import PromptTemplateRow
from drafter.store.tables import DecisionRow, DraftRow, EditRow, ReviewRow, TicketRow
from knowledge_base.store.tables import PolicyRow, RevisionRow, StageEventRow
from webhook.store.tables import AuditEntryRow

SIGNED_IN = "account.signed_in"
LIKE_ESCAPE = "\\"


@dataclass(frozen=True)
class AuditEntry:
    """One act.  ``source`` names the table it is kept in, ``key`` its place there; ``what`` is the kind of act.

    ``about`` is what it was done to, in words; ``number`` the version where there is one;
    ``brand_id`` None where it belongs to no brand.
    """

    source: str
    key: str
    at: datetime
    actor_id: str
    what: str
    about: str
    subject_id: str | None = None
    brand_id: str | None = None
    number: int | None = None


@dataclass(frozen=True)
class AuditQuery:
    """Which acts: of these people, from these tables, since a moment, with these words.

    ``brand_ids`` None is every brand and what belongs to none.  ``named`` are the ids of people
    whose names hold ``words``.  ``after`` is the last entry of the page before.
    """

    brand_ids: Sequence[str] | None = None
    actor_id: str | None = None
    source: str | None = None
    since: datetime | None = None
    words: str = ""
    named: Collection[str] = ()
    after: tuple[datetime, str, str] | None = None
    limit: int = 50


def note_act(
    session: Session,
    act: str,
    text: str,
    *,
    actor_id: str,
    now: datetime,
    subject_id: str | None = None,
    brand_id: str | None = None,
) -> None:
    """Write one act down; ``text`` says what was done, such as "paused Front"."""
    session.add(
        AuditEntryRow(at=now, actor_id=actor_id, act=act, text=text[:500], subject_id=subject_id, brand_id=brand_id)
    )
    session.flush()


def list_acts(session: Session, query: AuditQuery) -> tuple[AuditEntry, ...]:
    """Return acts, the newest first."""
    log = union_all(*(_TABLES[name]() for name in SOURCES if query.source in (None, name))).subquery()
    columns = log.c
    found = select(log)
    if query.brand_ids is not None:
        found = found.where(columns.brand_id.in_(query.brand_ids))
    if query.actor_id:
        found = found.where(columns.actor_id == query.actor_id)
    if query.since:
        found = found.where(columns.at >= query.since)
    if query.words:
        pattern = f"%{_escaped(query.words)}%"
        found = found.where(
            or_(
                columns.about.ilike(pattern, escape=LIKE_ESCAPE),
                columns.subject_id.ilike(pattern, escape=LIKE_ESCAPE),
                columns.what.ilike(pattern, escape=LIKE_ESCAPE),
                columns.actor_id.in_([*query.named, query.words]),
            )
        )
    if query.after:
        at, source, key = query.after
        same = and_(columns.at == at, columns.source == source, columns.key < key)
        found = found.where(or_(columns.at < at, and_(columns.at == at, columns.source < source), same))
    ordered = found.order_by(columns.at.desc(), columns.source.desc(), columns.key.desc()).limit(query.limit)
    return tuple(AuditEntry(**row) for row in session.execute(ordered).mappings())


def actors_of(session: Session, *, brand_ids: Sequence[str] | None) -> frozenset[str]:
    """Return the ids of everybody who did something."""
    log = union_all(*(_TABLES[name]() for name in SOURCES)).subquery()
    found = select(log.c.actor_id).distinct()
    if brand_ids is not None:
        found = found.where(log.c.brand_id.in_(brand_ids))
    return frozenset(session.scalars(found))


def last_sign_ins(session: Session) -> Mapping[str, datetime]:
    """Return when each person last signed in, by id."""
    rows = session.execute(
        select(AuditEntryRow.actor_id, func.max(AuditEntryRow.at).label("last_at"))
        .where(AuditEntryRow.act == SIGNED_IN)
        .group_by(AuditEntryRow.actor_id)
    )
    return {one.actor_id: one.last_at for one in rows}


def _acts() -> Select[Any]:
    row = AuditEntryRow
    return _select(
        "act", row.seq, row.at, row.actor_id, row.act, row.text, subject_id=row.subject_id, brand_id=row.brand_id
    )


def _decisions() -> Select[Any]:
    row, ticket = DecisionRow, TicketRow
    found = _select(
        "decision",
        row.seq,
        row.created_at,
        row.actor_id,
        row.kind,
        ticket.external_id,
        subject_id=row.draft_id,
        brand_id=ticket.brand_id,
    )
    return found.join(DraftRow, DraftRow.id == row.draft_id).join(ticket, ticket.id == DraftRow.ticket_id)


def _policy_stages() -> Select[Any]:
    row, revision, policy = StageEventRow, RevisionRow, PolicyRow
    found = _select(
        "policy",
        row.seq,
        row.created_at,
        row.actor_id,
        row.stage,
        revision.title,
        subject_id=revision.policy_id,
        brand_id=policy.brand_id,
        number=revision.number,
    )
    return found.join(revision, revision.id == row.revision_id).join(policy, policy.id == revision.policy_id)


def _ladder_stages() -> Select[Any]:
    row, version, ladder = LadderEventRow, LadderVersionRow, LadderRow
    found = _select(
        "ladder",
        row.seq,
        row.created_at,
        row.actor_id,
        row.stage,
        version.content["intent"].as_string(),
        subject_id=version.ladder_id,
        brand_id=ladder.brand_id,
        number=version.number,
    )
    return found.join(version, version.id == row.version_id).join(ladder, ladder.id == version.ladder_id)


def _prompts() -> Select[Any]:
    row = PromptTemplateRow
    what = case((row.text.is_(None), "reset"), else_="changed")
    return _select("prompt", row.seq, row.created_at, row.actor_id, what, literal(""), brand_id=row.brand_id)


def _reviews() -> Select[Any]:
    row, ticket = ReviewRow, TicketRow
    found = _select(
        "review",
        row.id,
        row.created_at,
        row.actor_id,
        literal("reviewed"),
        ticket.external_id,
        subject_id=func.coalesce(row.edit_id, row.reply_id),
        brand_id=row.brand_id,
    )
    found = found.outerjoin(EditRow, EditRow.id == row.edit_id)
    return found.join(ticket, ticket.id == func.coalesce(EditRow.ticket_id, row.ticket_id))


_TABLES = {
    "act": _acts,
    "decision": _decisions,
    "policy": _policy_stages,
    "ladder": _ladder_stages,
    "prompt": _prompts,
    "review": _reviews,
}
SOURCES = tuple(_TABLES)


def _select(
    source: str,
    key: Any,
    at: Any,
    actor_id: Any,
    what: Any,
    about: Any,
    *,
    subject_id: Any = None,
    brand_id: Any = None,
    number: Any = None,
) -> Select[Any]:
    """Select the columns of the log, in one order and of one type for every table."""
    return select(
        literal(source).label("source"),
        cast(key, String).label("key"),
        at.label("at"),
        cast(actor_id, String).label("actor_id"),
        cast(what, String).label("what"),
        cast(about, String).label("about"),
        cast(subject_id if subject_id is not None else null(), String).label("subject_id"),
        cast(brand_id if brand_id is not None else null(), String).label("brand_id"),
        cast(number if number is not None else null(), Integer).label("number"),
    )


def _escaped(words: str) -> str:
    for sign in (LIKE_ESCAPE, "%", "_"):
        words = words.replace(sign, LIKE_ESCAPE + sign)
    return words
