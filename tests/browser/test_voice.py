"""The voice page in a browser: changed with a live sample, published, a text mended; without scripts; every look."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from drafter.store.brands import find_brand
from tests.browser.site import Site
from webhook.accounts.roles import Role

pytestmark = pytest.mark.browser

BROKEN = "Dear customer,\n\nwe apologize for any inconvenience. Kindly send it back 😊\n\nBye"


def test_voice_is_heard_while_it_is_changed_and_then_published(
    site: Site, check_axe: Callable[[Page], None], check_widths: Callable[[Page], None]
) -> None:
    page = site.sign_in(Role.ADMIN)
    page.goto("/admin/voice")
    expect(page.get_by_role("heading", name="How Northway Outdoor sounds")).to_be_visible()
    check_axe(page)
    check_widths(page)

    page.get_by_label("Greeting", exact=True).first.fill("Good day {first_name},")
    expect(page.locator("#sample .live")).to_contain_text("Good day")
    page.get_by_role("button", name="Publish v2").click()

    expect(page.get_by_role("status").first).to_contain_text("v2 is live")
    with site.services.database.reading() as session:
        brand = find_brand(session, site.seeds.brand.id)
    assert (brand.voice.greeting, brand.voice_version) == ("Good day {first_name},", 2)
    page.get_by_role("button", name="Go back to v1").click()
    expect(page.get_by_role("status").first).to_contain_text("v1 is copied into the draft")
    expect(page.locator("#changes")).to_contain_text("Greeting")
    check_axe(page)
    check_widths(page)


def test_text_is_mended_with_one_press_each_without_scripts(site: Site, check_axe: Callable[[Page], None]) -> None:
    page = site.sign_in(Role.ADMIN, java_script_enabled=False)
    page.goto("/admin/voice")
    page.get_by_label("Don’t say, row").last.fill("kindly")
    page.get_by_label("Say instead, row").last.fill("please")
    page.get_by_role("button", name="Your text").click()
    page.get_by_label("Your text").fill(BROKEN)
    page.get_by_role("button", name="Check it").click()

    expect(page.get_by_role("list", name="Found")).to_contain_text("kindly")
    page.get_by_role("button", name="Use “Please”").click()
    assert "Please send it back" in page.get_by_label("Your text").input_value()
    page.get_by_role("button", name="Mend all").click()
    assert "😊" not in page.get_by_label("Your text").input_value()
    assert page.get_by_label("Don’t say, row").nth(0).input_value() != ""


def test_wrong_voice_is_named_and_an_agent_only_reads(
    site: Site, check_axe: Callable[[Page], None], check_widths: Callable[[Page], None]
) -> None:
    page = site.sign_in(Role.ADMIN)
    page.goto("/admin/voice")
    page.get_by_label("Greeting", exact=True).first.fill("Hi {name},")
    site.allow(page, "422")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("alert")).to_contain_text("{name} would be sent as it stands")
    expect(page.get_by_label("Greeting", exact=True).first).to_have_value("Hi {name},")
    check_axe(page)

    agent = site.sign_in(Role.AGENT)
    agent.goto("/admin/voice")
    expect(agent.get_by_text("You can read the voice, not change it")).to_be_visible()
    expect(agent.get_by_label("Greeting", exact=True).first).to_be_disabled()
    agent.get_by_role("button", name="Your text").click()
    agent.get_by_label("Your text").fill(BROKEN)
    expect(agent.get_by_role("list", name="Found")).to_contain_text("Emoji")
    check_axe(agent)
    check_widths(agent)
