"""What the API shows of a policy in a list, and of one that was deleted."""

from pydantic import Field

from webhook.admin.schemas import Note, PolicyShown, StandingShown, UsageShown
from webhook.http.api import Fields, Shown


class DeleteQuery(Fields):
    """Why a policy is deleted."""

    reason: Note = None


class PolicyDeleted(Shown):
    """A policy that was deleted; ``title`` is what it was called."""

    id: str
    title: str
    revisions: int = Field(description="How many wordings went with it.")


class PolicyListed(PolicyShown):
    """A policy in a list: how it is used, and whether somebody stands behind it."""

    usage: UsageShown
    standing: StandingShown
    source_gone: bool = Field(description="Its source no longer has it; a person decides on it.")


class PolicyListPage(Shown):
    """One page of policies."""

    items: list[PolicyListed]
    next: str | None
