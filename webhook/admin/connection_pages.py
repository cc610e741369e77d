"""The connections page: where each helpdesk stands, and what can be done about it."""

import hmac

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webhook.accounts.roles import Role
from webhook.admin import connection_actions as actions
from webhook.admin.blueprint import field_in_form, my_brands, pages
from webhook.admin.connection_kinds import kind_of
from webhook.admin.connection_views import (
    DAY,
    WEEK,
    ConnectionRowView,
    ConnectionView,
    detail_view,
    row_view,
)
from webhook.connecting import Overview
from webhook.errors import HelpdeskError, RequestFieldsError
from webhook.helpdesks.setup_steps import SECRET_OPTIONS
from webhook.http.context import principal, require, services
from webhook.store.traffic import last_passages, traffic_of

SHOWN_PASSAGES = 12
MOST_OPTION = 2000
GRACES = {"2": "2 hours", "24": "1 day", "168": "7 days", "720": "30 days"}
DIALOGS = frozenset({"rotate", "settings", "remove"})


@pages.get("/admin/connections")
@require(Role.ADMIN)
def connections() -> str:
    """Show where each connection stands, and one of them in detail."""
    asked = request.args.get("open", "")
    return list_page(request.args.get("id", "")[:64], open_dialog=asked if asked in DIALOGS else "")


@pages.post("/admin/connections/<connection_id>/rotate")
@require(Role.ADMIN)
def rotate_connection(connection_id: str) -> Response | tuple[str, int] | str:
    """Put a new secret in force and show it, once."""
    form = request.form
    found = actions.get_overview(services(), principal(), connection_id)
    if not hmac.compare_digest(form.get("of", "")[:64].encode(), fingerprint(found).encode()):
        flash("The secret was changed meanwhile; nothing was changed now. Look here before you make another one.")
        return redirect(url_for("admin.connections", id=found.connection.id, open="rotate"), 303)
    given = field_in_form("secret", 255)
    if given and len(given) < 8:
        return list_page(connection_id, open_dialog="rotate", wrong="A secret has at least 8 characters."), 422
    grace = form.get("grace", "24")
    rotated = actions.rotate(
        services(),
        principal(),
        connection_id,
        secret=given or None,
        grace_hours=float(grace) if grace in GRACES else 24.0,
    )
    shown = "" if given else rotated.connection.secrets[0]
    return list_page(rotated.connection.id, open_dialog="rotate", secret=shown, is_new=True)


@pages.post("/admin/connections/<connection_id>/end-old")
@require(Role.ADMIN)
def end_old_secret(connection_id: str) -> Response | tuple[str, int]:
    """End the old secret; asks once more while nothing has come under the new one."""
    found = actions.get_overview(services(), principal(), connection_id)
    if found.link.newest_heard_at is None and not request.form.get("sure"):
        wrong = "Nothing has come with the new secret yet. If it is not pasted there, every event will be refused."
        return list_page(connection_id, open_dialog="rotate", wrong=wrong, asks_again=True), 409
    actions.end_old_secret(services(), principal(), connection_id)
    flash("The old secret has ended. Only the new one counts.")
    return _back(found)


@pages.post("/admin/connections/<connection_id>/pause")
@require(Role.ADMIN)
def pause_connection(connection_id: str) -> Response:
    """Pause a connection, or resume it."""
    is_paused = request.form.get("paused") == "yes"
    changed = actions.change(services(), principal(), connection_id, is_paused=is_paused)
    flash(
        "Paused. Its events are answered and dropped, nothing is written there."
        if is_paused
        else "Resumed. What changed meanwhile is looked for."
    )
    return _back(changed)


@pages.post("/admin/connections/<connection_id>/options")
@require(Role.ADMIN)
def change_connection(connection_id: str) -> Response | tuple[str, int]:
    """Change what a connection was given; a token left empty stays as it is."""
    found = actions.get_overview(services(), principal(), connection_id)
    changed: dict[str, str | None] = {}
    for name in _form_options(found):
        value = field_in_form(name, MOST_OPTION)
        if name in SECRET_OPTIONS and not value:
            continue
        if value != found.connection.options.get(name, ""):
            changed[name] = value or None
    try:
        actions.change(services(), principal(), connection_id, options=changed)
    except (RequestFieldsError, HelpdeskError) as error:
        return list_page(connection_id, open_dialog="settings", wrong=error.message), 422
    flash("Kept. Test it, to see that it works." if changed else "Nothing was changed.")
    return _back(found)


@pages.post("/admin/connections/<connection_id>/remove")
@require(Role.ADMIN)
def remove_connection(connection_id: str) -> Response:
    """Remove a connection."""
    found = actions.get_overview(services(), principal(), connection_id)
    actions.remove(services(), principal(), connection_id)
    flash(f"{found.connection.name} is removed: its secrets are forgotten, its tickets stay.")
    return redirect(url_for("admin.connections"), 303)


def list_page(
    chosen: str,
    *,
    open_dialog: str = "",
    secret: str = "",
    is_new: bool = False,
    wrong: str = "",
    asks_again: bool = False,
) -> str:
    """Render the page with one connection chosen; ``secret`` is shown on this answer alone."""
    found = actions.list_overviews(services(), principal())
    rows, shown = _views(found, chosen)
    return render_template(
        "admin/connections.html",
        rows=rows,
        shown=shown,
        now=services().clock(),
        open_dialog=open_dialog if shown else "",
        secret=secret,
        is_new=is_new,
        wrong=wrong,
        asks_again=asks_again,
        graces=GRACES,
    )


def fingerprint(one: Overview) -> str:
    """Return what stands for the newest secret in a form, so that pressing twice rotates once."""
    key = services().secret_key.encode()
    return hmac.new(key, one.connection.secrets[0].encode("utf-8", "replace"), "sha256").hexdigest()[:24]


def _views(found: tuple[Overview, ...], chosen: str) -> tuple[tuple[ConnectionRowView, ...], ConnectionView | None]:
    now, brands = services().clock(), {brand.id: brand for brand in my_brands()}
    if not found:
        return (), None
    with services().database.reading() as session:
        ids = [one.connection.id for one in found]
        traffic = traffic_of(session, ids, day=now - DAY, week=now - WEEK)
        first = next((one for one in found if chosen in (one.connection.id, one.connection.name)), None)
        first = first or next((one for one in found if one.link.last_error), found[0])
        passages = last_passages(session, first.connection.id, limit=SHOWN_PASSAGES)
    rows = tuple(row_view(one, traffic[one.connection.id], brands, now=now) for one in found)
    row = rows[found.index(first)]
    shown = detail_view(first, row, traffic[first.connection.id], passages, fingerprint=fingerprint(first))
    return rows, shown


def _form_options(one: Overview) -> tuple[str, ...]:
    kind = kind_of(one.connection.kind)
    fields = [field.name for field in (*kind.fields, *kind.app_fields)]
    return tuple(dict.fromkeys([*fields, *one.connection.options]))


def _back(one: Overview) -> Response:
    return redirect(url_for("admin.connections", id=one.connection.id), 303)
