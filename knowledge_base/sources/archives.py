"""Zip archives, entry by entry, in memory: no name in them ever becomes a path on this machine.

What an entry says of its size is not believed; reading stops at the limit.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from knowledge_base.errors import ImportSourceError
from knowledge_base.sources.formats import ARCHIVE, CONTENTS, check_size, format_of, is_document, suffix_of
from knowledge_base.sources.values import MAX_KEY_CHARS, MIB, SourceFile

MAX_ENTRIES = 10_000
MAX_UNPACKED_BYTES = 512 * MIB
CHUNK_BYTES = MIB

_ROOTED = re.compile(r"^/|//|(?:^|/)[A-Za-z]:/")

Entry = SourceFile | ImportSourceError


def read_entries(file: SourceFile, *, after: int = 0, below: str = "") -> Iterator[tuple[int, str, Entry]]:
    """Yield (number, key, file or problem) for each document in an archive whose number is above ``after``.

    ``below`` goes before each key.  Hidden entries and what is no document are left out.
    Raises ImportSourceError where the archive itself cannot be read, or is more than an
    archive of policies.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(file.data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ImportSourceError(f"'{file.key}' is no .zip or is damaged; pack it again.", key=file.key) from error
    with archive:
        entries = archive.infolist()
        if len(entries) > MAX_ENTRIES:
            raise ImportSourceError(
                f"'{file.key}' holds {len(entries):,} files; at most {MAX_ENTRIES:,} are read. Split it.", key=file.key
            )
        unpacked = 0
        for number, entry in enumerate(entries, start=1):
            name = entry.filename.replace("\\", "/")
            if entry.is_dir() or _is_hidden(name) or not (is_document(name) or _is_outside(name)):
                continue
            if number <= after:
                continue
            read = _read(archive, entry, below + name)
            unpacked += len(read.data) if isinstance(read, SourceFile) else 0
            if unpacked > MAX_UNPACKED_BYTES:
                raise ImportSourceError(
                    f"'{file.key}' unpacks to more than {MAX_UNPACKED_BYTES:,} bytes; that is no archive of policies. "
                    "Split it.",
                    key=file.key,
                )
            yield number, (below + name)[:MAX_KEY_CHARS], read


def contents_of(file: SourceFile) -> bytes | None:
    """Return the list of contents that an export put into its archive, None where there is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as archive, archive.open(CONTENTS) as opened:
            return opened.read(4 * MIB)
    except (KeyError, zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, NotImplementedError):
        return None


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    hidden = any(part.startswith(".") and part not in (".", "..") for part in parts)
    return hidden or "__MACOSX" in parts or name == CONTENTS


def _is_outside(name: str) -> bool:
    return _ROOTED.search(name) is not None or ".." in PurePosixPath(name).parts


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> Entry:
    try:
        _check_name(name)
        format_ = format_of(name)
        if entry.flag_bits & 0x1:
            raise ImportSourceError(f"'{name}' is encrypted; pack it without a password.", key=name)
        with archive.open(entry) as opened:
            data = bytearray()
            while chunk := opened.read(CHUNK_BYTES):
                data += chunk
                if len(data) > format_.max_bytes:
                    check_size(name, max(len(data), entry.file_size))
        return SourceFile(name, bytes(data))
    except ImportSourceError as problem:
        return problem
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        return ImportSourceError(
            f"'{name}' is damaged in its archive ({type(error).__name__}); pack it again.", key=name
        )


def _check_name(name: str) -> None:
    if _is_outside(name):
        raise ImportSourceError(f"'{name}' points outside of its archive; pack the folder again from inside.", key=name)
    if len(name) > MAX_KEY_CHARS:
        raise ImportSourceError(
            f"'{name[:80]}…' has a name of {len(name):,} signs; shorten it.", key=name[:MAX_KEY_CHARS]
        )
    if suffix_of(name) == ARCHIVE:
        raise ImportSourceError(f"'{name}' is an archive inside an archive; unpack it and pack its files.", key=name)
