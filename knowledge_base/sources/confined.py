"""The process apart in which strangers' files are parsed: bytes come in, policies as JSON Lines go out.

It limits itself before it reads a byte: memory, processor time, no files, no core; its
environment holds nothing and it opens no connection.  Whatever a file does to it, the
parent sees an answer or an end.  Run by ``reading.SourceReader`` only.
"""

import json
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Any

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_S = 20  # for one policy
MOST_CPU_S = 3600
MAX_LINE_BYTES = 64 * 1024
RECURSION = 3000
MOST_BLOCKS_S = 5.0  # 100,000 words of ordinary text take 2 s


def main() -> None:
    """Answer requests on standard input until it ends."""
    limit_resources()
    sys.setrecursionlimit(RECURSION)
    serve(sys.stdin.buffer, sys.stdout.buffer)


def limit_resources() -> None:
    """Give up all that parsing does not need; systems without one of these limits keep the others."""
    for kind, soft, hard in (
        (resource.RLIMIT_AS, MEMORY_BYTES, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NOFILE, 64, 64),
        (resource.RLIMIT_CPU, CPU_S, MOST_CPU_S),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (soft, hard))


def serve(incoming: IO[bytes], outgoing: IO[bytes]) -> None:
    """Answer each request: a line of JSON with ``size``, then so many bytes of the file."""
    while line := incoming.readline(MAX_LINE_BYTES):
        request = json.loads(line)
        data = incoming.read(request["size"])
        for answer in _answers(request, data):
            outgoing.write(json.dumps(answer).encode() + b"\n")
            outgoing.flush()


def _answers(request: dict[str, Any], data: bytes) -> Iterator[dict[str, Any]]:
    yield from _guarded(request["key"], _read(request, data))
    yield {"end": True}


def _guarded(key: str, work: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Pass on what one file gives; whatever is wrong with it becomes one line and leaves the files behind it alone."""
    from knowledge_base.errors import ImportSourceError

    try:
        yield from work
    except ImportSourceError as problem:
        yield _problem(problem.key or key, problem.message)
    except (MemoryError, RecursionError) as error:
        what = "memory" if isinstance(error, MemoryError) else "depth"
        yield _problem(key, f"'{key}' needs more {what} to be read than a policy should; split or simplify it.")
    except Exception as error:  # the outside of a file: what a parser makes of a hostile one cannot be listed
        yield _problem(key, f"'{key}' is damaged or not what its name says ({type(error).__name__}); export it again.")


def _read(request: dict[str, Any], data: bytes) -> Iterator[dict[str, Any]]:
    from knowledge_base.sources import archives
    from knowledge_base.sources.formats import ARCHIVE, suffix_of
    from knowledge_base.sources.values import SourceFile

    file = SourceFile(request["key"], data, request.get("encoding"), request.get("url"))
    name = request.get("name") or file.key
    if suffix_of(name) != ARCHIVE:
        yield {"begin": 1, "key": file.key}
        yield from _parse(file, name)
        return
    if request["after"] == 0 and (contents := archives.contents_of(file)) is not None:
        yield {"contents": contents.decode("utf-8", "replace")}
    # Beside other files an archive is a folder among them; alone, it is the folder.
    below = "" if request["is_alone"] else file.key[: -len(ARCHIVE)] + "/"
    for number, key, entry in archives.read_entries(file, after=request["after"], below=below):
        yield {"begin": number, "key": key}
        if isinstance(entry, SourceFile):
            yield from _guarded(key, _parse(entry, key))
        else:
            yield _problem(entry.key or key, entry.message)


def _parse(file: Any, name: str) -> Iterator[dict[str, Any]]:
    from knowledge_base.sources.formats import format_of
    from knowledge_base.sources.values import MAX_TEXT_CHARS, LeftOut, PolicySource, source_json

    _allow_time()
    for found in format_of(file.key, name).parse(file):
        _allow_time()  # a file of many policies has so much for each of them
        if isinstance(found, PolicySource) and len(found.text) > MAX_TEXT_CHARS:
            yield _problem(found.key, f"'{found.key}' has {len(found.text):,} signs; that is no policy. Split it.")
        elif isinstance(found, PolicySource) and _takes_long(found.text):
            yield _problem(found.key, f"'{found.key}' is Markdown that takes too long to be understood; simplify it.")
        elif isinstance(found, PolicySource):
            yield {"source": source_json(found)}
        elif isinstance(found, LeftOut):
            yield {"left_out": {"key": found.key, "reason": found.reason}}
        else:
            yield _problem(found.key or file.key, found.message)


def _takes_long(text: str) -> bool:
    """Try what publishing does with every text: one that would hold up the service is not taken."""
    from knowledge_base.blocks import read_blocks

    begun = time.process_time()
    read_blocks(text)
    return time.process_time() - begun > MOST_BLOCKS_S


def _problem(key: str, message: str) -> dict[str, Any]:
    return {"problem": {"key": key, "message": " ".join(message.split())}}


def _allow_time() -> None:
    """Let the processor time of one file begin now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + CPU_S, hard))


if __name__ == "__main__":
    main()
