"""Language: a reply, or a sentence of it, in another language than the one to answer in."""

import re
from collections.abc import Iterator

from drafter.checks.context import CheckContext
from drafter.findings import Finding, Severity
from drafter.reply_language import language_of_ticket, reply_language
from knowledge_base.languages import NAMES, language_of
from knowledge_base.wording import sentences_of

NAME = "language"
VERSION = "1"
SURE_CHARS = 60  # of a text whose language is told on its own
FOREIGN_CHARS = 40  # of a sentence that stands out
SURE_AMONG_ALIKE = 120  # of a sentence in one of two languages that share most of their small words
_ALIKE = ({"es", "pt"}, {"es", "it"}, {"it", "pt"}, {"fr", "it"}, {"de", "nl"})


def check_language(context: CheckContext) -> list[Finding]:
    """Return a high finding for a reply in the wrong language, or for each sentence that falls out of it.

    A brand's own language is never wrong where it does not answer in the requester's.
    """
    wanted = _wanted(context)
    body = context.text.strip()
    if wanted is None or not body:
        return []
    written = language_of(body) if len(body) >= SURE_CHARS else None
    if written and written not in wanted:
        start = context.text.index(body)
        message = f"This is {_name(written)}; the customer is to be answered in {_name(min(wanted))}."
        return [Finding(NAME, Severity.HIGH, start, start + len(body), body, message)]
    return [*_foreign_sentences(context.text, wanted)]


def _wanted(context: CheckContext) -> frozenset[str] | None:
    """The languages a reply may be in, None where nobody knows."""
    if context.ticket is None:
        return None
    if context.brand is None:
        language = language_of_ticket(context.ticket)
        return frozenset({language}) if language else None
    if context.wished_language:
        return frozenset({context.wished_language})
    return frozenset({reply_language(context.ticket, context.brand)})


def _foreign_sentences(text: str, wanted: frozenset[str]) -> Iterator[Finding]:
    place = 0
    for sentence in sentences_of(text):
        match = re.compile(r"\s+".join(re.escape(word) for word in sentence.split())).search(text, place)
        if match is None:
            continue
        place = match.end()
        written = language_of(sentence) if len(sentence) >= FOREIGN_CHARS else None
        if written and written not in wanted and not _may_be(sentence, written, wanted):
            message = f"This sentence is {_name(written)}; the customer is to be answered in {_name(min(wanted))}."
            yield Finding(NAME, Severity.HIGH, match.start(), match.end(), match.group(), message)


def _may_be(sentence: str, written: str, wanted: frozenset[str]) -> bool:
    """Whether a sentence is too short to tell its language from a wanted one that is much alike."""
    return len(sentence) < SURE_AMONG_ALIKE and any({written, one} in _ALIKE for one in wanted)


def _name(language: str) -> str:
    return NAMES.get(language, language)
