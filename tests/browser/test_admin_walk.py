"""One day of two admins: import, conflict, review, replay, publish, and a draft that cites the new wording."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Site
from tests.tools.documents import zip_bytes
from webhook.accounts.roles import Principal, Role
from webhook.accounts.signing_in import ensure_user, make_link_token
from webhook.agent.actions import submit_ticket
from webhook.jobs.base import DRAFT_TICKET, REPLAY_IMPACT
from webhook.working import job_handlers

pytestmark = pytest.mark.browser

RETURNS = "# Returns\n\n## Return window\n\nUnworn boots can be returned within 30 days of delivery.\n"
PARCELS = "# Parcels\n\n## Damage\n\nDamage must be reported within 14 days of delivery.\n"
DAMAGE = "\n## Damage\n\nDamage must be reported within 30 days of delivery.\n"
QUESTION = "Can unworn boots be returned within some days of delivery?"


class Now:
    """What a job is given that runs here and now."""

    job_id, attempt = "job_1", 0

    def step(self, _name: str, work: Callable[[], Any]) -> Any:
        """Do the step."""
        return work()


def test_two_admins_bring_a_wording_from_a_file_into_a_draft(
    site: Site, check_axe: Callable[[Page], None], check_widths: Callable[[Page], None]
) -> None:
    ticket = _ticket(site, "T-1")  # drafted under the first wording, replayed under the second
    priya = site.sign_in(Role.ADMIN)
    _import(priya)
    _draft(site, ticket)

    priya.goto("/admin")
    priya.get_by_role("link", name="Returns").click()
    path = priya.url
    priya.get_by_label("Policy text in Markdown").fill(RETURNS.replace("30 days", "45 days") + DAMAGE)
    conflict = priya.get_by_text("Another number than in “Parcels”, Damage")
    expect(conflict).to_be_visible()
    check_axe(priya)
    priya.get_by_role("button", name="This one wins").click()
    expect(priya.get_by_role("status")).to_contain_text("this one wins")
    expect(priya.get_by_text("1 was decided before.")).to_be_visible()
    expect(conflict).to_have_count(0)
    priya.get_by_role("button", name="Save as draft v2").click()
    expect(priya.get_by_role("status")).to_contain_text("Saved as draft v2.")
    check_axe(priya)
    priya.get_by_role("button", name="Request review").click()
    dialog = priya.get_by_role("dialog", name="Request review of v2")
    dialog.get_by_label("What changed and why").fill("Longer for the holidays")
    check_axe(priya)
    dialog.get_by_role("button", name="Request review").click()
    expect(priya.get_by_role("heading", name="v2 waits for a reviewer")).to_be_visible()

    marco = _second_admin(site, color_scheme="dark")
    marco.goto(path)
    expect(marco.locator("ins").first).to_contain_text("45")
    check_axe(marco)
    check_widths(marco)
    marco.get_by_role("button", name="Replay past tickets").click()
    _run_replay(site, marco)
    marco.get_by_role("button", name="I have read this").click()
    marco.goto(path)
    impact = marco.get_by_role("region", name="Impact preview")
    expect(impact).to_contain_text("say 45 days, not 30 days")
    expect(impact).to_contain_text("read by Marco Bianchi")
    check_axe(marco)
    marco.get_by_role("button", name="Approve").click()
    marco.get_by_role("button", name="Publish v2").click()
    expect(marco.get_by_role("status")).to_contain_text("v2 is live")
    marco.get_by_label("Ask like a customer would").fill(QUESTION)
    marco.keyboard.press("Enter")
    expect(marco.get_by_role("region", name="Test search")).to_contain_text("within 45 days of delivery")

    _draft(site, _ticket(site, "T-2"))
    dani = site.sign_in(Role.AGENT)
    dani.goto("/agent")
    dani.get_by_role("link", name=re.compile("Boots T-2")).click()
    expect(dani.get_by_role("region", name="Text of the draft")).to_contain_text("within 45 days of delivery")
    expect(dani.get_by_role("region", name="Draft reply")).to_contain_text("Returns")


def _import(page: Page) -> None:
    page.goto("/admin")
    page.get_by_role("link", name="Import policies").click()
    archive = zip_bytes({"returns.md": RETURNS, "parcels.md": PARCELS})
    page.get_by_label("File or archive").set_input_files(
        {"name": "shop.zip", "mimeType": "application/zip", "buffer": archive}
    )
    page.get_by_role("button", name="Import file").click()
    page.get_by_role("button", name="Publish 2 new ones").click()
    expect(page.get_by_role("status")).to_contain_text("2 policies published.")


def _ticket(site: Site, name: str) -> str:
    services = site.services
    body = {"id": name, "subject": f"Boots {name}", "body": QUESTION}
    case = submit_ticket(services, Principal("usr_1", "Somebody", Role.ADMIN), site.seeds.brand.slug, body)
    assert case.draft is not None
    return case.draft.id


def _draft(site: Site, draft_id: str) -> None:
    job_handlers(site.services)[DRAFT_TICKET](draft_id, Now())


def _run_replay(site: Site, page: Page) -> None:
    page.wait_for_url(re.compile("/admin/replays/"))
    job_handlers(site.services)[REPLAY_IMPACT](page.url.rpartition("/")[2], Now())
    page.reload()


def _second_admin(site: Site, **options: Any) -> Page:
    services = site.services
    now = services.clock()
    with services.database.writing() as session:
        user = ensure_user(
            session, "marco@northway.example", Role.ADMIN, name="Marco Bianchi", now=now, new_id=services.new_id
        )
        link = make_link_token(session, user, now=now, life_h=1)
    page = site.open(**options)
    page.goto(f"/sign-in?token={link}&next=/admin")
    page.get_by_role("button", name="Continue").click()
    return page
