"""Write a helpdesk's app: its files from the templates beside this one, ready to upload."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

from webhook.apps.app_steps import APP_KINDS, APP_STEPS, AppStep
from webhook.errors import RequestFieldsError
from webhook.frame_hosts import origin_of
from webhook.helpdesks.base import Connection

TEMPLATES = Path(__file__).parent
LOGOS: Mapping[str, Mapping[str, int]] = {"zendesk": {"assets/logo.png": 320, "assets/logo-small.png": 128}}
ACCENT, PAPER = b"\x3b\x5b\xdb", b"\xff\xff\xff"
ZIP_TIME = (2026, 1, 1, 0, 0, 0)  # the same files make the same zip


def app_files(connection: Connection, public_url: str | None) -> dict[str, bytes]:
    """Return the files of a connection's app by their path in its folder; README.md says what to do with them.

    ``public_url`` is where browsers reach us.  Raises RequestFieldsError where the kind has no
    app, or the address is missing.
    """
    steps = steps_for(connection, public_url)
    words = _words(connection, public_url)
    folder = TEMPLATES / connection.kind
    files = {
        path.relative_to(folder).as_posix(): _filled(path.read_text(encoding="utf-8"), words)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
    for name, size in LOGOS.get(connection.kind, {}).items():
        files[name] = logo_png(size)
    files["README.md"] = _readme(connection, steps).encode()
    return files


def steps_for(connection: Connection, public_url: str | None) -> tuple[AppStep, ...]:
    """Return the steps that put the app into this connection's helpdesk.  Raises RequestFieldsError."""
    if connection.kind not in APP_KINDS:
        raise RequestFieldsError(
            f"There is no app for {connection.kind!r}; its drafts come as notes. Apps: {', '.join(APP_KINDS)}."
        )
    words = _words(connection, public_url)
    values = {"sidebar": words["SIDEBAR"], "canvas": words["CANVAS"], "id": connection.id, "name": connection.id}
    return tuple(
        replace(one, pastes=tuple(paste.format(**values) for paste in one.pastes)) for one in APP_STEPS[connection.kind]
    )


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """Return the files as one zip."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, ZIP_TIME), files[name], zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def logo_png(size: int) -> bytes:
    """Draw our mark, three lines of a letter, as a square PNG of ``size`` pixels."""
    lines = ((0.26, 0.78), (0.46, 0.78), (0.66, 0.56))  # how far down each begins, and how far right it ends
    thick, left = 0.08, 0.22
    rows = []
    for y in range(size):
        end = next((end for top, end in lines if top <= y / size < top + thick), 0.0)
        rows.append(b"\0" + b"".join(PAPER if left <= x / size < end else ACCENT for x in range(size)))
    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(rows), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _words(connection: Connection, public_url: str | None) -> dict[str, str]:
    site = origin_of(public_url)
    if not site:
        raise RequestFieldsError("Set DRAFTER_PUBLIC_URL to the address under which browsers reach Drafter.")
    query = urlencode({"connection": connection.id})
    return {
        "SITE": site,
        "SIDEBAR": f"{site}/agent/sidebar?{query}",
        "CANVAS": f"{site}/agent/canvas/{connection.id}",
    }


def _filled(template: str, words: Mapping[str, str]) -> bytes:
    for name, value in words.items():
        template = template.replace(f"@@{name}@@", value)
    return template.encode()


def _readme(connection: Connection, steps: tuple[AppStep, ...]) -> str:
    lines = [f"# Drafter in {connection.kind}", "", "Nothing is sent without a person. To set it up:", ""]
    for number, step in enumerate(steps, start=1):
        lines.append(f"{number}. {step.title}. {step.text}")
        if step.way:
            lines.append(f"   ({' > '.join(step.way)})")
        lines += [f"\n       {paste}" for paste in step.pastes]
    return "\n".join([*lines, ""])
