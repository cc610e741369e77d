"""Signing in and out: links that work once, sessions on the server, bearer tokens."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from knowledge_base.foundation.ids import NewId
from webhook.accounts.roles import Principal, Role
from webhook.accounts.secrets import hash_password, new_token, password_matches, token_hash
from webhook.errors import NotSignedInError, SettingsError
from webhook.store import accounts as store
from webhook.store.accounts import ApiToken, SignedIn, User

EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")
MAX_TOKEN = 200


@dataclass(frozen=True)
class NewSession:
    """A session just opened: ``token`` goes into the cookie and is not kept."""

    token: str
    user: User
    csrf_token: str
    expires_at: datetime


def ensure_user(
    session: Session,
    email: str,
    role: Role,
    *,
    now: datetime,
    new_id: NewId,
    name: str | None = None,
    brand_ids: Sequence[str] | None = None,
    password: str | None = None,
) -> User:
    """Add a user, or give the one with this address this role and these brands."""
    address = email.strip().lower()
    if not EMAIL.fullmatch(address):
        raise SettingsError(f"{email[:80]!r} is not an email address; give one such as ada@example.com.")
    known = store.find_user(session, address)
    brands = tuple(brand_ids) if brand_ids else None
    if known:
        changed = replace(
            known,
            role=role.value,
            name=name or known.name,
            brand_ids=brands or known.brand_ids,
            password_hash=hash_password(password) if password else known.password_hash,
        )
        store.update_user(session, changed)
        return changed
    user = User(
        id=new_id("usr"),
        email=address,
        name=name or address.partition("@")[0],
        role=role.value,
        brand_ids=brands,
        password_hash=hash_password(password) if password else None,
    )
    store.insert_user(session, user, now=now)
    return user


def make_link_token(session: Session, user: User, *, now: datetime, life_h: int) -> str:
    """Make a token that signs ``user`` in once within ``life_h`` hours."""
    token = new_token("lnk")
    store.insert_link(session, token_hash(token), user.id, expires_at=now + timedelta(hours=life_h))
    return token


def link_owner(session: Session, token: str, *, now: datetime) -> User | None:
    """Return whom a link would sign in, without spending it."""
    return store.peek_link(session, token_hash(token[:MAX_TOKEN]), now=now)


def sign_in_with_link(session: Session, token: str, *, now: datetime, life_h: int) -> NewSession:
    """Spend a link and open a session.  Raises NotSignedInError."""
    user = store.use_link(session, token_hash(token[:MAX_TOKEN]), now=now)
    if user is None or not user.is_active:
        raise NotSignedInError("This sign-in link was used before or is too old; ask for a new one.")
    return _open_session(session, user, now=now, life_h=life_h)


def sign_in_with_password(session: Session, email: str, password: str, *, now: datetime, life_h: int) -> NewSession:
    """Check a password and open a session.  Raises NotSignedInError, the same for every cause."""
    user = store.find_user(session, email[:MAX_TOKEN])
    if not password_matches(password[:1000], user.password_hash if user else None) or not user or not user.is_active:
        raise NotSignedInError("Email and password do not match an account; check both or use a sign-in link.")
    return _open_session(session, user, now=now, life_h=life_h)


def session_of(session: Session, token: str, *, now: datetime) -> SignedIn | None:
    """Return the open session that a cookie names."""
    return store.find_session(session, token_hash(token[:MAX_TOKEN]), now=now)


def sign_out(session: Session, token: str) -> None:
    """End a session."""
    store.delete_session(session, token_hash(token[:MAX_TOKEN]))


def add_api_token(
    session: Session, name: str, role: Role, *, now: datetime, new_id: NewId, brand_id: str | None = None
) -> tuple[ApiToken, str]:
    """Make an API token and return it with its secret, which is not kept."""
    secret = new_token("drf")
    token = ApiToken(new_id("tok"), name[:255], role.value, brand_id)
    store.insert_token(session, token, token_hash(secret), now=now)
    return token, secret


def principal_of_token(session: Session, secret: str) -> Principal:
    """Return whose bearer token this is.  Raises NotSignedInError."""
    token = store.find_token(session, token_hash(secret[:MAX_TOKEN]))
    if token is None:
        raise NotSignedInError("The bearer token is unknown or revoked; make one with 'drafter token add'.")
    return Principal(token.id, token.name, Role(token.role), (token.brand_id,) if token.brand_id else None)


def principal_of_user(user: User) -> Principal:
    """Return a signed-in person as whoever asks."""
    return Principal(user.id, user.name, Role(user.role), user.brand_ids, user.authority)


def _open_session(session: Session, user: User, *, now: datetime, life_h: int) -> NewSession:
    token, csrf_token = new_token("ses"), new_token("csrf")
    expires_at = now + timedelta(hours=life_h)
    store.delete_expired(session, now=now)
    store.insert_session(session, token_hash(token), user.id, csrf_token=csrf_token, now=now, expires_at=expires_at)
    return NewSession(token, user, csrf_token, expires_at)
