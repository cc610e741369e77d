"""The panel in a helpdesk's frame: who may frame it, who is handed the text."""

from collections.abc import Sequence

from flask import Response

from webhook.errors import ConnectionNotFoundError
from webhook.frame_hosts import hosts_of_connection, origin_of
from webhook.helpdesks.base import Connection
from webhook.http.headers import CSP
from webhook.store.connections import get_connection
from webhook.wiring import Services


def hosts_of(services: Services, connection_id: str | None, *, own: str) -> tuple[str, ...]:
    """Return the origins that may show the sidebar and be handed its text.

    ``own`` is our own origin, for a helpdesk page that we serve; the connection adds its
    helpdesk's, and the operator's ``public_url`` ours as the outside sees it.
    """
    connection = connection_of(services, connection_id)
    ours = (origin_of(own), origin_of(services.settings.public_url))
    theirs = hosts_of_connection(connection) if connection else ()
    return tuple(dict.fromkeys(origin for origin in (*ours, *theirs) if origin))


def let_frame(response: Response, hosts: Sequence[str]) -> Response:
    """Let these origins, and our own, show a page in a frame; nobody else."""
    ancestors = " ".join(("'self'", *hosts))
    response.headers["Content-Security-Policy"] = CSP.format(ancestors=ancestors)
    response.headers["Referrer-Policy"] = "no-referrer"  # the address may hold a helpdesk's signature
    return response


def connection_of(services: Services, connection_id: str | None) -> Connection | None:
    """Return the connection with this id and the secrets that count now, None where there is none."""
    if not connection_id:
        return None
    try:
        with services.database.reading() as session:
            found = get_connection(session, connection_id)
    except ConnectionNotFoundError:
        return None
    return found.at(services.clock())
