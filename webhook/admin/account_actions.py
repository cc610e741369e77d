"""What an admin can do with people and tokens; those beyond their brands are answered as unknown.

An admin of some brands sees, and gives, access to those brands alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from drafter.people import Placement
from webhook.accounts.authorities import authority_words
from webhook.accounts.permissions import Act, brand_in_sight, permit
from webhook.accounts.placing import places_of
from webhook.accounts.roles import Principal, Role
from webhook.accounts.signing_in import add_api_token, ensure_user, make_link_token
from webhook.errors import RequestFieldsError
from webhook.store import accounts as store
from webhook.store.accounts import ApiToken, User
from webhook.store.audit import last_sign_ins, note_act
from webhook.wiring import Services


@dataclass(frozen=True)
class Person:
    """Somebody who may sign in, when they last did, how many sessions they have open, and where they work."""

    user: User
    last_seen_at: datetime | None
    sessions: int
    placement: Placement | None = None


def list_people(services: Services, who: Principal) -> tuple[Person, ...]:
    """Return the people an admin may see, by address."""
    permit(who, Act.OPERATE)
    with services.database.reading() as session:
        seen, sessions = last_sign_ins(session), store.open_sessions(session, now=services.clock())
        users = tuple(user for user in store.list_users(session) if _is_theirs(who, user.brand_ids))
        placed = places_of(session, users, now=services.clock())
    return tuple(replace(_person(user, seen, sessions), placement=placed.get(user.id)) for user in users)


def list_tokens(services: Services, who: Principal) -> tuple[ApiToken, ...]:
    """Return the tokens an admin may see, those in force first."""
    permit(who, Act.OPERATE)
    with services.database.reading() as session:
        return tuple(one for one in store.list_tokens(session) if _is_theirs(who, _brands_of(one)))


def invite(
    services: Services,
    who: Principal,
    *,
    email: str,
    role: Role,
    name: str | None = None,
    brand_ids: Sequence[str] = (),
) -> tuple[User, str]:
    """Add a person, or change the one with this address; return them and a link's token, valid once.

    Raises RequestFieldsError, SettingsError (an address that is none).
    """
    permit(who, Act.OPERATE)
    now = services.clock()
    with services.database.writing() as session:
        brands = [brand_in_sight(session, who, one).id for one in brand_ids]
        if not _is_theirs(who, brands or None):
            raise RequestFieldsError("Choose at least one brand; you can give access to yours alone.")
        known = store.find_user(session, email)
        if known and not _is_theirs(who, known.brand_ids):
            raise RequestFieldsError("This person belongs to other brands too; ask an admin of all brands.")
        if known and known.id == who.id and role is not Role.ADMIN:
            raise RequestFieldsError("You can’t take your own role away; ask another admin.")
        person = ensure_user(
            session, email, role, now=now, new_id=services.new_id, name=name or None, brand_ids=brands or None
        )
        did = "changed" if known else "invited"
        _note(
            services,
            session,
            who,
            f"account.{did}",
            f"{did} {person.email} as {role.value}",
            person.id,
            person.only_brand_id,
        )
        return person, make_link_token(session, person, now=now, life_h=services.settings.sessions.link_hours)


def new_link(services: Services, who: Principal, user_id: str) -> tuple[User, str]:
    """Make a sign-in link for a person; return them and its token, which is not kept.  Raises RequestFieldsError."""
    permit(who, Act.OPERATE)
    with services.database.writing() as session:
        user = _found(session, who, user_id)
        if not user.is_active:
            raise RequestFieldsError(f"{user.name} is switched off; switch the account on first.")
        _note(
            services, session, who, "account.link", f"made a sign-in link for {user.email}", user.id, user.only_brand_id
        )
        life_h = services.settings.sessions.link_hours
        return user, make_link_token(session, user, now=services.clock(), life_h=life_h)


def set_active(services: Services, who: Principal, user_id: str, *, is_active: bool) -> User:
    """Switch a person's account off, which ends their sessions at once, or on.  Raises RequestFieldsError."""
    permit(who, Act.OPERATE)
    with services.database.writing() as session:
        user = _found(session, who, user_id)
        if user.id == who.id and not is_active:
            raise RequestFieldsError("You can’t switch your own account off; ask another admin.")
        changed = replace(user, is_active=is_active)
        store.update_user(session, changed)
        if not is_active:
            store.end_access(session, user.id)
        did = "switched on" if is_active else "switched off"
        _note(
            services, session, who, "account.switched", f"{did} the account {user.email}", user.id, user.only_brand_id
        )
    return changed


def set_authority(services: Services, who: Principal, user_id: str, authority: int | None) -> User:
    """Say what an agent may grant; None: what the brand's agents may.  Raises RequestFieldsError."""
    permit(who, Act.OPERATE)
    with services.database.writing() as session:
        user = _found(session, who, user_id)
        if user.role != Role.AGENT:
            raise RequestFieldsError(f"{user.name} is no agent; what is granted is granted by agents, or by any admin.")
        changed = replace(user, authority=authority)
        store.update_user(session, changed)
        text = f"let {user.email} grant {authority_words(authority)}"
        _note(services, session, who, "account.authority", text, user.id, user.only_brand_id)
    return changed


def sign_out_everywhere(services: Services, who: Principal, user_id: str) -> tuple[User, int]:
    """End every session and open link of a person; return them and how many sessions.  Raises RequestFieldsError."""
    permit(who, Act.OPERATE)
    with services.database.writing() as session:
        user = _found(session, who, user_id)
        ended = store.end_access(session, user.id)
        _note(
            services,
            session,
            who,
            "account.signed_out",
            f"signed {user.email} out everywhere",
            user.id,
            user.only_brand_id,
        )
    return user, ended


def add_token(
    services: Services, who: Principal, *, name: str, role: Role, brand: str | None = None
) -> tuple[ApiToken, str]:
    """Make a token for the API; return it and its secret, which is not kept.  Raises RequestFieldsError."""
    permit(who, Act.OPERATE)
    if not name:
        raise RequestFieldsError("Give the token a name that says what uses it.")
    with services.database.writing() as session:
        brand_id = brand_in_sight(session, who, brand).id if brand else None
        if not _is_theirs(who, [brand_id] if brand_id else None):
            raise RequestFieldsError("Choose a brand; you can give access to yours alone.")
        made, secret = add_api_token(
            session, name, role, now=services.clock(), new_id=services.new_id, brand_id=brand_id
        )
        _note(services, session, who, "token.added", f"made the token {made.name} ({role.value})", made.id, brand_id)
    return made, secret


def revoke_token(services: Services, who: Principal, token_id: str) -> ApiToken:
    """Let a token count no more.  Raises RequestFieldsError."""
    permit(who, Act.OPERATE)
    with services.database.writing() as session:
        token = store.get_token(session, token_id[:64].replace("\x00", ""))
        if token is None or not _is_theirs(who, _brands_of(token)):
            raise RequestFieldsError("There is no such token; the list shows them all.")
        store.revoke_token(session, token.id, now=services.clock())
        _note(services, session, who, "token.revoked", f"revoked the token {token.name}", token.id, token.brand_id)
    return token


def _found(session: Session, who: Principal, user_id: str) -> User:
    user = store.lock_user(session, user_id[:64].replace("\x00", ""))
    if user is None or not _is_theirs(who, user.brand_ids):
        raise RequestFieldsError("There is no such account; the list shows them all.")
    return user


def _is_theirs(who: Principal, brand_ids: Sequence[str] | None) -> bool:
    """Whether access to these brands (None: all) is within what an admin may see and give."""
    return who.brand_ids is None or (bool(brand_ids) and all(who.may_see(one) for one in brand_ids or ()))


def _brands_of(token: ApiToken) -> tuple[str, ...] | None:
    return (token.brand_id,) if token.brand_id else None


def _person(user: User, seen: Mapping[str, datetime], sessions: Mapping[str, tuple[int, datetime]]) -> Person:
    count, opened_at = sessions.get(user.id, (0, None))
    moments = [at for at in (seen.get(user.id), opened_at) if at]
    return Person(user, max(moments, default=None), count)


def _note(
    services: Services,
    session: Session,
    who: Principal,
    act: str,
    text: str,
    subject_id: str,
    brand_id: str | None = None,
) -> None:
    note_act(session, act, text, actor_id=who.id, now=services.clock(), subject_id=subject_id, brand_id=brand_id)
