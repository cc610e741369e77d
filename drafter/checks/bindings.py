"""A value that passages do have, but of something else: "legs are covered for ten years" where frames are."""

import re
from collections.abc import Sequence
from functools import lru_cache

from drafter.checks.anchors import bound_of
from drafter.checks.content import content_of, tails_of
from drafter.checks.evidence import Known
from drafter.checks.support import supports
from knowledge_base.facts import Fact, FactKind

_BOUND_KINDS = frozenset({FactKind.MONEY, FactKind.PERCENT, FactKind.DURATION})
_CLAUSE_END = re.compile(
    r"[.!?;—–\n](?:\s|$)|,\s|\s-\s|[()]|\s(?:and|but|or|und|aber|oder|sonst|otherwise|mais|et|ou|sinon|pero|y|o)\s"
)
_CONTINUES = re.compile(  # a clause that speaks of what the one before it named
    r"(?<!\w)(?:extra|additional|further|more|each|per|apiece|otherwise|after that|then|weitere\w*|zusätzlich\w*"
    r"|jede\w*|sonst|danach|je|pro|supplémentaires?|ensuite|puis|sinon|chaque|chacune?|adicional\w*|después|luego"
    r"|cada|si no)(?!\w)",
    re.I,
)
_SHORT = frozenset({"minutes", "hours"})
_SENTENCE_END = re.compile(r"[.!?\n]\s?$")
_LONGEST = 300  # characters of a clause on either side


def find_other_binding(
    fact: Fact, text: str, sentence: str, cited: Sequence[Known], stated: Sequence[Fact]
) -> Known | None:
    """Return the known value that a clause is about where it has another one; None where nothing clashes.

    Only where the passages that have the draft's value share no word with its clause, and one
    other value of the kind shares one that no other clause of the passages has.
    """
    if fact.kind not in _BOUND_KINDS:
        return None
    known = [one for one in cited if one.fact.kind is fact.kind and one.sentence]
    ours = [one for one in known if supports(one.fact, fact, is_lowest=True)]
    bound, clause = bound_of(text, fact), clause_of(text, fact.start, fact.end)
    others = [
        one
        for one in known
        if one not in ours
        and (one.fact.unit in _SHORT) is (fact.unit in _SHORT)
        and not any(supports(one.fact, other, is_lowest=True) for other in stated)
        and (bound_of(one.sentence, one.fact) == "least") is (bound == "least")
    ]
    if not ours or not others:
        return None
    if any(_shared(clause, said := _clause_in(one)) or _CONTINUES.search(said) for one in ours):
        return None
    told = content_of(sentence)
    whole = max(len(told & content_of(one.sentence)) for one in ours)
    every = [_words_and_tails(_clause_in(one)) for one in known]
    best = [
        one
        for one in others
        if len(told & content_of(one.sentence)) >= whole
        and any(sum(word in other for other in every) == 1 for word in _shared(clause, _clause_in(one)))
    ]
    values = {one.fact.key for one in best}
    return best[0] if len(values) == 1 else None


def _shared(left: str, right: str) -> frozenset[str]:
    """Return the content words that two clauses share, also at the end of a compound."""
    mine, theirs = content_of(left), content_of(right)
    return (mine & theirs) | (mine & tails_of(right)) | (theirs & tails_of(left))


def _words_and_tails(text: str) -> frozenset[str]:
    return content_of(text) | tails_of(text)


def clause_of(text: str, start: int, end: int) -> str:
    """Return the clause round a span of a text, without the span; with those before it where it says nothing alone."""
    first = max(0, start - _LONGEST)
    behind = _CLAUSE_END.search(text, end, end + _LONGEST)
    after = text[end : behind.start() if behind else end + _LONGEST]
    places = [match.end() for match in _CLAUSE_END.finditer(text, first, start)]
    for place in (*reversed(places), first):
        clause = f"{text[place:start]} {after}"
        if content_of(clause) or _SENTENCE_END.search(text, max(0, place - 2), place):
            return clause
    return f"{text[first:start]} {after}"


def _clause_in(known: Known) -> str:
    return _clause_of_sentence(known.sentence, known.fact.start, known.fact.end)


@lru_cache(maxsize=4096)
def _clause_of_sentence(sentence: str, start: int, end: int) -> str:
    return clause_of(sentence, start, end)
