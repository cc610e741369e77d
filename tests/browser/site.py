"""Site: a server in a thread, and the pages that people opened on it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.tools.seeding import PEOPLE, Seeds
from webhook.accounts.roles import Role
from webhook.accounts.signing_in import make_link_token, sign_in_with_link
from webhook.app import create_app
from webhook.http.context import SESSION_COOKIE, cookie_signer
from webhook.store.accounts import find_user
from webhook.wiring import Services

WATCH_POLICY = """addEventListener("securitypolicyviolation", event => {
  console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`); });"""
VIEWPORT = {"width": 1440, "height": 900}


class Site:
    """A running server and the people on it.  ``seeds`` are the ids of what the database holds."""

    def __init__(self, base_url: str, services: Services, seeds: Seeds, browser: Browser, *, timeout_ms: int) -> None:
        self.base_url = base_url
        self.services = services
        self.seeds = seeds
        self.noises: list[tuple[Page, str]] = []
        self._browser = browser
        self._timeout_ms = timeout_ms
        self._contexts: list[Any] = []
        self._allowed: list[tuple[Page, str]] = []

    def open(self, **options: Any) -> Page:
        """Open a page of a stranger; ``options`` are a browser context's, e.g. ``java_script_enabled=False``."""
        context = self._browser.new_context(
            **{"base_url": self.base_url, "viewport": VIEWPORT, "reduced_motion": "reduce", **options}
        )
        self._contexts.append(context)
        context.set_default_timeout(self._timeout_ms)
        context.add_init_script(WATCH_POLICY)
        page: Page = context.new_page()
        page.on("console", lambda message: self._hear(page, message))
        page.on("pageerror", lambda error: self.noises.append((page, f"uncaught: {error}")))
        return page

    def sign_in(self, role: Role | str, **options: Any) -> Page:
        """Open a page of the person with this role, with a session but at no address yet."""
        page = self.open(**options)
        page.context.add_cookies([{"name": SESSION_COOKIE, "value": self.session_cookie(role), "url": self.base_url}])
        return page

    def session_cookie(self, role: Role | str) -> str:
        """Open a session for the person with this role and return the cookie that names it."""
        now = self.services.clock()
        with self.services.database.writing() as session:
            user = find_user(session, PEOPLE[Role(role)][1])
            assert user is not None
            token = make_link_token(session, user, now=now, life_h=1)
            opened = sign_in_with_link(session, token, now=now, life_h=1)
        app = Flask("cookies")
        app.config["SECRET_KEY"] = self.services.secret_key
        with app.app_context():
            signed = cookie_signer().dumps(opened.token)
        return signed if isinstance(signed, str) else signed.decode()

    def allow(self, page: Page, *words: str) -> None:
        """Let this page's console hold errors with one of ``words``: the test brings them about."""
        self._allowed += [(page, word) for word in words]

    def check_quiet(self, page: Page | None = None) -> None:
        """Fail when a page's console held an error; with no page named, when any page's did."""
        heard = [
            noise
            for one, noise in self.noises
            if (page is None or one is page) and not any(one is by and word in noise for by, word in self._allowed)
        ]
        assert not heard, "The console should be empty: " + "; ".join(heard)

    def close(self) -> None:
        """Close every page."""
        for context in self._contexts:
            context.close()

    def _hear(self, page: Page, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.noises.append((page, f"{message.text} ({message.location.get('url', '')})"))


class _Quietly(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing: the app logs its own requests."""


@contextmanager
def serving(services: Services) -> Iterator[str]:
    """Serve the app on a free port in a thread; yields its address."""
    app = create_app(services.settings, services)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quietly)
    thread = threading.Thread(target=server.serve_forever, name="site", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()
