"""Policies from files into the knowledge base: new ones, changed ones as revisions, the rest untouched."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from knowledge_base.editing import create_policy, start_revision
from knowledge_base.foundation.actors import Actor
from knowledge_base.foundation.ids import NewId
from knowledge_base.policies import Revision, Stage
from knowledge_base.sources import PolicySource
from knowledge_base.store.policies import find_policy_by_source, last_imported

NOTE = "Imported from '{key}'."


class ImportKind(StrEnum):
    """What an import did with a file."""

    CREATED = "created"
    REVISED = "revised"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Imported:
    """One file's outcome; ``revision`` is the wording with this file's content."""

    source: PolicySource
    kind: ImportKind
    revision: Revision

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
    edited the policy since: only a changed file changes a policy.
    """
    return tuple(_import(session, one, brand_id=brand_id, actor=actor, now=now, new_id=new_id) for one in sources)


def _import(
    session: Session, source: PolicySource, *, brand_id: str, actor: Actor, now: datetime, new_id: NewId
) -> Imported:
    policy = find_policy_by_source(session, brand_id, source.key)
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
    last = last_imported(session, policy.id)
    if last and last[1] == source.content_hash:
        return Imported(source, ImportKind.UNCHANGED, last[0])
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
    return Imported(source, ImportKind.REVISED, revision)
