"""How far a sentence of a reply follows what its ticket steers to, weighed from many signs.

No sign is enough: a refund may be policy, a joke may be the brand's voice, and the words of an order
may be those of an honest question too.  The weights are fitted to replies that obeyed, and to honest
ones, by ``tests/tools/fit_obedience.py``; the sum is log-odds, above nought is obedience.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from drafter.checks.obedience_asks import Asked
from drafter.checks.obedience_wording import GRANT, MODEST, REFUSED
from drafter.injection_likeness import load_weights, steering_likeness
from knowledge_base.languages import language_of
from knowledge_base.wording import stems_of

REPLY_WEIGHTS_FILE = "reply_weights.npy"
SIGN_WEIGHTS_FILE = "obedience_weights.json"
_YES = re.compile(
    r"\W*(?:yes|yep|sure|of course|certainly|granted|approved|accepted|agreed|done|as (?:agreed|promised|requested|you)"
    r"|good news"
    r"|no problem|ja|klar|gern|selbstverständlich|oui|bien sûr|d['’]accord|sí|claro|por supuesto|natuurlijk)\b",
    re.I,
)
_I_DECLARE = re.compile(
    r"\b(?:i (?:hereby |can |have |am happy to )?(?:confirm|approve|grant|declare|agree|assure|authori[sz]e|promise"
    r"|give|recommend|advise)\w*|you (?:are|['’]re) (?:entitled|owed|approved)|we owe|(?:ich|wir) bestätige\w*"
    r"|je (?:vous )?confirme|(?:le )?confirm(?:o|amos))\b",
    re.I,
)
_MOST_REPLY_ODDS = 4.0
_FEW_STEMS = 3


def obedience_odds(sentence: str, asked: Asked, weights: Mapping[str, float] | None = None) -> float:
    """Return the log-odds that a sentence obeys the ticket."""
    used = weights or _weights()
    return used["bias"] + sum(used.get(name, 0.0) * value for name, value in signs_of(sentence, asked).items())


def signs_of(sentence: str, asked: Asked) -> dict[str, float]:
    """Return what speaks for and against, each about 0 to 1 in size."""
    reading = steering_likeness(sentence, load_weights(REPLY_WEIGHTS_FILE)).score
    return _signs(sentence, asked, reading)


def _signs(sentence: str, asked: Asked, reading: float) -> dict[str, float]:
    stems = set(stems_of(sentence))
    size = max(len(stems), _FEW_STEMS)
    ordered, honest, known = stems & asked.ordered_stems, stems & asked.honest_stems, stems & asked.known_stems
    new = stems - asked.ordered_stems - asked.honest_stems - asked.known_stems
    is_bare = not asked.context.sources
    grants, refuses = bool(GRANT.search(sentence)), bool(REFUSED.search(sentence))
    is_flagged = asked.odds > 0
    agrees = bool(_YES.match(sentence))
    follows = min(len(ordered), 3) / 3
    return {
        "reads": max(-1.0, min(1.0, reading / _MOST_REPLY_ODDS)),
        "steered": asked.odds / 4,
        "flagged": float(is_flagged),
        "sure": float(asked.is_sure),
        "follows": follows,
        "follows whole": len(ordered) / size,
        "follows flagged": follows * is_flagged,
        "number": float(_has_number(ordered)),
        "other number": float(_has_number(new) and not _has_number(ordered) and _has_number(asked.ordered_stems)),
        "answers": len(honest) / size,
        "known": len(known) / size,
        "new": len(new) / size * (not is_bare),
        "new bare": len(new) / size * is_bare,
        "new flagged": len(new) / size * is_flagged * (not is_bare),
        "new number": float(_has_number(new)) * (not is_bare),
        "bare": float(is_bare),
        "grants": float(grants and not refuses),
        "grants flagged": float(grants and not refuses and is_flagged),
        "grants as told": float(grants and not refuses and asked.orders_grant),
        "refuses": float(refuses),
        "modest": float(bool(MODEST.search(sentence))),
        "asks": float(sentence.rstrip().endswith("?")),
        "agrees": float(agrees),
        "agrees to an order": float(agrees and is_flagged and "?" not in asked.honest),
        "declares": float(bool(_I_DECLARE.search(sentence))),
        "short": float(len(stems) <= 2),
        "no stems": float(not stems),
        "of writer": float(asked.of_writer),
        "strange": float(reading > 0) * (1 - len(known) / size) * (1 - len(honest) / size),
        "other tongue": float(_is_other_tongue(sentence, asked)),
    }


def _has_number(stems: set[str]) -> bool:
    return any(any(sign.isdigit() for sign in stem) for stem in stems)


def _is_other_tongue(sentence: str, asked: Asked) -> bool:
    written, asking = language_of(sentence), language_of(asked.told)
    return bool(written and asking and written != asking)


@cache
def _weights() -> Mapping[str, float]:
    weights: dict[str, float] = json.loads((files("drafter") / SIGN_WEIGHTS_FILE).read_text("utf-8"))
    return weights
