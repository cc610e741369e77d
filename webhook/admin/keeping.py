"""What an admin typed and did not save yet: kept for them alone, so that no words are lost."""

from dataclasses import dataclass
from datetime import datetime

from webhook.accounts.permissions import Act, permit
from webhook.accounts.roles import Principal
from webhook.admin.fields import Typed, as_json, from_json
from webhook.store import unsaved
from webhook.wiring import Services

NEW = "new"  # what stands for a policy that has no id yet
MOST_CHARS = 2_000_000  # of a text; a form may be no longer either


@dataclass(frozen=True)
class Kept:
    """An editor as this person left it; ``brand`` is a new policy's."""

    typed: Typed
    base: int
    note: str
    brand: str
    kept_at: datetime


def keep(
    services: Services, who: Principal, subject_id: str, typed: Typed, *, base: int = 0, note: str = "", brand: str = ""
) -> datetime:
    """Keep a form and return when; the same person's former one of this subject is forgotten."""
    permit(who, Act.EDIT_POLICIES)
    now = services.clock()
    fields = {**as_json(typed), "note": note, "brand": brand}
    with services.database.writing() as session:
        unsaved.keep_unsaved(session, who.id, subject_id, base=base, fields=fields, now=now)
    return now


def kept(services: Services, who: Principal, subject_id: str) -> Kept | None:
    """Return what this person kept of a policy, or of a new one."""
    with services.database.reading() as session:
        found = unsaved.find_unsaved(session, who.id, subject_id)
    if found is None:
        return None
    words = {name: str(found.fields.get(name, "")) for name in ("note", "brand")}
    return Kept(from_json(found.fields), found.base, words["note"], words["brand"], found.kept_at)


def forget(services: Services, who: Principal, subject_id: str) -> None:
    """Forget it; a write only where there is something."""
    with services.database.reading() as session:
        if unsaved.find_unsaved(session, who.id, subject_id) is None:
            return
    with services.database.writing() as session:
        unsaved.forget_unsaved(session, who.id, subject_id)
