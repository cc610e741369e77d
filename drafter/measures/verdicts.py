"""What one change is judged to be: category, severity, reason."""

from dataclasses import dataclass
from enum import StrEnum


class EditSeverity(StrEnum):
    """How grave the gravest error is that the edit mended: 0, 1, 5 or 25 points."""

    NONE = "none"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


class Category(StrEnum):
    """Kinds of errors that edits mend, in the order in which they are listed (quality spec, section 5)."""

    FACT = "accuracy/fact"
    POLICY_DECISION = "accuracy/policy_decision"
    LINK = "accuracy/link"
    OMISSION = "omission"
    ADDITION_UNSUPPORTED = "addition_unsupported"
    PROMISE = "promise"
    TONE = "tone"
    GREETING_CLOSING = "greeting_closing"
    PERSONALISATION = "personalisation"
    STYLE = "style"
    CONCISION = "concision"
    SPELLING_GRAMMAR = "spelling_grammar"
    FORMAT = "format"
    LANGUAGE = "language"
    PRIVACY = "privacy"
    REWRITE = "rewrite"


@dataclass(frozen=True)
class Verdict:
    """One judgement of a change.

    ``is_guess``: from words that changed, not from what they are known to say; ``is_plain``:
    nothing that anybody could weigh otherwise.
    """

    category: Category
    severity: EditSeverity
    reason: str
    is_guess: bool = False
    is_plain: bool = False
