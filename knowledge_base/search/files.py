"""One snapshot, one file: a JSON head, then plain arrays that are mapped, not read.

The file is written aside, synced, renamed to the hash of its content, and its folder synced,
so that a name that exists always holds the whole content.  It is a cache: the database can
make it again.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from knowledge_base.embedding import Vectors
from knowledge_base.errors import SnapshotNotReadyError
from knowledge_base.search.dense import Layout, layout_of
from knowledge_base.search.lexical import LexicalIndex
from knowledge_base.snapshots import Wording
from knowledge_base.snippets import Snippet

MAGIC = b"DRFSNAP3"
ALIGNMENT = 64
SUFFIX = ".snapshot"
_WORDINGS = TypeAdapter(tuple[Wording, ...])
_SNIPPETS = TypeAdapter(tuple[Snippet, ...])


@dataclass(frozen=True, eq=False)
class SnapshotContent:
    """All that search reads: wordings, snippets, their vectors and word indexes.

    ``wording_of[i]`` is the position in ``wordings`` of snippet ``i``'s.  ``vectors`` are
    float32 (3 n + passages, d), laid out as ``search.dense.Layout`` says.  ``stretches``
    counts the passages of each snippet.
    """

    brand_id: str
    cutter: str
    embedder_id: str
    wordings: tuple[Wording, ...]
    snippets: tuple[Snippet, ...]
    wording_of: NDArray[np.int32]
    stretches: NDArray[np.int32]
    vectors: Vectors
    body: LexicalIndex
    headings: LexicalIndex

    @property
    def layout(self) -> Layout:
        """Which row of the vectors is what."""
        return layout_of(self.stretches.tolist())


def write_content(folder: Path, content: SnapshotContent) -> str:
    """Write a snapshot's file durably and return the hash that names it."""
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".{os.getpid()}-{secrets.token_hex(6)}.part"
    digest = hashlib.sha256()
    try:
        with partial.open("wb") as file:
            for piece in _pieces(content):
                file.write(piece)
                digest.update(piece)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path_of(folder, digest.hexdigest()))
    finally:
        partial.unlink(missing_ok=True)
    _sync_folder(folder)
    return digest.hexdigest()


def path_of(folder: Path, file_hash: str) -> Path:
    """Return where the file with this hash lies."""
    return folder / f"{file_hash}{SUFFIX}"


def open_content(path: Path) -> SnapshotContent:
    """Map a snapshot's file.  Raises SnapshotNotReadyError when it is missing, cut short or no snapshot."""
    try:
        with path.open("rb") as file:
            start = file.read(16)
            if len(start) < 16 or start[:8] != MAGIC:
                raise _unreadable(path)
            head = json.loads(file.read(int.from_bytes(start[8:], "little")))
        raw = np.memmap(path, dtype=np.uint8, mode="r")
        return _content(head, raw)
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise _unreadable(path) from error


def _pieces(content: SnapshotContent) -> Iterator[bytes]:
    arrays = _arrays(content)
    places: dict[str, dict[str, Any]] = {}
    offset = 0
    for name, array in arrays.items():
        places[name] = {"offset": offset, "shape": array.shape, "dtype": array.dtype.str}
        offset += _padded(array.nbytes)
    head = json.dumps(_head(content, places), ensure_ascii=False, separators=(",", ":"), default=str).encode()
    head += b" " * (_padded(16 + len(head)) - 16 - len(head))
    yield MAGIC + len(head).to_bytes(8, "little") + head
    for array in arrays.values():
        yield np.ascontiguousarray(array).tobytes()
        yield b"\0" * (_padded(array.nbytes) - array.nbytes)


def _head(content: SnapshotContent, places: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "brand_id": content.brand_id,
        "cutter": content.cutter,
        "embedder_id": content.embedder_id,
        "wordings": [asdict(wording) for wording in content.wordings],
        "snippets": [asdict(replace(snippet, passages=())) for snippet in content.snippets],
        "vocabularies": {"body": list(content.body.vocabulary), "headings": list(content.headings.vocabulary)},
        "arrays": dict(places),
    }


def _arrays(content: SnapshotContent) -> dict[str, NDArray[Any]]:
    arrays: dict[str, NDArray[Any]] = {
        "wording_of": content.wording_of.astype("<i4"),
        "stretches": content.stretches.astype("<i4"),
        "vectors": content.vectors.astype("<f4", copy=False),
    }
    for name, index in (("body", content.body), ("headings", content.headings)):
        arrays[f"{name}.data"] = index.data.astype("<f4", copy=False)
        arrays[f"{name}.indices"] = index.indices.astype("<i4", copy=False)
        arrays[f"{name}.indptr"] = index.indptr.astype("<i8", copy=False)
    return arrays


def _content(head: Mapping[str, Any], raw: NDArray[np.uint8]) -> SnapshotContent:
    base = 16 + int.from_bytes(raw[8:16].tobytes(), "little")

    def array(name: str) -> Any:
        place = head["arrays"][name]
        kind = np.dtype(place["dtype"])
        first = base + place["offset"]
        last = first + int(np.prod(place["shape"], dtype=np.int64)) * kind.itemsize
        return raw[first:last].view(np.ndarray).view(kind).reshape(place["shape"])

    def lexical(name: str) -> LexicalIndex:
        vocabulary = {term: number for number, term in enumerate(head["vocabularies"][name])}
        data, indices, indptr = (array(f"{name}.{part}") for part in ("data", "indices", "indptr"))
        return LexicalIndex(vocabulary, data, indices, indptr, len(head["snippets"]))

    return SnapshotContent(
        brand_id=head["brand_id"],
        cutter=head["cutter"],
        embedder_id=head["embedder_id"],
        wordings=_WORDINGS.validate_python(head["wordings"]),
        snippets=_SNIPPETS.validate_python(head["snippets"]),
        wording_of=array("wording_of"),
        stretches=array("stretches"),
        vectors=array("vectors"),
        body=lexical("body"),
        headings=lexical("headings"),
    )


def _padded(size: int) -> int:
    return -(-size // ALIGNMENT) * ALIGNMENT


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unreadable(path: Path) -> SnapshotNotReadyError:
    return SnapshotNotReadyError(f"Snapshot file {path.name!r} is missing or cannot be read; rebuild the snapshot.")
