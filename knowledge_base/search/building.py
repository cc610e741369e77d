"""Published wordings to a snapshot's content: cut, embed what is new, index the words."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from knowledge_base.embedding import Embedder, Vectors, embed_missing, text_hash
from knowledge_base.foundation.database import Database
from knowledge_base.policies import Revision
from knowledge_base.search.dense import ambiguous_headings, row_texts, view_texts
from knowledge_base.search.files import SnapshotContent
from knowledge_base.search.lexical import build_index
from knowledge_base.snapshots import CutWording, cut_revisions
from knowledge_base.snippets import CUTTER
from knowledge_base.store.snapshots import insert_embeddings, known_embeddings

TEXTS_PER_SAVE = 256  # what is embedded is kept after so many, so that a broken run goes on where it stopped
Progress = Callable[[int, int], None]


def build_content(
    brand_id: str,
    revisions: Iterable[Revision],
    *,
    embedder: Embedder,
    database: Database,
    progress: Progress | None = None,
) -> SnapshotContent:
    """Build what search reads from published wordings; only texts never seen before are embedded.

    Holds no session while it embeds.  Raises EmbeddingError, DimensionMismatchError.
    """
    cut = cut_revisions(revisions)
    ambiguous = ambiguous_headings((one.wording.policy_id, *s.heading) for one in cut for s in one.snippets)
    views = [view_texts(one.wording.policy, s, ambiguous=ambiguous) for one in cut for s in one.snippets]
    snippets = tuple(snippet for one in cut for snippet in one.snippets)
    return SnapshotContent(
        brand_id=brand_id,
        cutter=CUTTER,
        embedder_id=embedder.id,
        wordings=tuple(one.wording for one in cut),
        snippets=snippets,
        wording_of=np.array(list(_wording_positions(cut)), dtype=np.int32),
        stretches=np.array([len(view.passages) for view in views], dtype=np.int32),
        vectors=_vectors(row_texts(views), embedder=embedder, database=database, progress=progress),
        body=build_index([view.section for view in views]),
        headings=build_index([view.path for view in views]),
    )


def _wording_positions(cut: Sequence[CutWording]) -> Iterator[int]:
    for position, one in enumerate(cut):
        yield from [position] * len(one.snippets)


def _vectors(rows: Sequence[str], *, embedder: Embedder, database: Database, progress: Progress | None) -> Vectors:
    keys = [text_hash(text) for text in rows]
    texts = dict(zip(keys, rows, strict=True))
    with database.reading() as session:
        known = known_embeddings(session, embedder.id, list(texts))
    missing = sorted((key for key in texts if key not in known), key=lambda key: (len(texts[key]), key))
    for at in range(0, len(missing), TEXTS_PER_SAVE):
        part = [texts[key] for key in missing[at : at + TEXTS_PER_SAVE]]
        fresh = embed_missing(part, {}, embedder, progress=_shifted(progress, at, len(missing)))
        with database.writing() as session:
            insert_embeddings(session, embedder.id, fresh)
        known.update(fresh)
    if not keys:
        return np.zeros((0, embedder.dimensions), dtype=np.float32)
    return np.stack([known[key] for key in keys]).astype(np.float32, copy=False)


def _shifted(progress: Progress | None, before: int, total: int) -> Progress | None:
    if progress is None:
        return None
    return lambda done, _all: progress(before + done, total)
