"""Automatic scores in a browser: hidden from a blind reviewer until saved, shown to others, the dashboard."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from drafter.store.brands import change_brand
from tests.browser.site import Site
from tests.tools.reviewed import add_reviewed
from webhook.accounts.roles import Role
from webhook.jobs.score_replies import AutomaticScores

pytestmark = pytest.mark.browser

LINES = ("Facts", "Decision by policy", "Every question answered", "Tone", "Language")


@pytest.fixture
def waiting(site: Site) -> str:
    """80 reviewed replies, a fit made of them whose gate stands wide open, and an edit that waits for a review."""
    services, brand_id, now = site.services, site.seeds.brand.id, site.services.clock()
    with services.database.writing() as session:
        past = now - timedelta(days=3)
        add_reviewed(session, brand_id, 80, now=past, new_id=services.new_id, doubled=24, noise=0.2, apart=3.0)
        made = add_reviewed(session, brand_id, 1, now=now, new_id=services.new_id, seed=5, rate=False)
    AutomaticScores(services.database, services.new_id).work(now - timedelta(hours=1))
    return made.edit_ids[0]


def test_blind_reviewer_sees_the_score_after_saving(
    site: Site, waiting: str, check_axe: Callable[[Page], None], check_widths: Callable[[Page], None]
) -> None:
    _set_blind_share(site, 1.0)
    page = site.sign_in(Role.QA)
    page.goto(f"/qa/reviews/{waiting}")
    card = page.get_by_role("region", name="Automatic score")
    expect(card).to_contain_text("Hidden until you save")
    expect(card.locator(".score")).to_have_count(0)
    check_axe(page)
    check_widths(page)

    _rate(page)
    expect(page.get_by_role("status")).to_contain_text("Review saved, 100 of 100. Automatic score")
    page.goto(f"/qa/reviews/{waiting}")

    expect(card).to_contain_text("Difference")
    expect(card).to_contain_text("this reply is rated blind")
    check_axe(page)
    check_widths(page)


def test_others_see_it_beside_the_scorecard(
    site: Site, waiting: str, check_axe: Callable[[Page], None], check_widths: Callable[[Page], None]
) -> None:
    _set_blind_share(site, 0.0)
    page = site.sign_in(Role.QA)
    page.goto(f"/qa/reviews/{waiting}")
    card = page.get_by_role("region", name="Automatic score")
    expect(card.locator(".score")).to_be_visible()
    expect(card).to_contain_text("with 90%")
    check_axe(page)
    check_widths(page)

    _rate(page)
    page.goto("/qa/quality")
    page.get_by_role("link", name="Shown", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Automatic scores beside reviews")
    expect(page.get_by_role("table").get_by_role("row")).to_have_count(2)
    check_axe(page)
    check_widths(page)


def test_dashboard_with_gates_is_accessible_and_fits(
    site: Site, waiting: str, check_axe: Callable[[Page], None], check_widths: Callable[[Page], None]
) -> None:
    page = site.sign_in(Role.QA)
    page.goto("/qa/quality#automatic")
    expect(page.get_by_role("region", name="Automatic score")).to_contain_text("Blind and shown")
    check_axe(page)
    check_widths(page)

    page.get_by_label("Blind share, %").fill("50")
    page.get_by_role("region", name="Automatic score").get_by_role("button", name="Save").click()

    expect(page.get_by_role("status").first).to_contain_text("50% of replies hide their automatic score")
    expect(page.get_by_label("Blind share, %")).to_have_value("50")


def _set_blind_share(site: Site, share: float) -> None:
    with site.services.database.writing() as session:
        change_brand(session, site.seeds.brand.id, lambda one: replace(one, blind_share=share))


def _rate(page: Page) -> None:
    for name in LINES:
        page.get_by_role("group", name=name).get_by_role("radio", name="Yes").check()
    page.get_by_role("button", name="Save and next").click()
