"""Make proposals to the policies from what agents changed and what nothing answered, and decide about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy.orm import Session

from drafter.blanking import blank
from drafter.clustering import Vectors
from drafter.drafts import Draft
from drafter.errors import ProposalNotFoundError, ProposalStateError
from drafter.insertions import Insertion, Removal, Source, added_and_removed, marked
from drafter.proposals import (
    WITHIN,
    Place,
    Proposal,
    ProposalKind,
    Question,
    Refused,
    find_gaps,
    is_same_subject,
    propose_additions,
    propose_reviews,
    still_open,
)
from drafter.store import drafts as draft_store
from drafter.store import proposals as store
from drafter.store import tickets as ticket_store
from drafter.store.proposals import ProposalRecord, ProposalState
from drafter.tickets import Requester
from knowledge_base.embedding import Embedder
from knowledge_base.foundation.actors import Actor
from knowledge_base.foundation.ids import NewId

MOST_EDITS = 2000
MOST_QUESTIONS = 2000
MOST_SENTENCES = 3000
NEAREST = 3
GAPS_WITHIN = timedelta(days=90)


@dataclass(frozen=True)
class Material:
    """What proposals are made from: read in one transaction, worked on outside it.

    ``snippets`` are those that the drafts had before them; ``known`` are
    earlier proposals, whatever was decided about them.
    """

    brand_id: str
    insertions: tuple[Insertion, ...]
    removals: tuple[Removal, ...]
    questions: tuple[Question, ...]
    snippets: Mapping[str, Place]
    known: tuple[ProposalRecord, ...]


def gather(session: Session, brand_id: str, *, now: datetime) -> Material:
    """Read what agents changed within 30 days, and what nothing answered within 90."""
    edits = store.changed_edits(session, brand_id, since=now - WITHIN, limit=MOST_EDITS)
    drafts = draft_store.drafts_by_id(session, [edit.draft_id for edit in edits])
    tickets = ticket_store.tickets_by_id(session, {edit.ticket_id for edit in edits})
    insertions: list[Insertion] = []
    removals: list[Removal] = []
    snippets: dict[str, Place] = {}
    for edit in edits:
        draft = drafts.get(edit.draft_id)
        if draft is None or not draft.text or not edit.sent_text:
            continue  # erased since
        source = Source(edit.id, edit.ticket_id, edit.actor_id, edit.created_at)
        added, gone = added_and_removed(draft.text, draft.sentences, edit.sent_text, source)
        insertions += [_blanked(one, tickets[one.ticket_id].requester) for one in added]
        removals += gone
        snippets |= _places(draft)
    questions, nearest = _questions(session, brand_id, since=now - GAPS_WITHIN)
    return Material(
        brand_id,
        tuple(insertions[:MOST_SENTENCES]),
        tuple(removals),
        questions,
        nearest | snippets,
        store.list_proposals(session, [brand_id], states=tuple(ProposalState), limit=MOST_SENTENCES),
    )


def propose(material: Material, embedder: Embedder, *, now: datetime) -> tuple[Proposal, ...]:
    """Return what the material suggests and nobody refused.  Raises EmbeddingError; holds no session."""
    said = _embed(embedder, [one.marked for one in material.insertions])
    asked = _embed(embedder, [one.text for one in material.questions])
    cited = sorted({snippet for one in material.insertions for snippet in one.snippet_ids} & set(material.snippets))
    passages = dict(zip(cited, _embed(embedder, [material.snippets[one].text for one in cited]), strict=True))

    def likeness(row: int, snippet_id: str) -> float:
        passage = passages.get(snippet_id)
        return float(said[row] @ passage) if passage is not None else 0.0

    found = tuple(
        replace(one, place=material.snippets.get(one.snippet_id or ""))
        for one in (
            *propose_additions(material.insertions, said, now=now, likeness=likeness),
            *propose_reviews(material.removals, now=now),
            *find_gaps(material.questions, asked),
        )
    )
    refused = [_refused(record) for record in material.known if record.state is not ProposalState.OPEN]
    alike = _likenesses(embedder, [one.marked for one in found], [one.marked for one in refused])
    return still_open(found, [one for one in refused if one.tickets], is_same=is_same_subject(alike))


def save(
    session: Session, material: Material, found: Sequence[Proposal], *, now: datetime, new_id: NewId
) -> tuple[ProposalRecord, ...]:
    """Write what was found.  One that was open before keeps its id; one that is no longer found is gone."""
    open_ones = store.list_proposals(session, [material.brand_id], limit=MOST_SENTENCES)
    left = {record.id: record for record in open_ones}
    written = []
    for proposal in found:
        before = next((one for one in left.values() if _continues(one.proposal, proposal)), None)
        if before:
            left.pop(before.id)
        record = ProposalRecord(
            id=before.id if before else new_id("prp"),
            brand_id=material.brand_id,
            proposal=proposal,
            state=ProposalState.OPEN,
            made_at=before.made_at if before else now,
            updated_at=now,
        )
        store.put_proposal(session, record)
        written.append(record)
    for record in left.values():
        store.put_proposal(session, replace(record, state=ProposalState.GONE, updated_at=now))
    return tuple(written)


def decide(
    session: Session,
    proposal_id: str,
    *,
    accept: bool,
    actor: Actor,
    now: datetime,
    reason: str | None = None,
    revision_id: str | None = None,
) -> ProposalRecord:
    """Accept a proposal (into the draft revision ``revision_id``) or refuse it for good.

    A refused one comes back only when twice as many tickets stand behind it.
    Raises ProposalNotFoundError, and ProposalStateError where somebody decided before.
    """
    record = store.find_proposal(session, proposal_id)
    if record is None:
        raise ProposalNotFoundError(f"No proposal has the id {proposal_id[:64]!r}.")
    if record.state is not ProposalState.OPEN:
        raise ProposalStateError(f"This proposal is {record.state.value} already; nothing was changed.")
    decided = replace(
        record,
        state=ProposalState.ACCEPTED if accept else ProposalState.REJECTED,
        actor_id=actor.id,
        decided_at=now,
        updated_at=now,
        reason=(reason or "").strip() or None,
        revision_id=revision_id,
    )
    store.put_proposal(session, decided)
    return decided


def _questions(session: Session, brand_id: str, *, since: datetime) -> tuple[tuple[Question, ...], dict[str, Place]]:
    """Return what nothing answered; a question in a language that cannot be searched is no gap and has no hits."""
    ids = store.unanswered_drafts(session, brand_id, since=since, limit=MOST_QUESTIONS)
    drafts = [draft for draft in draft_store.drafts_by_id(session, ids).values() if draft.hits and draft.questions]
    tickets = ticket_store.tickets_by_id(session, {draft.ticket_id for draft in drafts})
    questions: list[Question] = []
    nearest: dict[str, Place] = {}
    for draft in sorted(drafts, key=lambda one: one.id, reverse=True):
        text = blank(draft.questions[0], tickets[draft.ticket_id].requester)
        hits = tuple(hit.snippet_id for hit in draft.hits[:NEAREST])
        questions.append(Question(draft.ticket_id, text, draft.created_at, hits))
        nearest |= _places(draft)
    return tuple(questions), nearest


def _blanked(one: Insertion, requester: Requester) -> Insertion:
    text = blank(one.text, requester)
    return replace(one, text=text, marked=marked(text))


def _places(draft: Draft) -> dict[str, Place]:
    return {
        hit.snippet_id: Place(
            hit.snippet_id, hit.policy_id, hit.policy, hit.revision, hit.heading, hit.text, hit.parts.dense
        )
        for hit in draft.hits
    }


def _refused(record: ProposalRecord) -> Refused:
    # An accepted one is silent too while its revision waits; new evidence that doubles it shows that it did not help.
    tickets = record.proposal.tickets if record.state in (ProposalState.REJECTED, ProposalState.ACCEPTED) else 0
    return Refused(record.proposal.kind, record.proposal.marked, tickets, record.proposal.snippet_id)


def _continues(before: Proposal, now: Proposal) -> bool:
    """Whether a proposal is the one of an earlier run: it shares most of the smaller one's tickets."""
    if (before.kind is ProposalKind.GAP) != (now.kind is ProposalKind.GAP):
        return False
    if ProposalKind.REVIEW in (before.kind, now.kind):
        return before.kind is now.kind and before.snippet_id == now.snippet_id
    theirs, ours = ({piece.ticket_id for piece in one.evidence} for one in (before, now))
    shared = len(theirs & ours)
    return before.marked == now.marked or (shared > 0 and shared * 2 >= min(len(theirs), len(ours)))


def _embed(embedder: Embedder, texts: Sequence[str]) -> Vectors:
    if not texts:
        return np.zeros((0, embedder.dimensions), dtype=np.float32)
    distinct = list(dict.fromkeys(texts))
    place = {text: row for row, text in enumerate(distinct)}
    return embedder.embed(distinct)[[place[text] for text in texts]]


def _likenesses(embedder: Embedder, ours: Sequence[str], theirs: Sequence[str]) -> dict[tuple[str, str], float]:
    if not ours or not theirs:
        return {}
    cosines = _embed(embedder, ours) @ _embed(embedder, theirs).T
    return {(a, b): float(cosines[i, j]) for i, a in enumerate(ours) for j, b in enumerate(theirs)}
