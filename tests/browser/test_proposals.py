"""Gaps and proposals in a browser: read, walked by keys, taken into a draft."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from drafter.proposals import Evidence, Place, Proposal, ProposalKind
from drafter.store.proposals import ProposalRecord, ProposalState, put_proposal
from knowledge_base.editing import create_policy
from knowledge_base.foundation.actors import SYSTEM
from knowledge_base.foundation.ids import new_id
from tests.browser.site import Site

pytestmark = pytest.mark.browser

PASSAGE = "If tracking has not moved for 5 business days, we ask the carrier to trace the parcel."
ADDED = "If the carrier has no answer within 2 business days, we send the order again, free of charge."


@pytest.fixture
def site_with_proposals(site: Site) -> Site:
    """Two gaps, a wording to add, one to look at again, and one that was refused."""
    services, brand, now = site.services, site.seeds.brand, site.services.clock()
    with services.database.writing() as session:
        made = create_policy(
            session,
            brand_id=brand.id,
            title="Lost or stuck parcels",
            text=f"## Stuck\n\n{PASSAGE}\n",
            actor=SYSTEM,
            now=now,
            new_id=new_id,
        )
        place = Place("snp_1", made.policy_id, "Lost or stuck parcels", 1, ("Stuck",), PASSAGE, 0.37)
        evidence = tuple(
            Evidence(ticket_id, ADDED, now - timedelta(days=day), f"agent {day % 3}")
            for day, ticket_id in enumerate(site.seeds.tickets.values())
        )
        for kind, text, state in (
            (ProposalKind.GAP, "Where can I hand in the battery of my old headlamp?", ProposalState.OPEN),
            (ProposalKind.GAP, "Can we pay by invoice? We are a school.", ProposalState.OPEN),
            (ProposalKind.EXTEND, ADDED, ProposalState.OPEN),
            (ProposalKind.REVIEW, PASSAGE, ProposalState.OPEN),
            (ProposalKind.NEW_POLICY, "Offer a discount with every apology.", ProposalState.REJECTED),
        ):
            facts = (("2 business days", 6),)
            proposal = Proposal("", kind, text, text, len(evidence), 3, evidence, "snp_1", facts, place)
            put_proposal(session, ProposalRecord(new_id("prp"), brand.id, proposal, state, now, now))
    return site


def test_proposal_is_read_and_taken_into_a_draft(
    site_with_proposals: Site, check_axe: Callable[[Page], None], check_widths: Callable[[Page], None]
) -> None:
    page = site_with_proposals.sign_in("admin")
    page.goto("/admin/proposals")
    expect(page.get_by_role("heading", name="Where can I hand in the battery")).to_be_visible()
    check_axe(page)
    check_widths(page)
    page.get_by_role("link", name="Decided").click()
    expect(page.get_by_text("Rejected for good")).to_be_visible()
    check_axe(page)
    page.get_by_role("link", name="Proposed wording").click()
    expect(page.get_by_text("New to this policy: “2 business days”")).to_be_visible()
    check_axe(page)
    check_widths(page)
    page.keyboard.press("a")
    expect(page.get_by_text("Draft v2 made")).to_be_visible()
    expect(page.get_by_role("textbox", name="Policy text in Markdown")).to_contain_text(f"{PASSAGE} {ADDED}")
