"""What the agent did with a draft, and which second acts are allowed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from drafter.findings import Finding


class Action(StrEnum):
    """What a person presses."""

    ACCEPT = "accept"
    EDIT = "edit"
    REJECT = "reject"
    ESCALATE = "escalate"
    UNDO = "undo"


class DecisionKind(StrEnum):
    """What stands in the record; ``undone`` takes the one before it back."""

    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"
    ESCALATED = "escalated"
    IGNORED = "ignored"
    UNDONE = "undone"


KIND_OF_ACTION = {
    Action.ACCEPT: DecisionKind.ACCEPTED,
    Action.EDIT: DecisionKind.EDITED,
    Action.REJECT: DecisionKind.REJECTED,
    Action.ESCALATE: DecisionKind.ESCALATED,
    Action.UNDO: DecisionKind.UNDONE,
}


@dataclass(frozen=True)
class Decision:
    """One act on one draft.  ``text`` is the reply as the agent leaves it, if there is one.

    ``findings`` are what the checks noticed in that text, ``acknowledged`` the ids or check
    names of those that the person sends anyway; ``reason`` then says why.
    """

    id: str
    draft_id: str
    kind: DecisionKind
    actor_id: str
    actor_role: str
    created_at: datetime
    text: str | None = None
    reason: str | None = None
    findings: tuple[Finding, ...] = ()
    acknowledged: tuple[str, ...] = ()
