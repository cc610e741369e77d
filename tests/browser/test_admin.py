"""The admin's desk in a browser: from an imported file to a wording that search finds."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from knowledge_base.foundation.actors import SYSTEM
from knowledge_base.importing import import_sources
from knowledge_base.sources import read_sources
from tests.browser.site import Site
from webhook.accounts.roles import Role
from webhook.accounts.signing_in import ensure_user, make_link_token

pytestmark = pytest.mark.browser

RETURNS = (
    "---\ntitle: Returns\nowner: Priya Raman\nreview_by: 2027-06-30\nregion: [US]\n---\n\n"
    "## Return window\n\nYou can return boots within 30 days of delivery.\n\n"
    ":::internal\nAccept up to 7 days late once.\n:::\n\n"
    "## Condition\n\nReturned items must be unused, with their tags attached.\n"
)
GIFTS = "# Gift cards\n\n## Buying\n\nGift cards never expire and can be used in any store.\n"


def test_imported_wording_is_edited_reviewed_published_and_found(site: Site, tmp_path: Path) -> None:
    _import(site, tmp_path)
    priya = _open(site, "Returns")
    priya.get_by_role("button", name="Publish v1").click()
    expect(priya.get_by_role("status")).to_contain_text("v1 is live")
    _replace(priya, "30 days", "45 days")
    priya.get_by_role("button", name="Save as draft v2").click()
    expect(priya.get_by_text("Saved as draft v2.")).to_be_visible()
    priya.get_by_role("button", name="Request review").click()
    dialog = priya.get_by_role("dialog", name="Request review of v2")
    dialog.get_by_label("What changed and why").fill("Longer window for the holidays")
    dialog.get_by_role("button", name="Request review").click()
    expect(priya.get_by_role("heading", name="v2 waits for a reviewer")).to_be_visible()

    marco = _second_admin(site, "Marco Bianchi")
    marco.goto(priya.url)
    expect(marco.get_by_role("heading", name="Priya Raman asks for a review of v2")).to_be_visible()
    expect(marco.locator("ins")).to_contain_text("45")
    marco.get_by_role("button", name="Approve").click()
    marco.get_by_role("button", name="Publish").click()
    expect(marco.get_by_role("status")).to_contain_text("v2 is live")

    marco.goto("/admin")
    marco.keyboard.press("t")
    marco.get_by_label("Ask like a customer would").fill("How long may I return boots?")
    marco.keyboard.press("Enter")
    expect(marco.get_by_role("region", name="Test search")).to_contain_text("within 45 days of delivery")


def test_second_save_shows_both_texts_and_loses_none(
    site: Site, tmp_path: Path, check_axe: Callable[[Page], None], check_widths: Callable[[Page], None]
) -> None:
    _import(site, tmp_path)
    mine, theirs = _open(site, "Returns"), _open(site, "Returns")
    _replace(theirs, "tags attached", "box")
    theirs.keyboard.press("Control+s")
    expect(theirs.get_by_role("status")).to_contain_text("Saved as draft v2.")

    _replace(mine, "30 days", "60 days")
    site.allow(mine, "409")
    mine.keyboard.press("Control+s")

    expect(mine.get_by_role("alert")).to_contain_text("Priya Raman saved v2 meanwhile")
    expect(mine.get_by_role("group", name="Theirs").locator("del").last).to_contain_text("box")
    expect(mine.get_by_role("group", name="Yours").locator("ins").first).to_contain_text("60")
    assert "within 60 days" in _text(mine)
    assert "with their box" in _text(mine)
    check_axe(mine)
    check_widths(mine)
    mine.get_by_role("button", name="Save draft").click()
    expect(mine.get_by_role("status")).to_contain_text("Saved as draft v3.")
    assert "within 60 days" in _text(mine)


def test_pressing_publish_twice_publishes_once(site: Site, tmp_path: Path) -> None:
    _import(site, tmp_path)
    page = _open(site, "Returns")

    page.get_by_role("button", name="Publish v1").dblclick()

    expect(page.get_by_role("status")).to_contain_text("v1 is live")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_preview_and_changes_keep_unsaved_text(site: Site, tmp_path: Path) -> None:
    _import(site, tmp_path)
    page = _open(site, "Returns")
    _replace(page, "30 days", "90 days")

    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("note")).to_contain_text("Accept up to 7 days late once.")
    expect(page.get_by_text("within 90 days")).to_be_visible()
    page.get_by_role("button", name="Changes").click()
    expect(page.locator("ins")).to_contain_text("90")
    page.get_by_role("button", name="Write").click()

    assert "within 90 days" in _text(page)
    expect(page.get_by_text("Not saved yet")).to_be_visible()


def test_new_policy_is_written_without_scripts(site: Site) -> None:
    page = site.sign_in(Role.ADMIN, java_script_enabled=False)
    page.goto("/admin")
    page.get_by_role("link", name="Write one").click()

    page.get_by_label("Title").fill("Gift cards")
    page.get_by_label("Policy text in Markdown").fill("---\nreview_by: soon\n---\n\n## Buying")
    site.allow(page, "422")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("alert")).to_contain_text("write a day such as")
    expect(page.get_by_label("Title")).to_have_value("Gift cards")
    page.get_by_label("Policy text in Markdown").fill("## Buying\n\nGift cards never expire.")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("button", name="Publish v1").click()

    expect(page.get_by_role("status")).to_contain_text("v1 is live")


def test_pages_are_accessible_and_fit(
    site: Site, tmp_path: Path, check_axe: Callable[[Page], None], check_widths: Callable[[Page], None]
) -> None:
    page = site.sign_in(Role.ADMIN)
    page.goto("/admin")
    check_axe(page)
    _import(site, tmp_path)
    page = _open(site, "Returns")
    page.get_by_role("button", name="Publish v1").click()
    _replace(page, "30 days", "45 days")
    page.get_by_role("button", name="Save as draft v2").click()
    path = page.url

    for address in (
        "/admin?ask=return+boots",
        "/admin/policies/new",
        path,
        f"{path}?tab=preview",
        f"{path}?tab=changes",
    ):
        page.goto(address)
        check_axe(page)
        check_widths(page)

    page.goto(path)
    page.get_by_role("button", name="Request review").click()
    check_axe(page)
    check_widths(page)


def test_agent_reads_what_is_in_force(site: Site, tmp_path: Path, check_axe: Callable[[Page], None]) -> None:
    _import(site, tmp_path)
    admin = _open(site, "Returns")
    admin.get_by_role("button", name="Publish v1").click()
    _replace(admin, "30 days", "45 days")
    admin.get_by_role("button", name="Save as draft v2").click()

    page = site.sign_in(Role.AGENT)
    page.goto("/admin")
    page.get_by_role("link", name="Returns").click()

    expect(page.get_by_text("within 30 days of delivery")).to_be_visible()
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    check_axe(page)


def _import(site: Site, folder: Path) -> None:
    files = folder / "policies"
    files.mkdir()
    (files / "returns.md").write_text(RETURNS, encoding="utf-8")
    (files / "gift-cards.md").write_text(GIFTS, encoding="utf-8")
    services = site.services
    with services.database.writing() as session:
        import_sources(
            session,
            read_sources(files).sources,
            brand_id=site.seeds.brand.id,
            actor=SYSTEM,
            now=services.clock(),
            new_id=services.new_id,
        )


def _second_admin(site: Site, name: str) -> Page:
    services = site.services
    now = services.clock()
    with services.database.writing() as session:
        user = ensure_user(session, "second@northway.example", Role.ADMIN, name=name, now=now, new_id=services.new_id)
        link = make_link_token(session, user, now=now, life_h=1)
    page = site.open()
    page.goto(f"/sign-in?token={link}&next=/admin")
    page.get_by_role("button", name="Continue").click()
    return page


def _open(site: Site, title: str) -> Page:
    page = site.sign_in(Role.ADMIN)
    page.goto("/admin")
    page.get_by_role("link", name=title).click()
    return page


def _text(page: Page) -> str:
    return page.get_by_label("Policy text in Markdown").input_value()


def _replace(page: Page, old: str, new: str) -> None:
    text = _text(page)
    assert old in text
    page.get_by_label("Policy text in Markdown").fill(text.replace(old, new))
