"""The active snapshot of a brand, mapped once per process; a moved pointer is noticed within a second."""

import itertools
import time
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from knowledge_base.embedding import Embedder
from knowledge_base.errors import SnapshotNotReadyError
from knowledge_base.foundation.database import Database
from knowledge_base.kept import Section
from knowledge_base.scopes import Scope
from knowledge_base.search.building import build_content
from knowledge_base.search.dense import Layout, VectorIndex
from knowledge_base.search.files import SnapshotContent, open_content, path_of, write_content
from knowledge_base.search.learning import Expected
from knowledge_base.snapshots import Exclusion, Snapshot, exclusions
from knowledge_base.spelling import words_of
from knowledge_base.store.policies import get_revisions
from knowledge_base.store.snapshots import active_snapshot, get_snapshot

KEPT_DAYS = 64  # of how many days a snapshot remembers which wordings were in force


@dataclass(frozen=True, eq=False)
class LoadedSnapshot:
    """A snapshot ready for search; never changes."""

    id: str
    brand_id: str
    content: SnapshotContent
    vectors: str  # name of its set in the vector index

    @cached_property
    def layout(self) -> Layout:
        """Which row of the vectors is what."""
        return self.content.layout

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The place of each snippet that outlives its wording."""
        wordings = [self.content.wordings[int(position)] for position in self.content.wording_of]
        pairs = zip(wordings, self.content.snippets, strict=True)
        return tuple(Section(wording.policy_id, snippet.heading) for wording, snippet in pairs)

    @cached_property
    def words_and(self) -> Callable[[frozenset[str]], frozenset[str]]:
        """Maps more words to them and all words of the snapshot's policies, lower case."""
        named = [one.policy for one in self.content.wordings]
        said = [text for one in self.content.snippets for text in (*one.heading, one.text)]
        own = words_of((*named, *said))
        return lru_cache(maxsize=1)(own.union)

    @cached_property
    def _expected(self) -> dict[int, Expected]:
        return {}

    def expected(self, key: int, expect: Callable[[], Expected]) -> Expected:
        """Return what this snapshot alone says of the precedent with this key; worked out once."""
        found = self._expected.get(key)
        if found is None:
            found = self._expected[key] = expect()
        return found

    @cached_property
    def in_force(self) -> Callable[[date, Scope], NDArray[np.int64]]:
        """Maps a day and a scope to the positions of the snippets that were the rule there."""
        return lru_cache(maxsize=KEPT_DAYS)(self._in_force)

    def _in_force(self, on: date, scope: Scope) -> NDArray[np.int64]:
        reached = np.array([why is None for why in exclusions(self.content.wordings, on, scope)], dtype=np.bool_)
        return np.flatnonzero(reached[self.content.wording_of])

    def left_out(self, on: date, scope: Scope) -> Mapping[int, Exclusion]:
        """Return the positions of the snippets that were not the rule there, with the reason."""
        why = exclusions(self.content.wordings, on, scope)
        return {at: reason for at, of in enumerate(self.content.wording_of.tolist()) if (reason := why[of])}


class SnapshotLoader:
    """Hands out each brand's active snapshot.  Safe to share between threads."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        embedder: Embedder,
        index: VectorIndex,
        *,
        poll_s: float = 0.5,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database, self._folder = database, folder
        self._embedder, self._index = embedder, index
        self._poll_s, self._monotonic = poll_s, monotonic
        self._numbers = itertools.count()
        self._lock = Lock()
        self._loading: dict[str, Lock] = {}
        self._held: dict[str, LoadedSnapshot] = {}
        self._looked_at: dict[str, float] = {}

    def active(self, brand_id: str) -> LoadedSnapshot:
        """Return the brand's active snapshot; the pointer is read again when the last look is too old.

        Raises SnapshotNotReadyError before the first publication, and when the snapshot was
        made with another embedder than this one.
        """
        with self._lock:
            held = self._held.get(brand_id)
            looked_at = self._looked_at.get(brand_id)
            if held and looked_at is not None and self._monotonic() - looked_at < self._poll_s:
                return held
            brand_lock = self._loading.setdefault(brand_id, Lock())
        if held and not brand_lock.acquire(blocking=False):
            return held  # somebody is looking already; nobody waits for a new snapshot to open
        if not held:
            brand_lock.acquire()
        try:
            return self._look(brand_id)
        finally:
            brand_lock.release()

    def look_again(self, brand_id: str) -> None:
        """Read the pointer anew at the next question: it was moved in this process."""
        with self._lock:
            self._looked_at.pop(brand_id, None)

    def load(self, snapshot_id: str) -> LoadedSnapshot:
        """Return any recorded snapshot.  Raises SnapshotNotReadyError when there is none with this id."""
        with self._database.reading() as session:
            found = get_snapshot(session, snapshot_id)
        if found is None:
            raise SnapshotNotReadyError(f"No snapshot has the id {snapshot_id!r}.")
        return self._open(found)

    def hold(self, content: SnapshotContent, snapshot_id: str) -> LoadedSnapshot:
        """Make a snapshot's content ready for search, recorded or not; it goes when nobody holds it any more."""
        loaded = LoadedSnapshot(snapshot_id, content.brand_id, content, f"{snapshot_id}#{next(self._numbers)}")
        self._index.add(loaded.vectors, content.vectors)
        # A search may still read a former snapshot, so its vectors stay as long as it does.
        weakref.finalize(loaded, self._index.remove, loaded.vectors)
        return loaded

    def _look(self, brand_id: str) -> LoadedSnapshot:
        at = self._monotonic()
        with self._database.reading() as session:
            found = active_snapshot(session, brand_id)
        if found is None:
            raise SnapshotNotReadyError(
                f"Brand {brand_id!r} has no published policy yet; publish one with 'drafter policy import --publish'."
            )
        held = self._held.get(brand_id)
        fresh = held if held and held.id == found.id else self._open(found)
        with self._lock:
            self._held[brand_id], self._looked_at[brand_id] = fresh, at
        return fresh

    def _open(self, snapshot: Snapshot) -> LoadedSnapshot:
        if snapshot.embedder_id != self._embedder.id:
            raise SnapshotNotReadyError(
                f"Snapshot {snapshot.id!r} holds vectors of {snapshot.embedder_id!r} but the embedder is "
                f"{self._embedder.id!r}; run 'drafter policy rebuild'."
            )
        try:
            content = open_content(path_of(self._folder, snapshot.file_hash))
        except SnapshotNotReadyError:
            content = self._rebuild(snapshot)
        return self.hold(content, snapshot.id)

    def _rebuild(self, snapshot: Snapshot) -> SnapshotContent:
        """Make the file again from the database: it was lost, is of another form, or lies on another machine."""
        with self._database.reading() as session:
            revisions = get_revisions(session, snapshot.revision_ids)
        content = build_content(snapshot.brand_id, revisions, embedder=self._embedder, database=self._database)
        written = write_content(self._folder, content)
        return open_content(path_of(self._folder, written))
