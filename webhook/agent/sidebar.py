"""The panel in a helpdesk's frame: who may frame it, who is handed the text."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Response

from webhook.errors import ConnectionNotFoundError
from webhook.helpdesks.base import Connection
from webhook.http.headers import CSP
from webhook.store.connections import get_connection
from webhook.wiring import Services

HOST_OPTION = "base_url"  # where a connection's helpdesk lives


def hosts_of(services: Services, connection_id: str | None, *, own: str) -> tuple[str, ...]:
    """Return the origins that may show the sidebar and be handed its text.

    ``own`` is our own origin, for a helpdesk page that we serve; the connection adds its
    helpdesk's, and the operator's ``public_url`` ours as the outside sees it.
    """
    connection = _connection(services, connection_id)
    given = (own, services.settings.public_url, connection.options.get(HOST_OPTION) if connection else None)
    return tuple(dict.fromkeys(origin for address in given if (origin := origin_of(address))))


def origin_of(address: str | None) -> str:
    """Return scheme, host and port of an address; empty where it has none."""
    parts = urlsplit(address or "")
    has_control = any(mark in parts.netloc for mark in " ;,'\"\\")
    if parts.scheme not in ("http", "https") or not parts.hostname or has_control:
        return ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def let_frame(response: Response, hosts: Sequence[str]) -> Response:
    """Let these origins, and our own, show a page in a frame; nobody else."""
    ancestors = " ".join(("'self'", *hosts))
    response.headers["Content-Security-Policy"] = CSP.format(ancestors=ancestors)
    return response


def _connection(services: Services, connection_id: str | None) -> Connection | None:
    if not connection_id:
        return None
    try:
        with services.database.reading() as session:
            return get_connection(session, connection_id)
    except ConnectionNotFoundError:
        return None
