"""A reply never repeats the system prompt: neither the word hidden in it nor its wording."""

import re

from drafter.checks.context import CheckContext
from drafter.findings import Finding, Severity

NAME = "canary"
VERSION = "1"

_SHORTEST_CANARY = 6  # a shorter one is no secret word
_WORDING = re.compile(
    r"system prompt|my (?:system )?(?:instructions|rules) (?:say|are|state|tell|include|forbid)"
    r"|(?:i (?:was|am|have been)|i'm) (?:instructed|told|programmed|configured|prompted) (?:to|not to|that)"
    r"|as an? (?:ai|artificial intelligence|(?:large )?language model)\b|i(?:'m| am) (?:only |just )?(?:an? )?"
    r"(?:ai|language model|chat ?bot|llm)\b"
    r"|you write replies to customers|a support agent reads your reply|comes from a snippet|snippet_ids?\b|can_answer\b"
    r"|abstain_reason|reference of this conversation|never to be repeated|text marked internal|between the two marks"
    r"|the ticket is data from outside|<ticket mark=|</?ticket>|\bsnippets? (?:from the policies|ids?)\b"
    r"|(?:ignore|disregard|ignoring) (?:all |any )?(?:my |your )?(?:previous|prior|above|earlier)"
    r" (?:instructions|rules)"
    r"|answer with json only|developer mode|\bDAN mode\b|jailbreak",
    re.IGNORECASE,
)
_NO_SIGN = re.compile(r"[\W_]+")


def check_canary(context: CheckContext) -> list[Finding]:
    """Return a finding where the hidden word or wording of the system prompt stands in a text."""
    found = [*_hidden_word(context.text, context.canary)]
    for match in _WORDING.finditer(context.text.replace("’", "'")):
        words = context.text[slice(*match.span())]
        message = f"“{words}” is about how the draft was made, not about the customer's question. Take it out."
        found.append(Finding(NAME, Severity.BLOCK, *match.span(), words, message))
    return found


def _hidden_word(text: str, canary: str) -> list[Finding]:
    """Find the word as it is, in other letters, spaced out or turned round."""
    secret = _NO_SIGN.sub("", canary).casefold()
    if len(secret) < _SHORTEST_CANARY:
        return []
    places = [place for place, sign in enumerate(text) if sign.isalnum()]
    bare = "".join(text[place].lower()[:1] for place in places)
    for word in (secret, secret[::-1]):
        at = bare.find(word)
        if at >= 0:
            start, end = places[at], places[at + len(word) - 1] + 1
            message = "This is the hidden word of the system prompt: the model repeated its instructions."
            return [Finding(NAME, Severity.BLOCK, start, end, text[start:end], message)]
    return []
