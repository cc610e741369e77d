"""What an admin can do with connections; one of a brand that is not theirs is answered as unknown."""

from collections.abc import Mapping
from datetime import timedelta

from webhook import connecting
from webhook.accounts.permissions import Act, brand_in_sight, permit
from webhook.accounts.roles import Principal
from webhook.connecting import Overview
from webhook.helpdesks.base import Connection
from webhook.store import connections as store
from webhook.trying import Step, try_connection
from webhook.wiring import Services


def list_overviews(services: Services, who: Principal, *, brand: str | None = None) -> tuple[Overview, ...]:
    """Return the connections of a brand, or of all of theirs, and where they stand.  Raises BrandNotFoundError."""
    permit(who, Act.READ_CONNECTIONS)
    with services.database.reading() as session:
        brand_id = brand_in_sight(session, who, brand).id if brand else None
        listed = store.list_connections(session, brand_id=brand_id)
        mine = [one for one in listed if who.may_see(one.brand_id)]
        return connecting.overviews(session, mine, now=services.clock())


def get_overview(services: Services, who: Principal, connection_id: str) -> Overview:
    """Return where one connection stands.  Raises ConnectionNotFoundError."""
    permit(who, Act.READ_CONNECTIONS)
    return _overview(services, _found(services, who, connection_id))


def add(
    services: Services,
    who: Principal,
    *,
    kind: str,
    brand: str | None,
    name: str,
    secret: str | None = None,
    options: Mapping[str, str],
) -> Overview:
    """Add a connection; its addresses have to be public ones.  Raises RequestFieldsError, HelpdeskRejectedError."""
    permit(who, Act.EDIT_CONNECTIONS)
    with services.database.reading() as session:
        brand_id = brand_in_sight(session, who, brand).id
    made = connecting.add_connection(
        services,
        kind=kind,
        brand_id=brand_id,
        name=name,
        secret=secret,
        options=options,
        operator_given=False,
        actor_id=who.id,
    )
    return _overview(services, made)


def change(
    services: Services,
    who: Principal,
    connection_id: str,
    *,
    is_paused: bool | None = None,
    options: Mapping[str, str | None] | None = None,
) -> Overview:
    """Pause, resume, change options.  Raises ConnectionNotFoundError, RequestFieldsError, HelpdeskRejectedError."""
    permit(who, Act.EDIT_CONNECTIONS)
    found = _found(services, who, connection_id)
    if options:
        found = connecting.change_options(services, found, options, operator_given=False, actor_id=who.id)
    if is_paused is not None:
        found = connecting.set_paused(services, found, is_paused=is_paused, actor_id=who.id)
    return _overview(services, found)


def rotate(
    services: Services, who: Principal, connection_id: str, *, secret: str | None = None, grace_hours: float = 24.0
) -> Overview:
    """Put a new secret in force.  Raises ConnectionNotFoundError, RequestFieldsError."""
    permit(who, Act.EDIT_CONNECTIONS)
    found = _found(services, who, connection_id)
    rotated = connecting.rotate(services, found, secret=secret, grace=timedelta(hours=grace_hours), actor_id=who.id)
    return _overview(services, rotated)


def end_old_secret(services: Services, who: Principal, connection_id: str) -> Overview:
    """Let only the newest secret count.  Raises ConnectionNotFoundError."""
    permit(who, Act.EDIT_CONNECTIONS)
    return _overview(
        services, connecting.end_old_secret(services, _found(services, who, connection_id), actor_id=who.id)
    )


def try_out(
    services: Services, who: Principal, connection_id: str, *, ticket: str | None = None, writes_note: bool = False
) -> tuple[Step, ...]:
    """Try a connection for real.  Raises ConnectionNotFoundError."""
    permit(who, Act.EDIT_CONNECTIONS)
    found = _found(services, who, connection_id)
    return try_connection(services, found, ticket=ticket, writes_note=writes_note)


def remove(services: Services, who: Principal, connection_id: str) -> str:
    """Remove a connection; return its id.  Raises ConnectionNotFoundError."""
    permit(who, Act.EDIT_CONNECTIONS)
    found = _found(services, who, connection_id)
    connecting.remove(services, found, actor_id=who.id)
    return found.id


def _found(services: Services, who: Principal, connection_id: str) -> Connection:
    with services.database.reading() as session:
        return connecting.find_connection(session, connection_id[:64], may_see=who.may_see)


def _overview(services: Services, connection: Connection) -> Overview:
    with services.database.reading() as session:
        return connecting.overviews(session, [connection], now=services.clock())[0]
