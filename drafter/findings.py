"""Finding: what a check noticed in a draft, where, how grave, and how to mend it."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How grave a finding is; ``block`` asks a person to settle it before the text is inserted."""

    BLOCK = "block"
    HIGH = "high"
    LOW = "low"
    NOTICE = "notice"


@dataclass(frozen=True)
class Finding:
    """One thing a check noticed.  Offsets are code points of the draft, end exclusive.

    ``fix`` is text that could stand in the span's place, None where there is nothing to offer;
    ``reference`` names what a page may fetch and show beside it, such as a sentence told before.
    """

    check: str
    severity: Severity
    start: int
    end: int
    text: str
    message: str
    fix: str | None = None
    reference: str | None = None

    @property
    def id(self) -> str:
        """What names this finding when a person settles it; the same wherever its words stand: ``facts:9f86d081``."""
        return f"{self.check}:{hashlib.sha256(self.text.encode('utf-8', 'replace')).hexdigest()[:8]}"
