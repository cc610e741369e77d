"""Add a helpdesk in five steps: which, address and token, what to paste where, a live test, done."""

from dataclasses import dataclass, replace

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webhook.accounts.roles import Role
from webhook.admin import connection_actions as actions
from webhook.admin.blueprint import field_in_form, my_brands, pages
from webhook.admin.connection_kinds import BY_KEY, Kind, for_a_page, kind_of
from webhook.admin.connection_pages import MOST_OPTION, fingerprint
from webhook.admin.connection_views import OptionView, option_views, shows_in, without_code
from webhook.connecting import Overview, State, webhook_path
from webhook.errors import HelpdeskError, RequestFieldsError
from webhook.helpdesks.setup_steps import SECRET_OPTIONS
from webhook.http.context import principal, require, services
from webhook.trying import Step, Tried

CHOOSE, FILL, PASTE, TEST, DONE = 1, 2, 3, 4, 5
MOST_NAME = 180
TEST_NAMES = {
    "account": "Sign in to the helpdesk",
    "read": "Read a ticket",
    "note": "Write a note",
}


@dataclass(frozen=True)
class StepView:
    """One of the five steps; ``href`` leads there, empty while it cannot be taken."""

    number: int
    title: str
    text: str
    is_done: bool
    is_open: bool
    href: str = ""


@dataclass(frozen=True)
class TestView:
    """One test: how it went, in words, and what to do."""

    name: str
    tone: str
    message: str
    hint: str


@pages.get("/admin/connections/new")
@require(Role.ADMIN)
def new_connection() -> str:
    """Ask which helpdesk, then for its address and token."""
    return _new_page(request.args.get("kind", "")[:40], request.args.get("brand", "")[:255])


@pages.post("/admin/connections/new")
@require(Role.ADMIN)
def add_connection() -> Response | str | tuple[str, int]:
    """Add the connection and show its secret, once; a second press of the same form adds none."""
    key, brand = field_in_form("kind", 40), field_in_form("brand", 255)
    kind, name = kind_of(key), field_in_form("name", MOST_NAME)
    given = {one.name: field_in_form(one.name, MOST_OPTION) for one in kind.fields}
    filled = {option: value for option, value in given.items() if value}
    missing = [one.label for one in kind.fields if one.is_required and one.name not in filled]
    if not name:
        missing.insert(0, "Name")
    wrong = f"Fill in: {', '.join(missing)}." if missing else ""
    if not wrong:
        try:
            made = actions.add(services(), principal(), kind=key, brand=brand or None, name=name, options=filled)
        except (RequestFieldsError, HelpdeskError) as error:
            wrong = error.message
    if wrong:
        return _new_page(key, brand, name=name, given=given, wrong=wrong), 422
    return setup_page(made, step=PASTE, secret="" if kind.theirs else made.connection.secrets[0])


@pages.get("/admin/connections/<connection_id>/setup")
@require(Role.ADMIN)
def connection_setup(connection_id: str) -> str:
    """Show the steps of a connection, at the one that comes next or that is asked for."""
    found = actions.get_overview(services(), principal(), connection_id)
    asked = request.args.get("step", "")
    return setup_page(found, step=int(asked) if asked in ("3", "4", "5") else None)


@pages.post("/admin/connections/<connection_id>/secret")
@require(Role.ADMIN)
def paste_secret(connection_id: str) -> Response | tuple[str, int]:
    """Take the secret that the helpdesk made; the one before it ends at once while nothing has come yet."""
    found = actions.get_overview(services(), principal(), connection_id)
    secret = field_in_form("secret", 255)
    if len(secret) < 8:
        return setup_page(found, step=PASTE, wrong="A secret has at least 8 characters; paste it whole."), 422
    grace = 24.0 if found.link.heard_at else 0.0
    actions.rotate(services(), principal(), connection_id, secret=secret, grace_hours=grace)
    flash("The secret is kept. It is not shown again.")
    return redirect(url_for("admin.connection_setup", connection_id=found.connection.id, step=TEST), 303)


@pages.post("/admin/connections/<connection_id>/test")
@require(Role.ADMIN)
def test_connection(connection_id: str) -> str:
    """Try the connection for real and say how each test went."""
    ticket = field_in_form("ticket", 200).removeprefix("#")
    wants_note = bool(request.form.get("note")) and bool(ticket)
    steps = actions.try_out(services(), principal(), connection_id, ticket=ticket or None, writes_note=wants_note)
    found = actions.get_overview(services(), principal(), connection_id)
    return setup_page(found, step=TEST, tests=_tests(steps), ticket=ticket, wants_note=wants_note)


def setup_page(
    found: Overview,
    *,
    step: int | None = None,
    secret: str = "",
    wrong: str = "",
    tests: tuple[TestView, ...] = (),
    ticket: str = "",
    wants_note: bool = False,
) -> str:
    """Render the five steps of a connection that exists; ``secret`` is shown on this answer alone."""
    connection, link = found.connection, found.link
    kind = kind_of(connection.kind)
    step = step or (PASTE if link.heard_at is None else TEST)
    brand = next((one.name for one in my_brands() if one.id == connection.brand_id), "")
    root = services().settings.public_url or request.host_url
    refused = link.last_error if link.last_error and "was refused" in link.last_error else None
    return render_template(
        "admin/connection_setup.html",
        connection=connection,
        kind=kind,
        shows=shows_in(found, kind),
        brand=brand,
        steps=_steps(found, kind, brand, step),
        step=step,
        address=f"{root.rstrip('/')}{webhook_path(connection)}",
        secret=secret,
        of=fingerprint(found),
        wrong=wrong,
        heard_at=link.heard_at,
        refused=without_code(refused) if refused else "",
        refused_at=link.failed_at if refused else None,
        tests=tests,
        has_failed=any(one.tone == "bad" for one in tests),
        ticket=ticket,
        wants_note=wants_note,
    )


def _steps(found: Overview, kind: Kind, brand: str, step: int) -> tuple[StepView, ...]:
    connection, heard = found.connection, found.link.heard_at
    host = connection.options.get("base_url") or connection.options.get("callback_url") or ""
    where = f", {host.partition('://')[2] or host}" if host else ""
    is_tested = heard is not None and found.state is not State.FAILING
    told = {
        CHOOSE: ("Choose the helpdesk", f"{kind.name}{where}, for {brand}", True),
        FILL: ("Let us read and write", _given_words(found, kind), True),
        PASTE: ("Let it send us events", "An address and a secret to paste there.", heard is not None),
        TEST: ("Test it live", "Nothing reaches a customer: we use a ticket you choose.", is_tested),
        DONE: (
            "See drafts there",
            f"Drafts appear as: {shows_in(found, kind)}.",
            is_tested and not connection.is_paused,
        ),
    }
    return tuple(
        StepView(number, title, text, is_done, number == step, _step_href(connection.id, number))
        for number, (title, text, is_done) in told.items()
    )


def _step_href(connection_id: str, number: int) -> str:
    if number == CHOOSE:
        return ""
    if number == FILL:
        return url_for("admin.connections", id=connection_id, open="settings")
    return url_for("admin.connection_setup", connection_id=connection_id, step=number)


def _given_words(found: Overview, kind: Kind) -> str:
    given = [one.label for one in kind.fields if found.connection.options.get(one.name)]
    return f"Given: {', '.join(given)}." if given else "Nothing is needed for this one."


def _tests(steps: tuple[Step, ...]) -> tuple[TestView, ...]:
    tones = {Tried.OK: "good", Tried.FAILED: "bad", Tried.SKIPPED: ""}
    return tuple(
        TestView(TEST_NAMES.get(one.name, one.name), tones[one.result], one.message, for_a_page(one.hint or ""))
        for one in steps
        if one.name != "event"  # the panel above them waits for it
    )


def _new_page(key: str, brand: str, *, name: str = "", given: dict[str, str] | None = None, wrong: str = "") -> str:
    kind, brands = BY_KEY.get(key), my_brands()
    chosen = next((one for one in brands if brand in (one.slug, one.id)), brands[0] if brands else None)
    return render_template(
        "admin/connection_new.html",
        kinds=tuple(BY_KEY.values()),
        kind=kind,
        brands=brands,
        brand=chosen,
        name=name or (kind.name if kind else ""),
        options=_new_options(kind, given or {}) if kind else (),
        required=[one.name for one in kind.fields if one.is_required] if kind else [],
        wrong=wrong,
    )


def _new_options(kind: Kind, given: dict[str, str]) -> tuple[OptionView, ...]:
    """The fields with what was typed, without any secret."""
    shown = option_views({name: value for name, value in given.items() if name not in SECRET_OPTIONS}, kind)
    return tuple(replace(one, value="") if one.is_secret else one for one in shown)
