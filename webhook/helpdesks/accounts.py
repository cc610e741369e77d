"""How an adapter says who we are, and the little that several hosted helpdesks tell alike."""

import base64
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from webhook.helpdesks.base import InboundEvent, polled_event
from webhook.helpdesks.reading import Turn, ident, moment

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
