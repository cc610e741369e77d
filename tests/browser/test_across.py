"""Across agents in a browser: a pair of unlike replies is read and judged."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from drafter import handling
from drafter.decisions import Action
from knowledge_base.foundation.ids import new_id
from tests.browser.site import Site
from tests.makers import make_hit, make_ticket
from tests.tools.acting import AGENT, Acts

pytestmark = pytest.mark.browser

RULE = "A broken lid is replaced free of charge."


@pytest.fixture
def site_with_pair(site: Site) -> Site:
    """Three like tickets, one of which was answered otherwise."""
    services = site.services
    hit = make_hit(RULE, policy="Damaged items")
    acts = Acts(services.database, services.clock, new_id)  # type: ignore[arg-type]
    for number, words in enumerate(["I will send a replacement.", "I will send a replacement.", "We refunded $64.00."]):
        given = make_ticket("The lid of my thermos has a crack.", external_id=f"4899{number}")
        with services.database.writing() as session:
            ticket = handling.record_ticket(
                session, given, brand_id=site.seeds.brand.id, connection_id=None, now=services.clock(), new_id=new_id
            )
        draft = acts.ready(ticket, (RULE, [hit]))
        with services.database.writing() as session:
            handling.decide(
                session,
                draft.id,
                Action.EDIT,
                actor=replace(AGENT, id=f"agent {number}"),
                text=f"Hi,\n\n{words}",
                now=services.clock(),
                new_id=new_id,
            )
    return site


def test_unlike_replies_are_read_and_judged(
    site_with_pair: Site, check_axe: Callable[[Page], None], check_widths: Callable[[Page], None]
) -> None:
    page = site_with_pair.sign_in("qa")
    page.goto("/qa/consistency")
    expect(page.get_by_role("group", name="Reply A")).to_contain_text("We refunded $64.00.")
    expect(page.get_by_role("group", name="Reply B")).to_contain_text("I will send a replacement.")
    expect(page.get_by_text("agent 2")).to_have_count(0)
    expect(page.get_by_role("heading", name="Tone, compared with the voice")).to_be_visible()
    page.get_by_text("Show tone as table").click()
    expect(page.get_by_role("region", name="On tone by week, table").get_by_role("row")).to_have_count(13)
    check_axe(page)
    check_widths(page)
    page.get_by_role("radio", name="Not alike after all").check()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Nothing to look at")).to_be_visible()
    check_axe(page)


def test_too_few_replies_say_what_it_takes(site: Site, check_axe: Callable[[Page], None]) -> None:
    page = site.sign_in("qa")
    page.goto("/qa/consistency")

    expect(page.get_by_role("heading", name="Too few like tickets yet")).to_be_visible()
    check_axe(page)
