"""How a clause says it: denied or not, needed or stated, free or paid, always or only sometimes."""

import re
from enum import StrEnum
from typing import Any

from knowledge_base.linting.concepts import meaning_of

NEGATIVE = re.compile(
    r"\b(?:not|cannot|never|no (?=[\w ]{0,40}\b(?:is|are|required|needed|possible|necessary|accepted"
    r"|allowed)\b)|(?<=\A)no|(?<=there is )no|(?<=there are )no|nor|neither|none|nobody|nothing|n't|unavailable"
    r"|impossible|exclude[sd]?|excluding"
    r"|unable|prohibited|forbidden|ineligible|void)\b|n't\b|\bnon-?(?=refund|return|transfer|exchange)",
    re.IGNORECASE,
)
_NOT_A_DENIAL = re.compile(
    r"^not\b|\bpays? no\b|\bno (?:later|longer than|more than|matter|problem|earlier|cost|charge|extra|fee|fees)\b"
    r"|\bnot only\b|\bwhether or not\b|\b(?:says?|answers?|yes or|is|reply) no\b|\bno less than\b",
    re.IGNORECASE,
)
_NEED = re.compile(
    r"\b(?:must|has to|have to|had to|needs? to|needs?\b|needed|required?|requires"
    r"|obliged|mandatory|compulsory|necessary)\b",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\b(?:free(?: of charge)?|no (?:extra |additional )?(?:cost|charge|fee)|at our (?:expense|cost)"
    r"|complimentary|waived?"
    r"|(?:we|northway) (?:pay|cover|bear)s?(?= (?:for )?(?:the|all|any|return|shipping|postage|your|its)\b)"
    r"|costs? nothing|without (?:a )?(?:charge|fee|cost)"
    r"|not (?:be )?charged|pays? no|(?:do not|don't|does not|doesn't|never) (?:charge|pay|cost)|pays? nothing"
    r"|prepaid)\b",
    re.IGNORECASE,
)
_PAID = re.compile(
    r"\b(?:(?:you|members?|customers?|buyers?|they|requesters?|guests?) (?:(?:must|have to|need to|has to"
    r"|will) )?(?:pays?|bears?|covers?)"
    r"|pays? (?:for )?[\w ]{0,40}themselves|at (?:your|their|the customer's) (?:own )?(?:expense|cost)|(?:we|is"
    r"|are) (?:charged?|deduct(?:ed)?|billed)"
    r"|costs? (?=[$€£\d])|a fee of|a (?:small )?fee|[$€£]\s?\d)",
    re.IGNORECASE,
)
_ALWAYS = re.compile(
    r"\b(?:always|in (?:every|any|all) cases?|without exceptions?|in any event|regardless|no matter|at any time"
    r"|under all circumstances)\b",
    re.IGNORECASE,
)
_ONLY = re.compile(r"\b(?:only|solely|exclusively|nothing but)\b", re.IGNORECASE)
_NEVER = re.compile(
    r"\b(?:never|under no circumstances|in no case|no exceptions|not .{0,30}(?:under any circumstances"
    r"|in any case|at all))\b",
    re.IGNORECASE,
)
_NO_VERB = re.compile(
    r"^\s*(?:be\s)?(?:possible|permitted|allowed|available|offered|included|needed|required|necessary|accepted"
    r"|valid)\b",
    re.IGNORECASE,
)
_DENYING = frozenset(["unavailable", "impossible", "excluded", "prohibited", "forbidden", "void", "unable"])
_DENIED_WORDS = 6  # content words after a denial that it reaches


class Modality(StrEnum):
    """Whether a clause allows or states something, or demands it."""

    STATED = "stated"
    NEEDED = "needed"


class Cost(StrEnum):
    """Who bears the cost of what a clause is about."""

    FREE = "free"
    PAID = "paid"


def manner_of(text: str, words: str, *, only: bool) -> dict[str, Any]:
    """Return how a clause says it, as fields of a Clause; ``words`` are its own and those it takes over.

    ``only``: one of its conditions makes it hold in some cases only.
    """
    said = _NOT_A_DENIAL.sub(" ", text)
    denials = len(NEGATIVE.findall(said))
    is_denied = bool(denials) and not re.search(r"\bneither\b.*\bnor\b", said, re.IGNORECASE) and denials % 2 == 1
    is_denied = is_denied or bool(re.search(r"\bneither\b", said, re.IGNORECASE))
    needed = bool(_NEED.search(text)) and not (
        is_denied and re.search(r"\bmust not\b|\bmust never\b", text, re.IGNORECASE)
    )
    cost = Cost.FREE if _FREE.search(text) else Cost.PAID if _PAID.search(words) else None
    return {
        "is_denied": is_denied,
        "denied": _denied(said) if is_denied else frozenset(),
        "modality": Modality.NEEDED if needed else Modality.STATED,
        "cost": cost,
        "is_always": bool(_ALWAYS.search(text)),
        "is_only": bool(_ONLY.search(text)) or only,
        "is_never": bool(_NEVER.search(text)),
    }


def _denied(text: str) -> frozenset[str]:
    """Return the concepts that a denial is about: those right after it, and before a word like "unavailable"."""
    found: set[str] = set()
    for one in NEGATIVE.finditer(text):
        after = text[one.end() :]
        found |= meaning_of(" ".join(after.split()[:_DENIED_WORDS])).concepts
        found |= meaning_of(one.group()).concepts
        if _NO_VERB.match(after) or one.group().lower() in _DENYING:
            found |= meaning_of(text[: one.start()]).concepts
    return frozenset(found)
