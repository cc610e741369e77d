"""Policies from files into the knowledge base: new ones, changed ones as revisions, the rest untouched."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from knowledge_base.editing import create_policy, start_revision, submit
from knowledge_base.errors import PolicyNotFoundError
from knowledge_base.foundation.actors import Actor
from knowledge_base.foundation.ids import NewId
from knowledge_base.policies import Policy, Revision, Stage
from knowledge_base.sources import PolicySource
from knowledge_base.store.policies import find_policy_by_source, get_policy, last_imported, revisions_of

NOTE = "Imported from '{key}'."
ASKS_FOR_REVIEW = "Its source changed; please check the new wording."


class ImportKind(StrEnum):
    """What an import did with a file."""

    CREATED = "created"
    REVISED = "revised"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Imported:
    """One file's outcome; ``revision`` is the wording with this file's content.

    ``is_published`` says that the policy has a published wording, whichever it is.
    """

    source: PolicySource
    kind: ImportKind
    revision: Revision
    is_published: bool = False

    @property
    def is_publishable(self) -> bool:
        """Whether ``--publish`` should publish it: a draft, or a submitted wording that was approved."""
        approved = self.revision.stage is Stage.IN_REVIEW and self.revision.approved_by is not None
        return approved or self.revision.stage is Stage.DRAFT


def import_sources(
    session: Session, sources: Iterable[PolicySource], *, brand_id: str, actor: Actor, now: datetime, new_id: NewId
) -> tuple[Imported, ...]:
    """Take over each file: a new policy, a new draft revision, or nothing when its content was imported before.

    A file counts as unchanged when its content is that of the last import, even if people
    edited the policy since: only a changed file changes a policy.  So does one that says
    what the newest wording says, as an export does.
    """
    return tuple(_import(session, one, brand_id=brand_id, actor=actor, now=now, new_id=new_id) for one in sources)


def await_review(
    session: Session, imported: Sequence[Imported], *, actor: Actor, now: datetime
) -> tuple[Imported, ...]:
    """Put changed wordings of published policies up for review; the published one holds until somebody decides."""
    return tuple(
        replace(one, revision=submit(session, one.revision.id, actor=actor, now=now, note=ASKS_FOR_REVIEW))
        if one.kind is ImportKind.REVISED and one.is_published and one.revision.stage is Stage.DRAFT
        else one
        for one in imported
    )


def _import(
    session: Session, source: PolicySource, *, brand_id: str, actor: Actor, now: datetime, new_id: NewId
) -> Imported:
    policy = _policy_of(session, source, brand_id)
    note = NOTE.format(key=source.key)
    if policy is None:
        revision = create_policy(
            session,
            brand_id=brand_id,
            title=source.title,
            text=source.text,
            meta=source.meta,
            source=source.key,
            source_hash=source.content_hash,
            note=note,
            actor=actor,
            now=now,
            new_id=new_id,
        )
        return Imported(source, ImportKind.CREATED, revision)
    revisions = revisions_of(session, policy.id)
    is_published = any(one.stage is Stage.PUBLISHED for one in revisions)
    last = last_imported(session, policy.id)
    if last and last[1] == source.content_hash:
        return Imported(source, ImportKind.UNCHANGED, last[0], is_published)
    newest = revisions[0]
    if (newest.title, newest.text.strip("\n"), newest.meta) == (source.title, source.text, source.meta):
        return Imported(source, ImportKind.UNCHANGED, newest, is_published)
    revision = start_revision(
        session,
        policy.id,
        title=source.title,
        text=source.text,
        meta=source.meta,
        source_hash=source.content_hash,
        note=note,
        actor=actor,
        now=now,
        new_id=new_id,
    )
    return Imported(source, ImportKind.REVISED, revision, is_published)


def _policy_of(session: Session, source: PolicySource, brand_id: str) -> Policy | None:
    """Return the policy that a file stands for: the one an export names, else the one that came from there."""
    if source.policy_id:
        try:
            named = get_policy(session, source.policy_id)
        except PolicyNotFoundError:
            named = None
        if named and named.brand_id == brand_id and named.source in (None, source.key):
            return named
    return find_policy_by_source(session, brand_id, source.key)
