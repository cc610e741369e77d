"""SourceReader: files, folders and archives of strangers, read in a process apart.

The process is given bytes, no name on disk, no environment and no connection; it limits
itself (``confined``), and is killed when one file takes too long.  A file that ends it is
named in one line, and reading goes on behind it with a fresh process.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any, cast

from knowledge_base.errors import ImportSourceError
from knowledge_base.sources.formats import ARCHIVE, CONTENTS, check_size, is_document, suffix_of
from knowledge_base.sources.values import LeftOut, PolicySource, SourceFile, SourceReading, source_of

FILE_S = 30.0  # wall-clock for one policy, which is mostly one file
MOST_TIMES = 20  # a file of many policies, an export of 5,000 articles, may take so much longer
MAX_ANSWER_BYTES = 48 * 1024 * 1024
MOST_ENDS = 5  # an archive whose files end the process more often is given up
ENVIRONMENT = {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONUTF8": "1"}
ROOT = Path(__file__).resolve().parents[2]
COMMAND = "import sys; sys.path.insert(0, sys.argv[1]); from knowledge_base.sources.confined import main; main()"

Progress = Callable[[int, int], None]
Item = tuple[str, Path | SourceFile | ImportSourceError]


class _EndedError(Exception):
    """The process ended, or was ended, while it read a file."""


@dataclass
class _Found:
    """What was read so far."""

    sources: dict[str, PolicySource] = field(default_factory=dict)
    problems: list[ImportSourceError] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    contents: dict[str, Any] = field(default_factory=dict)
    is_complete: bool = True

    def refuse(self, key: str, message: str) -> None:
        """Note a problem, one line."""
        self.problems.append(ImportSourceError(" ".join(message.split()), key=key))

    def take(self, answer: dict[str, Any]) -> None:
        """Take over one answer of the process.  Raises _EndedError where it makes no sense."""
        try:
            if "source" in answer:
                self._add(source_of(answer["source"]))
            elif "left_out" in answer:
                self.left_out.append(LeftOut(str(answer["left_out"]["key"]), str(answer["left_out"]["reason"])))
            elif "problem" in answer:
                self.refuse(str(answer["problem"]["key"]), str(answer["problem"]["message"]))
            elif "contents" in answer:
                self.contents = read_contents(str(answer["contents"]))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise _EndedError from error

    def reading(self) -> SourceReading:
        """Return all of it, wordings under the names that an export's list of contents gives them."""
        named = (_named(source, self.contents.get(source.key)) for source in self.sources.values())
        sources = tuple({source.key: source for source in named}.values())
        return SourceReading(sources, tuple(self.problems), tuple(self.left_out), self.is_complete)

    def _add(self, source: PolicySource) -> None:
        if not source.text.strip():
            self.refuse(source.key, f"'{source.key}' has no text; write what holds, or leave it out.")
        elif source.key in self.sources:
            self.refuse(source.key, f"'{source.key}' is there twice; the second one is not taken.")
        else:
            self.sources[source.key] = source


class SourceReader:
    """Reads files in a process apart, started when the first one comes.  Not to be shared between threads.

    ``total_s`` bounds the whole of what this reader reads; where it ends, the reading is
    not complete and says so.
    """

    def __init__(self, *, file_s: float = FILE_S, total_s: float | None = None) -> None:
        self._file_s = file_s
        self._ends_at = time.monotonic() + total_s if total_s else None
        self._process: subprocess.Popen[bytes] | None = None
        self._is_alone = True

    def __enter__(self) -> "SourceReader":
        """Use it in a ``with`` block, so that its process ends."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process."""
        self._end()

    def read_path(self, path: Path, *, progress: Progress | None = None) -> SourceReading:
        """Read a file, an archive, or every document in a folder and below (hidden ones left out).

        Raises ImportSourceError when nothing is there to read.
        """
        if not path.is_dir():
            return self.read_files([(path.name, path)], progress=progress)
        items: list[Item] = [(_key_of(file, path), _inside(file, path)) for file in _documents(path)]
        if not items:
            raise ImportSourceError(
                f"'{path}' holds no document; give Markdown, HTML, CSV, Word (.docx), PDF or help-centre JSON."
            )
        return self.read_files(items, contents=_contents_in(path), progress=progress)

    def read_files(
        self,
        items: Iterable[Item],
        *,
        name: str | None = None,
        contents: dict[str, Any] | None = None,
        progress: Progress | None = None,
    ) -> SourceReading:
        """Read files, each under its key; ``name`` says what a lone one is where its key does not end in it.

        ``contents`` is an export's list of contents.  ``progress`` is told (done, all) after each file.
        """
        waiting = list(items)
        self._is_alone = len(waiting) == 1
        found = _Found(contents=contents or {})
        for number, (key, item) in enumerate(waiting, start=1):
            try:
                file = item if isinstance(item, SourceFile) else _opened(key, item)
                check_size(key, len(file.data), name)
                self._read_one(file, name, found)
            except ImportSourceError as problem:
                found.refuse(problem.key or key, problem.message)
            if progress:
                progress(number, len(waiting))
            if self._is_over() and number < len(waiting):
                found.is_complete = False
                found.refuse(key, f"Reading took too long and stopped behind '{key}'; import the rest by itself.")
                break
        return found.reading()

    def _read_one(self, file: SourceFile, name: str | None, found: _Found) -> None:
        after, key, is_archive = 0, file.key, suffix_of(name or file.key) == ARCHIVE
        for _ in range(MOST_ENDS):
            try:
                for answer in self._ask(file, name, after):
                    if "begin" in answer:
                        after, key = int(answer["begin"]), str(answer["key"])
                    else:
                        found.take(answer)
                return
            except _EndedError:
                self._end()
                found.refuse(
                    key,
                    f"'{key}' could not be read: it took more time or memory than a policy needs; split it.",
                )
                if not is_archive or self._is_over():
                    found.is_complete = found.is_complete and not is_archive
                    return
        found.is_complete = False
        found.refuse(file.key, f"'{file.key}' was given up after {MOST_ENDS} files that could not be read.")

    def _ask(self, file: SourceFile, name: str | None, after: int) -> Iterator[dict[str, Any]]:
        """Yield the process's answers about one file.  Raises _EndedError."""
        process = self._running()
        incoming, outgoing = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        request = {"key": file.key, "name": name, "size": len(file.data), "after": after, "is_alone": self._is_alone}
        request |= {"encoding": file.encoding, "url": file.url}
        ends_at = last = time.monotonic() + self._file_s
        try:
            with self._watched(process, ends_at):
                incoming.write(json.dumps(request).encode() + b"\n" + file.data)
                incoming.flush()
            while True:
                with self._watched(process, ends_at):
                    line = outgoing.readline(MAX_ANSWER_BYTES)
                if not line.endswith(b"\n"):
                    raise _EndedError
                answer = json.loads(line)
                if "end" in answer:
                    return
                if "begin" in answer:
                    last = time.monotonic() + self._file_s * MOST_TIMES
                ends_at = min(last, time.monotonic() + self._file_s)
                yield answer
        except (OSError, ValueError) as error:
            raise _EndedError from error

    def _watched(self, process: "subprocess.Popen[bytes]", ends_at: float) -> "_Watch":
        until = ends_at if self._ends_at is None else min(ends_at, self._ends_at)
        return _Watch(process, max(0.0, until - time.monotonic()))

    def _is_over(self) -> bool:
        return self._ends_at is not None and time.monotonic() >= self._ends_at

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, and words of ours
                [sys.executable, "-I", "-c", COMMAND, str(ROOT)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=ENVIRONMENT,
                cwd="/",
                start_new_session=True,
            )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                cast("IO[bytes]", pipe).close()
        process.wait()


class _Watch:
    """Kills a process that has not answered in time: whoever waits for it then sees its end."""

    def __init__(self, process: "subprocess.Popen[bytes]", seconds: float) -> None:
        self._timer = threading.Timer(seconds, process.kill)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def read_contents(text: str) -> dict[str, Any]:
    """Return an export's list of contents: source and policy by file.  What makes no sense is left out."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    files = value.get("files") if isinstance(value, dict) else None
    return {str(name): one for name, one in files.items() if isinstance(one, dict)} if isinstance(files, dict) else {}


def _named(source: PolicySource, listed: dict[str, Any] | None) -> PolicySource:
    if not listed:
        return source
    key, policy_id = listed.get("source"), listed.get("policy")
    return replace(
        source,
        key=key if isinstance(key, str) and key else source.key,
        policy_id=policy_id if isinstance(policy_id, str) else None,
    )


def _contents_in(folder: Path) -> dict[str, Any]:
    try:
        return read_contents((folder / CONTENTS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _documents(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.rglob("*")):
        parts = file.relative_to(folder).parts
        is_hidden = any(part.startswith(".") for part in parts) or parts == (CONTENTS,)
        if not is_hidden and is_document(file.name) and file.is_file():
            yield file


def _key_of(file: Path, folder: Path) -> str:
    key = str(file.relative_to(folder)).replace("\\", "/")
    return key.encode("utf-8", "replace").decode()  # a name may hold bytes that are no text


def _inside(file: Path, folder: Path) -> Path | ImportSourceError:
    """Return the file, or a problem where it is a link to a place outside of the folder."""
    if file.resolve().is_relative_to(folder.resolve()):
        return file
    key = _key_of(file, folder)
    return ImportSourceError(f"'{key}' is a link that leads out of the folder; copy the file itself.", key=key)


def _opened(key: str, item: Path | ImportSourceError) -> SourceFile:
    """Read a file after a look at its size.  Raises ImportSourceError."""
    if isinstance(item, ImportSourceError):
        raise item
    try:
        check_size(key, item.stat().st_size)
        return SourceFile(key, item.read_bytes())
    except OSError as error:
        raise ImportSourceError(f"'{key}' cannot be opened: {error.strerror or error}.", key=key) from error
