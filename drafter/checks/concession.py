"""No reply concedes what its rung of the ladder does not: refund, credit, goods, discount, waiver, exception.

A sentence concedes when somebody of ours says it is done, is being done or will be done.  Rules
of the policy, questions, refusals, reports of what the customer asked and anything that hangs
on a condition concede nothing; an offer that leaves the choice to the customer ("if you like")
does.  English, German, French, Spanish and Dutch.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from drafter.checks.concession_acts import CHOICE, OFFERS, PAST_FACT
from drafter.checks.concession_frames import granted_in
from drafter.checks.concession_wording import (
    COMMITS,
    CONDITIONAL,
    DONE_TO_IT,
    IDIOMS,
    KIND_WORDS,
    NEGATED,
    OTHERS_SAY,
    RULE,
    WHOLE,
    Concession,
)
from drafter.checks.context import CheckContext
from drafter.findings import Finding, Severity
from drafter.resolutions import Resolution, RungKind
from knowledge_base.facts import FactKind, find_facts

NAME = "concession"
VERSION = "4"

_ALLOWED = {
    RungKind.REFUND: frozenset({Concession.REFUND, Concession.KEEP, Concession.FAVOUR}),
    RungKind.PARTIAL_REFUND: frozenset({Concession.REFUND, Concession.KEEP, Concession.FAVOUR}),
    RungKind.CREDIT: frozenset({Concession.CREDIT, Concession.KEEP, Concession.FAVOUR}),
    RungKind.REPLACE: frozenset({Concession.REPLACEMENT, Concession.KEEP, Concession.FAVOUR}),
    RungKind.EXCHANGE: frozenset({Concession.EXCHANGE, Concession.REPLACEMENT, Concession.FAVOUR}),
}
_FOR_THIS_ONE = re.compile(
    r"\b(?:i'|i (?:have|am|will)\b|we(?:'ve|'re| have| are)\b|you(?:'ll| will|'re going to)\b|your refund\b)"
    r"|\b(?:ich|j'ai|nous avons|hemos|he \w+[ai]do|wij hebben|we hebben|ik)\b"
)
_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?](?=\d|\w)[^.!?\n]*)*(?:[.!?]+|\n|$)")
_WENT_AHEAD = re.compile(r"\s(?:gone|went|going to go|go) ahead and\b", re.I)
_CLAUSE = re.compile(
    r"\s*[;:–—]\s+|,\s+(?:and|but|so|und|aber|mais|et|pero|y)\s+|\s+(?:but|however|aber|mais|pero)\s+"
    r"|\s+(?:and|und|et|y)\s+(?=(?:I|we|I'?ve|giv|refund|send|wir|ich|nous|je)\w*\b)",
    re.I,
)


def check_concession(context: CheckContext) -> list[Finding]:
    """Return a finding for each sentence that concedes more than the chosen rung; nothing where no ladder applies."""
    if not context.has_ladder:
        return []
    return [
        Finding(NAME, Severity.BLOCK, start, start + len(text), text, message)
        for start, text in _sentences(context.text)
        if not _is_policy(text, context)
        and (message := _unauthorised(text, context.chosen, _total(context))) is not None
    ]


def _is_policy(sentence: str, context: CheckContext) -> bool:
    """Whether a sentence only repeats a policy's own words, which tell what holds for everybody.

    Never where it says that something is done or is to come for this requester.
    """
    said = _plain(sentence).strip(" .!")
    if _FOR_THIS_ONE.search(said):
        return False
    return any(said in _plain(source.text) for source in context.sources)


@lru_cache(maxsize=512)  # the same passages stand behind sentence after sentence
def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())


def concessions_in(text: str) -> frozenset[Concession]:
    """Return what a text concedes, sentence by sentence."""
    return frozenset(kind for _, sentence in _sentences(text) for _, kind in _conceded(sentence))


def _total(context: CheckContext) -> Decimal | None:
    order = context.order or (context.ticket.order if context.ticket else None)
    return order.total if order else None


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    for found in _SENTENCE.finditer(text):
        bare = found.group().strip()
        if bare:
            yield found.start() + found.group().index(bare[0]), bare


def _unauthorised(sentence: str, chosen: Resolution | None, total: Decimal | None) -> str | None:
    if chosen and chosen.wording and sentence.strip(" .!") in chosen.wording:
        return None
    allowed = _ALLOWED.get(chosen.kind, frozenset()) if chosen else frozenset()
    rung = f"“{chosen.rung}”" if chosen else "no rung of the ladder"
    for clause, kind in _conceded(sentence):
        if kind not in allowed:
            return (
                f"This promises {kind.words}, but the resolution is {rung}. Take it out or choose another resolution."
            )
        if chosen and chosen.amount is not None:
            problem = _too_much(clause, chosen, total)
            if problem:
                return f"{problem} “{chosen.rung}” allows {chosen.amount} {chosen.currency or ''}".rstrip() + "."
    return None


def _conceded(sentence: str) -> Iterator[tuple[str, Concession]]:
    """Each clause that concedes something, and what; a clause may hold several."""
    plain = sentence.replace("’", "'")
    if plain.rstrip("\"”' ").endswith("?") and not OFFERS.search(plain):
        return
    plain = CHOICE.sub(" ", plain)
    if CONDITIONAL.search(plain.replace("what if", "how about")) or OTHERS_SAY.search(plain):
        return
    if PAST_FACT.search(plain):
        return
    for clause in _CLAUSE.split(_WENT_AHEAD.sub("", plain)):
        said = [kind for kind, words in IDIOMS.items() if words.search(clause)]
        granted = dict.fromkeys((*said, *granted_in(clause)))
        yield from ((clause, kind) for kind in granted)
        if granted or NEGATED.search(clause) or RULE.search(clause):
            continue
        kinds = [kind for kind, words in KIND_WORDS.items() if words.search(clause)]
        if kinds and (COMMITS.search(clause) or DONE_TO_IT.search(clause)):
            yield from ((clause, kind) for kind in kinds)


def _too_much(clause: str, chosen: Resolution, total: Decimal | None) -> str | None:
    most = chosen.amount or Decimal(0)
    amounts = [fact.top or fact.number for fact in find_facts(clause) if fact.kind is FactKind.MONEY]
    if any(amount is not None and amount > most for amount in amounts):
        return "This promises more than the resolution."
    is_part = chosen.kind is RungKind.PARTIAL_REFUND or (total is not None and most < total)
    if is_part and chosen.kind is not RungKind.CREDIT and WHOLE.search(clause):
        return "This promises the whole amount."
    return None
