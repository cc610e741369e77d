"""Users, sign-in links, sessions and API tokens: rows to values and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from knowledge_base.foundation.database import NO_KEY
from webhook.store.tables import ApiTokenRow, SessionRow, SignInLinkRow, UserBrandRow, UserRow


@dataclass(frozen=True)
class User:
    """A person.  ``brand_ids`` None means every brand; ``authority`` None what the brand's agents may grant."""

    id: str
    email: str
    name: str
    role: str
    brand_ids: tuple[str, ...] | None = None
    password_hash: str | None = None
    is_active: bool = True
    authority: int | None = None

    @property
    def only_brand_id(self) -> str | None:
        """The one brand they belong to; None for who sees several or all."""
        return self.brand_ids[0] if self.brand_ids and len(self.brand_ids) == 1 else None


@dataclass(frozen=True)
class ApiToken:
    """A token for the JSON API; ``brand_id`` None means every brand."""

    id: str
    name: str
    role: str
    brand_id: str | None
    revoked_at: datetime | None = None
    created_at: datetime | None = None
    last_used_at: datetime | None = None


@dataclass(frozen=True)
class SignedIn:
    """An open session and whose it is."""

    user: User
    csrf_token: str
    expires_at: datetime


def insert_user(session: Session, user: User, *, now: datetime) -> None:
    """Record a new user."""
    session.add(
        UserRow(
            id=user.id,
            email=user.email,
            name=user.name,
            role=user.role,
            password_hash=user.password_hash,
            is_active=user.is_active,
            authority=user.authority,
            created_at=now,
        )
    )
    session.flush()
    set_brands(session, user.id, user.brand_ids)


def update_user(session: Session, user: User) -> None:
    """Record a user's name, role, password and brands as they are now."""
    row = session.get_one(UserRow, user.id, with_for_update=NO_KEY)  # two at once would both write the brands
    row.name, row.role, row.is_active = user.name, user.role, user.is_active
    row.password_hash, row.authority = user.password_hash, user.authority
    set_brands(session, user.id, user.brand_ids)


def set_brands(session: Session, user_id: str, brand_ids: Sequence[str] | None) -> None:
    """Record which brands a user sees; None for every brand."""
    session.execute(delete(UserBrandRow).where(UserBrandRow.user_id == user_id))
    session.add_all(UserBrandRow(user_id=user_id, brand_id=brand_id) for brand_id in brand_ids or ())
    session.flush()


def get_user(session: Session, user_id: str) -> User | None:
    """Return the user with this id."""
    row = session.get(UserRow, user_id)
    return _user(session, row) if row else None


def lock_user(session: Session, user_id: str) -> User | None:
    """Return the user with this id as they stand by now; others who want to change the account wait."""
    session.get(UserRow, user_id, with_for_update=NO_KEY, populate_existing=True)
    return get_user(session, user_id)


def find_user(session: Session, email: str) -> User | None:
    """Return the user with this address, in any case."""
    row = session.scalars(select(UserRow).where(UserRow.email == email.strip().lower())).first()
    return _user(session, row) if row else None


def reviewers_of(session: Session, brand_id: str) -> tuple[str, ...]:
    """Return the reviewers of a brand who can sign in, by id."""
    return tuple(
        user.id
        for user in list_users(session)
        if user.role == "qa" and user.is_active and (user.brand_ids is None or brand_id in user.brand_ids)
    )


def list_users(session: Session) -> tuple[User, ...]:
    """Return every user, by address."""
    return tuple(_user(session, row) for row in session.scalars(select(UserRow).order_by(UserRow.email)))


def any_passwords(session: Session) -> bool:
    """Whether anybody can sign in with a password."""
    return bool(session.scalar(select(func.count()).where(UserRow.password_hash.is_not(None))))


def insert_link(session: Session, token_hash: str, user_id: str, *, expires_at: datetime) -> None:
    """Record a sign-in link."""
    session.add(SignInLinkRow(token_hash=token_hash, user_id=user_id, expires_at=expires_at))
    session.flush()


def peek_link(session: Session, token_hash: str, *, now: datetime) -> User | None:
    """Return whom an unused link would sign in."""
    row = session.get(SignInLinkRow, token_hash)
    return get_user(session, row.user_id) if row and row.used_at is None and row.expires_at > now else None


def use_link(session: Session, token_hash: str, *, now: datetime) -> User | None:
    """Spend a link and return whom it signs in; None when it is unknown, spent or too old."""
    spent = session.execute(
        update(SignInLinkRow)
        .where(SignInLinkRow.token_hash == token_hash, SignInLinkRow.used_at.is_(None), SignInLinkRow.expires_at > now)
        .values(used_at=now)
        .returning(SignInLinkRow.user_id)
    ).scalar()
    return get_user(session, spent) if spent else None


def insert_session(
    session: Session, token_hash: str, user_id: str, *, csrf_token: str, now: datetime, expires_at: datetime
) -> None:
    """Record that somebody signed in."""
    session.add(
        SessionRow(token_hash=token_hash, user_id=user_id, csrf_token=csrf_token, created_at=now, expires_at=expires_at)
    )
    session.flush()


def find_session(session: Session, token_hash: str, *, now: datetime) -> SignedIn | None:
    """Return the open session under this hash."""
    row = session.get(SessionRow, token_hash)
    if row is None or row.expires_at <= now:
        return None
    user = get_user(session, row.user_id)
    return SignedIn(user, row.csrf_token, row.expires_at) if user and user.is_active else None


def delete_session(session: Session, token_hash: str) -> None:
    """Sign somebody out."""
    session.execute(delete(SessionRow).where(SessionRow.token_hash == token_hash))


def delete_expired(session: Session, *, now: datetime) -> None:
    """Forget sessions and links whose time is over."""
    session.execute(delete(SessionRow).where(SessionRow.expires_at <= now))
    session.execute(delete(SignInLinkRow).where(SignInLinkRow.expires_at <= now))


def insert_token(session: Session, token: ApiToken, token_hash: str, *, now: datetime) -> None:
    """Record an API token."""
    session.add(
        ApiTokenRow(
            id=token.id,
            name=token.name,
            role=token.role,
            brand_id=token.brand_id,
            token_hash=token_hash,
            created_at=now,
        )
    )
    session.flush()


def find_token(session: Session, token_hash: str) -> ApiToken | None:
    """Return the API token under this hash, unless it was revoked."""
    row = session.scalars(select(ApiTokenRow).where(ApiTokenRow.token_hash == token_hash)).first()
    if row is None or row.revoked_at is not None:
        return None
    return _token(row)


def get_token(session: Session, token_id: str) -> ApiToken | None:
    """Return the API token with this id, also a revoked one."""
    row = session.get(ApiTokenRow, token_id)
    return _token(row) if row else None


def list_tokens(session: Session) -> tuple[ApiToken, ...]:
    """Return every API token, those in force first, the newest before others."""
    rows = session.scalars(select(ApiTokenRow).order_by(ApiTokenRow.created_at.desc(), ApiTokenRow.id))
    return tuple(sorted((_token(row) for row in rows), key=lambda one: one.revoked_at is not None))


def revoke_token(session: Session, token_id: str, *, now: datetime) -> None:
    """Let a token count no more; one revoked before stays as it was."""
    session.execute(
        update(ApiTokenRow).where(ApiTokenRow.id == token_id, ApiTokenRow.revoked_at.is_(None)).values(revoked_at=now)
    )


def note_token_used(session: Session, token_id: str, *, now: datetime) -> None:
    """Note that somebody called with a token."""
    session.execute(update(ApiTokenRow).where(ApiTokenRow.id == token_id).values(last_used_at=now))


def open_sessions(session: Session, *, now: datetime) -> Mapping[str, tuple[int, datetime]]:
    """Return how many sessions each person has open and when the last was opened, by id."""
    rows = session.execute(
        select(SessionRow.user_id, func.count(), func.max(SessionRow.created_at))
        .where(SessionRow.expires_at > now)
        .group_by(SessionRow.user_id)
    )
    return {user_id: (count, opened_at) for user_id, count, opened_at in rows}


def end_access(session: Session, user_id: str) -> int:
    """Sign a person out everywhere and let no link sign them in; return how many sessions that ended."""
    ended = session.scalar(select(func.count()).where(SessionRow.user_id == user_id)) or 0
    session.execute(delete(SessionRow).where(SessionRow.user_id == user_id))
    session.execute(delete(SignInLinkRow).where(SignInLinkRow.user_id == user_id))
    return ended


def _token(row: ApiTokenRow) -> ApiToken:
    return ApiToken(row.id, row.name, row.role, row.brand_id, row.revoked_at, row.created_at, row.last_used_at)


def _user(session: Session, row: UserRow) -> User:
    brands = tuple(
        session.scalars(
            select(UserBrandRow.brand_id).where(UserBrandRow.user_id == row.id).order_by(UserBrandRow.brand_id)
        )
    )
    return User(row.id, row.email, row.name, row.role, brands or None, row.password_hash, row.is_active, row.authority)
