"""Policies back to files: Markdown with front matter, one a policy, and a list of contents.

What is written here, an import reads as unchanged.  The list says which policy each file
is, because not every policy came from a Markdown file.
"""

import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from knowledge_base.errors import ImportSourceError
from knowledge_base.policies import PolicyMeta, PolicyOverview
from knowledge_base.sources.formats import CONTENTS
from knowledge_base.sources.markdown import FENCE, MARKDOWN

EARLIEST = (1980, 1, 1, 0, 0, 0)  # the same policies make the same archive, byte by byte

_SIGNS = re.compile(r"[^a-z0-9]+")
_UNSAFE = re.compile(r'[<>:"|?*\\\x00-\x1f]')


def document_text(title: str, meta: PolicyMeta, text: str) -> str:
    """Return title, front matter and text as one Markdown document; ``parse_source`` gives them back."""
    values: dict[str, Any] = {
        "title": title,
        "owner": meta.owner,
        "review_by": meta.review_by,
        "effective_from": meta.effective_from,
        "effective_until": meta.effective_until,
        "region": list(meta.region),
        "channel": list(meta.channel),
        "audience": list(meta.audience),
        "language": None if meta.language == "en" else meta.language,
        "tags": list(meta.tags),
    }
    lines = [_front_line(name, value) for name, value in values.items() if value]
    return f"{FENCE}\n{''.join(lines)}{FENCE}\n\n{text}\n"


def export_files(policies: Iterable[PolicyOverview], *, published: bool = False) -> dict[str, str]:
    """Return the newest wording of each policy (or the published one) by file name, and the list of contents."""
    files: dict[str, str] = {}
    listed: dict[str, dict[str, str | None]] = {}
    for one in sorted(policies, key=lambda one: one.policy.id):
        name = _free_name(_file_name(one), files)
        wording = (one.published if published else None) or one.newest
        files[name] = document_text(wording.title, wording.meta, wording.text.strip("\n"))
        listed[name] = {"policy": one.policy.id, "source": one.policy.source}
    contents = {"format": "drafter-policies/1", "files": listed}
    files[CONTENTS] = json.dumps(contents, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return files


def write_files(files: Mapping[str, str], target: Path) -> None:
    """Write files to a new or empty folder, or to a .zip.

    Raises ImportSourceError where something is there already: nothing is overwritten.
    """
    if target.exists() and (target.is_file() or any(target.iterdir())):
        raise ImportSourceError(f"'{target}' is there already; name a new or empty folder, or a new .zip.")
    if target.suffix.lower() == ".zip":
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(pack_files(files))
        return
    for name, text in files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def _front_line(name: str, value: Any) -> str:
    """Return one line of front matter: ``title: Returns``, ``region: [US, CA]``."""
    is_list = isinstance(value, list)
    shown = yaml.safe_dump(value, allow_unicode=True, default_flow_style=is_list, width=1_000_000)
    return f"{name}: {shown.removesuffix('...' + chr(10)).strip()}\n"


def pack_files(files: Mapping[str, str]) -> bytes:
    """Return files as a .zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, EARLIEST), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _file_name(one: PolicyOverview) -> str:
    """Return the name of a policy's file: the one it came from, where that is a Markdown file's."""
    source = one.policy.source or ""
    path = PurePosixPath(source)
    is_plain = not path.is_absolute() and ".." not in path.parts and not _UNSAFE.search(source)
    is_hidden = any(part.startswith(".") for part in path.parts)
    if path.suffix.lower() in MARKDOWN and is_plain and not is_hidden and len(source) < 200:
        return str(path)
    return f"{_slug(one.newest.title)}.md"


def _free_name(name: str, taken: Mapping[str, str]) -> str:
    known = {one.lower() for one in taken}  # some file systems tell no capitals
    stem, suffix = name.rsplit(".", 1)
    number = 1
    while name.lower() in known:
        number += 1
        name = f"{stem}-{number}.{suffix}"
    return name


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return _SIGNS.sub("-", plain).strip("-")[:80] or "policy"
