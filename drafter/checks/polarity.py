"""Whether a clause says yes or no, and to what: "Sale items cannot be returned", "all but swimwear can"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from knowledge_base.wording import stems_of

_PREFIX = 5  # letters of a stem that tell two words apart well enough here
_NO = re.compile(
    r"(?<!\w)(?:not(?! only)|n[o']t|cannot|\w+n't|never|no(?! (?:later|more|less|fewer|longer than|matter|cost"
    r"|charge|extra|(?:\w+ ){0,2}fees?\b|minimum|maximum|limit|need|problem|worries))"
    r"|non(?=-)|neither|nor|ni(?= \w+ ni\b)|without|unable|impossible|nicht(?! nur)|kein\w*|niemals|nie|ohne"
    r"|ausgeschlossen|pas"
    r"|aucun\w*|jamais|nunca"
    r"|ningún|ninguna|excluded|ineligible|void|refuse\w*|prohibited|exclus?|excluid\w*)(?!\w)",
    re.I,
)
_SPLIT = re.compile(
    r"[;:]\s|,\s(?:but|though|however|aber|mais|pero|and|so)\s|\s(?:but|though|although|however|aber|mais|pero|and"
    r"|und|et|y)\s|\s[-–—]\s",
    re.I,
)
_EXCLUDED = re.compile(
    r"(?<!\w)(?:excluded|not included|exempt|ausgeschlossen|ausgenommen|exclu(?:s|e|es)?|excluid[oa]s?)(?!\w)", re.I
)
_EXCEPT = re.compile(
    r"(?<!\w)(?:except(?:ing)?(?: for)?|excluding|other than|apart from|with the exception of|außer|ausgenommen|sauf"
    r"|hormis|excepto|salvo|hors"
    r")(?!\w)",
    re.I,
)
_IF = re.compile(
    r"(?<!\w)(?:as long as|provided(?: that)?|solange|vorausgesetzt|tant que|siempre que)\s[^.;:]*$"
    r"|(?<!\w)(?:if|unless|wenn|falls|si|in case|as long as|provided)\s.*?(?:,|$|\s(?=(?:we|you can|you may|please"
    r"|nous|wir)\b))",
    re.I,
)
_NEED = re.compile(
    r"(?<!\w)(?:needs?|needed|requires?|required|must(?! not)|benötig\w+|brauch\w+|erforderlich|nécessaire"
    r"|necesit\w+)(?!\w)",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_FREELY = re.compile(
    r"(?:don't|do not|won't|will not|never) (?:have to )?(?:charge|pay)\b|kein\w* (?=\d)|\bno (?=\d)"
    r"|\b(?:länger|mehr|später|weniger) als\b[^,.;]*\bnicht\b"
    r"|\b(?:\w+n't|not|never|pas|nicht|no)\s[^,.;]{0,30}?\b(?:longer|more|later|less|plus|länger|mehr|später|más)\s(?:than|de|als)\b"
    r"|\bdon't worry,?|\bno (?:problem|worries|trouble)(?: at all)?,?|\bnot to worry,?"
    r"|\b(?:pas de|aucun) (?:souci|problème),?"
    r"|\bne vous (?:en )?(?:inquiétez|faites) pas,?|\bne t'inquiète pas,?|\bkeine? (?:sorgen?|problem|thema|stress),?"
    r"|\b(?:sin|no hay|ningún) problema,?|\bno (?:se|te) preocupes?,?|,\s(?:and\s)?not\s[^,.;]{1,40}(?=[,.;]|$)"
    r"|\s(?:rather than|instead of|statt|au lieu de|en lugar de)\s[^,.;]{1,40}",
    re.I,
)
_BEFORE = re.compile(r"(?<!\w)(?:before|until|prior|bis|vor|avant|jusqu|antes|hasta)(?!\w)", re.I)
_AFTER = re.compile(
    r"(?<!\w)(?:after|once|later|as soon as|nach|sobald|après|dès que|después|tras|una vez)(?!\w)", re.I
)
_ACTS = """
    retur refun excha cance cover expir combi accep appli need valid ship send possi eligi umtau remb rembo devol
    allow use used work deliv repla zurüc zurck ersta stack redee trans resel chang refil exten umtas stor anzie
    reemb cambi échan echan annul storn kombi cumul offer provi repai match honou honor guara bring open wear
    wash
    cubre cubri cubie cubra liefe livra livre entre repri repre match rebok suppo reemp repar qualif quali reser
    pay abged gedec renew verlä renou renov trans couvr cubie grant gewäh
"""
_PREDICATES = frozenset(_ACTS.split())


@dataclass(frozen=True)
class Clause:
    """What a clause speaks of (stems, cut short), whether it denies it, and on which side of an event it lies.

    ``excludes`` where it only names what is out of it all: "Marketplace sellers are excluded."
    """

    stems: frozenset[str]
    denies: bool
    side: str = ""
    excludes: bool = False

    @property
    def predicates(self) -> frozenset[str]:
        """The stems that are acts a policy rules on."""
        return self.stems & _PREDICATES


def clauses_of(sentence: str) -> list[Clause]:
    """Return what a sentence says yes and no to; an exception is a clause of its own, of the other kind."""
    found: list[Clause] = []
    subject: frozenset[str] = frozenset()
    acts: frozenset[str] = frozenset()
    for part in _SPLIT.split(_IF.sub(" ", _FREELY.sub(" ", sentence.replace("’", "'")))):
        for clause in _read(part):
            if not clause.predicates and clause.stems:
                clause = replace(clause, stems=clause.stems | (frozenset() if clause.excludes else acts))
            acts = clause.predicates
            is_bare = len(clause.stems - _PREDICATES) == 0 and bool(clause.stems)
            full = (
                replace(clause, stems=clause.stems | subject)
                if is_bare or (found and len(clause.stems) < 3)
                else clause
            )
            if full.stems:
                found.append(full)
        if found and not subject:
            subject = found[0].stems - _PREDICATES
    return found


def contradicts(said: Clause, known: Clause) -> bool:
    """Whether one clause says yes where the other says no, about the same."""
    return said.denies is not known.denies and is_about(said, known)


def is_about(said: Clause, known: Clause) -> bool:
    """Whether a clause speaks of what another one rules: an act and most of its words are shared."""
    if {said.side, known.side} == {"before", "after"}:
        return False
    shared = said.stems & known.stems
    fewest = min(len(said.stems), 2)
    if known.excludes and said.predicates and len(known.stems) > 1 and known.stems <= said.stems:
        return True
    is_whole = len(known.stems) > 1 and known.stems <= said.stems
    return bool(shared & _PREDICATES) and len(shared) >= fewest and (is_whole or len(shared) >= 0.6 * len(said.stems))


def _read(part: str) -> Iterator[Clause]:
    exception = _EXCEPT.search(part)
    main = part[: exception.start()] if exception else part
    side = "after" if _AFTER.search(main) else "before" if _BEFORE.search(main) else ""
    denies = bool(_NO.search(main))
    stems = _stems(main)
    yield Clause(stems, denies, side, excludes=bool(_EXCLUDED.search(main)) and not stems & _PREDICATES)
    if exception:
        rest = part[exception.end() :]
        yield Clause(_stems(rest) | (stems & _PREDICATES), not denies, side)


def _stems(text: str) -> frozenset[str]:
    words = (word.lower() for word in _WORD.findall(_NO.sub(" ", text)) if not _NEED.match(word))
    found = frozenset(cut for word in words if (cut := _cut(word)) and cut not in _IDLE)
    return found | {"need"} if _NEED.search(text) else found


@lru_cache(maxsize=8192)
def _cut(word: str) -> str:
    """Cut a word so that its forms meet: "covers" and "covered", "apply" and "applies"; empty for a function word."""
    if not stems_of(word):
        return ""
    short = (word[:-1] if word.endswith("s") and not word.endswith("ss") else word)[:_PREFIX].replace("y", "i")
    return short[:-1] if len(short) > 3 and short[-1] == short[-2] else short


_IDLE_WORDS = """
    unfortunately leider malheureusement lamentablemente please within days day months month week year also still always
    someone else anyone everything item thing article artikel produit product produkt sont les des est une dans votre
    vos notre nos vous nous peuvent peut être sie sind ist der die das den dem ein eine einen können kann werden wird
    von vom mit bei auf für los las del una uno puede pueden son está que con por para sus usted
"""
_IDLE = frozenset(_IDLE_WORDS.split()) | frozenset(_cut(word) for word in _IDLE_WORDS.split())
