"""Connections in a browser: a helpdesk added in five steps, its secret turned, every state's looks."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Site
from tests.tools.desks.chatwoot import ChatwootDesk
from webhook import connecting
from webhook.connecting import add_connection, webhook_path
from webhook.helpdesks.base import Connection
from webhook.store import connections as store

pytestmark = pytest.mark.browser

Check = Callable[[Page], None]


@pytest.fixture
def desk() -> Iterator[ChatwootDesk]:
    made = ChatwootDesk()
    yield made
    made.close()


def add(site: Site, name: str, kind: str = "generic", **options: str) -> Connection:
    return add_connection(
        site.services, kind=kind, brand_id=site.seeds.brand.id, name=name, options=options, operator_given=True
    )


def test_helpdesk_is_added_in_five_steps(site: Site, check_axe: Check, check_widths: Check) -> None:
    page = site.sign_in("admin")
    page.goto("/admin/connections")
    expect(page.get_by_role("heading", name="No helpdesk connected")).to_be_visible()
    check_axe(page)
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="Choose the helpdesk")).to_be_visible()
    check_axe(page)
    check_widths(page)
    page.get_by_role("radio", name="Freshdesk").check()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("API key")).to_be_visible()
    check_widths(page)
    page.get_by_label("Address").fill("shop.freshdesk.com")
    page.get_by_label("API key").fill("k-123456")
    site.allow(page, "422")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_contain_text("Not added yet")
    check_axe(page)
    assert "k-123456" not in page.content()
    page.get_by_role("link", name="Change: Choose the helpdesk").click()
    page.get_by_role("radio", name="Anything else").check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("Warehouse portal")
    page.get_by_role("button", name="Go on").click()

    secret = page.locator("#secret").inner_text()
    assert secret.startswith("whsec_")
    expect(page.locator("#address")).to_contain_text("/webhooks/generic/con_")
    check_axe(page)
    check_widths(page)
    assert secret not in page.url
    page.get_by_role("link", name="Go on").click()
    assert secret not in page.content()
    expect(page.get_by_role("status").first).to_contain_text("Waiting")
    with site.services.database.writing() as session:
        (made,) = store.list_connections(session)
        store.note_heard(session, made.id, now=site.services.clock())
    expect(page.get_by_role("status").first).to_contain_text("signature right")
    page.get_by_role("button", name="Run the tests").click()
    expect(page.get_by_role("list", name="Results")).to_contain_text("There is no address to call")
    check_axe(page)
    check_widths(page)
    page.get_by_role("link", name="Go on").click()
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_role("cell", name="Live")).to_be_visible()


def test_live_test_says_in_words_what_failed(site: Site, desk: ChatwootDesk, check_axe: Check) -> None:
    made = add(site, "Chatwoot", "chatwoot", base_url=desk.url, api_token="wrong")
    page = site.sign_in("admin", java_script_enabled=False)
    page.goto(f"/admin/connections/{made.id}/setup?step=4")
    page.get_by_label("Test ticket #").fill("7")
    page.get_by_role("button", name="Run the tests").click()
    expect(page.get_by_role("alert")).to_contain_text("make a new token")

    connecting.change_options(site.services, made, {"api_token": "t0ken"}, operator_given=True)
    page.get_by_label("Test ticket #").fill("#7")
    page.get_by_label("Also write a note to it").check()
    page.get_by_role("button", name="Run again").click()

    results = page.get_by_role("list", name="Results")
    expect(results).to_contain_text("Ticket 7 was read")
    expect(results).to_contain_text("A note was written to ticket 7")


def test_secret_is_rotated_without_a_gap(site: Site, check_axe: Check, check_widths: Check) -> None:
    made = add(site, "Warehouse portal")
    page = site.sign_in("admin")
    page.goto("/admin/connections")
    check_axe(page)
    check_widths(page)
    page.keyboard.press("r")
    page.get_by_role("button", name="Make a new secret").click()
    new = page.locator("#new-secret").inner_text()
    assert new != made.secrets[0]
    expect(page.get_by_role("dialog")).to_contain_text("no event yet")
    check_axe(page)
    site.allow(page, "409")
    page.get_by_role("button", name="End the old one now").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing has come with the new secret yet")
    assert new not in page.content()
    page.get_by_role("link", name="Keep both for now").click()
    with site.services.database.writing() as session:
        store.note_heard(session, made.id, now=site.services.clock(), is_newest=True)
    page.goto(f"/admin/connections?id={made.id}&open=rotate")
    page.get_by_role("button", name="End the old one now").click()
    expect(page.get_by_role("status")).to_contain_text("Only the new one counts")
    with site.services.database.reading() as session:
        assert store.get_connection(session, made.id).secrets == (new,)


def test_settings_hide_tokens_and_keep_them(site: Site, desk: ChatwootDesk, check_axe: Check) -> None:
    made = add(site, "Chatwoot", "chatwoot", base_url=desk.url, api_token="t0ken-9f")
    with site.services.database.writing() as session:
        store.note_failed(session, made.id, "helpdesk.rejected: It answered 403.", now=site.services.clock())
    page = site.sign_in("admin")
    page.goto(f"/admin/connections?id={made.id}")
    expect(page.get_by_role("alert")).to_contain_text("The helpdesk refuses our account")
    page.get_by_role("link", name="Use another key").click()
    assert "t0ken-9f" not in page.content()
    page.get_by_label("Hand tickets on to").fill("12")
    check_axe(page)
    page.get_by_role("dialog").get_by_role("button", name="Keep").click()
    expect(page.get_by_role("status")).to_contain_text("Kept")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("cell", name="Paused")).to_be_visible()
    with site.services.database.reading() as session:
        kept = store.get_connection(session, made.id)
    assert (kept.options["api_token"], kept.options["escalation_group"]) == ("t0ken-9f", "12")
    page.goto(f"/admin/connections?id={made.id}&open=remove")
    page.get_by_role("button", name="Remove the connection").click()
    expect(page.get_by_role("heading", name="No helpdesk connected")).to_be_visible()


def test_path_of_a_helpdesk_that_cannot_sign_is_turned(site: Site) -> None:
    made = add(site, "Old desk", "django-helpdesk")
    page = site.sign_in("admin")
    page.goto(f"/admin/connections?id={made.id}&open=rotate")
    page.get_by_role("button", name="Make a new address").click()
    expect(page.locator("#new-path")).not_to_have_text(webhook_path(made))
    expect(page.locator("#new-path")).to_contain_text(f"/webhooks/django-helpdesk/{made.id}/")
