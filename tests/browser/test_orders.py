"""The order source, the macros and who may grant what, in a browser: set, tried, refused, approved, in both themes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from drafter.store.macros import Fetched, merge_macros
from tests.browser.site import Site
from tests.tools.shops import TOKEN, shop, shopify_order
from webhook.order_setting import set_source

pytestmark = pytest.mark.browser

Check = Callable[[Page], None]


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webhook.orders.asking.BUDGET_S", 30.0)


def looked_at(page: Page, check_axe: Check, check_widths: Check) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        check_axe(page)
    check_widths(page)


def test_order_source_is_set_and_tried(site: Site, check_axe: Check, check_widths: Check) -> None:
    page = site.sign_in("admin")
    page.goto("/admin/orders")
    expect(page.get_by_role("heading", name="Which shop does")).to_be_visible()
    check_axe(page)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("Address of the shop")).to_be_visible()

    site.allow(page, "422")
    page.get_by_label("Address of the shop").fill("northway")
    page.get_by_label("Admin API access token").fill(TOKEN)
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("alert")).to_contain_text("https://host/path")
    check_axe(page)

    with shop() as server:
        server.orders["1001"] = shopify_order()
        options = {"base_url": server.url}
        parts = site.services
        given = {"kind": "shopify", "options": options, "secret": TOKEN, "is_operators": True, "actor_id": "x"}
        set_source(parts, site.seeds.brand, **given)  # type: ignore[arg-type]
        page.goto("/admin/orders")
        page.get_by_label("Order number").fill("1001")
        page.get_by_role("button", name="Look it up").click()
        expect(page.get_by_role("heading", name="Order #1001")).to_be_visible()
        looked_at(page, check_axe, check_widths)

        site.allow(page, "422")
        server.fault = 401
        page.get_by_role("button", name="Look it up").click()
        expect(page.get_by_text("The last look-up failed")).to_be_visible()
        check_axe(page)


def test_mapping_reads_well_beside_its_form(site: Site, check_widths: Check) -> None:
    page = site.sign_in("admin", java_script_enabled=False)
    page.goto("/admin/orders?kind=http")
    expect(page.get_by_role("region", name="Example of a mapping")).to_be_visible()
    check_widths(page)

    page.get_by_label("Address of an order").fill("https://shop.example/orders/{order_number}")
    page.get_by_role("textbox", name="Mapping").fill('{"order_number": "data.number"}')
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("status")).to_contain_text("Kept.")


def test_macro_is_approved(site: Site, check_axe: Check, check_widths: Check) -> None:
    parts = site.services
    page = site.sign_in("admin")
    page.goto("/admin/macros")
    expect(page.get_by_role("heading", name="No macros yet")).to_be_visible()
    fetched = [Fetched("1", "Late parcel", "Your parcel\nis on its way.", "Shipping"), Fetched("2", "Refund", "Soon.")]
    with parts.database.writing() as session:
        merge_macros(session, site.seeds.brand.id, "con_9", fetched, now=parts.clock(), new_id=parts.new_id)
    page.goto("/admin/prompt")
    page.get_by_role("link", name="Macros it may be shown").click()

    page.get_by_role("button", name="Approve: Late parcel").click()

    expect(page.get_by_text("1 of 2 approved")).to_be_visible()
    page.get_by_text("Read it").first.click()
    looked_at(page, check_axe, check_widths)


def test_agent_is_made_a_lead(site: Site, check_axe: Check) -> None:
    page = site.sign_in("admin")
    page.goto("/admin/operations?tab=accounts")
    row = page.get_by_role("row").filter(has=page.get_by_role("cell", name="Agent")).first
    row.locator("summary").click()
    row.get_by_role("link", name="What they may grant").click()
    page.get_by_role("radio", name="Lead").check()
    check_axe(page)
    page.get_by_role("dialog").get_by_role("button", name="Save").click()

    expect(page.get_by_role("status")).to_contain_text("may grant: lead")
    expect(page.get_by_role("table", name="Accounts")).to_contain_text("may grant: lead")
