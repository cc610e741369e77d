"""How an adapter says who we are, and the little that several hosted helpdesks tell alike."""

import base64
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from drafter.tickets import Attachment
from webhook.helpdesks.api import option
from webhook.helpdesks.base import Connection, InboundEvent, polled_event
from webhook.helpdesks.reading import Turn, ident, moment, words

MOST_CHANGED = 200  # of one sweep: the next one finds the rest


def basic(user_and_password: str) -> str:
    """Return the value of ``Authorization`` for ``user:password``."""
    return "Basic " + base64.b64encode(user_and_password.encode()).decode()


def bearer(token: str) -> str:
    """Return the value of ``Authorization`` for a token, which may come with its scheme."""
    return token if token.lower().startswith(("bearer ", "basic ")) else f"Bearer {token}"


def number(value: str) -> int | str:
    """Return an id as the number that the vendor wants, or as the text it is."""
    return int(value) if value.isascii() and value.isdigit() else value


def truth(value: Any, default: bool = False) -> bool:
    """Return a yes or no, which a template writes as a text; ``default`` where it says neither."""
    said = str(value).strip().lower()
    if said in ("true", "1", "yes", "public"):
        return True
    return False if said in ("false", "0", "no", "private", "internal") else default


def oldest_first(turns: Iterable[Turn]) -> list[Turn]:
    """Return turns by when they were written, then by id; one without a moment last, the same id once."""
    once = {turn.id: turn for turn in turns if turn.id}
    return sorted(
        once.values(),
        key=lambda one: (one.created_at is None, one.created_at and one.created_at.timestamp(), len(one.id), one.id),
    )


def swept(
    listed: Iterable[Mapping[str, Any]], since: datetime, *, changed: str = "updated_at"
) -> tuple[InboundEvent, ...]:
    """Return an event for each listed ticket whose field ``changed`` lies after ``since``, oldest change first."""
    found = {
        (at, id) for one in listed if (at := moment(one.get(changed))) and at > since and (id := ident(one.get("id")))
    }
    return tuple(polled_event(id, at, {}) for at, id in sorted(found)[:MOST_CHANGED])


def hosted(connection: Connection, domain: str, below: str) -> str:
    """Return the address of a hosted account's API: ``base_url``, or ``subdomain`` below ``domain``, and ``below``.

    Raises HelpdeskRejectedError where neither is given.
    """
    given = dict(connection.options)
    if not given.get("base_url", "").strip() and given.get("subdomain"):
        given["base_url"] = f"https://{given['subdomain']}.{domain}"
    return option(given, "base_url", connection_id=connection.id).rstrip("/").removesuffix(below) + below


def has_account(connection: Connection) -> bool:
    """Whether a hosted account's address and token are given."""
    given = connection.options
    return bool((given.get("base_url") or given.get("subdomain")) and given.get("api_token"))


def attached(
    raw: Mapping[str, Any], *, name: str = "name", size: str = "size", kind: str = "content_type"
) -> Attachment:
    """Return a file as a vendor tells it, by the names of its fields."""
    told = raw.get(size)
    is_size = isinstance(told, int) and not isinstance(told, bool) and told >= 0
    return Attachment(words(raw.get(name)) or "file", told if is_size else None, words(raw.get(kind)))
