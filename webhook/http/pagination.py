"""Lists page by cursor: ``{"items": […], "next": "…" or null}``."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from webhook.errors import RequestFieldsError

T = TypeVar("T")

PAGE, MOST = 50, 200
MAX_ID = 64


def read_cursor(cursor: str | None) -> str | None:
    """Return the id behind a cursor.  Raises RequestFieldsError."""
    if not cursor:
        return None
    try:
        last_id = base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeError, ValueError) as error:
        raise _not_ours() from error
    if not last_id.isprintable() or len(last_id) > MAX_ID:
        raise _not_ours()
    return last_id


def read_limit(limit: int | None) -> int:
    """Return how many items a page holds, 1 to 200."""
    return min(max(limit or PAGE, 1), MOST)


def make_cursor(last_id: str) -> str:
    """Return the cursor that continues after an id."""
    return base64.urlsafe_b64encode(last_id.encode()).decode().rstrip("=")


def page(found: Sequence[T], limit: int, *, id_of: Callable[[T], str], show: Callable[[T], Any]) -> dict[str, Any]:
    """Return one page.  ``found`` holds up to ``limit + 1`` items: one more says that a next page exists."""
    kept = found[:limit]
    more = len(found) > limit and bool(kept)
    return {"items": [show(one) for one in kept], "next": make_cursor(id_of(kept[-1])) if more else None}


def _not_ours() -> RequestFieldsError:
    return RequestFieldsError("Field 'after' should be the 'next' of the page before.")
