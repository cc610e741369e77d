"""The admin's desk in a browser: the editor, a clash of two savers, work without scripts, every page's looks."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from knowledge_base.foundation.actors import SYSTEM
from knowledge_base.importing import import_sources
from knowledge_base.sources import read_sources
from tests.browser.site import Site
from webhook.accounts.roles import Role

pytestmark = pytest.mark.browser

RETURNS = (
    "---\ntitle: Returns\nowner: Priya Raman\nreview_by: 2027-06-30\nregion: [US]\n---\n\n"
    "## Return window\n\nYou can return boots within 30 days of delivery.\n\n"
    ":::internal\nAccept up to 7 days late once.\n:::\n\n"
    "## Condition\n\nReturned items must be unused, with their tags attached.\n"
)
GIFTS = "# Gift cards\n\n## Buying\n\nGift cards never expire and can be used in any store.\n"


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
        "/admin/conflicts",
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
