"""Where policies come from: files, archives, pages and help centres to policy texts, and back to files.

One file for each format, each a pure function from bytes to ``PolicySource`` values; what
strangers wrote is read by ``reading.SourceReader`` in a process apart, with little memory,
little time and no secrets.
"""

from knowledge_base.sources.markdown import FENCE, MAX_FILE_BYTES, parse_source, read_sources
from knowledge_base.sources.values import LeftOut, PolicySource, SourceFile, SourceReading

__all__ = [
    "FENCE",
    "MAX_FILE_BYTES",
    "LeftOut",
    "PolicySource",
    "SourceFile",
    "SourceReading",
    "parse_source",
    "read_sources",
]
