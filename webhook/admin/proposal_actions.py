"""What an admin does with proposals: look, take into a draft revision, refuse, have them made anew."""

from dataclasses import replace

from sqlalchemy.orm import Session

from drafter import proposing
from drafter.errors import ProposalNotFoundError
from drafter.proposals import Proposal, ProposalKind
from drafter.store import proposals as store
from drafter.store.brands import list_brands
from drafter.store.proposals import ProposalRecord, ProposalState
from knowledge_base import editing
from knowledge_base.policies import Revision
from knowledge_base.store import policies as policy_store
from knowledge_base.wording import sentences_of
from webhook.accounts.permissions import Act, brand_in_sight, brands_in_sight, permit
from webhook.accounts.roles import Principal
from webhook.jobs.base import PROPOSE
from webhook.wiring import Services

DECIDED = (ProposalState.ACCEPTED, ProposalState.REJECTED)
MOST_TITLE = 120


def list_proposals(
    services: Services,
    who: Principal,
    *,
    brand: str | None = None,
    states: tuple[ProposalState, ...] = (ProposalState.OPEN,),
) -> tuple[ProposalRecord, ...]:
    """Return proposals and gaps in sight, those with most tickets first.  Raises BrandNotFoundError."""
    permit(who, Act.READ_POLICIES)
    with services.database.reading() as session:
        wanted = brands_in_sight(session, who, brand)
        brand_ids = wanted if wanted is not None else [one.id for one in list_brands(session)]
        return store.list_proposals(session, brand_ids, states=states)


def get_proposal(services: Services, who: Principal, proposal_id: str) -> ProposalRecord:
    """Return one proposal.  Raises ProposalNotFoundError."""
    permit(who, Act.READ_POLICIES)
    with services.database.reading() as session:
        found = store.find_proposal(session, proposal_id[:64])
    if found is None or not who.may_see(found.brand_id):
        raise ProposalNotFoundError(f"No proposal has the id {proposal_id[:64]!r}.")
    return found


def accept(
    services: Services, who: Principal, proposal_id: str, *, text: str | None = None
) -> tuple[ProposalRecord, Revision]:
    """Take a proposal into a draft revision, which somebody reviews and publishes as any other.

    ``text`` is the wording to take over instead of the proposed one.  A review's revision
    leaves the wording as it is: what it should say is for a person.
    Raises ProposalNotFoundError, ProposalStateError, StageError.
    """
    permit(who, Act.EDIT_POLICIES)
    record = get_proposal(services, who, proposal_id)
    wording = (text or "").strip() or record.proposal.text
    with services.database.writing() as session:
        made = _take_over(session, services, who, record.brand_id, record.proposal, wording)
        decided = proposing.decide(
            session, record.id, accept=True, actor=who.actor, now=services.clock(), revision_id=made.id
        )
    return decided, made


def _take_over(
    session: Session, services: Services, who: Principal, brand_id: str, proposal: Proposal, wording: str
) -> Revision:
    """Write the draft revision that a proposal asks for."""
    note = f"From a proposal: {proposal.tickets} tickets, {proposal.agents} agents."
    place = proposal.place
    if place is None or proposal.kind in (ProposalKind.NEW_POLICY, ProposalKind.GAP):
        title = wording.rstrip("?.! ")[:MOST_TITLE]
        return editing.create_policy(
            session,
            brand_id=brand_id,
            title=title,
            text=wording if proposal.kind is ProposalKind.NEW_POLICY else f"## {title}\n",
            note=note,
            actor=who.actor,
            now=services.clock(),
            new_id=services.new_id,
        )
    newest = policy_store.revisions_of(session, place.policy_id)[0]
    is_review = proposal.kind is ProposalKind.REVIEW
    return editing.start_revision(
        session,
        place.policy_id,
        text=newest.text if is_review else put_in(newest.text, place.text, wording),
        title=newest.title,
        meta=newest.meta,
        note=note,
        actor=who.actor,
        now=services.clock(),
        new_id=services.new_id,
    )


def reject(services: Services, who: Principal, proposal_id: str, *, reason: str | None = None) -> ProposalRecord:
    """Refuse a proposal until twice as many tickets stand behind it.

    Raises ProposalNotFoundError, ProposalStateError.
    """
    permit(who, Act.EDIT_POLICIES)
    record = get_proposal(services, who, proposal_id)
    with services.database.writing() as session:
        return proposing.decide(
            session, record.id, accept=False, actor=who.actor, now=services.clock(), reason=(reason or "")[:500]
        )


def reopen(services: Services, who: Principal, proposal_id: str) -> ProposalRecord:
    """Take a decision back.  Raises ProposalNotFoundError."""
    permit(who, Act.EDIT_POLICIES)
    record = get_proposal(services, who, proposal_id)
    if record.state is ProposalState.OPEN:
        return record
    again = replace(record, state=ProposalState.OPEN, actor_id=None, decided_at=None, reason=None, revision_id=None)
    with services.database.writing() as session:
        store.put_proposal(session, again)
    return again


def make_anew(services: Services, who: Principal, *, brand: str | None = None) -> None:
    """Ask for proposals from what agents changed until now; a job makes them.  Raises BrandNotFoundError."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.writing() as session:
        wanted = [brand_in_sight(session, who, brand)] if brand else list_brands(session)
        for one in wanted:
            if who.may_see(one.id):
                services.jobs.enqueue(session, PROPOSE, f"{one.id}:{services.new_id('run')}")


def put_in(text: str, passage: str, sentence: str) -> str:
    """Return a policy's text with a sentence after the passage it extends; at the end where that is gone by now."""
    last = next((one for one in reversed(sentences_of(passage)) if one in text), None)
    if last is None:
        return f"{text.rstrip()}\n\n{sentence}\n"
    end = text.index(last) + len(last)
    rest = text[end:]
    is_in_list = text[: text.index(last)].rpartition("\n")[2].lstrip().startswith(("-", "*", "+"))
    return f"{text[:end]}\n- {sentence}{rest}" if is_in_list else f"{text[:end]} {sentence}{rest}"
