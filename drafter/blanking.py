"""Blank personal data in text that leaves for good: there is no way back from it.

What redaction hides from a remote model is replaced by what it is: addresses, phone, card and
account numbers, names.  Ids of orders and tickets stay: they say nothing without the shop.
"""

from drafter.redaction import mask_text
from drafter.tickets import Requester

_SAID = {"PERSON": "NAME"}


def blank(text: str, requester: Requester) -> str:
    """Return a text without the personal data that can be told by its form or by the requester's own.

    >>> blank("Hi Maya, I wrote to maya@example.com.", Requester(name="Maya Okafor"))
    'Hi [NAME], I wrote to [EMAIL].'
    """
    done, kept = 0, []
    for span in mask_text(text, requester=requester).spans:
        kept += [text[done : span.start], f"[{_SAID.get(span.type, span.type)}]"]
        done = span.end
    return "".join([*kept, text[done:]])
