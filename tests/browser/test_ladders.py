"""The ladder pages in a browser: every state accessible in both themes, fitting, usable without scripts."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.site import Site
from tests.webhook.admin.test_ladder_api import LADDER
from webhook.accounts.roles import Role
from webhook.admin import ladder_actions
from webhook.cli.policy_common import OPERATOR


def test_ladder_is_mended_compared_and_published(
    site: Site, check_axe: Callable[[Page], None], check_widths: Callable[[Page], None]
) -> None:
    made = ladder_actions.create_ladder(site.services, OPERATOR, LADDER, brand=site.seeds.brand.slug)
    ladder_actions.publish_ladder(site.services, OPERATOR, made.id, 1)
    page = site.sign_in(Role.ADMIN)
    page.goto("/admin/ladders")
    check_axe(page)
    page.get_by_role("link", name="Damaged or defective").click()

    page.locator("details.rung summary").first.click()
    condition = page.get_by_label("When").first
    site.allow(page, "422")
    condition.fill("days_since_delivery <= 45 && parts_in_stock")
    page.get_by_role("button", name="Save draft").first.click()
    expect(page.get_by_role("alert").last).to_contain_text("part_in_stock")
    _check(page, check_axe, check_widths)

    page.get_by_role("button", name="Use part_in_stock").click()
    page.get_by_role("button", name="Save draft").first.click()
    expect(page.get_by_role("status").first).to_contain_text("Saved as draft v2.")
    expect(page.get_by_text("Changed", exact=True)).to_be_visible()

    page.get_by_role("button", name="Publish v2").click()
    expect(page.get_by_role("status").first).to_contain_text("v2 is live.")


def _check(page: Page, check_axe: Callable[[Page], None], check_widths: Callable[[Page], None]) -> None:
    """Hold the page, with all that folds open, against axe in both themes and every width."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        check_axe(page)
    check_widths(page)
