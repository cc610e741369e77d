"""What a request can reach: the services, and who is asking.

``require`` guards a view; ``principal`` is whoever passed it.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

import structlog
from flask import current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.exc import DBAPIError

from drafter.store.brands import list_brands
from webhook.accounts.roles import Principal, Role
from webhook.accounts.signing_in import principal_of_token, principal_of_user, session_of
from webhook.errors import ConnectionNotFoundError, NotSignedInError
from webhook.http import frames
from webhook.rendering import Viewer
from webhook.store.accounts import SignedIn, get_user, note_token_used
from webhook.store.connections import get_connection
from webhook.wiring import Services

P = ParamSpec("P")
R = TypeVar("R")

log = structlog.get_logger()

EXTENSION = "drafter"
SESSION_COOKIE = "drafter_session"
USES, USED_S = "drafter_token_uses", 60.0
BEARER = "bearer "
PASS_BLUEPRINTS = ("agent", "frame")  # where a frame pass counts: the panel and what its buttons do


def services() -> Services:
    """Return the services of the running app."""
    return cast(Services, current_app.extensions[EXTENSION])


def principal() -> Principal:
    """Return whoever asks.  Raises NotSignedInError."""
    found = optional_principal()
    if found is None:
        raise NotSignedInError("Nobody is signed in; open your sign-in link or send a bearer token.")
    return found


def optional_principal() -> Principal | None:
    """Return whoever asks, None when nobody is signed in.  A wrong bearer token raises NotSignedInError."""
    if "principal" not in g:
        g.principal = _find_principal()
        if g.principal:
            structlog.contextvars.bind_contextvars(actor_id=g.principal.id)
    return cast("Principal | None", g.principal)


def signed_in() -> SignedIn | None:
    """Return the session that the cookie names, None for tokens, frames and strangers."""
    if "signed_in" not in g:
        g.signed_in = None if has_pass() else _find_session()
    return cast("SignedIn | None", g.signed_in)


def require(*roles: Role | str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let only these roles call a view; with none named, anybody signed in."""
    wanted = tuple(Role(role) for role in roles)

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            who = principal()
            if wanted:
                who.check_role(wanted)
            return view(*args, **kwargs)

        cast(Any, guarded).required_roles = wanted
        return guarded

    return decorate


def viewer() -> Viewer | None:
    """Return who looks at the page, with the brands they see in words."""
    found = signed_in()
    if found is None:
        return None
    with services().database.reading() as session:
        brands = [brand.name for brand in list_brands(session) if principal_of_user(found.user).may_see(brand.id)]
    return Viewer(found.user.name, found.user.role, ", ".join(brands[:2]) + (" …" if len(brands) > 2 else ""))


def cookie_signer() -> URLSafeSerializer:
    """Return what signs the session cookie."""
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt="session")


def session_token() -> str | None:
    """Return the session token in the signed cookie."""
    cookie = request.cookies.get(SESSION_COOKIE)
    if not cookie:
        return None
    try:
        token = cookie_signer().loads(cookie)
    except BadSignature:
        return None
    return token if isinstance(token, str) else None


def has_bearer() -> bool:
    """Whether the request carries a bearer token."""
    return request.headers.get("Authorization", "").lower().startswith(BEARER)


def has_pass() -> bool:
    """Whether the request carries a frame pass, good or not; then no cookie counts."""
    return frames.HEADER in request.headers


def frame_pass() -> frames.FramePass | None:
    """Return the pass of a panel inside a helpdesk; None where there is none or it does not count here."""
    if not has_pass() or request.blueprint not in PASS_BLUEPRINTS:
        return None
    parts = services()
    life = timedelta(hours=parts.settings.sessions.lifetime_hours)
    key = str(current_app.config["SECRET_KEY"])
    return frames.read_pass(key, request.headers[frames.HEADER], now=parts.clock(), life=life)


def principal_in_frame(user_id: str, connection_id: str) -> Principal | None:
    """Return a person as they act in a connection's frame: within its brand; None where they may not."""
    with services().database.reading() as session:
        user = get_user(session, user_id)
        try:
            connection = get_connection(session, connection_id)
        except ConnectionNotFoundError:
            return None
    if user is None or not user.is_active or connection.is_paused:
        return None
    who = principal_of_user(user)
    return replace(who, brand_ids=(connection.brand_id,)) if who.may_see(connection.brand_id) else None


def _find_principal() -> Principal | None:
    if has_pass():
        found_pass = frame_pass()
        return principal_in_frame(found_pass.user_id, found_pass.connection_id) if found_pass else None
    if has_bearer():
        secret = request.headers["Authorization"][len(BEARER) :].strip()
        with services().database.reading() as session:
            who = principal_of_token(session, secret)
        _note_use(who.id)
        return who
    found = signed_in()
    return principal_of_user(found.user) if found else None


def _note_use(token_id: str) -> None:
    """Note that a token was used, at most once a minute in each process."""
    noted: dict[str, float] = current_app.extensions.setdefault(USES, {})
    moment = services().monotonic()
    if moment - noted.get(token_id, -USED_S) < USED_S:
        return
    noted[token_id] = moment
    try:
        with services().database.writing() as session:
            note_token_used(session, token_id, now=services().clock())
    except DBAPIError as error:  # a courtesy: the call itself is answered
        log.warning("token_use_not_kept", kind=type(error).__name__)


def _find_session() -> SignedIn | None:
    token = session_token()
    if token is None:
        return None
    with services().database.reading() as session:
        return session_of(session, token, now=services().clock())
