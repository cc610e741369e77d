"""What was kept, as each brand's search holds it in memory; a change is noticed within a second."""

import time
from collections.abc import Callable, Mapping
from threading import Lock

from knowledge_base.embedding import Vectors
from knowledge_base.foundation.database import Database
from knowledge_base.kept import Section
from knowledge_base.search.learning import Expecting, Learned, Precedents, expecting_nothing
from knowledge_base.settings import RetrievalSettings
from knowledge_base.store import kept as store


class PrecedentLoader:
    """Hands out what a brand's precedents say.  Safe to share between threads.

    Only what changed since the last look is read.
    """

    def __init__(
        self,
        database: Database,
        embedder_id: str,
        *,
        poll_s: float = 0.5,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database, self._embedder_id = database, embedder_id
        self._poll_s, self._monotonic = poll_s, monotonic
        self._lock = Lock()
        self._held: dict[str, Precedents] = {}
        self._versions: dict[str, int] = {}
        self._looked_at: dict[str, float] = {}

    def speak(
        self,
        brand_id: str,
        vector: Vectors,
        settings: RetrievalSettings,
        expected: Expecting = expecting_nothing,
    ) -> Mapping[Section, Learned]:
        """Return what the precedents of a brand say about a question; ``expected`` as ``Precedents.speak`` has it."""
        self._look(brand_id)
        with self._lock:
            held = self._held.get(brand_id)
            near = held.near(vector, settings) if held else None
        return near.speak(settings, expected) if near else {}

    def look_again(self, brand_id: str) -> None:
        """Look for changes at the next question: something was kept in this process."""
        with self._lock:
            self._looked_at.pop(brand_id, None)

    def _look(self, brand_id: str) -> None:
        now = self._monotonic()
        with self._lock:
            looked_at = self._looked_at.get(brand_id)
            if looked_at is not None and now - looked_at < self._poll_s:
                return
            self._looked_at[brand_id] = now
            held, version = self._held.get(brand_id, Precedents()).keys, self._versions.get(brand_id, 0)
        with self._database.reading() as session:
            found = store.version_of(session, brand_id)
            if found == version:
                return
            usable = frozenset(store.usable_rows(session, brand_id, self._embedder_id))
            fresh = store.read_rows(session, sorted(usable - held))
        with self._lock:
            precedents = self._held.setdefault(brand_id, Precedents())
            if gone := precedents.keys - usable:
                precedents.drop(gone)
            for key in sorted(fresh.keys() - precedents.keys):
                precedents.add(key, *fresh[key])
            self._versions[brand_id] = found
