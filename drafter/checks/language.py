"""Language: a reply, or a sentence of it, in another language than the one to answer in."""

import re
from collections.abc import Collection, Iterator

from drafter.checks.context import CheckContext
from drafter.findings import Finding, Severity
from drafter.reply_language import language_of_ticket, reply_language, sure_language_of
from knowledge_base.languages import NAMES, language_of
from knowledge_base.wording import sentences_of

NAME = "language"
VERSION = "2"
SURE_CHARS = 60  # of a text whose language is told on its own
FOREIGN_CHARS = 40  # of a sentence that stands out
SURE_AMONG_ALIKE = 120  # of a sentence in one of two languages that share most of their small words
_ALIKE = ({"es", "pt"}, {"es", "it"}, {"it", "pt"}, {"fr", "it"}, {"de", "nl"})


def check_language(context: CheckContext) -> list[Finding]:
    """Return a high finding for a reply in the wrong language, or for each sentence that falls out of it.

    A brand's own language is never wrong where it does not answer in the requester's.  Where nobody
    knows the requester's, only a sentence in another language than the reply's is found.
    """
    body = context.text.strip()
    written = language_of(body) if len(body) >= SURE_CHARS else None
    wanted = _wanted(context) or ((written,) if written else ())
    if not wanted or not body:
        return []
    if written and written not in wanted:
        start = context.text.index(body)
        message = f"This is {_name(written)}; the customer is to be answered in {_name(wanted[0])}."
        return [Finding(NAME, Severity.HIGH, start, start + len(body), body, message)]
    return [*_foreign_sentences(context.text, wanted)]


def _wanted(context: CheckContext) -> tuple[str, ...]:
    """The languages a reply may be in, the best first; none where nobody knows.

    The requester's own is never wrong, not even where the brand does not promise to answer in it.
    """
    if context.wished_language:
        return (context.wished_language,)
    theirs = language_of_ticket(context.ticket) if context.ticket else None
    if context.ticket is None or theirs is None:
        return ()
    wanted: tuple[str, ...] = (theirs,)
    if context.brand:
        wanted = (reply_language(context.ticket, context.brand), theirs)
    if sure_language_of(context.ticket) is None:  # a short line: what the policy is in is likely, too
        policy = language_of("\n".join(source.text for source in context.sources))
        wanted += (policy,) if policy else ()
    return wanted


def _foreign_sentences(text: str, wanted: Collection[str]) -> Iterator[Finding]:
    place = 0
    for sentence in sentences_of(text):
        match = re.compile(r"\s+".join(re.escape(word) for word in sentence.split())).search(text, place)
        if match is None:
            continue
        place = match.end()
        written = language_of(sentence) if len(sentence) >= FOREIGN_CHARS else None
        if written and written not in wanted and not _may_be(sentence, written, wanted):
            message = (
                f"This sentence is {_name(written)}; the customer is to be answered in {_name(next(iter(wanted)))}."
            )
            yield Finding(NAME, Severity.HIGH, match.start(), match.end(), match.group(), message)


def _may_be(sentence: str, written: str, wanted: Collection[str]) -> bool:
    """Whether a sentence is too short to tell its language from a wanted one that is much alike."""
    return len(sentence) < SURE_AMONG_ALIKE and any({written, one} in _ALIKE for one in wanted)


def _name(language: str) -> str:
    return NAMES.get(language, language)
