"""Fetch the saved replies of a brand's helpdesks, and approve those that prompts may show.

No session is open while a helpdesk is asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from drafter.brands import Brand
from drafter.macros import Macro
from drafter.store import macros as store
from drafter.store.brands import find_brand
from drafter.store.macros import Fetched, Merged
from webhook.errors import HelpdeskError
from webhook.helpdesks.base import Connection, Macros
from webhook.json_values import clean_text
from webhook.store.audit import note_act
from webhook.store.connections import list_connections
from webhook.wiring import Services

REFRESHED_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class MacrosFetched:
    """What came of looking: by name of connection what changed, and what went wrong with others."""

    merged: dict[str, Merged] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


def fetch_macros(services: Services, brand: Brand) -> MacrosFetched:
    """Fetch what a brand's helpdesks keep as saved replies; one that fails keeps those that were there."""
    with services.database.reading() as session:
        connections = [one for one in list_connections(session, brand_id=brand.id) if not one.is_paused]
    found = MacrosFetched()
    for one in connections:
        helpdesk = services.helpdesk(one.kind)
        if helpdesk is None or not isinstance(helpdesk, Macros):
            continue
        try:
            listed = helpdesk.macros(one)
        except HelpdeskError as error:
            found.failed[one.name] = error.message
            continue
        fetched = [
            Fetched(clean_text(m.id), clean_text(m.title), clean_text(m.text), clean_text(m.folder or ""))
            for m in listed
        ]
        found.merged[one.name] = _merge(services, brand, one, fetched)
    return found


def refresh_macros(services: Services, now: datetime) -> int:
    """Fetch again what was fetched more than a day ago, brand by brand; return how many brands."""
    with services.database.reading() as session:
        brands = store.brands_with_old_macros(session, before=now - REFRESHED_AFTER)
        due = [find_brand(session, brand_id) for brand_id in brands]
    for brand in due:
        fetch_macros(services, brand)
    return len(due)


def approve_macro(
    services: Services, macro: Macro, *, is_approved: bool, actor_id: str, words: str | None = None
) -> Macro:
    """Let prompts show a macro as it stands, or not; ``words`` marks the wording that was read, None: any.

    Raises MacroNotFoundError, MacroConflictError.
    """
    with services.database.writing() as session:
        changed = store.set_approval(
            session, macro.id, approved_by=actor_id if is_approved else None, now=services.clock(), words=words
        )
        did = "approved" if is_approved else "took back"
        _note(services, session, f"{did} the macro {macro.title[:80]}", macro.id, macro.brand_id, actor_id)
    return changed


def _merge(services: Services, brand: Brand, connection: Connection, fetched: Sequence[Fetched]) -> Merged:
    with services.database.writing() as session:
        return store.merge_macros(
            session, brand.id, connection.id, fetched, now=services.clock(), new_id=services.new_id
        )


def _note(services: Services, session: Session, text: str, macro_id: str, brand_id: str, actor_id: str) -> None:
    now = services.clock()
    note_act(session, "macro.approved", text, actor_id=actor_id, now=now, subject_id=macro_id, brand_id=brand_id)
