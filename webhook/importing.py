"""PolicyImports: read somewhere in a process apart, take over in short transactions, record what was done.

Nothing here publishes but ``publish``: what a source changed waits for a person, what it no
longer has is put up for retirement.
"""

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import structlog
from sqlalchemy.orm import Session

from knowledge_base.errors import ImportSourceError
from knowledge_base.foundation.actors import SYSTEM, Actor
from knowledge_base.foundation.clock import Clock
from knowledge_base.foundation.database import Database
from knowledge_base.foundation.errors import ServiceError
from knowledge_base.foundation.ids import NewId
from knowledge_base.importing import Imported, ImportKind, await_review, import_sources
from knowledge_base.origins import ImportRun, ItemKind, Origin, OriginKind, RunItem, RunState, Vanished
from knowledge_base.sources.formats import ARCHIVE, suffix_of
from knowledge_base.sources.reading import Progress, SourceReader
from knowledge_base.sources.values import PolicySource, SourceFile, SourceReading
from knowledge_base.store import imports as import_store
from webhook.errors import HelpdeskRejectedError, RequestFieldsError
from webhook.fetching import fetch_help_centre, fetch_page, page_key

AT_ONCE = 50  # policies in one transaction: others who write wait for it
UPLOAD_S = 90.0  # for all of an upload or a page; somebody waits for the answer
FETCH_S = 600.0
MOST_READERS = 2  # processes that read at the same time for people who wait
GONE = frozenset({404, 410})

log = structlog.get_logger()


@dataclass(frozen=True)
class ImportResult:
    """What an import did: its record, and each policy's outcome."""

    run: ImportRun
    imported: tuple[Imported, ...]
    problems: tuple[ImportSourceError, ...]


@dataclass
class PolicyImports:
    """Imports policies from anywhere.  ``enqueue`` puts a fetch into the queue, in the caller's transaction."""

    database: Database
    clock: Clock
    new_id: NewId
    enqueue: Callable[[Session, str], object]

    def __post_init__(self) -> None:
        self._readers = threading.BoundedSemaphore(MOST_READERS)

    # -- what somebody waits for ---------------------------------------------------------

    def import_path(
        self, brand_id: str, path: Path, *, actor: Actor, waits: bool = True, progress: Progress | None = None
    ) -> ImportResult:
        """Import a file, folder or .zip that the operator named.

        ``waits`` puts changes of published policies up for review.  Raises ImportSourceError
        when nothing is there to read.
        """
        with SourceReader() as reader:
            reading = reader.read_path(path, progress=_first_half(progress))
        kind = OriginKind.FOLDER if path.is_dir() else _kind_of_file(path.name)
        origin = self._origin(brand_id, kind, str(path.resolve()), actor=actor)
        return self._take_over(origin, reading, actor=actor, waits=waits, progress=_second_half(progress))

    def import_upload(self, brand_id: str, name: str, data: bytes, *, actor: Actor) -> ImportResult:
        """Import a file or .zip that somebody sent.  Raises ImportSourceError."""
        with self._reader() as reader:
            reading = reader.read_files([(name, SourceFile(name, data))])
        return self._take_over(self._origin(brand_id, _kind_of_file(name), name, actor=actor), reading, actor=actor)

    def import_page(self, brand_id: str, url: str, *, actor: Actor, allow_private: bool = False) -> ImportResult:
        """Import one page; where it is gone, its policy is put up for retirement.

        Raises HelpdeskError, ImportSourceError.
        """
        origin = Origin(
            self.new_id("src"), brand_id, OriginKind.PAGE, page_key(url)[:1000], is_operator_given=allow_private
        )
        try:
            reading = self._read_page(origin)
        except HelpdeskRejectedError as error:
            if error.status not in GONE or (known := self._known(origin)) is None:
                raise
            return self._take_over(known, SourceReading(), actor=actor)
        with self.database.writing() as session:
            origin = import_store.ensure_origin(session, origin, actor=actor, now=self.clock())
        return self._take_over(origin, reading, actor=actor)

    # -- help centres --------------------------------------------------------------------

    def add_help_centre(
        self, session: Session, brand_id: str, address: str, locale: str, *, actor: Actor, is_operator_given: bool
    ) -> Origin:
        """Record a help centre that a brand's policies come from."""
        made = Origin(
            self.new_id("src"),
            brand_id,
            OriginKind.HELP_CENTRE,
            address[:1000],
            locale,
            is_operator_given=is_operator_given,
        )
        return import_store.ensure_origin(session, made, actor=actor, now=self.clock())

    def schedule(self, session: Session, origin: Origin, every_hours: int | None) -> None:
        """Fetch an origin so often from now on; None: only when somebody asks."""
        next_at = self.clock() + timedelta(hours=every_hours) if every_hours else None
        import_store.schedule_origin(session, origin.id, every_hours=every_hours, next_at=next_at)

    def fetch_soon(self, session: Session, origin: Origin, *, actor: Actor) -> ImportRun:
        """Queue a fetch and return its record; the one that has not ended, if there is one."""
        if known := import_store.open_run(session, origin.id):
            return known
        now = self.clock()
        run = import_store.add_run(session, self.new_id("imp"), origin, RunState.QUEUED, actor=actor, now=now)
        self.enqueue(session, run.id)
        return run

    def enqueue_due(self) -> int:
        """Queue a fetch of each origin whose time has come; return how many."""
        now = self.clock()
        with self.database.reading() as session:
            due = import_store.due_origins(session, now=now)
        for origin in due:
            with self.database.writing() as session:
                following = now + timedelta(hours=origin.every_hours or 24)
                if import_store.claim_due(session, origin, next_at=following):
                    self.fetch_soon(session, origin, actor=SYSTEM)
        return len(due)

    def fetch(self, run_id: str) -> None:
        """Fetch and take over what a queued import names.  Raises HelpdeskError, ImportSourceError."""
        with self.database.writing() as session:
            run = import_store.get_run(session, run_id)
            actor = import_store.actor_of_run(session, run_id)
            if run.state in (RunState.DONE, RunState.FAILED):
                return
            import_store.note_run(session, run_id, RunState.RUNNING)
        try:
            reading = self._fetch(run.origin)
        except ServiceError as error:
            with self.database.writing() as session:
                import_store.note_run(session, run_id, RunState.RUNNING, error=error.message)
            raise
        self._take_over(run.origin, reading, actor=actor, run_id=run_id)

    def fetch_now(self, origin: Origin, *, actor: Actor) -> ImportResult:
        """Fetch and take over at once.  Raises HelpdeskError, ImportSourceError."""
        return self._take_over(origin, self._fetch(origin), actor=actor)

    def gone(self, policy_ids: Sequence[str]) -> frozenset[str]:
        """Return those of these policies that their source no longer has, to be marked where they are shown."""
        with self.database.reading() as session:
            return frozenset(import_store.vanished_since(session, policy_ids))

    def fail(self, session: Session, run_id: str, error: str) -> None:
        """Record that a fetch is not tried again."""
        import_store.fail_run(session, run_id, error, now=self.clock())

    # -- parts ---------------------------------------------------------------------------

    def _fetch(self, origin: Origin) -> SourceReading:
        if origin.kind is OriginKind.PAGE:
            return self._read_page(origin)
        if origin.kind is not OriginKind.HELP_CENTRE:
            raise ImportSourceError(f"'{origin.location}' cannot be fetched again; import it from where it lies.")
        export = fetch_help_centre(origin)
        with SourceReader(total_s=FETCH_S) as reader:
            return reader.read_files([(export.key, export)], name="articles.json")

    def _read_page(self, origin: Origin) -> SourceReading:
        page, name = fetch_page(origin.location, allow_private=origin.is_operator_given)
        with self._reader() as reader:
            return reader.read_files([(page.key, page)], name=name)

    def _origin(self, brand_id: str, kind: OriginKind, location: str, *, actor: Actor) -> Origin:
        made = Origin(self.new_id("src"), brand_id, kind, location[:1000])
        with self.database.writing() as session:
            return import_store.ensure_origin(session, made, actor=actor, now=self.clock())

    def _known(self, origin: Origin) -> Origin | None:
        with self.database.reading() as session:
            pages = import_store.list_origins(session, brand_ids=[origin.brand_id], kinds=[OriginKind.PAGE])
        return next((one for one in pages if one.location == origin.location), None)

    def _take_over(
        self,
        origin: Origin,
        reading: SourceReading,
        *,
        actor: Actor,
        run_id: str | None = None,
        waits: bool = True,
        progress: Progress | None = None,
    ) -> ImportResult:
        if run_id is None:
            run_id = self.new_id("imp")
            with self.database.writing() as session:
                import_store.add_run(session, run_id, origin, RunState.RUNNING, actor=actor, now=self.clock())
        imported: list[Imported] = []
        for part in _parts(reading.sources):
            imported.extend(self._take_part(part, origin, actor=actor, waits=waits))
            if progress:
                progress(len(imported), len(reading.sources))
        with self.database.writing() as session:
            vanished = self._mark_vanished(session, origin, reading, imported)
            items = _items(imported, reading, vanished)
            unchanged = sum(one.kind is ImportKind.UNCHANGED for one in imported)
            import_store.finish_run(session, run_id, items, unchanged=unchanged, now=self.clock())
            run = import_store.get_run(session, run_id)
        log.info("policies_imported", run_id=run_id, **{kind.value: count for kind, count in run.counts})
        return ImportResult(run, tuple(imported), reading.problems)

    def _take_part(
        self, part: Sequence[PolicySource], origin: Origin, *, actor: Actor, waits: bool
    ) -> tuple[Imported, ...]:
        now = self.clock()
        with self.database.writing() as session:
            imported = import_sources(session, part, brand_id=origin.brand_id, actor=actor, now=now, new_id=self.new_id)
            if waits:
                imported = await_review(session, imported, actor=actor, now=now)
            import_store.note_seen(session, [one.revision.policy_id for one in imported], origin, now=now)
        return imported

    def _mark_vanished(
        self, session: Session, origin: Origin, reading: SourceReading, imported: Collection[Imported]
    ) -> tuple[Vanished, ...]:
        is_gone_page = origin.kind is OriginKind.PAGE and not imported and not reading.problems
        found_any = bool(imported) and origin.holds_many and reading.is_complete
        if not (is_gone_page or found_any):
            return ()
        present = [one.revision.policy_id for one in imported]
        refused = {problem.key for problem in reading.problems}
        return import_store.mark_vanished(session, origin, present=present, refused=refused, now=self.clock())

    @contextmanager
    def _reader(self) -> Iterator[SourceReader]:
        """A reader for somebody who waits; only a few at a time.  Raises RequestFieldsError."""
        if not self._readers.acquire(blocking=False):
            raise RequestFieldsError(f"{MOST_READERS} imports are being read just now; try again in a minute.")
        try:
            with SourceReader(total_s=UPLOAD_S) as reader:
                yield reader
        finally:
            self._readers.release()


def _kind_of_file(name: str) -> OriginKind:
    return OriginKind.ARCHIVE if suffix_of(name) == ARCHIVE else OriginKind.FILE


def _first_half(progress: Progress | None) -> Progress | None:
    """Reading is the first half of an import's bar."""
    return (lambda done, total: progress(done, 2 * total)) if progress else None


def _second_half(progress: Progress | None) -> Progress | None:
    """Taking over is the second half."""
    return (lambda done, total: progress(total + done, 2 * total)) if progress else None


def _parts(sources: Sequence[PolicySource]) -> Iterator[Sequence[PolicySource]]:
    for at in range(0, len(sources), AT_ONCE):
        yield sources[at : at + AT_ONCE]


def _items(imported: Sequence[Imported], reading: SourceReading, vanished: Sequence[Vanished]) -> list[RunItem]:
    """Return the lines of a result, what needs a person first; unchanged ones are only counted."""
    refused = [RunItem(ItemKind.REFUSED, one.key, reason=one.message) for one in reading.problems]
    gone = [RunItem(ItemKind.VANISHED, one.key, one.title, one.policy_id) for one in vanished]
    changed = [_item(one) for one in imported if one.kind is not ImportKind.UNCHANGED]
    changed.sort(key=lambda item: item.kind is ItemKind.CREATED)
    left_out = [RunItem(ItemKind.LEFT_OUT, one.key, reason=one.reason) for one in reading.left_out]
    return [*refused, *gone, *changed, *left_out]


def _item(one: Imported) -> RunItem:
    return RunItem(
        ItemKind(one.kind.value), one.source.key, one.source.title, one.revision.policy_id, one.revision.number
    )
