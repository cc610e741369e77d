"""Deleting a policy: its words go for good, from the database and from the files of former snapshots.

What stays is that it was there: ids, authors and steps, so that old drafts can still say which
policy they cited.  Only what no search reads any more may be deleted; retire a published one first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from knowledge_base.errors import StageError
from knowledge_base.foundation.actors import Actor
from knowledge_base.policies import Stage
from knowledge_base.search.files import path_of
from knowledge_base.store.imports import forget_origin
from knowledge_base.store.kept import forget_policy
from knowledge_base.store.policies import blank_policy, get_policy, lock_policies, record_stage, revisions_of
from knowledge_base.store.snapshots import files_with


@dataclass(frozen=True)
class Deletion:
    """What was deleted; ``files`` are the hashes of snapshot files that still hold its words."""

    policy_id: str
    title: str
    revisions: int
    files: frozenset[str]


def delete_policy(
    session: Session, policy_id: str, *, actor: Actor, now: datetime, reason: str | None = None
) -> Deletion:
    """Delete a policy on the caller's session, who commits and then calls ``remove_files``.

    Raises PolicyNotFoundError; StageError while a wording of it is published.
    """
    lock_policies(session, [policy_id])
    policy, revisions = get_policy(session, policy_id), revisions_of(session, policy_id)
    if any(one.stage is Stage.PUBLISHED for one in revisions):
        raise StageError(f"Policy {policy_id!r} is published; retire it before you delete it.")
    note = "Deleted." + (f" {reason}" if reason else "")
    record_stage(session, revisions[0], Stage.RETIRED, actor=actor, now=now, note=note)
    files = files_with(session, policy.brand_id, [one.id for one in revisions])
    forget_policy(session, policy.brand_id, policy_id)
    forget_origin(session, policy_id)
    blank_policy(session, policy_id, now=now)
    return Deletion(policy_id, policy.title, len(revisions), files)


def remove_files(folder: Path, hashes: Iterable[str]) -> None:
    """Remove the files of former snapshots; whoever still needs one makes it again, without what was deleted."""
    for one in hashes:
        path_of(folder, one).unlink(missing_ok=True)
