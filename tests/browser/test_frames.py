"""The side panel inside other people's helpdesks, in a browser that withholds third-party cookies.

Each helpdesk is a page of another site that speaks the vendor's own messages (``tests/tools/hosting``).
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urlencode

import jwt
import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, Playwright, expect

from drafter.store import drafts, tickets
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.site import Site
from tests.tools.hosting import CHATWOOT_SCRIPT, FRESHDESK_SDK, FRONT_SDK, Host, hosting
from tests.tools.seeding import write_draft
from webhook.apps.building import app_files
from webhook.apps.proofs import SIGNATURE_FIELD
from webhook.helpdesks.base import Connection
from webhook.helpdesks.signatures import keyed_digest
from webhook.http.context import SESSION_COOKIE
from webhook.store.connections import insert_connection

pytestmark = pytest.mark.browser

KEY = "a shared key of a test, long enough to be one"
TICKET = "48250"
OTHER_TICKET = "48251"
DRAFT = "Hi Tomás"


@pytest.fixture(scope="session")
def wary(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Browser]:
    """A Chromium that gives no cookie to frames of another site."""
    playwright: Playwright = request.getfixturevalue("_playwright")
    arguments = [*ARGUMENTS, "--test-third-party-cookie-phaseout"]
    launched = playwright.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
    yield launched
    launched.close()


@pytest.fixture
def host() -> Iterator[Host]:
    with hosting() as running:
        running.emails = {"17": "Dani@Northway.example", "18": "nobody@northway.example", "19": "theo@northway.example"}
        yield running


@pytest.fixture
def context(wary: Browser, site: Site) -> Iterator[BrowserContext]:
    made = wary.new_context(viewport={"width": 900, "height": 900}, reduced_motion="reduce")
    made.set_default_timeout(30_000)
    yield made
    made.close()


@pytest.fixture
def link(site: Site, host: Host) -> Callable[..., Connection]:
    """Call with a kind for a connection to the host, with two tickets that came over it."""

    def add(kind: str, **options: str) -> Connection:
        given = {"base_url": host.url, "api_token": "dani@northway.example/token:t", "app_key": KEY, **options}
        made = Connection(site.services.new_id("con"), kind, site.seeds.brand.id, kind, ("s",), given)
        now = site.services.clock()
        with site.services.database.writing() as session:
            insert_connection(session, made, operator_given=frozenset(given), now=now)
            known = tickets.get_ticket(session, site.seeds.tickets["ready"])
            draft = drafts.get_draft(session, site.seeds.drafts["ready"])
            for number, who in ((TICKET, "Tomás"), (OTHER_TICKET, "Ravi")):
                id = site.services.new_id("tkt")
                ticket = replace(known, id=id, external_id=number, connection_id=made.id)
                tickets.save_ticket(session, ticket, now=now)
                text = draft.text.replace("Tomás", who)
                write_draft(session, replace(draft, ticket_id=id, text=text), new_id=site.services.new_id)
        return made

    return add


def test_zendesk_agent_drafts_into_the_ticket_without_signing_in(
    context: BrowserContext, site: Site, host: Host, link: Callable[..., Connection]
) -> None:
    page = context.new_page()
    page.goto(host.put_zendesk(site.base_url, link("zendesk").id, token_of(site, host), ticket=TICKET))
    panel = page.frame_locator("iframe")

    approve(panel)

    expect(page.get_by_label("Reply")).to_have_value(re.compile(DRAFT))
    expect(panel.get_by_text("In your reply since")).to_be_visible()
    assert context.cookies() == []
    ours = next(frame for frame in page.frames if frame.url.startswith(site.base_url))
    tried = "(() => { document.cookie = 'x=1; SameSite=None; Secure'; return document.cookie; })()"
    assert ours.evaluate(tried) == ""  # so it is: the browser withholds cookies here
    page.evaluate(f"switchTo('{OTHER_TICKET}')")
    expect(panel.locator("#draft-text")).to_contain_text("Hi Ravi")


def test_token_that_is_over_forged_or_used_shows_nothing(
    context: BrowserContext, site: Site, host: Host, link: Callable[..., Connection]
) -> None:
    page, id = context.new_page(), link("zendesk").id
    panel = page.frame_locator("iframe")
    good = token_of(site, host)
    for token, said in (
        (token_of(site, host, age_s=3600), "is over"),
        (token_of(site, host, key="another key, as long as a key has to be"), "is not signed"),
        (token_of(site, host, agent="18"), "nobody@northway.example is not an agent here yet. Ask Priya Raman"),
        (token_of(site, host, agent="19"), "theo@northway.example is qa here. Ask Priya Raman"),
        (good, ""),
        (good, "was used before"),
    ):
        page.goto(host.put_zendesk(site.base_url, id, token, ticket=TICKET))
        if said:
            expect(panel.get_by_role("heading", name="You can’t come in this way")).to_be_visible()
            expect(panel.get_by_text(said)).to_be_visible()
            assert DRAFT not in panel.locator("body").inner_text()
        else:
            expect(panel.locator("#draft-text")).to_contain_text(DRAFT)


def test_page_that_is_no_host_cannot_show_the_panel(
    context: BrowserContext, site: Site, host: Host, link: Callable[..., Connection]
) -> None:
    page, id = context.new_page(), link("zendesk").id
    page.on("console", lambda message: said.append(message.text))
    said: list[str] = []
    with hosting() as other, page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(other.put_zendesk(site.base_url, id, token_of(site, host), ticket=TICKET, origin=host.url))

    assert f"'self' {site.base_url} {host.url}" in " ".join(said)
    assert [frame.url for frame in page.frames if frame.url.startswith(site.base_url)] == []


def test_stranger_beside_the_frame_is_not_heard(
    context: BrowserContext, site: Site, host: Host, link: Callable[..., Connection]
) -> None:
    page, id = context.new_page(), link("zendesk").id
    page.goto(host.put_zendesk(site.base_url, id, token_of(site, host), ticket=TICKET))
    panel = page.frame_locator("iframe").first
    expect(panel.locator("#draft-text")).to_contain_text(DRAFT)
    with hosting() as other:
        forged = f"""for (const message of [
            {{ type: "drafter:pass", pass: "x" }}, {{ type: "drafter:ticket", ticket: "{OTHER_TICKET}" }},
            JSON.stringify({{ key: "zaf.app.activated", message: {{}} }}), "not json", 7, null,
          ]) parent.frames[0].postMessage(message, "*");
          document.body.textContent = "sent";"""
        other.pages["/evil"] = f"<body><script>{forged}</script>"
        page.evaluate(
            "url => { const one = document.createElement('iframe'); one.src = url; document.body.append(one); }",
            f"{other.url}/evil",
        )
        expect(page.frame_locator("iframe").nth(1).get_by_text("sent")).to_be_visible()
    before = page.evaluate("heard.length")

    approve(panel)  # the pass still counts, and it is still the same ticket

    expect(page.get_by_label("Reply").first).to_have_value(re.compile(DRAFT))
    assert page.evaluate("heard.length") > before


def test_chatwoot_agent_signs_in_through_a_small_window(
    context: BrowserContext, site: Site, host: Host, link: Callable[..., Connection]
) -> None:
    id = link("chatwoot").id
    as_agent(context, site)
    page = context.new_page()
    page.goto(host.put_framed(site.base_url, f"/agent/sidebar?connection={id}", ticket=TICKET, script=CHATWOOT_SCRIPT))
    panel = page.frame_locator("iframe")
    expect(panel.get_by_role("heading", name="Sign in to see drafts")).to_be_visible()  # our cookie does not come along

    with page.expect_popup() as window:
        panel.get_by_role("link", name="Sign in").click()

    expect(panel.locator("#draft-text")).to_contain_text(DRAFT)
    if not window.value.is_closed():
        window.value.wait_for_event("close")
    page.reload()  # another conversation: Chatwoot loads the frame again
    expect(panel.locator("#draft-text")).to_contain_text(DRAFT)
    panel.get_by_role("button", name="Approve", exact=False).first.click()  # no app may write into its reply box
    expect(panel.get_by_role("button", name="Copy", exact=True)).to_be_visible()
    expect(panel.get_by_text("Copied.")).to_be_visible()


def test_freshdesk_app_opens_the_reply_with_the_draft(
    context: BrowserContext, site: Site, host: Host, link: Callable[..., Connection]
) -> None:
    made = link("freshdesk", frame_hosts=host.url)
    files = app_files(made, site.base_url)
    host.files = {f"/app/{name.removeprefix('app/')}": content for name, content in files.items()}
    host.files["/app/index.html"] = host.files["/app/index.html"].replace(b"{{{appclient}}}", b"sdk.js")
    host.files["/app/sdk.js"] = FRESHDESK_SDK.encode()

    page = open_app(context, site, f"{host.url}/app/index.html")

    expect(page.locator("body > div")).to_contain_text(DRAFT)
    expect(page.frame_locator("iframe").get_by_text("In your reply since")).to_be_visible()


def test_front_plugin_makes_a_draft_that_answers_the_last_message(
    context: BrowserContext, site: Site, host: Host, link: Callable[..., Connection]
) -> None:
    made = link("front", frame_hosts=host.url)
    files = app_files(made, site.base_url)
    host.files = {f"/app/{name}": content for name, content in files.items()}
    context.route(
        "https://dl.frontapp.com/**", lambda route: route.fulfill(body=FRONT_SDK, content_type="text/javascript")
    )

    page = open_app(context, site, f"{host.url}/app/index.html?auth_secret={KEY.replace(' ', '+')}")

    expect(page.locator("body > div")).to_contain_text(DRAFT)
    assert page.evaluate("made") == [{"type": "reply", "originalMessageId": "msg_2"}]
    assert "auth_secret" not in page.url
    page.goto(f"{host.url}/app/index.html?auth_secret=wrong")
    expect(page.frame_locator("iframe").get_by_text("auth_secret is not the one")).to_be_visible()


def test_help_scout_vouches_by_signing_the_address(
    context: BrowserContext, site: Site, host: Host, link: Callable[..., Connection]
) -> None:
    id = link("helpscout", frame_hosts=host.url, api_token="a-token").id
    page, panel = context.new_page(), None
    for conversation, is_right in ((TICKET, True), (OTHER_TICKET, False)):
        fields = {"conversation-id": TICKET, "user-id": "17", "mailbox-id": "3"}
        content = json.dumps(fields, separators=(",", ":")).encode()
        signed = {
            **fields,
            "conversation-id": conversation,
            SIGNATURE_FIELD: keyed_digest(KEY, content, "sha1", "base64"),
        }
        path = f"/agent/sidebar?{urlencode({'connection': id, **signed})}"
        page.goto(host.put_framed(site.base_url, path, ticket=TICKET, script=""))
        panel = page.frame_locator("iframe")
        if is_right:
            expect(panel.locator("#draft-text")).to_contain_text(DRAFT)
        else:
            expect(panel.get_by_text("signature does not match")).to_be_visible()


def as_agent(context: BrowserContext, site: Site) -> None:
    """Let the browser hold our session, as after signing in on our own page."""
    context.add_cookies([{"name": SESSION_COOKIE, "value": site.session_cookie("agent"), "url": site.base_url}])


def open_app(context: BrowserContext, site: Site, address: str) -> Page:
    """Open an app's page at the vendor, sign in through its small window, and approve the draft."""
    as_agent(context, site)
    page = context.new_page()
    page.goto(address)
    panel = page.frame_locator("iframe")
    with page.expect_popup():
        panel.get_by_role("link", name="Sign in").click()
    approve(panel)
    return page


def token_of(site: Site, host: Host, *, agent: str = "17", age_s: int = 0, key: str = KEY) -> str:
    """The token that Zendesk would post for one of its agents."""
    now = int(site.services.clock().timestamp()) - age_s
    claims = {
        "iss": "northway.zendesk.com",
        "aud": f"{host.url}/api/v2/apps/installations/7.json",
        "sub": f"{host.url}/api/v2/users/{agent}.json",
        "iat": now,
        "nbf": now,
        "exp": now + 300,
        "context": {"product": "support", "location": "ticket_sidebar"},
    }
    return jwt.encode(claims, key, algorithm="HS256")


def approve(panel: FrameLocator) -> None:
    expect(panel.locator("#draft-text")).to_contain_text(DRAFT)
    panel.get_by_role("button", name="Approve and insert").click()


def test_setup_page_and_small_window_are_accessible(
    site: Site, link: Callable[..., Connection], check_axe: Callable[[Page], None], check_widths: Callable[[Page], None]
) -> None:
    made = link("zendesk")

    for role, path in (
        ("admin", f"/admin/connections/{made.id}/app"),
        ("agent", f"/agent/frame/sign-in?connection={made.id}"),
    ):
        page = site.sign_in(role)
        page.goto(path)
        check_axe(page)
        check_widths(page)
