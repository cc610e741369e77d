"""What every page needs: the viewer, navigation, theme, times, initials.

Templates get values; nothing here reads the database.  ``install`` is called once by the
app with the two things it knows: who is signed in, and the form token of the session.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import urlsplit
from zlib import crc32

from flask import Blueprint, Flask, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

THEMES = ("light", "dark")
THEME_COOKIE = "theme"
THEME_SECONDS = 31_536_000  # a year; it is a preference, not a secret
ROLE_NAMES = {"agent": "Agent", "admin": "Admin", "qa": "Quality"}
_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£"}

theme = Blueprint("theme", __name__)


@dataclass(frozen=True)
class Viewer:
    """Who looks at the page: ``brands`` is a short text such as "Harbour Lane"."""

    name: str
    role: str
    brands: str = ""

    @property
    def role_name(self) -> str:
        """The role in words."""
        return ROLE_NAMES.get(self.role, self.role)


@dataclass(frozen=True)
class NavLink:
    """One entry of the navigation; ``stands_for`` are endpoints of pages below it."""

    endpoint: str
    icon: str
    text: str
    roles: frozenset[str]
    stands_for: frozenset[str] = frozenset()

    @property
    def href(self) -> str:
        """Where it leads."""
        return url_for(self.endpoint)

    @property
    def is_current(self) -> bool:
        """Whether this page, or one below it, is open; a desk's first entry stands for its other pages."""
        here = request.endpoint or ""
        owner = next((link for group in NAVIGATION for link in group.links if here in link.stands_for), None)
        if owner:
            return owner is self
        entries = [link.endpoint for group in NAVIGATION for link in group.links]
        if here in entries:
            return here == self.endpoint
        desk = here.partition(".")[0]
        return self.endpoint == next((one for one in entries if one.partition(".")[0] == desk), None)


@dataclass(frozen=True)
class NavGroup:
    """Entries under one heading."""

    title: str
    links: tuple[NavLink, ...]


_ALL = frozenset(ROLE_NAMES)
_CALIBRATION_PAGES = frozenset({"qa.calibration_session", "qa.plan_calibration", "qa.rate_blind", "qa.agree_rating"})
_SCORECARD_PAGES = frozenset({"qa.save_scorecard", "qa.decide_dispute"})
_CONNECTION_PAGES = frozenset(
    f"admin.{name}"
    for name in (
        "orders",
        "set_orders",
        "try_orders",
        "new_connection",
        "add_connection",
        "connection_app",
        "connection_setup",
        "connection_app",
        "paste_secret",
        "test_connection",
        "rotate_connection",
        "end_old_secret",
        "change_connection",
    )
)
_PROMPT_PAGES = frozenset({"admin.macros"})
_OPERATION_PAGES = frozenset({"admin.jobs", "admin.invite", "admin.new_link", "admin.add_token"})
NAVIGATION = (
    NavGroup("Work", (NavLink("agent.inbox", "inbox", "Inbox", frozenset({"agent"})),)),
    NavGroup(
        "Knowledge",
        (
            NavLink("admin.policies", "book", "Policies", _ALL),
            NavLink("admin.proposals", "gap", "Gaps and proposals", _ALL),
            NavLink("admin.ladders", "rungs", "Ladders", _ALL, frozenset({"admin.ladder", "admin.save_ladder"})),
            NavLink("admin.voice", "speech", "Voice", _ALL),
        ),
    ),
    NavGroup(
        "Quality",
        (
            NavLink("qa.queue", "check-list", "Review queue", frozenset({"qa", "admin"})),
            NavLink("qa.calibration", "scale", "Calibration", frozenset({"qa", "admin"}), _CALIBRATION_PAGES),
            NavLink("qa.quality", "chart", "Dashboard", frozenset({"qa", "admin"}), frozenset({"qa.automatic_rows"})),
            NavLink("qa.outcomes", "box", "Outcomes", frozenset({"qa", "admin"}), frozenset({"qa.outcome_tickets"})),
            NavLink("qa.scorecards", "pen", "Scorecards", frozenset({"qa", "admin"}), _SCORECARD_PAGES),
            NavLink("qa.across", "split", "Across agents", frozenset({"qa", "admin"}), frozenset({"qa.judge_pair"})),
        ),
    ),
    NavGroup(
        "Workspace",
        (
            NavLink("admin.prompt", "pen", "Prompt", frozenset({"admin"}), _PROMPT_PAGES),
            NavLink("home.show", "home", "Setup", _ALL),
            NavLink("admin.connections", "plug", "Connections", frozenset({"admin"}), _CONNECTION_PAGES),
            NavLink("admin.operations", "gear", "Operations", frozenset({"admin"}), _OPERATION_PAGES),
            NavLink("helpdesk.show", "plug", "Sample helpdesk", _ALL),
        ),
    ),
)


def install(
    app: Flask,
    *,
    viewer: Callable[[], Viewer | None],
    csrf_token: Callable[[], str],
    sign_out: str,
    now: Callable[[], datetime],
) -> None:
    """Give every template the viewer, the navigation, the theme, today, a form token and our filters.

    ``sign_out`` is the endpoint that ends a session by POST.
    """
    app.register_blueprint(theme)
    app.jinja_env.filters.update(
        ago=ago, clock=clock, day=day, moment=moment, initials=initials, money=money, paragraphs=paragraphs
    )
    app.jinja_env.filters["avatar_class"] = avatar_class

    @app.context_processor
    def page_values() -> dict[str, object]:
        who = viewer()
        return {
            "viewer": who,
            "nav": navigation(who, app),
            "theme": current_theme(),
            "today": now().date(),
            "csrf_token": csrf_token,
            "here": request.full_path.rstrip("?"),
            "sign_out_url": url_for(sign_out) if who else "",
        }


def navigation(viewer: Viewer | None, app: Flask) -> tuple[NavGroup, ...]:
    """Return what this person may open, without pages that are not served."""
    if viewer is None:
        return ()
    groups = []
    for group in NAVIGATION:
        links = tuple(link for link in group.links if viewer.role in link.roles and link.endpoint in app.view_functions)
        if links:
            groups.append(NavGroup(group.title, links))
    return tuple(groups)


def current_theme() -> str | None:
    """Return the theme that this browser asked for, None to follow the system."""
    chosen = request.cookies.get(THEME_COOKIE)
    return chosen if chosen in THEMES else None


@theme.post("/theme", endpoint="switch")
def switch_theme() -> Response:
    """Turn light into dark and back, for browsers without scripts."""
    response = redirect(local_path(request.form.get("next")), 303)
    chosen = "light" if current_theme() == "dark" else "dark"
    response.set_cookie(THEME_COOKIE, chosen, max_age=THEME_SECONDS, samesite="Lax", secure=request.is_secure)
    return response


def local_path(target: str | None, default: str = "/") -> str:
    """Return ``target`` when it is a path on this site, else ``default``."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return default
    parts = urlsplit(target)
    return default if parts.scheme or parts.netloc or re.search(r"[\x00-\x1f\\]", target) else target


def clock(at: datetime | None) -> str | Markup:
    """Return the time of day; a script puts it into the reader's zone."""
    return _time(at, "%H:%M", "time")


def day(at: datetime | date | None, today: date | None = None) -> str | Markup:
    """Return the day, such as 1 Dec; a date of another year than ``today``'s with its year."""
    if isinstance(at, date) and not isinstance(at, datetime):
        return f"{at.day} {at:%b}" if today and at.year == today.year else f"{at.day} {at:%b %Y}"
    return _time(at, "{day} %b", "day")


def moment(at: datetime | None) -> str | Markup:
    """Return day and time, such as 1 Dec, 14:22."""
    return _time(at, "{day} %b, %H:%M", "moment")


def ago(at: datetime | None, now: datetime) -> str:
    """Return how long ago something was: 8m, 3h, 5d."""
    if at is None:
        return ""
    minutes = max(0, int((now - at).total_seconds() // 60))
    if minutes < 60:
        return f"{minutes}m" if minutes else "now"
    return f"{minutes // 60}h" if minutes < 48 * 60 else f"{minutes // 1440}d"


def money(amount: Decimal | None, currency: str | None) -> str:
    """Return an amount as a shop writes it: $1,218.00, or 12.50 SEK."""
    if amount is None:
        return ""
    symbol = _SYMBOLS.get((currency or "").upper())
    return f"{symbol}{amount:,.2f}" if symbol else f"{amount:,.2f} {currency or ''}".rstrip()


def initials(name: str) -> str:
    """Return up to two initials."""
    words = [word for word in re.split(r"[\s@._-]+", name) if word]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


def avatar_class(name: str) -> str:
    """Return the colour class that always belongs to this name."""
    return ("", "avatar-b", "avatar-c", "avatar-d")[crc32(name.encode()) % 4]


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a message: stretches between empty lines."""
    return [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]


def _time(at: datetime | None, form: str, kind: str) -> str | Markup:
    if at is None:
        return ""
    at = at.astimezone(UTC)
    shown = at.strftime(form).replace("{day}", str(at.day))
    return Markup('<time datetime="{}" data-local="{}">{}</time>').format(at.isoformat(), kind, shown)
