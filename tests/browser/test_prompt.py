"""The prompt page in a browser: a wording is tried, refused, kept; it reads well in both themes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Site
from webhook.accounts.roles import Role

pytestmark = pytest.mark.browser


def test_wording_is_tried_refused_and_kept(
    site: Site, check_axe: Callable[[Page], None], check_widths: Callable[[Page], None]
) -> None:
    page = site.sign_in(Role.ADMIN)
    page.goto("/admin/prompt")
    wording = page.get_by_label("Wording", exact=True)
    shipped = wording.input_value()

    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="Preview with a made-up ticket")).to_be_visible()
    expect(page.get_by_role("region", name="user message")).to_contain_text("⟦EMAIL_1⟧")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        check_axe(page)
    check_widths(page)

    site.allow(page, "422")
    page.get_by_label("Wording", exact=True).fill(shipped.replace("{{marker}}", ""))
    page.get_by_role("button", name="Keep this wording").click()
    expect(page.get_by_role("alert")).to_contain_text("{{marker}}")
    check_axe(page)

    page.get_by_label("Wording", exact=True).fill(shipped.replace("Rules", "Our rules", 1))
    page.get_by_role("button", name="Keep this wording").click()
    expect(page.get_by_role("status")).to_contain_text("Kept.")
    expect(page.get_by_role("button", name="Use the shipped wording")).to_be_visible()
