"""The five-minute story: write as a customer, insert the draft, change it, send it, see the edit as QA.

``make run``'s own command serves it, so this is also the test that the command comes up.
"""

import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from tests.tools.program import Program, wait_for

pytestmark = pytest.mark.browser

PATIENCE_MS = 20_000
VIEWPORT = {"width": 1440, "height": 900}


class Demo:
    """``drafter demo run`` in a folder; ``links`` are what it printed, by role."""

    def __init__(self, folder: Path) -> None:
        self.program = Program(folder, DRAFTER_EMBEDDER="hashing")
        self._said = folder / "said.txt"
        command = [sys.executable, "-m", "webhook", "demo", "run", "--port", str(self.program.port)]
        with self._said.open("wb") as said, (folder / "serve.log").open("wb") as log:
            self._process = subprocess.Popen(command, env=self.program.environment, stdout=said, stderr=log)
        wait_for(self._is_up, what="three sign-in links", within_s=240)
        self.links = dict(line.split(maxsplit=1) for line in self._said.read_text().splitlines()[:3])

    def stop(self) -> int:
        """Stop as Ctrl-C does; return the exit status."""
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(40)

    def _is_up(self) -> bool:
        assert self._process.poll() is None, self.program.log()
        return "Stop with Ctrl-C" in self._said.read_text()


@pytest.fixture(scope="module")
def demo(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    running = Demo(tmp_path_factory.mktemp("demo"))
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def people(demo: Demo, browser: Browser) -> Iterator[dict[str, Page]]:
    """A page of each role, signed in by the printed link, at the start page."""
    pages = {}
    for role, link in demo.links.items():
        context = browser.new_context(base_url=demo.program.base_url, viewport=VIEWPORT, reduced_motion="reduce")
        context.set_default_timeout(PATIENCE_MS)
        pages[role] = context.new_page()
        pages[role].goto(link)
        pages[role].get_by_role("button", name="Continue").click()
    yield pages
    for page in pages.values():
        page.context.close()


def test_three_links_sign_three_people_in(people: dict[str, Page]) -> None:
    assert list(people) == ["agent", "admin", "qa"]
    for role, name in (("agent", "Dani"), ("admin", "Priya"), ("qa", "Theo")):
        expect(people[role].get_by_role("heading", level=1)).to_contain_text(name)


def test_newcomer_sees_the_whole_line(people: dict[str, Page]) -> None:
    desk = people["agent"]
    desk.goto("/demo/helpdesk")
    expect(step(desk)).to_have_text("1 Write as a customer")
    write(desk, "I was charged twice")

    expect(desk.get_by_role("heading", level=1)).to_have_text("Charged twice for one order")
    ticket = re.search(r"ticket=(NW-\d+)", desk.url)[1]
    panel = insert_draft(desk)
    expect(step(desk)).to_have_text("4 Change it and send")
    box = desk.get_by_label("Your reply")
    draft = box.input_value()
    assert draft.startswith("Hi Lena,")
    box.fill(draft.replace("Hi Lena", "Dear Lena").replace("The Northway team", "Dani, Northway Outdoor"))
    desk.get_by_role("button", name="Send", exact=True).click()

    expect(step(desk)).to_have_text("5 See the edit in Quality")
    expect(panel.get_by_role("heading", name=re.compile("Sent by Dani"))).to_be_visible(timeout=PATIENCE_MS)
    see_the_edit(people["qa"], ticket)


def test_customer_who_writes_back_gets_a_new_draft(people: dict[str, Page]) -> None:
    desk = people["agent"]
    desk.goto("/demo/helpdesk")
    write(desk, "A return without a receipt")
    insert_draft(desk)
    desk.get_by_role("button", name="Send", exact=True).click()

    desk.get_by_text("Write back as Bettina").click()
    desk.get_by_label("Message from Bettina").fill("How long do I have to return it, and what will I get back?")
    desk.get_by_role("button", name="Send as Bettina").click()

    panel = desk.frame_locator("iframe[data-frame]")
    expect(panel.locator("#draft-text")).to_be_visible(timeout=PATIENCE_MS)
    expect(desk.get_by_label("Your reply")).to_have_value("")


def test_sample_tickets_arrive_and_colleagues_have_answered(people: dict[str, Page]) -> None:
    inbox, queue = people["agent"], people["qa"]

    def answered() -> bool:
        queue.goto("/qa")
        return queue.get_by_text("Marek Vance").count() >= 3 and queue.get_by_text("Ines Duarte").count() >= 3

    wait_for(answered, what="the colleagues' replies", within_s=60)
    inbox.goto("/agent")
    expect(inbox.get_by_text("Tomás Herrera").first).to_be_visible()


def test_past_weeks_are_walked_from_sample_to_policy(people: dict[str, Page]) -> None:
    """Sample, review by keyboard, calibration, dashboard, proposal, draft revision."""
    reviewer, admin = people["qa"], people["admin"]

    reviewer.goto("/qa")
    expect(reviewer.get_by_role("heading", name="This week’s sample")).to_be_visible()
    reviewer.get_by_role("combobox", name="Site").select_option("Leeds")
    expect(reviewer.get_by_role("link", name="Clear")).to_be_visible()
    reviewer.get_by_role("link", name="Clear").click()
    reviewer.get_by_role("link", name="Start reviewing").click()
    review_by_keyboard(reviewer)
    expect(reviewer.get_by_role("status")).to_contain_text("Review saved, 93 of 100.")

    score_alone(reviewer)

    reviewer.goto("/qa/quality")
    expect(reviewer.get_by_role("heading", name="What the samples say of all replies")).to_be_visible()
    reviewer.goto("/qa/consistency")
    expect(reviewer.get_by_text("Between sites").first).to_be_visible()

    take_proposal(admin)


def review_by_keyboard(page: Page) -> None:
    """Rate every line by keys alone, the second one in part, and save."""
    expect(page.get_by_role("heading", name="Scorecard")).to_be_visible()
    page.keyboard.press("c")
    for presses in ((), (), ("ArrowRight",), (), ()):
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        for key in presses:
            page.keyboard.press(key)
    expect(page.locator("[data-score]")).to_have_text("93")
    page.keyboard.press("Control+Enter")


def score_alone(page: Page) -> None:
    """Read a session that is over, and score one reply of the open one."""
    page.goto("/qa/calibration")
    page.get_by_role("link", name="Refunds and deadlines").first.click()
    expect(page.get_by_text("Krippendorff").first).to_be_visible()
    page.goto("/qa/calibration")
    page.get_by_role("link", name="Tone of short replies").first.click()
    expect(page.get_by_role("heading", name="Score it alone")).to_be_visible()
    for name in ("Facts", "Decision by policy", "Every question answered", "Tone", "Language"):
        page.get_by_role("group", name=name).get_by_role("radio").first.focus()
        page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("2 of 10")).to_be_visible()


def take_proposal(page: Page) -> None:
    """Take what agents keep adding into a draft of the policy."""

    def proposed() -> bool:
        page.goto("/admin/proposals?tab=wording")
        return page.get_by_role("heading", name="Evidence").count() > 0

    wait_for(proposed, what="proposals from the past weeks", within_s=60)
    page.keyboard.press("a")
    expect(page.get_by_role("status")).to_contain_text("made. Nothing is live yet.")
    expect(page).to_have_url(re.compile(r"/admin/policies/"))
    expect(page.get_by_text("Draft", exact=True).first).to_be_visible()


def test_helpdesk_is_accessible_in_both_themes(people: dict[str, Page], check_axe: Callable[[Page], None]) -> None:
    desk = people["agent"]

    for address in ("/demo/helpdesk", "/demo/helpdesk?ticket=NW-1001", "/demo/helpdesk?ticket=NW-9"):
        desk.goto(address)
        check_axe(desk)


def test_helpdesk_fits_small_windows(people: dict[str, Page], check_widths: Callable[[Page], None]) -> None:
    desk = people["agent"]

    desk.goto("/demo/helpdesk?ticket=NW-1001")

    check_widths(desk)


def step(desk: Page):
    """Where the guide stands."""
    return desk.locator("[data-guide] [aria-current=step]")


def write(desk: Page, example: str) -> None:
    """Send an example message as its customer."""
    desk.get_by_label("Start from").select_option(label=example)
    desk.get_by_role("button", name="Send to the helpdesk").click()


def insert_draft(desk: Page) -> FrameLocator:
    """Settle what is open on the draft in the frame, and insert it."""
    panel = desk.frame_locator("iframe[data-frame]")
    expect(panel.locator("#draft-text")).to_be_visible(timeout=PATIENCE_MS)
    checked = panel.get_by_role("link", name="It’s right, I checked")
    while left := checked.count():
        checked.first.click()
        expect(checked).to_have_count(left - 1)
    panel.get_by_role("button", name="Approve and insert").click()
    expect(desk.get_by_label("Your reply")).not_to_have_value("")
    return panel


def see_the_edit(queue: Page, ticket: str) -> None:
    """Open the ticket's reply as a reviewer: both wordings, word by word."""
    queue.goto("/qa")
    row = queue.get_by_role("row").filter(has_text=ticket)
    expect(row).to_contain_text("Edited")
    row.get_by_role("link").first.click()
    expect(queue.locator("del").first).to_contain_text("Hi")
    expect(queue.locator("ins").first).to_contain_text("Dear")
