"""Promises of a text: the clauses that commit us, with the acts and the things they are about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from drafter.checks.content import content_of
from drafter.checks.promise_acts import ACTS, MARKS, Act, acts_in
from drafter.checks.promise_frames import (
    DONE,
    FUTURE,
    HEDGED,
    HYPOTHESIS,
    INFORMS,
    LOOKS_AHEAD,
    NEGATED,
    NO_BURDEN,
    ONLY,
    OTHERS_WILL,
    SEES,
    SERVICE,
    SOON,
    TO_YOU,
    WE_DO,
    WE_WILL,
)
from drafter.commitment_wording import GENERIC_STEMS
from knowledge_base.facts import FactKind, find_facts
from knowledge_base.languages import SMALL_WORDS
from knowledge_base.wording import stem

_CLAUSE = re.compile(
    r"[;:–—]\s|,\s(?=(?:and|but|so|we|i|you|und|aber|et|mais|y|pero|en|maar)\s)|\s(?:but|aber|mais|pero|maar)\s"
    r"|\s(?:and|then|und|et|y|en)\s(?=(?:we|i|you|our|wir|ich|sie|nous|vous|je|le|wij|u)(?:'\w+)?\s)"
)
_SHORTENED = re.compile(r"'(?:ll|re|ve|m|d|s)\b|\b(?:j|l|d|n|c|qu|s|m|t)'")
_GETS = re.compile(r"\byou(?:'ll| will)(?: \w+)? (?:get|have|receive|be)\b", re.I)
_NOTHING_SAID = """
    back away home house door office side part parts thing things happy glad course matter soon shortly quickly
    case together ready right correct wrong good free replacement option choice ihrem ihren gern gerne dabei dafür
    bereits selbstverständlich natürlich dann damit zurück bientôt rapidement bien tout nouveau encore domicilio
    ahora pronto give take make let have put do get go keep use want like offer allons allez vais voy vamos comme
    como wie when since because late days order bestellung bestelling commande pedido colis paquete pakket paket
    envío mögen möchten wünschen prefer préférez préfère prefiera quiera graag meteen dan weer terug anywhere
    everything something again later
"""
_TELLING = {stem(word) for word in ("label", "étiquette", "etikett", "rücksendeetikett", "technician", "transport")}
_SMALL = (word for words in SMALL_WORDS.values() for word in words)
GENERIC = frozenset(one[:5] for one in GENERIC_STEMS - _TELLING) | frozenset(
    stem(word)[:5] for word in (*_NOTHING_SAID.split(), *_SMALL)
)
"""Stems that tell nothing of what a promise is about."""


@dataclass(frozen=True)
class Promise:
    """A clause that commits us: its acts, and the stems of what it is about."""

    text: str
    acts: frozenset[Act]
    words: frozenset[str]
    is_known_act: bool


def promises_in(sentence: str) -> Iterator[Promise]:
    """Yield what a sentence promises, clause by clause; a question promises nothing."""
    if sentence.rstrip().endswith("?"):
        return
    for clause in _CLAUSE.split(HYPOTHESIS.sub(" ", sentence)):
        promise = _read(clause)
        if promise:
            yield promise


def _read(clause: str) -> Promise | None:
    """Read a clause as a promise; None where it promises nothing, or only service."""
    acts = acts_in(clause)
    ours, to_you = WE_WILL.search(clause), TO_YOU.search(clause)
    if _is_denied(clause) or SEES.search(clause):
        return None
    serves = bool(SERVICE.search(clause) or LOOKS_AHEAD.search(clause))
    if (serves or (acts <= {Act.SEND} and INFORMS.search(clause))) and Act.SURE not in acts:
        return _promise(clause, acts & {Act.VISIT}, is_known_act=True) if SOON.search(clause) else None
    if (ours or to_you) and not (ONLY.search(clause) and Act.SURE not in acts):
        return _promise(clause, acts, is_known_act=bool(acts) or not (ours or _GETS.search(clause)))
    if DONE.search(clause):
        return _promise(clause, acts & MARKS, is_known_act=True) if acts & MARKS else None
    if ONLY.search(clause) and Act.SURE not in acts:
        return None  # how little there is, is no promise
    if others := OTHERS_WILL.search(clause):
        timed = SOON.search(clause, others.end()) or any(one.kind is FactKind.DATE for one in find_facts(clause))
        is_timed = timed and not HEDGED.search(clause)
        return _promise(clause, acts, is_known_act=True) if acts or is_timed else None
    if WE_DO.search(clause) or Act.SURE in acts or (FUTURE.search(clause) and (acts & MARKS or SOON.search(clause))):
        return _promise(clause, acts, is_known_act=True) if acts or SOON.search(clause) else None
    return None


def _is_denied(clause: str) -> bool:
    """Whether a clause says what will not be done; "you'll never have to pay" and "it won't happen again" do not."""
    if ours := WE_WILL.search(clause):
        return bool(NEGATED.search(clause, 0, ours.end()) or re.search(r"\bbe (?:unable|\w*n't|not)\b", clause))
    if sure := ACTS[Act.SURE].search(clause):
        return bool(NEGATED.search(clause, 0, sure.start()))
    return bool(NEGATED.search(NO_BURDEN.sub(" ", ACTS[Act.FREE].sub(" ", clause))))


def _promise(clause: str, acts: frozenset[Act], *, is_known_act: bool) -> Promise:
    bare = clause
    for act in acts:
        bare = ACTS[act].sub(_inside, bare)
    words = content_of(_SHORTENED.sub(" ", SOON.sub(" ", INFORMS.sub(" ", bare)))) - GENERIC
    return Promise(clause, acts, words, is_known_act)


def _inside(words: re.Match[str]) -> str:
    """Return what stands between the first and the last word of an act: "take" what? "back"."""
    return " ".join(words.group().split()[1:-1])
