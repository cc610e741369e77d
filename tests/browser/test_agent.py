"""The agent's desk in a browser: read, settle, approve, edit, reject, take back."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from drafter.decisions import Decision, DecisionKind
from drafter.drafts import DraftStatus
from drafter.store.decisions import decisions_of
from drafter.store.drafts import get_draft, newest_drafts
from drafter.store.tickets import save_ticket
from tests.browser.site import Site
from tests.makers import make_draft, make_ticket
from tests.tools.seeding import DELIVERY, finish_draft
from webhook.accounts.roles import Role

pytestmark = pytest.mark.browser

STATES = ("ready", "checked", "loading", "uncovered", "failed", "silent", "as_is", "edited")


def test_sidebar_is_accessible_in_every_state(
    site: Site, check_axe: Callable[[Page], None], check_widths: Callable[[Page], None]
) -> None:
    page = site.sign_in(Role.AGENT, viewport={"width": 360, "height": 800})

    for state in STATES:
        page.goto(f"/agent/sidebar?ticket={site.seeds.tickets[state]}")

        check_axe(page)
        check_widths(page)


def test_inbox_is_accessible_and_fits(
    site: Site, check_axe: Callable[[Page], None], check_widths: Callable[[Page], None]
) -> None:
    page = site.sign_in(Role.AGENT)

    page.goto(_inbox(site, "checked"))

    check_axe(page)
    check_widths(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    check_axe(page)
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 320, "height": 800})
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ticket #")
    check_axe(page)


def test_approving_keeps_the_draft_and_undo_brings_it_back(site: Site) -> None:
    page = site.sign_in(Role.AGENT)
    page.goto(_inbox(site, "ready"))

    page.get_by_role("button", name="Approve").click()

    expect(page.get_by_role("heading", name="Approved")).to_be_focused()
    expect(page.get_by_label("Approved text")).to_have_value(_text(site, "ready"))
    expect(page.get_by_role("link", name="Decided")).to_contain_text("3")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Approve")).to_be_visible()
    assert [one.kind for one in _decisions(site, "ready")] == [DecisionKind.ACCEPTED, DecisionKind.UNDONE]


def test_open_check_is_settled_before_approving(site: Site) -> None:
    page = site.sign_in(Role.AGENT)
    page.goto(_inbox(site, "checked"))

    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("link", name="Use $38.00")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#draft-text")).to_contain_text("refund $38.00")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("heading", name="Approved with your changes")).to_be_visible()
    assert _decisions(site, "checked")[-1].text == _text(site, "checked").replace("$45", "$38.00")


def test_editing_by_keyboard_records_the_agents_words(site: Site) -> None:
    page = site.sign_in(Role.AGENT)
    page.goto(_inbox(site, "ready"))

    page.keyboard.press("e")
    box = page.get_by_label("Edit the reply")
    expect(box).to_be_focused()
    box.fill(_text(site, "ready").replace("Hi Tomás", "Hello Tomás"))
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("heading", name="Approved with your changes")).to_be_visible()
    decided = _decisions(site, "ready")[-1]
    assert decided.kind is DecisionKind.EDITED
    assert decided.text == _text(site, "ready").replace("Hi Tomás", "Hello Tomás")


def test_rejecting_asks_for_a_reason_and_keeps_it(site: Site, check_axe: Callable[[Page], None]) -> None:
    page = site.sign_in(Role.AGENT)
    page.goto(_inbox(site, "ready"))

    page.keyboard.press("r")
    dialog = page.get_by_role("dialog", name="Reject this draft")
    check_axe(page)
    dialog.get_by_role("radio", name="Facts are wrong").check()
    dialog.get_by_label("Note").fill("It left on Monday.")
    dialog.get_by_role("button", name="Reject only").click()

    expect(page.get_by_role("heading", name="Rejected")).to_be_visible()
    decided = _decisions(site, "ready")[-1]
    assert (decided.kind, decided.reason) == (DecisionKind.REJECTED, "Facts are wrong: It left on Monday.")


def test_waiting_panel_shows_the_draft_as_it_arrives(site: Site) -> None:
    page = site.sign_in(Role.AGENT)
    page.goto(_inbox(site, "loading"))
    expect(page.locator(".spin")).to_be_visible()

    _write(site, "loading", "It ships by standard mail.")

    expect(page.locator("#draft-text")).to_contain_text("It ships by standard mail")
    expect(page.get_by_role("status").filter(has_text="The draft has arrived.")).to_be_visible()
    expect(page.locator("a.thread-row[aria-current]")).to_contain_text("Draft ready")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("The draft has arrived.")).to_have_count(0)


def test_new_ticket_appears_in_the_list_by_itself(site: Site) -> None:
    page = site.sign_in(Role.AGENT)
    page.clock.install()
    page.goto(_inbox(site, "ready").replace("?", "?show=all&"))
    now = site.services.clock()
    with site.services.database.writing() as session:
        ticket = make_ticket(id=site.services.new_id("tkt"), brand_id=site.seeds.brand.id, subject="Lost tent peg")
        save_ticket(session, replace(ticket, created_at=now), now=now)

    page.clock.fast_forward(11_000)

    expect(page.locator(".thread-row").first).to_contain_text("Lost tent peg")
    expect(page.locator(".thread-row[aria-current]")).to_contain_text("Where is my order?")


def test_session_that_ended_is_said_and_the_words_stay(site: Site) -> None:
    page = site.sign_in(Role.AGENT)
    page.goto(_inbox(site, "ready"))
    page.keyboard.press("e")
    page.get_by_label("Edit the reply").fill("My own words.")
    site.allow(page, "401", "403")
    page.context.clear_cookies()

    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("Your session is over, and this was not saved.")).to_be_visible()
    expect(page.get_by_label("Edit the reply")).to_have_value("My own words.")


def test_writing_again_asks_for_a_new_draft(site: Site) -> None:
    page = site.sign_in(Role.AGENT)
    page.goto(_inbox(site, "ready"))

    page.keyboard.press("g")

    expect(page.locator(".spin")).to_be_visible()
    with site.services.database.reading() as session:
        newest = newest_drafts(session, [site.seeds.tickets["ready"]])[site.seeds.tickets["ready"]]
    assert (newest.ordinal, newest.status) == (1, DraftStatus.QUEUED)


def test_citation_opens_its_passage(site: Site) -> None:
    page = site.sign_in(Role.AGENT)
    page.goto(_inbox(site, "checked"))
    page.locator("#sources > summary").click()
    expect(page.locator("#src-1")).to_be_hidden()

    page.get_by_role("link", name="Source 1: Damaged on arrival").click()

    expect(page.locator("#src-1")).to_be_visible()
    expect(page.locator("#src-1")).to_contain_text("we send the replacement part free of charge")
    expect(page.locator("#src-1")).to_have_class("source on")


def test_letters_move_through_the_list_and_rest_while_typing(site: Site) -> None:
    page = site.sign_in(Role.AGENT)
    page.goto("/agent")

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Old batteries")).to_be_visible()
    page.goto(_inbox(site, "ready"))
    page.keyboard.press("e")
    page.keyboard.type("r g ?")

    expect(page.get_by_label("Edit the reply")).to_be_focused()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_desk_works_without_scripts(site: Site) -> None:
    page = site.sign_in(Role.AGENT, java_script_enabled=False)
    page.goto(_inbox(site, "checked"))

    page.get_by_role("link", name="Use $38.00").click()
    page.get_by_role("link", name="Edit").click()
    page.get_by_role("link", name="Stop editing").click()
    page.get_by_role("link", name="Reject").click()
    page.get_by_role("link", name="Close").click()
    page.get_by_role("button", name="Approve").click()

    expect(page.get_by_role("heading", name="Approved with your changes")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="1 check left before you approve")).to_be_visible()


def test_sidebar_in_a_frame_hands_its_text_to_the_page_around_it(site: Site) -> None:
    page = site.sign_in(Role.AGENT)
    _show_in_frame(page, site, f"/agent/sidebar?ticket={site.seeds.tickets['ready']}")
    frame = page.frame_locator("iframe")

    frame.get_by_role("button", name="Approve and insert").click()

    expect(page.locator("#reply")).to_have_value(_text(site, "ready"))
    expect(frame.get_by_text("In your reply since")).to_be_visible()


def test_sidebar_for_a_stranger_offers_to_sign_in(site: Site, check_axe: Callable[[Page], None]) -> None:
    page = site.open(viewport={"width": 360, "height": 800})

    page.goto("/agent/sidebar?ticket=48213")

    expect(page.get_by_role("link", name="Sign in")).to_have_attribute("target", "_blank")
    check_axe(page)


def test_start_page_is_accessible_and_fits(
    page_as: Callable[[str], Page], check_axe: Callable[[Page], None], check_widths: Callable[[Page], None]
) -> None:
    page = page_as("agent")

    page.goto("/")

    expect(page.get_by_role("heading", name="Hello, Dani")).to_be_visible()
    check_axe(page)
    check_widths(page)


def test_theme_is_kept_from_page_to_page(page_as: Callable[[str], Page]) -> None:
    page = page_as("agent")
    page.goto("/")

    page.get_by_role("button", name="Switch light or dark theme").first.click()
    page.goto("/agent")

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_error_page_says_what_happened_and_leads_on(
    site: Site, check_axe: Callable[[Page], None], check_widths: Callable[[Page], None]
) -> None:
    page = site.sign_in(Role.QA)
    site.allow(page, "403")

    page.goto("/agent")

    expect(page.get_by_role("heading", name="That is not yours to do")).to_be_visible()
    check_axe(page)
    check_widths(page)
    page.get_by_role("link", name="Go to the start page").click()
    expect(page.get_by_role("heading", name="Hello, Theo")).to_be_visible()


def _inbox(site: Site, key: str) -> str:
    return f"/agent?ticket={site.seeds.tickets[key]}"


def _text(site: Site, key: str) -> str:
    with site.services.database.reading() as session:
        return get_draft(session, site.seeds.drafts[key]).text


def _decisions(site: Site, key: str) -> tuple[Decision, ...]:
    with site.services.database.reading() as session:
        return decisions_of(session, site.seeds.drafts[key])


def _write(site: Site, key: str, sentence: str) -> None:
    with site.services.database.writing() as session:
        asked = get_draft(session, site.seeds.drafts[key])
        written = make_draft("Hi,\n\n", (sentence, (DELIVERY,)), "\n\nWarm regards")
        finish_draft(session, replace(written, id=asked.id, ticket_id=asked.ticket_id, created_at=asked.created_at))


def _show_in_frame(page: Page, site: Site, address: str) -> None:
    """Stand in for a helpdesk: a page of our own origin with a reply box and the frame."""
    host = f"""<!doctype html><title>Helpdesk</title><textarea id="reply"></textarea>
      <iframe src="{address}" width="360" height="760"></iframe><script>
      addEventListener("message", event => {{
        if (event.origin !== location.origin || event.data.type !== "drafter:insert") return;
        document.getElementById("reply").value = event.data.text;
        event.source.postMessage({{ type: "drafter:inserted" }}, event.origin);
      }});</script>"""
    page.route("**/helpdesk-around-it", lambda route: route.fulfill(content_type="text/html", body=host))
    page.goto(f"{site.base_url}/helpdesk-around-it")
