"""``/sign-in`` and ``/sign-out``: links that work once, passwords, sessions.

A link is shown first and spent by a button, so that a mail program that looks at links
does not use it up.
"""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webhook.accounts.signing_in import (
    NewSession,
    link_owner,
    session_of,
    sign_in_with_link,
    sign_in_with_password,
    sign_out,
)
from webhook.errors import NotSignedInError
from webhook.http.context import SESSION_COOKIE, cookie_signer, services, session_token, signed_in
from webhook.rendering import local_path
from webhook.store.accounts import any_passwords
from webhook.store.audit import SIGNED_IN, note_act

pages = Blueprint("sign_in", __name__)

LEAD = "For agents, admins and reviewers."


@dataclass(frozen=True)
class SignInError:
    """What went wrong, for the person at the page."""

    title: str
    text: str
    icon: str = "warn"


@dataclass(frozen=True)
class SignInView:
    """What the sign-in page shows."""

    action: str
    next: str
    lead: str = LEAD
    token: str = ""
    name: str = ""
    email: str = ""
    has_password: bool = False
    error: SignInError | None = None


@pages.get("/sign-in")
def show() -> Response | str | tuple[str, int]:
    """Show the page: a button for a link, a form where passwords exist, else how to get a link."""
    target = local_path(request.args.get("next"))
    token = request.args.get("token", "")
    if signed_in() and not token:
        return redirect(target, 303)
    if not token:
        return _page(target)
    parts = services()
    with parts.database.reading() as session:
        owner = link_owner(session, token, now=parts.clock())
    if owner is None:
        error = SignInError(
            "This link has been used", "Each link works once and for a limited time; ask for a new one."
        )
        return _page(target, error=error), 410
    return _page(target, token=token, name=owner.name)


@pages.post("/sign-in")
def submit() -> Response | str | tuple[str, int]:
    """Open a session and go where the person was heading."""
    target = local_path(request.form.get("next"))
    token = request.form.get("token", "")
    email = request.form.get("email", "")
    parts = services()
    now, life_h = parts.clock(), parts.settings.sessions.lifetime_hours
    try:
        with parts.database.writing() as session:
            if token:
                opened = sign_in_with_link(session, token, now=now, life_h=life_h)
            else:
                password = request.form.get("password", "")
                opened = sign_in_with_password(session, email, password, now=now, life_h=life_h)
            way = "with a link" if token else "with a password"
            person = opened.user
            note_act(session, SIGNED_IN, f"signed in {way}", actor_id=person.id, now=now, brand_id=person.only_brand_id)
            old = session_token()
            if old:
                sign_out(session, old)
    except NotSignedInError as error:
        return _page(target, email=email, error=SignInError("That did not sign you in", error.message)), 401
    return _with_cookie(redirect(target, 303), opened)


@pages.post("/sign-out", endpoint="out")
def end() -> Response:
    """End the session."""
    token = session_token()
    if token:
        with services().database.writing() as session:
            if session_of(session, token, now=services().clock()):
                sign_out(session, token)
    response = redirect(url_for("sign_in.show"), 303)
    response.delete_cookie(SESSION_COOKIE)
    return response


def _page(target: str, *, token: str = "", name: str = "", email: str = "", error: SignInError | None = None) -> str:
    with services().database.reading() as session:
        has_password = any_passwords(session)
    view = SignInView(
        action=url_for("sign_in.submit"),
        next=target,
        token=token,
        name=name,
        email=email,
        has_password=has_password,
        error=error,
    )
    return render_template("sign_in.html", sign_in=view)


def _with_cookie(response: Response, opened: NewSession) -> Response:
    response.set_cookie(
        SESSION_COOKIE,
        cookie_signer().dumps(opened.token),
        expires=opened.expires_at,
        httponly=True,
        samesite="Lax",
        secure=services().settings.sessions.secure_cookie or request.is_secure,
    )
    return response
