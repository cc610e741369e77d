"""Gaps and proposals: what customers ask and no policy answers, and what agents keep adding by hand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from drafter.errors import ProposalStateError
from drafter.proposals import Evidence, Place, ProposalKind
from drafter.store.edits import edits_by_id
from drafter.store.proposals import ProposalRecord, ProposalState
from drafter.store.tickets import tickets_by_id
from knowledge_base.errors import KnowledgeBaseError
from webhook.accounts.roles import Role
from webhook.admin import proposal_actions
from webhook.admin.blueprint import back_to, may_edit, my_brands, names, pages
from webhook.http.context import principal, require, services
from webhook.word_diff import WordDiff, word_diff

GAPS, WORDING, DECIDED = "gaps", "wording", "decided"
TABS = {GAPS: "Gaps", WORDING: "Proposed wording", DECIDED: "Decided"}
QUOTES = 3
SHOWN_EVIDENCE = 40
KIND_NAMES = {
    ProposalKind.EXTEND: "Add to a policy",
    ProposalKind.NEW_POLICY: "New policy",
    ProposalKind.REVIEW: "Look at it again: agents take it out",
    ProposalKind.GAP: "Gap",
}
STATE_NAMES = {ProposalState.ACCEPTED: "In a draft", ProposalState.REJECTED: "Rejected for good"}


@dataclass(frozen=True)
class Tab:
    """A tab of the page."""

    key: str
    text: str
    count: int
    href: str
    is_current: bool


@dataclass(frozen=True)
class EvidenceRow:
    """One ticket behind a proposal."""

    external_id: str
    text: str
    agent: str
    at: datetime
    href: str


@dataclass(frozen=True)
class ProposalView:
    """One proposal as the page shows it; ``diff`` is the passage now and as proposed."""

    id: str
    kind: str
    title: str
    text: str
    tickets: int
    agents: int
    place: Place | None
    policy_href: str
    quotes: tuple[str, ...]
    evidence: tuple[EvidenceRow, ...]
    brand: str
    state: str
    by: str
    decided_at: datetime | None
    reason: str
    returns_at: int
    new_facts: tuple[tuple[str, int], ...]
    diff: WordDiff | None
    is_gap: bool
    is_review: bool


@pages.get("/admin/gaps")
@require(Role.ADMIN, Role.AGENT, Role.QA)
def gaps() -> Response:
    """Lead to the gaps."""
    return redirect(url_for("admin.proposals", tab=GAPS, brand=request.args.get("brand") or None))


@pages.get("/admin/proposals")
@require(Role.ADMIN, Role.AGENT, Role.QA)
def proposals() -> str:
    """Show the gaps, the proposed wordings, or what was decided."""
    brand = request.args.get("brand", "")[:255]
    every = proposal_actions.list_proposals(
        services(), principal(), brand=brand or None, states=(ProposalState.OPEN, *proposal_actions.DECIDED)
    )
    grouped = {key: [record for record in every if _tab_of(record) == key] for key in TABS}
    asked = request.args.get("tab", "")
    current = asked if asked in TABS else (WORDING if grouped[WORDING] and not grouped[GAPS] else GAPS)
    views = _views(grouped[current])
    chosen = request.args.get("id", "")
    return render_template(
        "admin/proposals.html",
        tab=current,
        tabs=[Tab(key, text, len(grouped[key]), _href(key, brand), key == current) for key, text in TABS.items()],
        items=views,
        shown=next((one for one in views if one.id == chosen), views[0] if views else None),
        brands=my_brands(),
        slug=brand,
        can_edit=may_edit(),
        href=lambda one: _href(current, brand, id=one.id),
    )


@pages.post("/admin/proposals/<proposal_id>/accept")
@require(Role.ADMIN)
def accept_proposal(proposal_id: str) -> Response:
    """Take a proposal into a draft revision and open it."""
    try:
        _, revision = proposal_actions.accept(
            services(), principal(), proposal_id, text=request.form.get("text", "")[:2000] or None
        )
    except (ProposalStateError, KnowledgeBaseError) as error:
        flash(error.message)
        return redirect(_href(WORDING, request.form.get("brand", "")[:255]), 303)
    flash(f"Draft v{revision.number} made. Nothing is live yet.")
    return back_to(revision.policy_id)


@pages.post("/admin/proposals/<proposal_id>/reject")
@require(Role.ADMIN)
def reject_proposal(proposal_id: str) -> Response:
    """Refuse a proposal."""
    try:
        record = proposal_actions.reject(services(), principal(), proposal_id, reason=request.form.get("reason"))
        flash(f"Rejected until {2 * record.proposal.tickets} tickets ask for it.")
    except ProposalStateError as error:
        flash(error.message)
    tab = request.form.get("tab", "")
    return redirect(_href(tab if tab in TABS else WORDING, request.form.get("brand", "")[:255]), 303)


@pages.post("/admin/proposals/<proposal_id>/reopen")
@require(Role.ADMIN)
def reopen_proposal(proposal_id: str) -> Response:
    """Take a decision back."""
    record = proposal_actions.reopen(services(), principal(), proposal_id)
    flash("Open again.")
    return redirect(_href(_tab_of(record), ""), 303)


@pages.post("/admin/proposals/make")
@require(Role.ADMIN)
def make_proposals() -> Response:
    """Have proposals made anew."""
    brand = request.form.get("brand", "")[:255]
    proposal_actions.make_anew(services(), principal(), brand=brand or None)
    flash("Grouping what agents changed. Load this page again in a moment.")
    return redirect(_href(WORDING, brand), 303)


def _href(tab: str, brand: str, **more: Any) -> str:
    return url_for("admin.proposals", tab=tab, brand=brand or None, **more)


def _tab_of(record: ProposalRecord) -> str:
    if record.state is not ProposalState.OPEN:
        return DECIDED
    return GAPS if record.proposal.kind is ProposalKind.GAP else WORDING


def _views(records: list[ProposalRecord]) -> list[ProposalView]:
    pieces = [piece for record in records for piece in record.proposal.evidence[:SHOWN_EVIDENCE]]
    with services().database.reading() as session:
        tickets = tickets_by_id(session, {piece.ticket_id for piece in pieces})
        edits = edits_by_id(session, {piece.edit_id for piece in pieces if piece.edit_id})
    numbers = {key: ticket.external_id for key, ticket in tickets.items()}
    # An agent without an account is known by the name that the helpdesk gives them.
    agents = {edit.actor_id: edit.actor_name for edit in edits.values() if edit.actor_name}
    people, brands = {**agents, **names()}, {one.id: one.name for one in my_brands()}
    return [_view(record, numbers, people, brands) for record in records]


def _view(record: ProposalRecord, numbers: Any, people: Any, brands: Any) -> ProposalView:
    one, place = record.proposal, record.proposal.place
    is_addition = one.kind is ProposalKind.EXTEND and place is not None
    return ProposalView(
        id=record.id,
        kind=KIND_NAMES[one.kind],
        title=one.text,
        text=one.text,
        tickets=one.tickets,
        agents=one.agents,
        place=place,
        policy_href=url_for("admin.policy", policy_id=place.policy_id) if place else "",
        quotes=tuple(piece.text for piece in one.evidence[:QUOTES]),
        evidence=tuple(_row(piece, numbers, people) for piece in one.evidence[:SHOWN_EVIDENCE]),
        brand=brands.get(record.brand_id, ""),
        state=STATE_NAMES.get(record.state, ""),
        by=people.get(record.actor_id or "", record.actor_id or ""),
        decided_at=record.decided_at,
        reason=record.reason or "",
        returns_at=2 * one.tickets,
        new_facts=tuple(fact for fact in one.facts if place is None or fact[0] not in place.text),
        diff=word_diff(place.text, proposal_actions.put_in(place.text, place.text, one.text))
        if is_addition and place
        else None,
        is_gap=one.kind is ProposalKind.GAP,
        is_review=one.kind is ProposalKind.REVIEW,
    )


def _row(piece: Evidence, numbers: Any, people: Any) -> EvidenceRow:
    href = url_for("qa.review", edit_id=piece.edit_id) if piece.edit_id and principal().role is not Role.AGENT else ""
    agent = people.get(piece.agent or "", piece.agent or "")
    return EvidenceRow(numbers.get(piece.ticket_id, ""), piece.text, agent, piece.at, href)
