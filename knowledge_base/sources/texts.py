"""Bytes to text in the encoding they say, or one line about what does not fit."""

import codecs
import re

from knowledge_base.errors import ImportSourceError
from knowledge_base.sources.values import SourceFile

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_META_CHARSET = re.compile(rb"""<meta\s[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""", re.I)
_XML_CHARSET = re.compile(rb"""^\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{1,40})""", re.I)
_HEAD_BYTES = 4096
# What browsers do: pages that call themselves Latin-1 are written in Windows' extension of it.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252"}


def read_text(file: SourceFile, *, is_html: bool = False) -> str:
    """Return a file's text; UTF-8 unless a mark, the sender or the page itself names another encoding.

    Raises ImportSourceError where the bytes do not fit it.
    """
    encoding = _encoding(file, is_html=is_html)
    if b"\0" in file.data[: 1024 * 1024] and not encoding.startswith("utf-16"):
        raise ImportSourceError(f"'{file.key}' is a binary file, not text; check what was exported.", key=file.key)
    try:
        return file.data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ImportSourceError(
            f"'{file.key}' is not {encoding.removesuffix('-sig').upper()} text (byte {error.start:,} does not fit); "
            "save it as UTF-8.",
            key=file.key,
        ) from error


def _encoding(file: SourceFile, *, is_html: bool) -> str:
    for mark, encoding in _MARKS:
        if file.data.startswith(mark):
            return encoding
    named = file.encoding or (_named_in(file.data[:_HEAD_BYTES]) if is_html else None)
    if not named:
        return "utf-8"
    try:
        known = codecs.lookup(named)
    except (LookupError, ValueError) as error:
        raise ImportSourceError(
            f"'{file.key}' says that it is written in '{named[:40]}', which is no encoding we know; save it as UTF-8.",
            key=file.key,
        ) from error
    if not known._is_text_encoding:
        return "utf-8"
    return _MEANT.get(known.name, known.name)


def _named_in(head: bytes) -> str | None:
    found = _XML_CHARSET.search(head) or _META_CHARSET.search(head)
    return found[1].decode("ascii") if found else None
