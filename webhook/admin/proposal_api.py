"""``/api/v1/proposals``: gaps and proposed wordings for programs."""

from typing import Any, Literal

from pydantic import Field

from drafter.proposals import ProposalKind
from drafter.store.proposals import ProposalRecord, ProposalState
from webhook.accounts.permissions import Act
from webhook.accounts.roles import Principal
from webhook.admin import proposal_actions
from webhook.draft_json import moment_json
from webhook.http.api import ApiBlueprint, Fields, Moment, Shown
from webhook.http.context import services

api = ApiBlueprint("proposals_api", __name__)


class ProposalsQuery(Fields):
    """What the list of proposals takes."""

    brand: str | None = Field(None, max_length=255, description="A brand's name, slug or id; left out: all of yours.")
    state: Literal["open", "accepted", "rejected"] = Field("open", description="Where the proposals stand.")


class EvidenceShown(Shown):
    """One ticket behind a proposal."""

    ticket_id: str
    text: str
    agent: str | None
    edit_id: str | None
    at: Moment


class ProposalShown(Shown):
    """What agents' edits or unanswered questions suggest for the policies."""

    id: str
    brand_id: str
    kind: ProposalKind
    state: ProposalState
    text: str
    tickets: int
    agents: int
    policy_id: str | None
    policy: str | None
    heading: list[str]
    facts: list[str]
    evidence: list[EvidenceShown]
    revision_id: str | None
    reason: str | None


class ProposalList(Shown):
    """Proposals, those that most tickets stand behind first; one page holds them all."""

    items: list[ProposalShown]
    next: str | None


class AcceptBody(Fields):
    """How a proposal is taken over."""

    text: str | None = Field(None, max_length=2000, description="Another wording than the proposed one.")


class RejectBody(Fields):
    """Why a proposal is refused."""

    reason: str | None = Field(None, max_length=500, description="Agents who wrote it can read this.")


@api.route_for("GET", "/proposals", act=Act.READ_POLICIES, query=ProposalsQuery, answer=ProposalList)
def list_proposals(who: Principal, query: ProposalsQuery) -> dict[str, Any]:
    """List gaps and proposed wordings, those that most tickets stand behind first."""
    found = proposal_actions.list_proposals(services(), who, brand=query.brand, states=(ProposalState(query.state),))
    return {"items": [proposal_json(one) for one in found], "next": None}


@api.route_for("POST", "/proposals/<proposal_id>/accept", act=Act.EDIT_POLICIES, body=AcceptBody, answer=ProposalShown)
def accept_proposal(who: Principal, proposal_id: str, body: AcceptBody) -> dict[str, Any]:
    """Take a proposal into a draft revision, which is reviewed and published as any other."""
    record, _ = proposal_actions.accept(services(), who, proposal_id, text=body.text)
    return proposal_json(record)


@api.route_for("POST", "/proposals/<proposal_id>/reject", act=Act.EDIT_POLICIES, body=RejectBody, answer=ProposalShown)
def reject_proposal(who: Principal, proposal_id: str, body: RejectBody) -> dict[str, Any]:
    """Refuse a proposal until twice as many tickets stand behind it."""
    return proposal_json(proposal_actions.reject(services(), who, proposal_id, reason=body.reason))


def proposal_json(record: ProposalRecord) -> dict[str, Any]:
    """Return a proposal as the API and the command line show it."""
    one = record.proposal
    return {
        "id": record.id,
        "brand_id": record.brand_id,
        "kind": one.kind,
        "state": record.state,
        "text": one.text,
        "tickets": one.tickets,
        "agents": one.agents,
        "policy_id": one.place.policy_id if one.place else None,
        "policy": one.place.policy if one.place else None,
        "heading": list(one.place.heading) if one.place else [],
        "facts": [value for value, _ in one.facts],
        "evidence": [
            {"ticket_id": e.ticket_id, "text": e.text, "agent": e.agent, "edit_id": e.edit_id, "at": moment_json(e.at)}
            for e in one.evidence
        ],
        "revision_id": record.revision_id,
        "reason": record.reason,
    }
