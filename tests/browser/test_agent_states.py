"""Each state of the draft panel that needs more than a draft: ladder, promises, a failed model, a second message."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from drafter.decisions import Decision, DecisionKind
from drafter.drafts import Draft
from drafter.handling import MODEL_ANSWERED
from drafter.store.decisions import decisions_of
from drafter.store.drafts import newest_drafts
from drafter.store.following import handovers_of, ticks_of
from tests.browser.site import Site
from tests.tools import desk_states
from webhook.accounts.roles import Role

pytestmark = pytest.mark.browser

PANEL = {"width": 360, "height": 860}
PANEL_WIDTHS = (320, 360, 400, 1440)


def test_panel_with_everything_round_its_draft_is_accessible_and_fits(
    site: Site, check_axe: Callable[[Page], None]
) -> None:
    page = _panel(site, desk_states.add_laddered(site.services, site.seeds))
    page.evaluate("document.querySelectorAll('details.fold').forEach(fold => { fold.open = true; })")

    check_axe(page)
    _check_panel_widths(page)
    expect(page.get_by_text("A promise is overdue")).to_be_visible()
    expect(page.locator("#suspicious")).to_contain_text("It stops nothing.")
    expect(page.locator("#made")).to_contain_text("1 × email, 2 × phone")
    expect(page.locator("#src-1")).to_contain_text("7 weeks old")


@pytest.mark.parametrize("state", ["stopgap", "foreign", "overtaken"])
def test_each_further_state_is_accessible_and_fits(site: Site, check_axe: Callable[[Page], None], state: str) -> None:
    add = {
        "stopgap": lambda: desk_states.add_stopgap(site.services, site.seeds)[0],
        "foreign": lambda: desk_states.add_foreign(site.services, site.seeds),
        "overtaken": lambda: desk_states.add_overtaken(site.services, site.seeds),
    }
    page = _panel(site, add[state]())

    words = {
        "stopgap": "The model’s draft follows",
        "foreign": "No draft in this language",
        "overtaken": "The customer wrote again",
    }
    expect(page.locator(".panel-body")).to_contain_text(words[state])
    check_axe(page)
    _check_panel_widths(page)


def test_each_end_of_a_draft_is_accessible_and_fits(site: Site, check_axe: Callable[[Page], None]) -> None:
    page = site.sign_in(Role.AGENT, viewport=PANEL)

    for state, button, heading in (
        ("ready", "Approve and insert", "Approved"),
        ("ready", "Reject only", "Rejected"),
        ("uncovered", "Hand on", "Handed on"),
    ):
        page.goto(f"/agent/sidebar?ticket={site.seeds.tickets[state]}")
        if button == "Reject only":
            page.get_by_role("button", name="Undo").click()
            page.get_by_role("link", name="Reject").click()
        elif button == "Hand on":
            page.get_by_role("link", name="Escalate").click()
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("heading", name=heading)).to_be_focused()
        check_axe(page)
        _check_panel_widths(page)


def test_panel_without_a_draft_to_show_is_accessible_and_fits(site: Site, check_axe: Callable[[Page], None]) -> None:
    page = site.sign_in(Role.AGENT, viewport=PANEL)
    page.goto("/agent/sidebar")
    expect(page.get_by_role("heading", name="Open a ticket")).to_be_visible()
    check_axe(page)
    _check_panel_widths(page)

    admin = site.sign_in(Role.ADMIN, viewport=PANEL)
    admin.goto(f"/agent/sidebar?ticket={site.seeds.tickets['ready']}")
    expect(admin.get_by_role("heading", name="You can’t draft for this brand")).to_be_visible()
    check_axe(admin)
    _check_panel_widths(admin)


def test_gravest_check_stands_first_with_what_was_told_before_beside_it(site: Site) -> None:
    page = _panel(site, desk_states.add_laddered(site.services, site.seeds))

    titles = page.locator(".checks .callout > strong").all_inner_texts()

    assert titles[0] == "This names another shop of ours."
    expect(page.locator(".checks .callout", has_text="We told this person otherwise")).to_contain_text(
        f"What we told this person: {desk_states.REFUND}"
    )


def test_open_check_says_so_and_takes_one_there(site: Site) -> None:
    page = _panel(site, desk_states.add_laddered(site.services, site.seeds))

    page.keyboard.press("Control+Enter")

    expect(page.locator(".toast")).to_contain_text("Settle this check first")
    expect(page.get_by_role("link", name="Send it anyway")).to_be_focused()


def test_check_that_nobody_can_look_up_goes_out_with_a_reason_alone(site: Site) -> None:
    ticket_id = desk_states.add_laddered(site.services, site.seeds)
    page = _panel(site, ticket_id)

    page.get_by_role("link", name="Send it anyway").click()
    page.get_by_role("button", name="Approve and insert").click()
    expect(page.get_by_label("Why it goes out anyway")).to_be_focused()
    page.get_by_label("Why it goes out anyway").fill("They asked for the other shop.")
    page.get_by_role("button", name="Approve and insert").click()

    expect(page.get_by_role("heading", name="Approved")).to_be_visible()
    decided = _decisions(site, ticket_id)[-1]
    assert decided.reason == "They asked for the other shop."
    assert decided.acknowledged[0].startswith("other_brand:")


def test_key_chooses_another_resolution_and_a_new_draft_is_written(site: Site) -> None:
    ticket_id = desk_states.add_laddered(site.services, site.seeds)
    page = _panel(site, ticket_id)
    page.locator("#resolution > summary").click()
    expect(page.locator("#resolution")).to_contain_text("needs a lead")

    page.keyboard.press("3")

    expect(page.locator(".spin")).to_be_visible()
    assert _newest(site, ticket_id).rung == "Refund the poles"


def test_step_is_ticked_in_the_record_and_keeps_the_focus(site: Site) -> None:
    ticket_id = desk_states.add_laddered(site.services, site.seeds)
    page = _panel(site, ticket_id)
    step = page.get_by_role("checkbox", name="Refund the postage")
    expect(step).to_contain_text("NW-73018 · $6.50")

    step.click()

    expect(step).to_be_checked()
    expect(step).to_be_focused()
    expect(step).to_contain_text("Done by Dani Kowalczyk")
    with site.services.database.reading() as session:
        assert ticks_of(session, _newest(site, ticket_id).id)[2].is_done


def test_ticking_while_editing_keeps_the_words(site: Site) -> None:
    page = _panel(site, desk_states.add_laddered(site.services, site.seeds))
    page.keyboard.press("e")
    page.get_by_label("Edit the reply").fill("My own words.")

    page.get_by_role("checkbox", name="Create the replacement order").click()

    expect(page.get_by_role("checkbox", name="Create the replacement order")).to_be_checked()
    expect(page.get_by_label("Edit the reply")).to_have_value("My own words.")


def test_asks_follow_the_agents_own_words(site: Site) -> None:
    page = _panel(site, desk_states.add_laddered(site.services, site.seeds))
    page.keyboard.press("e")
    page.get_by_label("Edit the reply").fill("Hi Nadia,\n\nWe send you a new pole set free of charge.\n\nWarm regards")

    page.get_by_role("button", name="Check my version").click()

    expect(page.locator("#asks")).to_contain_text("1 of 2 answered")
    expect(page.locator("#asks")).to_contain_text("Not answered")


def test_edit_is_checked_before_it_goes_out_and_keeps_its_words(site: Site, check_axe: Callable[[Page], None]) -> None:
    page = _panel(site, site.seeds.tickets["ready"])
    words = "Hi Tomás,\n\nYour parcel is free: we refund $999.\n\nWarm regards,\nThe Northway team"
    page.keyboard.press("e")
    page.get_by_label("Edit the reply").fill(words)

    page.keyboard.press("Control+Enter")
    expect(page.locator("#edit-checks")).to_be_focused()
    expect(page.locator("#edit-checks .callout").first).to_be_in_viewport()
    expect(page.get_by_label("Edit the reply")).to_have_value(words)
    check_axe(page)
    for box in page.get_by_label("Send it anyway").all():
        box.check()
    page.get_by_label("Why it goes out anyway").fill("The manager agreed.")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("heading", name="Approved with your changes")).to_be_visible()
    decided = _decisions(site, site.seeds.tickets["ready"])[-1]
    assert (decided.text, decided.reason) == (words, "The manager agreed.")


def test_one_sentence_goes_out_alone_and_counts_as_edited(site: Site) -> None:
    page = _panel(site, site.seeds.tickets["ready"])
    page.locator("#parts > summary").click()

    page.get_by_role("button", name="Standard shipping takes 3 to 5 business days.").click()

    expect(page.get_by_label("Approved text")).to_have_value("Standard shipping takes 3 to 5 business days.")
    assert _decisions(site, site.seeds.tickets["ready"])[-1].kind is DecisionKind.EDITED


def test_selected_words_go_out_alone_without_source_numbers(site: Site) -> None:
    page = _panel(site, site.seeds.tickets["ready"])
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#draft-text p:nth-of-type(2)'))")

    page.get_by_role("button", name="Insert the selection").click()

    expect(page.get_by_label("Approved text")).to_have_value(
        "Standard shipping takes 3 to 5 business days. "
        "If it has not moved by Friday, reply to this message and we open a search."
    )


def test_tone_language_and_wish_ask_for_a_new_draft(site: Site) -> None:
    ticket_id, _ = desk_states.add_stopgap(site.services, site.seeds)
    page = _panel(site, ticket_id)
    page.get_by_label("Wish for the next draft").fill("mention the loan tent")

    page.get_by_label("Tone", exact=True).select_option("brief")

    expect(page.locator(".spin")).to_be_visible()
    assert _newest(site, ticket_id).steer == "Tone: brief. mention the loan tent"


def test_composer_says_that_it_stays_in_the_policies_language(site: Site) -> None:
    page = _panel(site, site.seeds.tickets["ready"])

    expect(page.get_by_text("English, as the policies")).to_be_visible()
    expect(page.get_by_label("Language", exact=True)).to_have_count(0)


def test_models_draft_arrives_in_the_place_of_the_composed_one(site: Site) -> None:
    ticket_id, draft_id = desk_states.add_stopgap(site.services, site.seeds)
    page = _panel(site, ticket_id)
    page.clock.install()
    page.goto(f"/agent/sidebar?ticket={ticket_id}")

    desk_states.supersede(site.services, ticket_id, draft_id, text="The model wrote this.", reason=MODEL_ANSWERED)
    page.clock.fast_forward(5_000)

    expect(page.locator("#draft-text")).to_contain_text("The model wrote this")
    expect(page.locator(".toast")).to_contain_text("The language model answered after all")
    expect(page.locator(".panel-body")).to_contain_text("The language model answered after all")


def test_newer_draft_never_takes_words_away_from_somebody_who_edits(site: Site) -> None:
    ticket_id, draft_id = desk_states.add_stopgap(site.services, site.seeds)
    page = _panel(site, ticket_id)
    page.clock.install()
    page.goto(f"/agent/sidebar?ticket={ticket_id}")
    page.keyboard.press("e")
    page.get_by_label("Edit the reply").fill("My own words.")

    desk_states.supersede(site.services, ticket_id, draft_id, text="The model wrote this.")
    page.clock.fast_forward(5_000)

    expect(page.get_by_role("alert")).to_contain_text("There is something newer for this ticket.")
    expect(page.get_by_label("Edit the reply")).to_have_value("My own words.")
    page.get_by_role("link", name="Show it").click()
    expect(page.locator("#draft-text")).to_contain_text("The model wrote this")


def test_ticket_is_handed_on_with_a_reason_and_its_note_is_shown(site: Site, check_axe: Callable[[Page], None]) -> None:
    page = _panel(site, site.seeds.tickets["uncovered"])

    page.get_by_role("link", name="Escalate").click()
    dialog = page.get_by_role("dialog", name="Hand this ticket on")
    check_axe(page)
    dialog.get_by_role("radio", name="Another team’s work").check()
    dialog.get_by_role("button", name="Hand on").click()

    expect(page.get_by_role("heading", name="Handed on")).to_be_focused()
    page.locator("#handover > summary").click()
    expect(page.locator("#handover")).to_contain_text("Do you recycle them?")
    assert _decisions(site, site.seeds.tickets["uncovered"])[-1].reason == "Another team’s work"


def test_ticket_without_a_draft_is_handed_on_too(site: Site) -> None:
    page = _panel(site, site.seeds.tickets["silent"])

    page.get_by_role("link", name="Escalate").click()
    page.get_by_role("dialog").get_by_role("button", name="Hand on").click()

    expect(page.get_by_role("heading", name="Handed on")).to_be_visible()
    with site.services.database.reading() as session:
        assert len(handovers_of(session, site.seeds.tickets["silent"])) == 1


def test_policies_are_searched_from_the_panel(site: Site) -> None:
    page = _panel(site, desk_states.add_foreign(site.services, site.seeds))

    page.get_by_label("Search the policies").fill("return without a receipt")
    page.keyboard.press("Enter")

    expect(page.get_by_text("for “return without a receipt”")).to_be_visible()
    expect(page.get_by_label("Search the policies")).to_have_value("return without a receipt")


def test_late_ticket_says_how_late_in_the_list(site: Site) -> None:
    desk_states.add_late(site.services, site.seeds)
    page = site.sign_in(Role.AGENT)

    page.goto("/agent")

    expect(page.locator(".thread-row .late")).to_have_text("12m late")


def test_steps_resolution_and_fixes_work_without_scripts(site: Site) -> None:
    ticket_id = desk_states.add_laddered(site.services, site.seeds)
    page = site.sign_in(Role.AGENT, java_script_enabled=False, viewport=PANEL)
    page.goto(f"/agent/sidebar?ticket={ticket_id}")

    page.get_by_role("checkbox", name="Create the replacement order").click()
    expect(page.get_by_role("checkbox", name="Create the replacement order")).to_be_checked()
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Edit the reply").fill("We refund $999.")
    page.get_by_role("button", name="Check my version").click()
    expect(page.get_by_label("Edit the reply")).to_have_value("We refund $999.")
    page.get_by_role("link", name="Stop editing").click()
    page.locator("#resolution > summary").click()
    page.get_by_role("button", name="Replace the whole tent").click()

    expect(page.locator(".spin")).to_be_visible()
    assert _newest(site, ticket_id).rung == "Replace the whole tent"


def _panel(site: Site, ticket_id: str) -> Page:
    page = site.sign_in(Role.AGENT, viewport=PANEL)
    page.goto(f"/agent/sidebar?ticket={ticket_id}")
    return page


def _check_panel_widths(page: Page) -> None:
    for width in PANEL_WIDTHS:
        page.set_viewport_size({"width": width, "height": 860})
        found = page.evaluate("document.documentElement.scrollWidth")
        assert found <= width, f"{page.url} is {found} pixels wide in a window of {width}"


def _newest(site: Site, ticket_id: str) -> Draft:
    with site.services.database.reading() as session:
        return newest_drafts(session, [ticket_id])[ticket_id]


def _decisions(site: Site, ticket_id: str) -> tuple[Decision, ...]:
    with site.services.database.reading() as session:
        return decisions_of(session, newest_drafts(session, [ticket_id])[ticket_id].id)
