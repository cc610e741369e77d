"""Calibration in a browser: planned, scored by keyboard, talked through."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from drafter.quality.scorecards import DEFAULT_SCORECARD
from drafter.quality.sessions import BlindRating
from drafter.store.calibrations import add_rating, list_calibrations
from drafter.store.edits import list_edits
from knowledge_base.foundation.ids import new_id
from tests.browser.site import Site
from webhook.accounts.roles import Role
from webhook.accounts.signing_in import ensure_user

pytestmark = pytest.mark.browser
RATINGS = {one.key: 1.0 for one in DEFAULT_SCORECARD.criteria}


def test_session_is_planned_scored_and_talked_through(
    site: Site, check_axe: Callable[[Page], None], check_widths: Callable[[Page], None]
) -> None:
    services = site.services
    with services.database.writing() as session:
        other = ensure_user(
            session, "ama@example.com", Role.QA, name="Ama Boateng", now=services.clock(), new_id=new_id
        )
    page = site.sign_in("qa")
    page.goto("/qa/calibration")
    check_axe(page)
    check_widths(page)
    page.get_by_label("Name").fill("Delivery delays")
    page.get_by_label("Replies").fill("2")
    page.get_by_label("Ama Boateng").check()
    page.get_by_label("Theo Osei").check()
    page.get_by_role("button", name="Plan a session").click()
    expect(page.get_by_role("heading", name="Score it alone")).to_be_visible()
    check_axe(page)
    check_widths(page)
    for _ in range(2):
        for criterion in DEFAULT_SCORECARD.criteria:
            page.get_by_role("group", name=criterion.name).get_by_role("radio").nth(1).check()
        page.keyboard.press("Control+Enter")
        page.wait_for_load_state()
    expect(page.get_by_role("heading", name="Waiting for the other raters")).to_be_visible()
    check_axe(page)
    with services.database.writing() as session:
        [planned] = list_calibrations(session, None)
        for edit in list_edits(session):
            if edit.id in planned.edit_ids:
                given = BlindRating(edit.id, other.id, RATINGS, "Right by the policy.")
                add_rating(session, planned.id, given, now=services.clock())
    page.reload()
    expect(page.get_by_text("Right by the policy.")).to_be_visible()
    check_axe(page)
    check_widths(page)
    page.get_by_role("group", name="Agreed score").get_by_role("radio").nth(2).check()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Saved as the reference.")).to_be_visible()
