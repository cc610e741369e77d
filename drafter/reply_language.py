"""In which language a reply should be: that of the request, where the brand answers in it."""

import re
from collections.abc import Mapping

from drafter.brands import Brand
from drafter.tickets import Author, Ticket
from drafter.turns import own_words
from knowledge_base.languages import language_of, likely_language

SURE_CHARS = 60  # a shorter text is told by what the requester wrote before, where that is known
LEAST_AMONG_FEW = 3.0  # nats, where only a brand's own languages are weighed

_NAMED: Mapping[str, str] = {
    "en": "english|englisch|anglais|inglés|engels",
    "de": "german|deutsch|allemand|alemán|duits",
    "fr": "french|französisch|français|francés|frans",
    "es": "spanish|spanisch|espagnol|español|castellano|spaans",
    "nl": "dutch|niederländisch|holländisch|néerlandais|neerlandés|holandés|nederlands",
}
_ANY_NAME = "|".join(f"(?P<{one}>{names})" for one, names in _NAMED.items())
_ASKED = tuple(
    re.compile(wording.format(name=f"(?:{_ANY_NAME})"), re.I)
    for wording in (
        r"\b(?:reply|answer|respond|write|antworten?|antworte|schreiben?|répond(?:re|ez|s)|écri(?:re|vez|s)|respond(?:er|an|e)"
        r"|contest(?:ar|e|en)|escrib(?:ir|an|e)|antwoord(?:en)?|schrijf|schrijven)\b[^.!?\n]{{0,24}}\b(?:in|auf|en|op|het)\s{name}\b",
        r"\b(?:in|auf|en)\s{name},?\s(?:please|bitte|svp|s'il|por favor|graag|alstublieft|if (?:possible|you can)"
        r"|(?:antwort|schreib)\w*)",
        r"\b(?:only|nur|solo|sólo|alleen)\s(?:speak|understand|read|spreche|verstehe|hablo|entiendo|spreek)\s{name}\b",
        r"\b(?:spreche|verstehe|parle|comprends|hablo|entiendo|spreek)\s(?:leider\s)?(?:nur|que|solo|sólo|alleen)\s(?:l'|le\s)?{name}\b",
    )
)


def language_of_ticket(ticket: Ticket) -> str | None:
    """Return the language the requester writes in (``de``) or asks for, None where nothing tells.

    Where no text tells for sure, all that the requester wrote is weighed together, then the
    language we answered in before.
    """
    return sure_language_of(ticket) or likely_language(_all_of(ticket)) or _answered_in(ticket)


def sure_language_of(ticket: Ticket) -> str | None:
    """Return the language that the requester asks for or surely writes in, None where it could be another.

    The newest request decides; a short one only where nothing longer was written in this
    thread and the helpdesk names no language.
    """
    texts = [own_words(m.text) for m in reversed(ticket.messages) if m.author is Author.REQUESTER and m.is_public]
    if asked := next((language for text in texts if (language := asked_language(text))), None):
        return asked
    told = [(len(text), language_of(text)) for text in texts]
    for length, language in told:
        if language and length >= SURE_CHARS:
            return language
    known = (ticket.language or "").partition("-")[0].lower()
    short = next((language for _, language in told if language), None)
    return known or short or language_of(ticket.subject)


def asked_language(text: str) -> str | None:
    """Return the language in which a request asks to be answered: "could you reply in German, please?"."""
    found = next((match for wording in _ASKED if (match := wording.search(text.replace("’", "'")))), None)
    return next((one for one, words in found.groupdict().items() if words), None) if found else None


def reply_language(ticket: Ticket, brand: Brand) -> str:
    """Return the language to answer in: the requester's, if the brand answers in it, else the brand's first."""
    allowed = [one.partition("-")[0].lower() for one in brand.voice.languages or brand.languages]
    language = language_of_ticket(ticket) or likely_language(_all_of(ticket), allowed, least=LEAST_AMONG_FEW)
    return language if language in allowed else (allowed[0] if allowed else brand.languages[0])


def _all_of(ticket: Ticket) -> str:
    texts = [own_words(m.text) for m in ticket.messages if m.author is Author.REQUESTER and m.is_public]
    return "\n".join([ticket.subject, *texts])


def _answered_in(ticket: Ticket) -> str | None:
    ours = (m.text for m in reversed(ticket.messages) if m.author is Author.AGENT and m.is_public)
    return next((language for text in ours if (language := language_of(text))), None)
