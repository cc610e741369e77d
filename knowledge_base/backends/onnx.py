"""An exported graph of a sentence-transformers model, run by onnxruntime: the same vectors as with torch.

A question takes less than half as long as with torch, a process starts in half a second and
needs a third of the memory.  The graph is exported once, by a process of its own, and kept
under the hash of the model's files.

Beside it stands the same graph in 8-bit numbers, a third of the work, for the parts of a request
that are only weighed against sentences: such a vector lies within a cosine of .98 of the exact one.
Search uses exact vectors on both sides: with 8-bit questions tau's recall@3 fell from .846 to .837.
"""

import fcntl
import hashlib
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from knowledge_base.embedding import Vectors
from knowledge_base.errors import EmbeddingError

MAX_CHARS = 8000  # a model that reads 256 tokens ignores the rest; tokenising it would still cost time
BATCH_TEXTS = 4  # larger ones are no faster on one thread and take more memory
EXPORT_FORM = "2"  # another way to export gives another file
EXPORT_TIMEOUT_S = 600.0  # ten seconds on an idle machine
EXPORTER = "knowledge_base.backends.onnx_export"
HASHED_FILES = ("model.safetensors", "config.json", "tokenizer.json")


class OnnxEmbedder:
    """Embeds with one exported graph.  Safe to share between threads.

    ``embed`` of MiniLM reads the first 256 tokens of a text and gives 384 dimensions.
    """

    def __init__(
        self,
        graph: Path,
        tokenizer: Path,
        *,
        id: str,
        floor: float,
        quick: Path | None = None,
        max_tokens: int = 256,
        threads: int = 1,
    ) -> None:
        """Load graph and tokenizer, and ``quick``, the graph for ``embed_roughly``, if there is another.

        Raises EmbeddingError when a package or a file is missing.
        """
        try:
            import onnxruntime
            from tokenizers import Tokenizer

            options: Any = onnxruntime.SessionOptions()
            options.intra_op_num_threads = threads  # more than there are free cores wait for each other
            options.inter_op_num_threads = 1
            providers = ["CPUExecutionProvider"]
            self._session: Any = onnxruntime.InferenceSession(str(graph), options, providers=providers)
            self._quick: Any = onnxruntime.InferenceSession(str(quick), options, providers=providers) if quick else None
            self._tokenizer: Any = Tokenizer.from_file(str(tokenizer))
        except Exception as error:  # both libraries raise bare exceptions of their own
            raise EmbeddingError(
                f"Embedding graph {graph.name!r} could not be loaded: {type(error).__name__}."
            ) from error
        self._tokenizer.enable_truncation(max_tokens)
        self._tokenizer.no_padding()
        self.id = id
        self.floor = floor
        self.dimensions = int(self._session.get_outputs()[0].shape[1])

    @cached_property
    def common_words(self) -> Mapping[str, int]:
        """Whole English words of the tokenizer's vocabulary with their rank: the commonest come first in it."""
        known = self._tokenizer.get_vocab()
        return {word: at for word, at in known.items() if len(word) > 1 and word.isascii() and word.isalpha()}

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed texts: float32 (n, d), each of length 1."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        tokens = self._tokens(texts)
        by_length = sorted(range(len(texts)), key=lambda at: len(tokens[at]))
        for first in range(0, len(by_length), BATCH_TEXTS):
            batch = by_length[first : first + BATCH_TEXTS]
            vectors[batch] = self._run(self._session, [tokens[at] for at in batch])
        return vectors

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """As ``embed``: the model does not tell questions from passages, and search wants its exact vectors."""
        return self.embed(texts)

    def embed_roughly(self, texts: Sequence[str]) -> Vectors:
        """As ``embed``, with the quick graph where there is one: for weighing sentences, not for search.

        Each by itself: 8-bit numbers are scaled to what runs together, and a vector must not depend on that.
        """
        if self._quick is None or not texts:
            return self.embed(texts)
        return np.vstack([self._run(self._quick, [one]) for one in self._tokens(texts)])

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        # The tokenizer refuses half of a surrogate pair, which JSON can carry.
        cut = [text[:MAX_CHARS].encode("utf-8", "replace").decode() for text in texts]
        return [one.ids for one in self._tokenizer.encode_batch(cut)]

    def _run(self, session: Any, tokens: Sequence[Sequence[int]]) -> Vectors:
        longest = max(len(one) for one in tokens)
        ids = np.zeros((len(tokens), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, one in enumerate(tokens):
            ids[row, : len(one)], mask[row, : len(one)] = one, 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        try:
            [vectors] = session.run(None, inputs)
        except RuntimeError as error:
            raise EmbeddingError(f"Embedder {self.id!r} failed on {len(tokens)} texts.") from error
        return np.asarray(vectors, dtype=np.float32)


def graph_of(model: Path, folder: Path) -> Path:
    """Return the file with a model's exported graph, exported now if it was not before; ``quick_of`` it is beside it.

    Processes that ask at the same time wait for the one that exports.
    Raises EmbeddingError when it cannot be exported or kept.
    """
    try:
        target = folder / f"{_hash(model)}.onnx"
        if _is_there(target):
            return target
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder / ".lock"):
            if not _is_there(target):
                _export(model, target)
        return target
    except OSError as error:
        raise EmbeddingError(f"The graph of the embedding model could not be kept in '{folder}': {error}.") from error


def quick_of(graph: Path) -> Path:
    """Return the file with a graph in 8-bit numbers."""
    return graph.with_name(f"{graph.stem}-quick.onnx")


def _is_there(graph: Path) -> bool:
    return graph.is_file() and quick_of(graph).is_file()


def _export(model: Path, target: Path) -> None:
    partial = target.with_name(f".{os.getpid()}-{secrets.token_hex(6)}.part")
    quick = quick_of(partial)
    command = [sys.executable, "-m", EXPORTER, *(str(path.resolve()) for path in (model, partial, quick))]
    try:
        subprocess.run(  # noqa: S603  # our own module, with paths of our own
            command, cwd=Path(__file__).parents[2], capture_output=True, check=True, timeout=EXPORT_TIMEOUT_S
        )
        for made, kept in ((quick, quick_of(target)), (partial, target)):
            with made.open("rb") as file:
                os.fsync(file.fileno())
            made.replace(kept)
    except subprocess.SubprocessError as error:
        said = (getattr(error, "stderr", None) or b"").decode(errors="replace").strip().splitlines()
        raise EmbeddingError(
            f"The embedding model could not be exported: {said[-1] if said else type(error).__name__}",
            hint="Install the extra 'embeddings'.",
        ) from error
    finally:
        partial.unlink(missing_ok=True)
        quick.unlink(missing_ok=True)


def _hash(model: Path) -> str:
    digest = hashlib.sha256(EXPORT_FORM.encode())
    for name in HASHED_FILES:
        with (model / name).open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:32]


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # let go when the file closes, also when the process dies
        yield
