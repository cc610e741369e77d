"""Operations in a browser: dead letters settled, people invited, tokens, the audit log, every tab's looks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from drafter.model_settings import ModelSettings
from drafter.store.model_settings import add_spend, write_model_settings
from tests.browser.site import Site
from webhook.connecting import add_connection
from webhook.jobs.base import DELIVER, DRAFT_TICKET, IMPORT_POLICIES
from webhook.store.deliveries import Delivery, DeliveryKind, DeliveryState, add_delivery, get_delivery, move_delivery
from webhook.store.jobs import JobState, WorkerBeat, add_job, beat, close_job, get_job

pytestmark = pytest.mark.browser

Check = Callable[[Page], None]


@pytest.fixture
def busy(site: Site) -> Site:
    """A site with work that failed, a delivery nobody is sure of, a worker that lives."""
    parts, seeds = site.services, site.seeds
    now = parts.clock()
    desk = add_connection(
        parts, kind="generic", brand_id=seeds.brand.id, name="Warehouse portal", options={}, operator_given=True
    )
    with parts.database.writing() as session:
        beat(session, WorkerBeat("worker-1", now, "db1.shop.example", "0.1.0", is_warm=True))
        parts.jobs.enqueue(session, DRAFT_TICKET, seeds.drafts["failed"])
        close_job(session, f"{DRAFT_TICKET}:{seeds.drafts['failed']}", JobState.FAILED, error="job.stranded", now=now)
        add_job(session, f"{IMPORT_POLICIES}:imp_1", IMPORT_POLICIES, "imp_1", now=now)
        error = "import.format: The file is no PDF."
        close_job(session, f"{IMPORT_POLICIES}:imp_1", JobState.FAILED, error=error, now=now)
        for place, kind in enumerate((DeliveryKind.DRAFT, DeliveryKind.REPLY)):
            ticket = seeds.tickets["ready"]
            one = Delivery(f"dlv_{place}", f"sub_{place}", kind, desk.id, ticket, f"mrk_{place}")
            add_delivery(session, one, now=now)
            parts.jobs.enqueue(session, DELIVER, one.id)
            move_delivery(session, one.id, DeliveryState.UNCONFIRMED, now=now, error="No answer within 30 s.")
            close_job(session, f"{DELIVER}:{one.id}", JobState.FAILED, error="helpdesk.unavailable", now=now)
        for minutes in range(12):
            add_job(session, f"done:{minutes}", DRAFT_TICKET, "x", now=now - timedelta(minutes=5 * minutes, seconds=3))
            close_job(session, f"done:{minutes}", JobState.DONE, now=now - timedelta(minutes=5 * minutes))
    return site


def test_dead_letters_are_tried_again_and_discarded(busy: Site, check_axe: Check, check_widths: Check) -> None:
    page = busy.sign_in("admin")
    page.goto("/admin/jobs")
    letters = page.get_by_role("table", name="Dead letters")
    expect(letters).to_contain_text("Its worker stopped in the middle")
    expect(page.get_by_role("table", name="Queues")).to_contain_text("3.0 s")
    check_axe(page)
    check_widths(page)
    page.get_by_role("button", name="Try again: Draft on #").click()
    expect(page.get_by_role("status")).to_contain_text("Queued again.")
    import_row = letters.get_by_role("row").filter(has_text="Import")
    import_row.locator("summary").click()
    import_row.get_by_label("Why").fill("the old file")
    import_row.get_by_role("button", name="Discard it").click()
    expect(page.get_by_role("status")).to_contain_text("Discarded.")
    with busy.services.database.reading() as session:
        draft_job = get_job(session, f"{DRAFT_TICKET}:{busy.seeds.drafts['failed']}")
        import_job = get_job(session, f"{IMPORT_POLICIES}:imp_1")
    assert draft_job is not None
    assert (draft_job.state, draft_job.attempt) == (JobState.QUEUED, 1)
    assert import_job is not None
    assert import_job.state is JobState.CANCELLED
    page.goto("/admin/operations?tab=audit")
    expect(page.get_by_role("table", name="Audit log")).to_contain_text("discarded import_policies: the old file")


def test_somebody_says_whether_a_delivery_arrived(busy: Site) -> None:
    page = busy.sign_in("admin", java_script_enabled=False)
    page.goto("/admin/operations?tab=jobs")
    expect(page.get_by_role("button", name="Write it again: Reply")).to_have_count(0)
    page.get_by_role("button", name="It is there: Reply").click()
    page.get_by_role("button", name="Write it again: Draft").click()
    expect(page.get_by_text("Look whether these arrived")).to_have_count(0)
    with busy.services.database.reading() as session:
        states = [one.state for number in (0, 1) if (one := get_delivery(session, f"dlv_{number}"))]
    assert states == [DeliveryState.SENT, DeliveryState.CONFIRMED]


def test_missing_worker_is_said_aloud(site: Site, check_axe: Check, check_widths: Check) -> None:
    page = site.sign_in("admin")
    page.goto("/admin/operations")
    expect(page.get_by_role("alert")).to_contain_text("No worker has answered lately")
    expect(page.get_by_text("Nothing failed")).to_be_visible()
    check_axe(page)
    check_widths(page)


def test_spend_is_shown_by_brand_and_month(site: Site, check_axe: Check, check_widths: Check) -> None:
    brand, now = site.seeds.brand, site.services.clock()
    with site.services.database.writing() as session:
        write_model_settings(session, brand.id, replace(ModelSettings(), spend_cap_usd_micros=10_000_000), now=now)
        for _ in range(4):
            add_spend(session, brand.id, 2_500_000, now=now)
        add_spend(session, brand.id, 1_000_000, now=now - timedelta(days=35))
    page = site.sign_in("admin")
    page.goto("/admin/operations?tab=spend")
    caps = page.get_by_role("table", name="What each brand’s model may cost")
    expect(caps).to_contain_text("$10.00")
    expect(caps).to_contain_text("Composed drafts until 1 ")
    expect(page.get_by_role("table", name="What each month cost")).to_contain_text("$1.00")
    check_axe(page)
    check_widths(page)


def test_person_is_invited_and_switched_off(site: Site, check_axe: Check, check_widths: Check) -> None:
    page = site.sign_in("admin")
    page.goto("/admin/operations?tab=accounts")
    check_widths(page)
    page.keyboard.press("n")
    page.get_by_label("Email").fill("jonas@northway.example")
    page.get_by_label("Name optional").fill("Jonas Weber")
    check_axe(page)
    page.get_by_role("button", name="Make a link").click()
    link = page.locator("#new-link").inner_text()
    check_axe(page)

    jonas = site.open()
    jonas.goto(link)
    jonas.get_by_role("button", name="Continue").click()
    jonas.wait_for_url("**/*")
    page.goto("/admin/operations?tab=accounts")
    assert link not in page.content()
    row = page.get_by_role("row").filter(has_text="Jonas Weber")
    expect(row.get_by_role("cell").nth(5)).to_have_text("1")
    row.locator("summary").click()
    row.get_by_role("button", name="Switch off").click()
    expect(page.get_by_role("status")).to_contain_text("Jonas Weber is signed out")
    jonas.goto("/")
    expect(jonas).to_have_url(f"{site.base_url}/sign-in?next=/")


def test_token_is_shown_once_and_revoked(site: Site) -> None:
    page = site.sign_in("admin", java_script_enabled=False)
    page.goto("/admin/operations?tab=accounts&open=token")
    page.get_by_role("dialog").get_by_label("Name").fill("Warehouse")
    page.get_by_role("button", name="Make a token").click()
    token = page.locator("#new-token").inner_text()
    call = {"headers": {"Authorization": f"Bearer {token}"}}
    assert page.request.get(f"{site.base_url}/api/v1/edits", **call).status == 200
    page.goto("/admin/operations?tab=accounts")
    assert token not in page.content()
    row = page.get_by_role("row").filter(has_text="Warehouse")
    expect(row.get_by_role("cell").nth(3)).not_to_have_text("never")
    row.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("Calls with it answer 401")).to_be_visible()
    assert page.request.get(f"{site.base_url}/api/v1/edits", **call).status == 401


def test_audit_log_is_filtered_and_exported(site: Site, check_axe: Check, check_widths: Check) -> None:
    page = site.sign_in("admin")
    page.goto("/admin/operations?tab=audit&days=")
    expect(page.get_by_role("table", name="Audit log")).to_contain_text("approved")
    check_axe(page)
    check_widths(page)
    page.get_by_role("searchbox").fill("nobody at all")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    export = page.request.get(f"{site.base_url}/admin/operations/audit.csv?days=").text()
    assert export.splitlines()[0] == "when,who,actor_id,did,brand,entry"
    assert "Dani Kowalczyk" in export
