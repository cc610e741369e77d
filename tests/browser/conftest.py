"""A real server, a real Chromium, and the questions every page is asked.

``site`` is a running server over a database of this test's own, filled by
``tests.tools.seeding``; ``page_as(role)`` is a page of somebody signed in; ``check_axe``,
``check_quiet`` and ``check_widths`` ask what holds for every page.  Each page that a test
opened is asked once more at its end whether it stayed quiet: no error in the console, no
violation of the content security policy.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from knowledge_base.foundation.clock import utc_now
from knowledge_base.foundation.database import Database, make_engine
from knowledge_base.foundation.ids import new_id
from tests.browser.site import Site, serving
from tests.tools.seeding import Seeds, seed_desk
from webhook.settings import load_settings
from webhook.wiring import Services

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
TIMEOUT_MS = 30_000  # a busy machine is slow, and a wait that ends early tells nothing
expect.set_options(timeout=TIMEOUT_MS)
RULES = {"resultTypes": ["violations"]}
WIDTHS = (320, 768, 1440)
# Answers after the second frame: in the first one the colours of the theme before may still stand.
SET_THEME = """theme => new Promise(done => {
  const root = document.documentElement;
  theme ? root.dataset.theme = theme : delete root.dataset.theme;
  requestAnimationFrame(() => requestAnimationFrame(done));
})"""


@pytest.fixture(scope="session")
def _playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Debian's Chromium, one for the session; skipped aloud where it is missing, a failure where CI is set."""
    if not CHROMIUM.exists():
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say(f"Browser tests need Debian's Chromium at {CHROMIUM}; install it with 'apt-get install chromium'.")
    playwright: Playwright = request.getfixturevalue("_playwright")
    launched = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> tuple[Path, Seeds]:
    """A folder with a seeded database, to be copied and never opened, and what is in it."""
    folder = tmp_path_factory.mktemp("seeded") / "data"
    folder.mkdir()
    shutil.copy(sqlite_template, folder / "drafter.db")
    database = Database(make_engine(f"sqlite:///{folder / 'drafter.db'}"))
    seeds = seed_desk(database, now=_now(), new_id=new_id)
    database.engine.dispose()
    return folder, seeds


@pytest.fixture
def site(browser: Browser, seeded: tuple[Path, Seeds], tmp_path: Path) -> Iterator[Site]:
    """A server of this test's own: ``base_url``, ``services``, ``seeds``, ``sign_in(role)`` gives a page."""
    folder, seeds = seeded
    shutil.copytree(folder, tmp_path / "data")
    url = f"sqlite:///{tmp_path / 'data' / 'drafter.db'}"
    settings = load_settings(database_url=url, data_dir=tmp_path / "data", embedder="hashing", log_level="ERROR")
    services = Services(settings)
    with serving(services) as base_url:
        running = Site(base_url, services, seeds, browser, timeout_ms=TIMEOUT_MS)
        yield running
        running.close()
    services.close()
    running.check_quiet()


@pytest.fixture
def page_as(site: Site) -> Callable[[str], Page]:
    """Call with ``agent``, ``admin`` or ``qa`` for a new page of that person."""
    return site.sign_in


@pytest.fixture
def check_quiet(site: Site) -> Callable[[Page], None]:
    """Call with a page: fails when its console held an error or its policy was violated."""
    return site.check_quiet


@pytest.fixture
def check_axe() -> Callable[[Page], None]:
    """Call with a page: fails when axe-core finds anything in the light or the dark theme."""
    axe = Axe()

    def check(page: Page) -> None:
        before = page.evaluate("document.documentElement.dataset.theme || null")
        for theme in ("light", "dark"):
            page.evaluate(SET_THEME, theme)
            found = axe.run(page, options=RULES)
            assert not found.violations_count, f"{theme} theme of {page.url}\n{found.generate_report()}"
        page.evaluate(SET_THEME, before)

    return check


@pytest.fixture
def check_widths() -> Callable[[Page], None]:
    """Call with a page: fails when it scrolls sideways at 320, 768 or 1440 pixels."""

    def check(page: Page) -> None:
        before = page.viewport_size
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found = page.evaluate("document.documentElement.scrollWidth")
            assert found <= width, f"{page.url} is {found} pixels wide in a window of {width}"
        if before:
            page.set_viewport_size(before)

    return check


def _now() -> datetime:
    # A browser drops a cookie whose end lies in its own past, so these tests live in the present.
    return utc_now()
