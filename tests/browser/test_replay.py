"""The replay in a browser: watched while it runs, read, signed, and then the wording is published."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from drafter.impacts import ReplayState
from drafter.store import replays
from drafter.store.brands import change_brand
from drafter.store.tickets import save_ticket
from knowledge_base.editing import create_policy, start_revision
from knowledge_base.foundation.actors import SYSTEM
from knowledge_base.foundation.ids import new_id
from knowledge_base.store.policies import find_revision
from tests.browser.site import Site
from tests.makers import make_ticket
from tests.tools.lines import Try
from webhook.jobs import replay_impact

pytestmark = pytest.mark.browser

RETURNS = "## Return window\n\nYou can return boots within 30 days of delivery. The return label costs $6.95.\n"


@pytest.fixture
def policy_id(site: Site) -> str:
    """A published policy with a draft beside it, twelve past tickets, and a brand that asks for signed replays."""
    services, brand = site.services, site.seeds.brand
    made = {"actor": SYSTEM, "now": services.clock(), "new_id": new_id}
    with services.database.writing() as session:
        first = create_policy(session, brand_id=brand.id, title="Returns", text=RETURNS, **made)
    services.publisher.publish([first.id], actor=SYSTEM)
    with services.database.writing() as session:
        start_revision(session, first.policy_id, text=RETURNS.replace("30", "45").replace("$6.95", "$4.95"), **made)
        for number in range(12):
            text = "How long can I return boots?" if number % 2 else "What does the return label cost?"
            ticket = make_ticket(text, id=new_id("tkt"), external_id=f"4800{number}", brand_id=brand.id, subject=text)
            save_ticket(session, ticket, now=services.clock())
        change_brand(session, brand.id, lambda one: replace(one, needs_replay=True))
    return first.policy_id


def test_replay_is_watched_read_signed_and_lets_the_wording_out(
    site: Site, policy_id: str, check_axe: Callable[[Page], None], check_widths: Callable[[Page], None]
) -> None:
    page = site.sign_in("admin")
    page.goto(f"/admin/policies/{policy_id}/replay?revision=2")
    check_axe(page)
    page.get_by_role("button", name="Start the replay").click()
    expect(page.get_by_role("heading", name="Waiting for a worker")).to_be_visible()
    replay_id = page.url.rsplit("/", 1)[1]

    halfway = _run_until(site, replay_id, steps=1)
    expect(page.get_by_role("heading", name="Looking at past tickets")).to_be_visible()
    expect(page.get_by_role("status").first).to_contain_text(f"{halfway} of ")
    check_axe(page)
    site.services.replaying(replay_id, Try())

    expect(page.get_by_role("region", name="Impact")).to_contain_text("of 20 past replies would change")
    expect(page.get_by_role("region", name="Impact")).to_contain_text("say 45 days, not 30 days")
    expect(page.locator("ins").first).to_contain_text("4")
    page.get_by_text("Whole reply").first.click()
    check_axe(page)
    check_widths(page)
    page.get_by_role("link", name="Days").click()
    expect(page.get_by_role("region", name="Replies")).to_contain_text("30 days → 45 days")

    page.get_by_role("button", name="I have read this").click()
    expect(page.get_by_role("status")).to_contain_text("You have read what v2 would change.")
    onward = page.get_by_role("link", name="Go on to publish v2")
    expect(onward).to_have_attribute("href", f"/admin/policies/{policy_id}?revision=2")
    with site.services.database.reading() as session:
        candidate = find_revision(session, policy_id, 2)
    site.services.publisher.publish([candidate.id], actor=SYSTEM)


def test_replay_is_stopped_without_scripts(site: Site, policy_id: str) -> None:
    page = site.sign_in("admin", java_script_enabled=False)
    page.goto(f"/admin/policies/{policy_id}/replay?revision=2")
    page.get_by_role("button", name="Start the replay").click()
    _run_until(site, page.url.rsplit("/", 1)[1], steps=1)
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_role("heading", name="Looking at past tickets")).to_be_visible()

    page.get_by_role("button", name="Stop").click()

    expect(page.get_by_text("Stopped early")).to_be_visible()
    expect(page.get_by_role("button", name="Run again")).to_be_visible()


def _run_until(site: Site, replay_id: str, *, steps: int) -> int:
    """Let the job do so many steps and go away; return how many tickets it looked at."""

    class GoneError(Exception):
        pass

    class Going(Try):
        def step(self, name: str, work):  # type: ignore[no-untyped-def]
            if name == f"tickets {steps}":
                raise GoneError
            return work()

    with pytest.raises(GoneError):
        site.services.replaying(replay_id, Going())
    with site.services.database.reading() as session:
        found = replays.get_replay(session, replay_id)
    assert found.state is ReplayState.RUNNING
    assert found.looked_at == replay_impact.TICKETS_A_STEP
    return found.looked_at
