"""Blank personal data in text that leaves for good: there is no way back from it.

Addresses, phone and card numbers, and the requester's own name and address are replaced by
what they are.  Ids of orders and tickets stay: they say nothing without the shop.
"""

import re

from drafter.tickets import Requester
from knowledge_base.notations import find_emails, find_phones

SHORTEST_NAME = 2
_CARD = re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])")


def blank(text: str, requester: Requester) -> str:
    """Return a text without the personal data that can be told by its form or by the requester's own.

    >>> blank("Hi Maya, I wrote to maya@example.com.", Requester(name="Maya Okafor"))
    'Hi [NAME], I wrote to [EMAIL].'
    """
    spans = [(found.start, found.end, "[EMAIL]") for found in find_emails(text)]
    spans += [(match.start(), match.end(), "[CARD]") for match in _CARD.finditer(text) if _is_card(match.group())]
    spans += [(found.start, found.end, "[PHONE]") for found in find_phones(text)]
    spans += [(match.start(), match.end(), "[NAME]") for match in _names(requester).finditer(text)]
    return _replace(text, spans)


def _names(requester: Requester) -> re.Pattern[str]:
    words = [word for word in re.findall(r"[^\W\d_]+", requester.name or "") if len(word) >= SHORTEST_NAME]
    known = [re.escape(word) for word in sorted(words, key=len, reverse=True)]
    if not known:
        return re.compile(r"(?!)")
    one = f"(?:{'|'.join(known)})"
    return re.compile(rf"(?<!\w){one}(?:[\s-]+{one})*(?!\w)", re.IGNORECASE)


def _replace(text: str, spans: list[tuple[int, int, str]]) -> str:
    done, kept = 0, []
    for start, end, mark in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= done:
            kept += [text[done:start], mark]
            done = end
    return "".join([*kept, text[done:]])


def _is_card(text: str) -> bool:
    """Whether the check digit is right.  Source: ISO/IEC 7812-1, annex B (Luhn)."""
    digits = [int(sign) for sign in text if sign.isdigit()]
    doubled = [digit if place % 2 == 0 else sum(divmod(2 * digit, 10)) for place, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0
