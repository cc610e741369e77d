"""The reviewer's desk in a browser: find a reply, judge it with the keyboard, read the figures."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from drafter.edits import measure
from drafter.quality.reviews import Review
from drafter.store.drafts import get_draft
from drafter.store.edits import add_edit, edit_of_draft, reviews_of_drafts
from tests.browser.site import Site
from webhook.accounts.roles import Role

pytestmark = pytest.mark.browser

MOVED = (
    "Hi Ingrid,\n\nBring the item with its tags to any store. You can return it within 60 days for store credit.\n\n"
    "Warm regards,\nThe Northway team"
)


def test_pages_are_accessible_and_fit(
    site: Site, check_axe: Callable[[Page], None], check_widths: Callable[[Page], None]
) -> None:
    moved = _send_again(site, MOVED)
    page = site.sign_in(Role.QA)

    for path in ("/qa", f"/qa/reviews/{moved}", f"/qa/reviews/{moved}?view=split", "/qa/quality"):
        page.goto(path)

        check_axe(page)
        check_widths(page)


def test_sample_and_scorecards_are_accessible_and_fit(
    site: Site, check_axe: Callable[[Page], None], check_widths: Callable[[Page], None]
) -> None:
    page = site.sign_in(Role.QA)
    page.goto("/qa")
    page.get_by_text("Draw a sample").click()
    page.get_by_role("button", name="Draw", exact=True).click()
    expect(page.get_by_role("heading", name="This week’s sample")).to_be_visible()

    for path in ("/qa", "/qa/scorecards", "/qa/scorecards?tab=versions", "/qa/scorecards?tab=disputes", "/qa/quality"):
        page.goto(path)
        if path == "/qa/scorecards":
            page.locator("summary", has_text="Decision by policy").click()

        check_axe(page)
        check_widths(page)


def test_reply_is_found_judged_and_saved_by_keyboard(site: Site) -> None:
    page = site.sign_in(Role.QA)
    page.goto("/qa")

    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Return without receipt")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Return without receipt")
    page.keyboard.press("c")
    for presses in ((), ("ArrowRight",), ("ArrowRight", "ArrowRight"), (), ()):
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        for key in presses:
            page.keyboard.press(key)
    expect(page.locator("[data-score]")).to_have_text("73")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("status")).to_contain_text("Review saved, 73 of 100.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Warranty on the kettle")
    review = _reviews(site, "edited")[0]
    assert dict(review.ratings) == {"accuracy": 1, "policy": 0.5, "completeness": 0, "tone": 1, "language": 1}


def test_wrong_fact_sets_the_shown_score_to_nothing(site: Site) -> None:
    page = site.sign_in(Role.QA)
    page.goto(f"/qa/reviews/{_edit_id(site)}")
    for name in ("Facts", "Decision by policy", "Every question answered", "Tone", "Language"):
        page.get_by_role("group", name=name).get_by_role("radio", name="Yes").check()
    expect(page.locator("[data-score]")).to_have_text("100")

    page.get_by_role("group", name="Facts").get_by_role("radio", name="No").check()

    expect(page.locator("[data-score]")).to_have_text("0")


def test_views_switch_by_key_and_moves_are_marked(site: Site) -> None:
    moved = _send_again(site, MOVED)
    page = site.sign_in(Role.QA)
    page.goto(f"/qa/reviews/{moved}")
    expect(page.locator("del.moved")).to_contain_text("Bring the item with its tags to any store.")
    expect(page.locator("ins.moved")).to_contain_text("Bring the item with its tags to any store.")

    page.keyboard.press("s")

    expect(page.get_by_role("group", name="Draft").locator("del.moved")).to_be_visible()
    expect(page.get_by_role("group", name="Sent reply").locator("ins.moved")).to_be_visible()
    page.keyboard.press("i")
    expect(page.get_by_role("group", name="Sent reply")).to_have_count(0)


def test_typing_a_note_fires_no_shortcut(site: Site) -> None:
    page = site.sign_in(Role.QA)
    page.goto(f"/qa/reviews/{_edit_id(site)}")
    address = page.url

    page.get_by_label("Note").press_sequentially("skip jokes, cite sources?")

    expect(page.get_by_label("Note")).to_have_value("skip jokes, cite sources?")
    assert page.url == address


def test_review_works_without_scripts(site: Site) -> None:
    page = site.sign_in(Role.QA, java_script_enabled=False)
    page.goto("/qa?show=edited")
    page.get_by_role("link", name="Return without receipt").click()
    page.get_by_role("link", name="Side by side").click()

    for name in ("Facts", "Decision by policy", "Every question answered", "Tone", "Language"):
        page.get_by_role("group", name=name).get_by_role("radio", name="Yes").check()
    page.get_by_role("button", name="Save and next").click()

    expect(page.get_by_role("status")).to_contain_text("Review saved, 100 of 100.")
    assert _reviews(site, "edited")[0].score == 100


def _edit_id(site: Site, key: str = "edited") -> str:
    with site.services.database.reading() as session:
        found = edit_of_draft(session, site.seeds.drafts[key])
    assert found is not None
    return found.id


def _reviews(site: Site, key: str) -> tuple[Review, ...]:
    draft_id = site.seeds.drafts[key]
    with site.services.database.reading() as session:
        return reviews_of_drafts(session, [draft_id]).get(draft_id, ())


def _send_again(site: Site, text: str) -> str:
    """Measure the edited reply against another text; that one counts from now on."""
    with site.services.database.writing() as session:
        former = edit_of_draft(session, site.seeds.drafts["edited"])
        assert former is not None
        edit = measure(get_draft(session, former.draft_id).text, text)
        made = replace(former, id=site.services.new_id("edt"), edit=edit, sent_text=text)
        add_edit(session, made)
    return made.id
