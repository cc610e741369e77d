"""Values that one step makes of known ones - a deadline, a sum, a share - and whether this reply means that step.

Of many amounts many sums can be made, so a value counts as worked out only where the reply
speaks of what it was made of: the length of time, the price or the percentage is stated
there, or its passage is the one that the sentence is about.
"""

import re
from collections.abc import Sequence

from drafter.checks.content import content_of
from drafter.checks.evidence import Evidence, Known
from drafter.checks.support import supports
from knowledge_base.facts import Fact, FactKind, find_facts
from knowledge_base.numerals import find_numbers

_ENDS = re.compile(
    r"(?<!\w)(?:until|till|by|before|deadline|last day|ends?|ended|expires?|expired|due|runs?|ran|valid|latest|open"
    r"|closes?|closed|will|\w+'ll|should|expect\w*|no later|through|would|earliest|from|starting|up to|upto|covered"
    r"|bis|spätestens|fällig|ende\w*|läuft|lief|gültig|wird|werden|frist|letzte[rn]? tag|müsste\w*|sollte\w*|ab"
    r"|voraussichtlich|frühestens|zeit|garantie"
    r"|jusqu['’]\w*|avant|au plus tard|expire\w*|échéance|fin|prend\w*|termin\w*|dernier jour|sera|devrai\w+|recevrez"
    r"|valable|dès|à partir du|délai|"
    r"hasta|antes|vence\w*|venc\w+|finaliz\w+|plazo|caduc\w+|último día|tardar|llegar\w*|será|debería\w*|válid\w*"
    r"|a partir del|recibir\w*)(?!\w)",
    re.I,
)
_STEPS = {
    "sum": re.compile(
        r"(?<!\w)(?:total|altogether|all in|together|comes? to|cost\w*|pay|insgesamt|zusammen|gesamt\w*|kost\w+|zahl\w+"
        r"|au total|en tout|coût\w*|revien\w+|pay\w+|en total|cuest\w*|costar\w*|pag\w+|suma\w*)(?!\w)",
        re.I,
    ),
    "rest": re.compile(
        r"(?<!\w)(?:refund\w*|back|deduct\w*|minus|less|left|leav\w+|receive|remain\w*|short|missing|more|balance"
        r"|erstatt\w*|zurück|abz\w+|bekomm\w*|erhalt\w*|rest\w*|fehl\w+|rembours\w*|recevr\w+|dédui\w+|manqu\w+"
        r"|reembols\w*|devolv\w*|devuelv\w*|recibir\w*|descont\w*|falta\w*|menos)(?!\w)",
        re.I,
    ),
}
_BOTH = re.compile(
    r"(?<!\w)(?:both|pair|two|twice|beide\w*|paar|zwei\w*|les deux|deux|paire|ambos|ambas|dos|par)(?!\w)", re.I
)
_CLAUSE_END = re.compile(r"[.!?;:—–\n]\s|,\s|\s-\s|\s\(|\)")
_REACH = 160  # characters of a clause before a date
_BEHIND = 40  # characters behind it: "November 24 is the last day"


def find_derivation(
    fact: Fact, context: tuple[str, str, Sequence[Fact]], evidence: Evidence, *, is_lowest: bool
) -> str | None:
    """Return how a value of a draft was worked out; None where no step that the reply speaks of makes it.

    ``context`` is the draft, what stands round the fact in it, and all facts of the draft.
    """
    text, sentence, stated = context
    found = [one for one in evidence.derived if supports(one.fact, fact, is_lowest=is_lowest)]
    if not found or (fact.kind is FactKind.DATE and not _is_an_end(fact, text)):
        return None
    return next((one.origin for one in found if _is_meant(one, sentence, stated, evidence)), None)


def _is_meant(one: Known, sentence: str, stated: Sequence[Fact], evidence: Evidence) -> bool:
    basis = one.basis
    if basis is None:
        return True
    here = [fact for fact in find_facts(sentence, dollar=evidence.dollar) if fact.kind is basis.fact.kind]
    if one.step.isdigit() and not _names_count(int(one.step), sentence):
        return False
    if one.step in _STEPS and not _STEPS[one.step].search(sentence):
        return False
    if any(supports(basis.fact, fact, is_lowest=True) for fact in here):
        return True
    if basis.fact.kind is FactKind.DURATION and any(_is_cited(fact, evidence) for fact in here):
        return False
    if any(supports(basis.fact, fact, is_lowest=True) for fact in stated if fact.kind is basis.fact.kind):
        return True
    words, about = content_of(sentence), content_of(basis.sentence)
    rivals = [content_of(known.sentence) for known in evidence.cited if _rivals(known, basis)]
    others: frozenset[str] = frozenset().union(*(rival for rival in rivals if rival != about))
    if words & (about - others):
        return True
    likeness, best = len(words & about), max((len(words & rival) for rival in rivals), default=0)
    return likeness == best and (likeness > 0 or not any(words & content_of(one.sentence) for one in evidence.cited))


def _names_count(count: int, sentence: str) -> bool:
    return any(number.value == count for number in find_numbers(sentence)) or (
        count == 2 and bool(_BOTH.search(sentence))
    )


def _rivals(known: Known, basis: Known) -> bool:
    return known.fact.kind is basis.fact.kind and bool(known.sentence)


def _is_cited(fact: Fact, evidence: Evidence) -> bool:
    return any(supports(known.fact, fact, is_lowest=True) for known in evidence.cited)


def _is_an_end(fact: Fact, text: str) -> bool:
    """Whether a date is said to be when something ends or is due, not when it happened."""
    first = max(0, fact.start - _REACH)
    start = max((match.end() for match in _CLAUSE_END.finditer(text, first, fact.start)), default=first)
    before = text[start : fact.start].replace("’", "'")
    behind = _CLAUSE_END.split(text[fact.end : fact.end + _BEHIND])[0]
    return bool(_ENDS.search(before) or _ENDS.search(behind) or not before.strip(" (=→:"))
