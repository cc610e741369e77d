"""Connections to helpdesks: add one, see where it stands, give it a new secret, pause or remove it.

A new secret counts at once and the old one for a while beside it, so nothing is lost while
somebody pastes it.  Each act holds a session or calls the helpdesk, never both.
"""

import secrets as chance
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from drafter.store.macros import remove_macros_of
from webhook import frame_hosts
from webhook.accounts.people import COMMAND_LINE
from webhook.errors import (
    ConnectionNotFoundError,
    HelpdeskError,
    HelpdeskRejectedError,
    RequestFieldsError,
    WebhookError,
)
from webhook.helpdesks.base import OLD_PATH, Connection, Helpdesk, Whoami
from webhook.helpdesks.calling import check_url
from webhook.helpdesks.setup_steps import CANNOT_SIGN, OPTIONS, SECRET_OPTIONS, URL_OPTIONS
from webhook.helpdesks.signatures import new_signing_secret
from webhook.store import connections as store
from webhook.store.audit import note_act
from webhook.store.connections import LinkState
from webhook.wiring import Services

GRACE = timedelta(hours=24)
MOST_GRACE = timedelta(days=30)
LONGEST_HELPSCOUT_SECRET = 40
HIDDEN = "********"


class State(StrEnum):
    """Where a connection stands, in one word."""

    PAUSED = "paused"
    FAILING = "failing"  # the last thing that was tried went wrong
    WAITING = "waiting"  # no event has come yet
    WORKING = "working"


@dataclass(frozen=True)
class Overview:
    """A connection, where it stands, and what a person should do about it (None: nothing)."""

    connection: Connection
    link: LinkState
    state: State
    advice: str | None = None


def add_connection(
    services: Services,
    *,
    kind: str,
    brand_id: str,
    name: str,
    secret: str | None = None,
    options: Mapping[str, str],
    operator_given: bool,
    actor_id: str = COMMAND_LINE,
) -> Connection:
    """Record a new connection; our account's id is asked for where it is not given.

    ``operator_given``: the options come from the command line, so their addresses may be
    inner ones.  Raises RequestFieldsError, HelpdeskRejectedError (an address).
    """
    helpdesk = services.helpdesk(kind)
    if helpdesk is None:
        built_in = ", ".join(sorted(services.helpdesk_kinds()))
        raise RequestFieldsError(f"Kind {kind!r} is not built in; this version speaks {built_in}.")
    check_options(options)
    has_segment = kind in CANNOT_SIGN or options.get("signs") == "no"
    made = Connection(
        id=services.new_id("con"),
        kind=kind,
        brand_id=brand_id,
        name=name,
        secrets=(secret or new_secret(kind),),
        options=dict(options),
        path_segment=chance.token_urlsafe(24) if has_segment else None,
    )
    given = frozenset(options) if operator_given else frozenset()
    with services.database.writing() as session:
        if store.find_connection_by_name(session, brand_id, name):
            raise RequestFieldsError(f"This brand has a connection {name!r} already; choose another name.")
        store.insert_connection(session, made, operator_given=given, now=services.clock())
        _note(services, session, made, "added", actor_id)
    return learn_own_account(services, made, helpdesk)


def learn_own_account(services: Services, connection: Connection, helpdesk: Helpdesk) -> Connection:
    """Ask who our account is and keep it; the connection as it was where the helpdesk does not tell."""
    if connection.options.get("own_user_id") or not isinstance(helpdesk, Whoami) or not _has_api(connection):
        return connection
    try:
        own_id = helpdesk.own_account(connection)
    except HelpdeskError:
        return connection  # asked again by the first test, and when a ticket is read
    if not own_id:
        return connection
    with services.database.writing() as session:
        current = store.lock_connection(session, connection.id)
        known = replace(current, options={**current.options, "own_user_id": own_id})
        store.update_connection(session, known)
    return known


def find_connection(
    session: Session, name_or_id: str, *, may_see: Callable[[str], bool] = lambda _: True
) -> Connection:
    """Return the connection with this id or name.  Raises ConnectionNotFoundError, also where a name is two's."""
    name_or_id = name_or_id.replace("\x00", "")  # which PostgreSQL would not look for
    found = [one for one in store.find_connections(session, name_or_id) if may_see(one.brand_id)]
    exact = [one for one in found if one.id == name_or_id]
    if len(exact or found) == 1:
        return (exact or found)[0]
    if found:
        ids = ", ".join(one.id for one in found)
        raise ConnectionNotFoundError(f"{name_or_id[:64]!r} names several connections; give one of the ids {ids}.")
    raise ConnectionNotFoundError(f"No connection is called {name_or_id[:64]!r}; 'drafter connection list' shows all.")


def overviews(session: Session, connections: Sequence[Connection], *, now: datetime) -> tuple[Overview, ...]:
    """Return where each connection stands."""
    states = store.link_states(session, [one.id for one in connections])
    return tuple(_overview(one, states[one.id], now) for one in connections)


def rotate(
    services: Services,
    connection: Connection,
    *,
    secret: str | None = None,
    grace: timedelta = GRACE,
    actor_id: str = COMMAND_LINE,
) -> Connection:
    """Put a new secret in force (made, or the vendor's own); the one before it counts for ``grace`` more.

    Where the path is the secret, it ends in a new segment and the old one leads here as long.
    Raises RequestFieldsError.
    """
    if not timedelta(0) <= grace <= MOST_GRACE:
        raise RequestFieldsError("The old secret may count for at most 30 days more.")
    newest = secret or new_secret(connection.kind)
    now = services.clock()
    with services.database.writing() as session:
        current = store.lock_connection(session, connection.id).at(now)
        older = [one for one in current.secrets if one != newest and not one.startswith(OLD_PATH)][:1]
        segment = chance.token_urlsafe(24) if current.path_segment else None
        if current.path_segment:
            older.append(f"{OLD_PATH}{current.path_segment}")
        older = older if grace else []
        ends_at = now + grace if older else None
        rotated = replace(current, secrets=(newest, *older), path_segment=segment, old_secrets_end_at=ends_at)
        store.update_connection(session, rotated)
        store.forget_newest_heard(session, current.id)
        _note(services, session, current, "started a new secret for", actor_id)
    return rotated


def end_old_secret(services: Services, connection: Connection, *, actor_id: str = COMMAND_LINE) -> Connection:
    """Let only the newest secret count from now on."""
    with services.database.writing() as session:
        current = store.lock_connection(session, connection.id)
        ended = replace(current, secrets=current.secrets[:1], old_secrets_end_at=None)
        store.update_connection(session, ended)
        _note(services, session, current, "ended the old secret of", actor_id)
    return ended


def set_paused(
    services: Services, connection: Connection, *, is_paused: bool, actor_id: str = COMMAND_LINE
) -> Connection:
    """Pause a connection (its events are answered and dropped, nothing is shown) or resume it.

    What came meanwhile is found by the sweep that looks for lost events, where the helpdesk can be asked.
    """
    with services.database.writing() as session:
        changed = replace(store.lock_connection(session, connection.id), is_paused=is_paused)
        store.update_connection(session, changed)
        _note(services, session, changed, "paused" if is_paused else "resumed", actor_id)
    return changed


def change_options(
    services: Services,
    connection: Connection,
    options: Mapping[str, str | None],
    *,
    operator_given: bool,
    actor_id: str = COMMAND_LINE,
) -> Connection:
    """Set options (None takes one away).  Raises RequestFieldsError, HelpdeskRejectedError (an address)."""
    check_options({name: value for name, value in options.items() if value is not None})
    with services.database.writing() as session:
        current = store.lock_connection(session, connection.id)
        merged = {**current.options, **options}
        kept = {name: value for name, value in merged.items() if value is not None}
        given = store.operator_given_options(session, connection.id) - frozenset(options)
        given |= frozenset(options) if operator_given else frozenset()
        changed = replace(current, options=kept)
        store.update_connection(session, changed, operator_given=given & frozenset(kept))
        _note(services, session, changed, f"changed {', '.join(sorted(options))} of", actor_id)
    return changed


def remove(services: Services, connection: Connection, *, actor_id: str = COMMAND_LINE) -> None:
    """Take a connection away: secrets and tokens are forgotten, tickets and events stay."""
    with services.database.writing() as session:
        _note(services, session, connection, "removed", actor_id)
        store.remove_connection(session, connection, now=services.clock())
        remove_macros_of(session, connection.id)


def shown_options(connection: Connection) -> dict[str, str]:
    """Return the options as people may see them: tokens hidden."""
    return {name: HIDDEN if name in SECRET_OPTIONS else value for name, value in connection.options.items()}


def webhook_path(one: Connection) -> str:
    """Return the path that the helpdesk sends its events to."""
    path = f"/webhooks/{one.kind}/{one.id}"
    return f"{path}/{one.path_segment}" if one.path_segment else path


def check_options(options: Mapping[str, str]) -> None:
    """Raise RequestFieldsError for an option nobody knows, HelpdeskRejectedError for an unusable address."""
    for name, value in options.items():
        if name not in OPTIONS:
            raise RequestFieldsError(f"Option {name[:60]!r} should be one of {', '.join(sorted(OPTIONS))}.")
        if name in URL_OPTIONS:
            check_url(value)
        if name == frame_hosts.OPTION:
            frame_hosts.frame_origins(value)


def new_secret(kind: str) -> str:
    """Make a signing secret that this kind of helpdesk can hold."""
    made = new_signing_secret()
    return made if kind in ("generic", "request-tracker") else chance.token_urlsafe(27)[:LONGEST_HELPSCOUT_SECRET]


def _note(services: Services, session: Session, one: Connection, did: str, actor_id: str) -> None:
    """Write into the audit log what was done to a connection; never a secret or a value of an option."""
    note_act(
        session,
        f"connection.{did.split()[0]}",
        f"{did} the connection {one.name} ({one.kind})",
        actor_id=actor_id,
        now=services.clock(),
        subject_id=one.id,
        brand_id=one.brand_id,
    )


def _has_api(connection: Connection) -> bool:
    return bool(connection.options.get("base_url") or connection.options.get("api_token"))


def _overview(connection: Connection, link: LinkState, now: datetime) -> Overview:
    connection = connection.at(now)
    if connection.is_paused:
        return Overview(connection, link, State.PAUSED, "Resume it to take events and show drafts again.")
    if link.last_error:
        return Overview(connection, link, State.FAILING, advice_for(link.last_error))
    if link.heard_at is None:
        return Overview(connection, link, State.WAITING, "Send a test event from the helpdesk.")
    return Overview(connection, link, State.WORKING)


def advice_for(said: str, error: WebhookError | None = None) -> str:
    """Return what to do about an error, read off its words."""
    status = error.status if isinstance(error, HelpdeskRejectedError) else None
    if "was refused" in said or "event.signature" in said:
        return "The secrets differ: copy the helpdesk's secret here, or rotate ours and paste it there."
    if status in (401, 403) or "answered 401" in said or "answered 403" in said:
        return "The helpdesk refuses our account: make a new token with the rights that the steps name."
    if status == 404 or "answered 404" in said:
        return "The address or the ticket is not there: check base_url, without /api at its end."
    if "private network" in said:
        return "Only the operator may give an inner address, on the command line."
    if "needs the option" in said:
        return "Give the option that is missing."
    return "The helpdesk could not be reached; it is tried again by itself. If that lasts, check base_url."
