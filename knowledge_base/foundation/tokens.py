"""Token counting without a network.

``TokenCounter`` is a plain function.  ``exact_counter`` uses tiktoken with the rank files
that the package ``bpe-openai`` carries; ``estimate_tokens`` needs no vocabulary at all.
"""

import gzip
import hashlib
import math
import os
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Any

TokenCounter = Callable[[str], int]

FALLBACK_ENCODING = "o200k_base"
UNKNOWN_MODEL_MARGIN = 1.12  # models unknown to tiktoken split text about alike, within an eighth
LONGEST_EXACT_CHARS = 200_000  # byte-pair splitting slows on huge runs without spaces
CHARS_PER_TOKEN = 3.3  # English runs at 4.4 and German at 3.6; estimates lean to the high side

_SOURCE = "https://openaipublic.blob.core.windows.net/encodings/{name}.tiktoken"
_SHA256 = {  # the hashes in tiktoken's own source, tiktoken_ext/openai_public.py
    "cl100k_base": "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    "o200k_base": "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
}
_RANKS_OF = {"o200k_harmony": "o200k_base"}  # the same rank file under another name


def estimate_tokens(text: str) -> int:
    """Estimate the tokens of a text from its length; close enough for a budget, never exact."""
    wide = sum(1 for sign in text if ord(sign) > 0x2E7F)
    return math.ceil((len(text) - wide) / CHARS_PER_TOKEN + wide)


def exact_counter(model: str, cache_dir: Path) -> TokenCounter:
    """Make a counter for a model's own encoding; nothing is loaded before the first count.

    ``cache_dir`` receives the rank file (3.6 MB).  A model that tiktoken does not know is
    counted as ``o200k_base`` plus a margin of 12 %.  Texts over 200,000 characters are
    estimated beyond that length.  Markers such as ``<|endoftext|>`` count as plain text.
    """
    name, margin = _encoding_of(model)
    encoding = _LazyEncoding(name, cache_dir)

    def count(text: str) -> int:
        head, tail = text[:LONGEST_EXACT_CHARS], text[LONGEST_EXACT_CHARS:]
        exact = len(encoding.get().encode(head, disallowed_special=()))
        return math.ceil(exact * margin) + estimate_tokens(tail)

    return count


def write_ranks(name: str, cache_dir: Path) -> Path:
    """Write an encoding's rank file where tiktoken looks for it; return its path.

    Raises ValueError when the packaged file is not the genuine one: tiktoken would delete
    it and try to download another.
    """
    target = cache_dir / hashlib.sha1(_SOURCE.format(name=name).encode(), usedforsecurity=False).hexdigest()
    if target.exists() and _sha256(target.read_bytes()) == _SHA256[name]:
        return target
    raw = gzip.decompress((files("bpe_openai.data") / f"{name}.tiktoken.gz").read_bytes())
    if _sha256(raw) != _SHA256[name]:
        raise ValueError(f"Rank file {name!r} of bpe-openai is not the published one; reinstall the package.")
    cache_dir.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(f".{os.getpid()}.part")
    partial.write_bytes(raw)
    partial.replace(target)
    return target


class _LazyEncoding:
    """A tiktoken encoding that is loaded once, at its first use, by whichever thread comes first."""

    def __init__(self, name: str, cache_dir: Path) -> None:
        self._name, self._cache_dir = name, cache_dir
        self._encoding: Any = None
        self._lock = Lock()

    def get(self) -> Any:
        with self._lock:
            if self._encoding is None:
                self._encoding = self._load()
            return self._encoding

    def _load(self) -> Any:
        import tiktoken

        write_ranks(_RANKS_OF.get(self._name, self._name), self._cache_dir)
        # tiktoken has no argument for its cache: this variable, read at each load, is the only door.
        os.environ["TIKTOKEN_CACHE_DIR"] = str(self._cache_dir)
        return tiktoken.get_encoding(self._name)


def _encoding_of(model: str) -> tuple[str, float]:
    from tiktoken.model import encoding_name_for_model

    try:
        name = encoding_name_for_model(model)
    except KeyError:
        return FALLBACK_ENCODING, UNKNOWN_MODEL_MARGIN
    return (name, 1.0) if _RANKS_OF.get(name, name) in _SHA256 else (FALLBACK_ENCODING, UNKNOWN_MODEL_MARGIN)


def _sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
