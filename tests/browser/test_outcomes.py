"""Business outcomes in a browser: from a figure to its tickets and back, in both themes, on every width."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from drafter.outcomes import Happening
from drafter.resolutions import Resolution, RungKind
from drafter.store.outcomes import IMPORT, OutcomeEvent, add_outcome_event
from tests.browser.site import Site
from tests.tools.outcomes import write_solved

pytestmark = pytest.mark.browser


@pytest.fixture
def site_with_past(site: Site) -> Site:
    """Forty tickets of two months ago with offers, and a row of a file that belongs to nothing."""
    now, brand = site.services.clock(), site.seeds.brand
    half = Resolution(RungKind.PARTIAL_REFUND, "Half back", intent="Damaged on arrival", currency="USD")
    write_solved(site.services.database, brand.id, 40, now=now, days=60, reopened=4, refunded=3, resolution=half)
    write_solved(site.services.database, brand.id, 3, now=now, days=2)
    with site.services.database.writing() as session:
        lost = OutcomeEvent(brand.id, Happening.REFUNDED, now, source=IMPORT, explanation="Not ours.", key="lost")
        add_outcome_event(session, lost, now=now)
    return site


def test_figure_opens_its_tickets_and_each_its_reply(
    site_with_past: Site, check_axe: Callable[[Page], None], check_widths: Callable[[Page], None]
) -> None:
    page = site_with_past.sign_in("qa")
    page.goto("/qa/outcomes")
    page.get_by_text("Show the exceptions").click()
    expect(page.get_by_text("Not ours.")).to_be_visible()
    check_axe(page)
    check_widths(page)

    page.get_by_role("button", name="Compute again").click()
    expect(page.get_by_text("Computed at")).to_be_visible()
    page.get_by_label("One contact within").select_option("14")
    expect(page).to_have_url(re.compile("contact=14"))
    page.locator("dl").get_by_role("link", name="Reopened").click()
    page.get_by_role("link", name="Yes", exact=True).click()
    expect(page.get_by_text("It was reopened.")).to_have_count(4)
    check_axe(page)
    check_widths(page)

    page.get_by_role("link", name="#60-0", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "/qa/reviews/" in page.url


def test_page_without_outcomes_is_accessible_and_fits(
    site: Site, check_axe: Callable[[Page], None], check_widths: Callable[[Page], None]
) -> None:
    page = site.sign_in("admin")
    page.goto("/qa/outcomes")

    expect(page.get_by_text("Nothing was imported yet.")).to_be_visible()
    check_axe(page)
    check_widths(page)
