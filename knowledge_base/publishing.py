"""Publishing and retiring: the next snapshot is built first, then everything changes in one transaction.

Nothing holds a session while it embeds or writes a file.  When the set of published
wordings changed meanwhile, the work begins again; what was embedded is kept.  When the
snapshot cannot be built, the former one stays active and the policy says so.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from knowledge_base.embedding import Embedder
from knowledge_base.errors import KnowledgeBaseError, RevisionConflictError, SnapshotNotReadyError, StageError
from knowledge_base.foundation.actors import SYSTEM, Actor
from knowledge_base.foundation.clock import Clock
from knowledge_base.foundation.database import Database
from knowledge_base.policies import Revision, Stage, check_publishable, covers
from knowledge_base.search.building import Progress, build_content
from knowledge_base.search.files import SnapshotContent, write_content
from knowledge_base.search.loading import LoadedSnapshot
from knowledge_base.snapshots import Snapshot
from knowledge_base.store.policies import (
    brands_of,
    get_revisions,
    lock_policies,
    published_revisions,
    record_stage,
    revisions_of,
)
from knowledge_base.store.snapshots import activate_snapshot, active_snapshot, insert_snapshot, lock_pointer
from knowledge_base.store.verifications import insert_failure

ATTEMPTS = 5  # two people who publish at once make one of them build twice; five times is no coincidence
ID_DIGITS = 24
CANDIDATE = "cnd_"  # how the ids of snapshots begin that nobody recorded

Hold = Callable[[SnapshotContent, str], LoadedSnapshot]
"""Makes content ready for search under an id (``SnapshotLoader.hold``)."""
NeedsApproval = Callable[[Session, str], bool]
"""Whether a brand asks for two people."""
Check = Callable[[Session, str, Sequence[Revision]], None]
"""Raises where wordings of a brand may not be published yet, for a reason that this room does not know."""


@dataclass(frozen=True)
class _Plan:
    """What is to change: stage changes, and the wordings that will be published then."""

    brand_id: str
    before: tuple[Revision, ...]
    changed: tuple[Revision, ...]
    after: tuple[Revision, ...]
    named: tuple[Revision, ...] = ()  # those that somebody asked to publish or retire


class Publisher:
    """Builds and activates snapshots.  Safe to share between threads."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        embedder: Callable[[], Embedder],
        *,
        clock: Clock,
        hold: Hold,
        needs_approval: NeedsApproval = lambda session, brand_id: False,
        check: Check = lambda session, brand_id, revisions: None,
        on_moved: Callable[[str], None] = lambda brand_id: None,
    ) -> None:
        """Make a publisher; ``embedder`` is asked for when it is needed, so that its failing to load is noted too.

        ``on_moved`` is told the brand whose pointer moved: this process need not wait to notice.
        """
        self._database, self._folder = database, folder
        self._embedder, self._clock = embedder, clock
        self._hold, self._needs_approval, self._check = hold, needs_approval, check
        self._on_moved = on_moved

    def publish(
        self,
        revision_ids: Sequence[str],
        *,
        actor: Actor,
        note: str | None = None,
        effective_at: date | None = None,
        progress: Progress | None = None,
    ) -> Snapshot:
        """Publish wordings of one brand in one snapshot, and make it the active one.

        ``effective_at`` is the first day of these wordings; None: the day their front matter
        names, else since ever: a wording without a day corrects the former one on all its days.
        Raises PolicyNotFoundError; StageError when a wording may not be published or none is
        given; EmbeddingError: then nothing has changed.
        """
        if not revision_ids:
            raise StageError("No revision was named; name at least one to publish.")

        def plan(session: Session, now: datetime) -> _Plan:
            revisions = get_revisions(session, revision_ids)
            brand_id = _only_brand(session, revisions)
            needs_approval = self._needs_approval(session, brand_id)
            for revision in revisions:
                check_publishable(revision, needs_approval=needs_approval)
            self._check(session, brand_id, revisions)
            return _plan_publishing(session, brand_id, revisions, effective_at, now)

        return self._change(plan, actor=actor, note=note, progress=progress)

    def retire(self, policy_id: str, *, actor: Actor, reason: str | None = None) -> Snapshot | None:
        """Retire every wording of a policy; search no longer finds it.

        Returns the new snapshot, None when nothing of it was published.  Raises
        PolicyNotFoundError; StageError when it is retired already; EmbeddingError.
        """
        with self._database.writing() as session:
            lock_policies(session, [policy_id])
            revisions = revisions_of(session, policy_id)
            if not any(one.stage is Stage.PUBLISHED for one in revisions):
                _retire_all(session, revisions, policy_id, actor=actor, now=self._clock(), reason=reason)
                return None
        return self._change(lambda session, _now: _plan_retiring(session, policy_id), actor=actor, note=reason)

    def rebuild(self, brand_id: str, *, actor: Actor = SYSTEM, progress: Progress | None = None) -> Snapshot:
        """Build the brand's snapshot again with the present cutter and embedder, and make it the active one.

        Raises SnapshotNotReadyError when nothing of the brand was ever published.
        """

        def plan(session: Session, _now: datetime) -> _Plan:
            published = published_revisions(session, brand_id)
            if not published and active_snapshot(session, brand_id) is None:
                raise SnapshotNotReadyError(f"Brand {brand_id!r} has no published policy yet; publish one first.")
            return _Plan(brand_id, published, (), published)

        return self._change(plan, actor=actor, progress=progress)

    def candidate(
        self,
        brand_id: str,
        revision_ids: Sequence[str],
        *,
        on_every_day: bool = False,
        written: Revision | None = None,
    ) -> LoadedSnapshot:
        """Return what search would read if these wordings were published; it is never activated.

        In whatever stage they are; none named: the published wordings alone.  ``on_every_day``
        leaves their own first and last day aside; ``written`` is one of them as somebody has it
        in an editor, not saved yet.  Raises PolicyNotFoundError, StageError,
        EmbeddingError.
        """
        now = self._clock()
        with self._database.reading() as session:
            plan = _plan_candidate(session, brand_id, revision_ids, now, written)
        content = build_content(brand_id, plan.after, embedder=self._embedder(), database=self._database)
        if on_every_day:
            content = _without_days(content, frozenset(revision_ids))
        parts = (content.cutter, content.embedder_id, *(repr(one) for one in content.wordings))
        digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
        return self._hold(content, f"{CANDIDATE}{digest[:ID_DIGITS]}")

    def _change(
        self,
        make_plan: Callable[[Session, datetime], _Plan],
        *,
        actor: Actor,
        note: str | None = None,
        progress: Progress | None = None,
    ) -> Snapshot:
        for _ in range(ATTEMPTS):
            now = self._clock()
            with self._database.reading() as session:
                plan = make_plan(session, now)
            snapshot = self._build(plan, now, actor=actor, progress=progress)
            if self._activate(plan, make_plan, snapshot, actor=actor, note=note):
                self._on_moved(plan.brand_id)
                return snapshot
        raise RevisionConflictError(
            f"Policies of brand {plan.brand_id!r} were changed {ATTEMPTS} times while their snapshot was built; "
            "nothing was published. Try again in a minute."
        )

    def _build(self, plan: _Plan, now: datetime, *, actor: Actor, progress: Progress | None) -> Snapshot:
        try:
            content = build_content(
                plan.brand_id, plan.after, embedder=self._embedder(), database=self._database, progress=progress
            )
            return _snapshot(content, write_content(self._folder, content), now)
        except (KnowledgeBaseError, OSError) as error:
            self._note_failure(plan, error, actor=actor)
            raise

    def _note_failure(self, plan: _Plan, error: KnowledgeBaseError | OSError, *, actor: Actor) -> None:
        code, said = SnapshotNotReadyError.code, f"The snapshot's file could not be written: {error}."
        if isinstance(error, KnowledgeBaseError):
            code, said = error.code, error.message
        with self._database.writing() as session:
            for revision in plan.named:
                insert_failure(session, revision, code=code, message=said, actor=actor, now=self._clock())

    def _activate(
        self,
        plan: _Plan,
        make_plan: Callable[[Session, datetime], _Plan],
        snapshot: Snapshot,
        *,
        actor: Actor,
        note: str | None,
    ) -> bool:
        """Record everything in one transaction; False when somebody changed the brand's policies meanwhile."""
        now = snapshot.created_at
        try:
            with self._database.writing() as session:
                lock_pointer(session, plan.brand_id)
                lock_policies(session, [one.policy_id for one in plan.changed])
                if make_plan(session, now) != plan:
                    return False
                _record(session, plan, snapshot, actor=actor, now=now, note=note)
        except IntegrityError:
            return False  # two first publications of a brand: there was no pointer to wait at
        return True


def _plan_publishing(
    session: Session, brand_id: str, revisions: Sequence[Revision], effective_at: date | None, now: datetime
) -> _Plan:
    before = published_revisions(session, brand_id)
    former: dict[str, list[Revision]] = {}
    for one in before:
        former.setdefault(one.policy_id, []).append(one)

    coming = []
    for revision in revisions:
        first = effective_at or revision.meta.effective_from
        coming.append(replace(revision, stage=Stage.PUBLISHED, published_at=now, effective_from=first))
    # A wording that a newer one replaces on each of its days can never be found again.
    going = {old.id for new in coming for old in former.get(new.policy_id, ()) if covers(new, old)}
    retired = tuple(replace(one, stage=Stage.RETIRED) for one in before if one.id in going)
    staying = tuple(one for one in before if one.id not in going)
    return _Plan(brand_id, before, (*coming, *retired), (*staying, *coming), tuple(coming))


def _plan_candidate(
    session: Session, brand_id: str, revision_ids: Sequence[str], now: datetime, written: Revision | None = None
) -> _Plan:
    saved = get_revisions(session, revision_ids)
    revisions = tuple(written if written and one.id == written.id else one for one in saved)
    if revisions and (found := _only_brand(session, revisions)) != brand_id:
        raise StageError(f"Revision {revisions[0].id!r} is of brand {found!r}, not of {brand_id!r}.")
    before = published_revisions(session, brand_id)
    coming = tuple(
        replace(one, stage=Stage.PUBLISHED, published_at=now, effective_from=one.meta.effective_from)
        for one in revisions
    )
    same = {one.id for one in coming}
    return _Plan(brand_id, before, coming, (*(one for one in before if one.id not in same), *coming))


def _without_days(content: SnapshotContent, revision_ids: frozenset[str]) -> SnapshotContent:
    wordings = tuple(
        replace(one, effective_from=None, effective_until=None) if one.revision_id in revision_ids else one
        for one in content.wordings
    )
    return replace(content, wordings=wordings)


def _only_brand(session: Session, revisions: Sequence[Revision]) -> str:
    brands = brands_of(session, [one.policy_id for one in revisions])
    if len(brands) != 1:
        raise StageError(f"{len(revisions)} revisions of {len(brands)} brands cannot be published together.")
    return next(iter(brands))


def _plan_retiring(session: Session, policy_id: str) -> _Plan:
    revisions = revisions_of(session, policy_id)
    going = [one for one in revisions if one.stage is not Stage.RETIRED]
    if not going:
        raise _is_retired(policy_id)
    brand_id = _only_brand(session, revisions)
    before = published_revisions(session, brand_id)
    after = tuple(one for one in before if one.policy_id != policy_id)
    retired = tuple(replace(one, stage=Stage.RETIRED) for one in going)
    return _Plan(brand_id, before, retired, after, retired[:1])


def _retire_all(
    session: Session, revisions: Sequence[Revision], policy_id: str, *, actor: Actor, now: datetime, reason: str | None
) -> None:
    going = [one for one in revisions if one.stage is not Stage.RETIRED]
    if not going:
        raise _is_retired(policy_id)
    for revision in going:
        record_stage(session, revision, Stage.RETIRED, actor=actor, now=now, note=reason)


def _record(
    session: Session, plan: _Plan, snapshot: Snapshot, *, actor: Actor, now: datetime, note: str | None
) -> None:
    for revision in plan.changed:
        record_stage(
            session, revision, revision.stage, actor=actor, now=now, note=note, effective_from=revision.effective_from
        )
    insert_snapshot(session, snapshot)
    activate_snapshot(session, snapshot, actor=actor, now=now)


def _snapshot(content: SnapshotContent, file_hash: str, now: datetime) -> Snapshot:
    return Snapshot(
        id=f"snp_{file_hash[:ID_DIGITS]}",
        brand_id=content.brand_id,
        file_hash=file_hash,
        cutter=content.cutter,
        embedder_id=content.embedder_id,
        revision_ids=tuple(one.revision_id for one in content.wordings),
        snippets=len(content.snippets),
        created_at=now,
    )


def _is_retired(policy_id: str) -> StageError:
    return StageError(f"Policy {policy_id!r} is retired already; a new revision brings it back.")
