"""Decide on drafts: what a person pressed, what we set ourselves, and taking it back.

Decisions are only ever added.  The one in force is the last, unless that one is ``undone``.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from drafter.decisions import KIND_OF_ACTION, Action, Decision, DecisionKind
from drafter.drafts import Draft, DraftStatus
from drafter.edits import measure
from drafter.errors import AlreadyDecidedError, DecisionFormatError, DraftNotReadyError, DraftSupersededError
from drafter.evidence import evidence_of
from drafter.findings import Finding
from drafter.learning import learn, unlearn
from drafter.order_sources import with_drafts_order
from drafter.store import decisions as decision_store
from drafter.store import drafts as draft_store
from drafter.store import edits as edit_store
from drafter.store import tickets as ticket_store
from drafter.store.edits import EditRecord
from knowledge_base.foundation.actors import SYSTEM, Actor
from knowledge_base.foundation.ids import NewId

WITH_TEXT = frozenset({Action.ACCEPT, Action.EDIT})
TEXTLESS = frozenset({DraftStatus.ABSTAINED, DraftStatus.FAILED})

Seconds = Callable[[], float]
"""A running clock, in seconds."""


@dataclass(frozen=True)
class Checked:
    """What the checks noticed in the text that goes out, and which of it a person sends anyway."""

    findings: tuple[Finding, ...] = ()
    acknowledged: tuple[str, ...] = ()


UNCHECKED = Checked()


def decide(
    session: Session,
    draft_id: str,
    action: Action,
    *,
    actor: Actor,
    actor_name: str | None = None,
    text: str | None = None,
    reason: str | None = None,
    checked: Checked = UNCHECKED,
    idempotency_key: str | None = None,
    now: datetime,
    new_id: NewId,
    seconds: Seconds | None = None,
) -> Decision:
    """Record what a person does with a draft and measure it; return the decision.

    ``text`` is the reply as the agent leaves it; an accepted draft without one goes out as
    drafted.  The same action with the same text, or the same idempotency key, answers with
    the first decision.  ``undo`` takes the decision back until a send is seen.
    ``checked`` is what the checks said of the text and what of that the person settled;
    ``seconds`` is a running clock that bounds the search for moved words.
    Raises DraftNotFoundError, DraftNotReadyError, DraftSupersededError, AlreadyDecidedError,
    DecisionFormatError.
    """
    ticket_id = draft_store.get_draft(session, draft_id).ticket_id
    ticket_store.lock_ticket(session, ticket_id)
    draft = draft_store.get_draft(session, draft_id)
    if idempotency_key and (first := decision_store.decision_by_key(session, draft_id, idempotency_key)):
        return first
    if action is Action.UNDO:
        return _undo(session, draft, actor=actor, reason=reason, key=idempotency_key, now=now, new_id=new_id)

    kind, words = KIND_OF_ACTION[action], _words(draft, action, text)
    standing = decision_store.standing_decision(session, draft_id)
    if standing and (standing.kind, standing.text) == (kind, words):
        return standing
    if standing and standing.kind is not DecisionKind.IGNORED:
        raise AlreadyDecidedError(f"Draft {draft_id!r} was {standing.kind.value} before; undo that first.")
    _check_open(draft, action)
    if standing:
        _take_back(session, draft, SYSTEM, now=now, new_id=new_id)  # ignored was our guess; a person knows better

    decision = Decision(
        new_id("dec"), draft_id, kind, actor.id, actor.role, now, words, reason, checked.findings, checked.acknowledged
    )
    decision_store.add_decision(session, decision, idempotency_key=idempotency_key)
    if action is not Action.ESCALATE:
        findings = draft.findings if words == draft.text else None if checked is UNCHECKED else checked.findings
        sent = Sent(words, actor.id, actor_name, findings=findings)
        measure_sent(session, draft, sent, decision, now=now, new_id=new_id, seconds=seconds)
    return decision


def mark_ignored(
    session: Session, ticket_id: str, *, now: datetime, new_id: NewId, reason: str, before: datetime | None = None
) -> tuple[Decision, ...]:
    """Note that a ticket ended without a send: its open drafts were ignored; return those decisions.

    Drafts that are still being written are superseded, nobody will want them.  ``before``
    leaves all those alone that were not ready by then.
    """
    ticket_store.lock_ticket(session, ticket_id)
    ignored = []
    for draft in draft_store.drafts_of_ticket(session, ticket_id):
        if before and (draft.ready_at is None or draft.ready_at >= before):
            continue
        if draft.status in (DraftStatus.QUEUED, DraftStatus.DRAFTING):
            supersede(session, draft, reason, now=now)
        if draft.status is not DraftStatus.READY or decision_store.standing_decision(session, draft.id):
            continue
        kind = DecisionKind.IGNORED
        decision = Decision(new_id("dec"), draft.id, kind, SYSTEM.id, SYSTEM.role, now, reason=reason)
        decision_store.add_decision(session, decision, idempotency_key=None)
        measure_sent(session, draft, Sent(None, SYSTEM.id), decision, now=now, new_id=new_id)
        ignored.append(decision)
    return tuple(ignored)


def take_back_ignored(session: Session, draft: Draft, *, now: datetime, new_id: NewId) -> None:
    """Take back that a draft was ignored: a send of it turned up after all."""
    standing = decision_store.standing_decision(session, draft.id)
    if standing and standing.kind is DecisionKind.IGNORED:
        _take_back(session, draft, SYSTEM, now=now, new_id=new_id)


def supersede(session: Session, draft: Draft, reason: str, *, now: datetime) -> None:
    """Note that a draft was replaced or is no longer wanted, unless somebody decided on it."""
    if draft.status is not DraftStatus.SUPERSEDED and decision_store.standing_decision(session, draft.id) is None:
        draft_store.add_event(session, draft.id, DraftStatus.SUPERSEDED, at=now, reason=reason)


@dataclass(frozen=True)
class Sent:
    """What went out, or is to: the text, None where nothing did; whose it is; the reply that proves it.

    ``findings`` are what the checks say of this text, None where they did not look at it.
    """

    text: str | None
    actor_id: str
    actor_name: str | None = None
    reply_id: str | None = None
    findings: tuple[Finding, ...] | None = None


def measure_sent(
    session: Session,
    draft: Draft,
    sent: Sent,
    decision: Decision | None,
    *,
    now: datetime,
    new_id: NewId,
    seconds: Seconds | None = None,
) -> EditRecord:
    """Measure a draft against what was sent and record it; from now on this edit counts for the draft."""
    ticket = ticket_store.get_ticket(session, draft.ticket_id)
    edit = measure(
        draft.text,
        sent.text,
        was_rejected=decision is not None and decision.kind is DecisionKind.REJECTED,
        evidence=evidence_of(draft, with_drafts_order(ticket, draft)),
        seconds=seconds,
    )
    record = EditRecord(
        id=new_id("edt"),
        brand_id=ticket.brand_id,
        ticket_id=ticket.id,
        draft_id=draft.id,
        edit=edit,
        actor_id=sent.actor_id,
        created_at=now,
        decision_id=decision.id if decision else None,
        reply_id=sent.reply_id,
        sent_text=sent.text,
        actor_name=sent.actor_name,
        findings=sent.findings,
    )
    edit_store.add_edit(session, record)
    learn(session, draft, ticket, edit, now=now, new_id=new_id)
    return record


def _words(draft: Draft, action: Action, text: str | None) -> str | None:
    """The reply as the agent leaves it, for actions that have one."""
    if action not in WITH_TEXT:
        return None
    words = draft.text if text is None and action is Action.ACCEPT else text
    if draft.text and not (words or "").strip():
        raise DecisionFormatError(f"Action '{action.value}' on draft {draft.id!r} needs the text to send; it is empty.")
    return words


def _check_open(draft: Draft, action: Action) -> None:
    """Raise where this action makes no sense on a draft in its status."""
    if draft.status is DraftStatus.SUPERSEDED:
        raise DraftSupersededError(f"Draft {draft.id!r} was replaced by a newer one; decide on that.")
    if draft.status is DraftStatus.READY or (action not in WITH_TEXT and draft.status in TEXTLESS):
        return
    has = "has no text" if draft.status in TEXTLESS else "is not written yet"
    raise DraftNotReadyError(f"Draft {draft.id!r} {has}, so '{action.value}' is not possible.")


def _undo(
    session: Session, draft: Draft, *, actor: Actor, reason: str | None, key: str | None, now: datetime, new_id: NewId
) -> Decision:
    record = decision_store.decisions_of(session, draft.id)
    if not record:
        raise DraftNotReadyError(f"Draft {draft.id!r} has no decision to undo.")
    if record[-1].kind is DecisionKind.UNDONE:
        return record[-1]
    if decision_store.was_sent(session, draft.id):
        raise AlreadyDecidedError(f"The reply from draft {draft.id!r} was sent, so it cannot be undone.")
    undone = _take_back(session, draft, actor, reason=reason, key=key, now=now, new_id=new_id)
    newest = max(draft_store.drafts_of_ticket(session, draft.ticket_id), key=lambda one: (one.created_at, one.id))
    if newest.id != draft.id:
        supersede(session, draft, "A newer draft stands.", now=now)
    return undone


def _take_back(
    session: Session,
    draft: Draft,
    actor: Actor,
    *,
    reason: str | None = None,
    key: str | None = None,
    now: datetime,
    new_id: NewId,
) -> Decision:
    undone = Decision(new_id("dec"), draft.id, DecisionKind.UNDONE, actor.id, actor.role, now, reason=reason)
    decision_store.add_decision(session, undone, idempotency_key=key)
    edit = edit_store.edit_of_draft(session, draft.id)
    if edit:
        edit_store.withdraw_edit(session, replace(edit, id=new_id("edt"), actor_id=actor.id, created_at=now))
    unlearn(session, draft.id)
    return undone
