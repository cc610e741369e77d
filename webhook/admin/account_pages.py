"""The forms of the accounts tab: invite, link, switch off, sign out; tokens made and revoked.

A link or a token is shown on the answer to its form alone, never in an address or a second time.
"""

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from webhook.accounts.authorities import authority_words, read_authority
from webhook.accounts.roles import Role
from webhook.admin import account_actions as actions
from webhook.admin.blueprint import field_in_form, pages
from webhook.admin.operations_pages import operations_page
from webhook.admin.placing_actions import MOST_CHARS, place_agent, placement_of
from webhook.errors import RequestFieldsError, WebhookError
from webhook.http.context import principal, require, services
from webhook.json_values import clean_text

MOST_NAME = 120


@pages.post("/admin/accounts/invite")
@require(Role.ADMIN)
def invite() -> str | tuple[str, int]:
    """Add a person and show their link, once."""
    try:
        person, token = actions.invite(
            services(),
            principal(),
            email=field_in_form("email", 255),
            role=_role(),
            name=field_in_form("name", MOST_NAME),
            brand_ids=[clean_text(one)[:64] for one in request.form.getlist("brand")][:200],
        )
    except WebhookError as error:
        return operations_page("accounts", wrong=error.message, open_dialog="invite"), 422
    return operations_page("accounts", link=_link(token), link_for=person.name)


@pages.post("/admin/accounts/<user_id>/place")
@require(Role.ADMIN)
def place_account(user_id: str) -> Response:
    """Say where a person works from a day on."""
    given = {name: field_in_form(name, MOST_CHARS) for name in ("site", "team", "shift", "started_on", "since")}
    try:
        place_agent(services(), principal(), placement_of(user_id[:64], given, today=services().clock().date()))
    except RequestFieldsError as error:
        flash(error.message)
    else:
        flash("Saved. What was sent before keeps the place it had.")
    return _back()


@pages.post("/admin/accounts/<user_id>/link")
@require(Role.ADMIN)
def new_link(user_id: str) -> str | Response:
    """Make a sign-in link and show it, once."""
    try:
        person, token = actions.new_link(services(), principal(), user_id)
    except RequestFieldsError as error:
        flash(error.message)
        return _back()
    return operations_page("accounts", link=_link(token), link_for=person.name)


@pages.post("/admin/accounts/<user_id>/active")
@require(Role.ADMIN)
def switch_account(user_id: str) -> Response:
    """Switch an account off or on."""
    is_active = request.form.get("active") == "yes"
    try:
        person = actions.set_active(services(), principal(), user_id, is_active=is_active)
    except RequestFieldsError as error:
        flash(error.message)
    else:
        flash(f"{person.name} can sign in again." if is_active else f"{person.name} is signed out and can’t sign in.")
    return _back()


@pages.post("/admin/accounts/<user_id>/authority")
@require(Role.ADMIN)
def set_authority(user_id: str) -> Response:
    """Say what an agent may grant."""
    try:
        authority = read_authority(field_in_form("authority", 40))
        person = actions.set_authority(services(), principal(), user_id, authority)
    except RequestFieldsError as error:
        flash(error.message)
    else:
        flash(f"{person.name} may grant: {authority_words(authority)}.")
    return _back()


@pages.post("/admin/accounts/<user_id>/sign-out")
@require(Role.ADMIN)
def sign_out_everywhere(user_id: str) -> Response:
    """End every session of a person."""
    try:
        person, ended = actions.sign_out_everywhere(services(), principal(), user_id)
    except RequestFieldsError as error:
        flash(error.message)
    else:
        flash(f"{person.name} is signed out everywhere ({ended} {'session' if ended == 1 else 'sessions'}).")
    return _back()


@pages.post("/admin/tokens")
@require(Role.ADMIN)
def add_token() -> str | tuple[str, int]:
    """Make an API token and show it, once."""
    try:
        made, secret = actions.add_token(
            services(),
            principal(),
            name=field_in_form("name", MOST_NAME),
            role=_role(),
            brand=field_in_form("brand", 64) or None,
        )
    except WebhookError as error:
        return operations_page("accounts", wrong=error.message, open_dialog="token"), 422
    return operations_page("accounts", token=secret, token_name=made.name)


@pages.post("/admin/tokens/<token_id>/revoke")
@require(Role.ADMIN)
def revoke_token(token_id: str) -> Response:
    """Let a token count no more."""
    try:
        token = actions.revoke_token(services(), principal(), token_id)
    except RequestFieldsError as error:
        flash(error.message)
    else:
        flash(f"{token.name} is revoked. Calls with it answer 401 from now on.")
    return _back()


def _role() -> Role:
    given = request.form.get("role", "")
    if given not in set(Role):
        raise RequestFieldsError("Choose a role: agent, quality or admin.")
    return Role(given)


def _link(token: str) -> str:
    root = services().settings.public_url or request.host_url
    return f"{root.rstrip('/')}{url_for('sign_in.show', token=token)}"


def _back() -> Response:
    return redirect(url_for("admin.operations", tab="accounts"), 303)
