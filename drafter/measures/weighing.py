"""What a change most likely is, weighed from what its two wordings say: a small fitted model.

Rules are sure of numbers, links, private data and layout.  Whether other words say another
decision, a promise, or the same in a kinder way, no single word tells.  So the readings of
both wordings are compared (what was granted and is denied now, who pays, which act became
which, what is asked, how it sounds), and a logistic model says how likely each category is.

The weights are fitted by ``python -m tests.tools.edit_fit`` on the labelled pairs under
``tests/data/edits``.  A change is described by at most some forty features, each with a name.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from drafter.measures.changes import Change
from drafter.measures.layout import is_short_form, mends_spelling
from drafter.measures.readings import acts_of, readings_of
from drafter.measures.statements import substance_of, words_changed
from drafter.measures.verdicts import Category, EditSeverity, Verdict
from knowledge_base.facts import changed_facts, find_facts
from knowledge_base.wording import overlap, sentences_of, stems_of

WEIGHTS = Path(__file__).parent / "change_weights.json"
LEAST_GRAVE = (
    0.3  # likelihood of a decision or promise from which one is told: a missed one costs more than a false one
)
_LEAST_BESIDE_FACTS = 0.6  # the same, where facts that came or went explain the change already
_LONG = 20  # words; a longer stretch counts as this long
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_NAME = re.compile(r"(?<=[\w,] )[A-ZÄÖÜÀ-Ý]\w+")

Features = Mapping[str, float]


@dataclass(frozen=True)
class Model:
    """Weights of each feature, one for each category in the order of ``categories``."""

    categories: tuple[Category, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, tuple[float, ...]]


def likelihoods(features: Features) -> dict[Category, float]:
    """Say how likely each category is; the figures sum up to 1."""
    model = _model()
    scores = list(model.bias)
    for name, value in features.items():
        for place, weight in enumerate(model.weights.get(name, ())):
            scores[place] += weight * value
    top = max(scores)
    shares = [exp(score - top) for score in scores]
    return {category: share / sum(shares) for category, share in zip(model.categories, shares, strict=True)}


def features_of(change: Change, rest: str, verdicts: Sequence[Verdict]) -> dict[str, float]:
    """Describe a change: ``rest`` is the body of the other text, ``verdicts`` what rules make of the change."""
    kind = "in" if not change.draft else "out" if not change.sent else "re"
    found = _reworded(change.draft, change.sent) if kind == "re" else _alone(kind, change.draft or change.sent, rest)
    for verdict in verdicts:
        found[f"{kind} rule {verdict.category.value}{' guess' if verdict.is_guess else ''}"] = 1.0
    return {name: round(value, 4) for name, value in found.items() if value}


def _alone(kind: str, sentence: str, rest: str) -> dict[str, float]:
    stems = {*stems_of(sentence)}
    found = {f"{kind} {name}": 1.0 for name in readings_of(sentence)}
    return found | {
        kind: 1.0,
        f"{kind} question": float("?" in sentence),
        f"{kind} shout": float("!" in sentence),
        f"{kind} length": min(_LONG, len(sentence.split())) / _LONG,
        f"{kind} act": float(bool(acts_of(sentence))),
        f"{kind} facts": float(bool(find_facts(sentence))),
        f"{kind} said elsewhere": len(stems & {*stems_of(rest)}) / len(stems) if stems else 0.0,
        f"{kind} name": float(bool(_NAME.search(sentence))),
    }


def _reworded(draft: str, sent: str) -> dict[str, float]:
    gone, come = words_changed(draft, sent)
    before, after = readings_of(draft), readings_of(sent)
    found = {f"only before: {name}": 1.0 for name in before - after}
    found |= {f"only after: {name}": 1.0 for name in after - before}
    found |= {f"went: {name}": 0.5 for name in readings_of(gone)}
    found |= {f"came: {name}": 0.5 for name in readings_of(come)}
    found["we became you"] = float(_side(readings_of(gone), "we", "you") * _side(readings_of(come), "we", "you") < 0)
    found |= _turns(before, after) | _acts(draft, sent) | _amounts_of_change(draft, sent, gone, come)
    added, removed = changed_facts(draft, sent)
    found["facts came"], found["facts went"] = float(bool(added)), float(bool(removed))
    return found


def _turns(before: frozenset[str], after: frozenset[str]) -> dict[str, float]:
    turned = _denies(before) != _denies(after)
    both = before & after
    return {
        **{f"both: {name}": 1.0 for name in both if name in _TELLING_BOTH},
        "waits for something, both": float(bool(before & _WAITS) and bool(after & _WAITS)),
        "denies, both": float(_denies(before) and _denies(after)),
        "holds back, both": float(_holds_back(before) and _holds_back(after)),
        "turned": float(turned),
        "turned a rule": float(turned and "rule" in before | after),
        "turned without condition": float(turned and not (before | after) & {"condition", "asks"}),
        "turned, limits too": float(_holds_back(before) != _holds_back(after)),
        "turned an odd number": float(sum(name in side for name in _DENIALS for side in (before, after)) % 2),
        "who pays": abs(_side(before, "we pay", "you pay") - _side(after, "we pay", "you pay")) / 2,
        "what is needed": abs(_side(before, "exempt", "obliges") - _side(after, "exempt", "obliges")) / 2,
    }


_DENIALS = ("negation", "denial")
_WAITS = frozenset({"condition", "asks"})
_TELLING_BOTH = frozenset(
    {"negation", "condition", "asks", "permission", "regret", "ours", "exempt", "we pay", "you pay"}
)


def _denies(said: frozenset[str]) -> bool:
    return any(name in said for name in _DENIALS)


def _holds_back(said: frozenset[str]) -> bool:
    return _denies(said) or "limit" in said or "regret" in said


def _side(said: frozenset[str], one: str, other: str) -> int:
    return (one in said) - (other in said)


def _acts(draft: str, sent: str) -> dict[str, float]:
    before, after = acts_of(draft), acts_of(sent)
    return {
        "act for act": float(bool(before - after and after - before)),
        "act went": float(bool(before - after)),
        "act came": float(bool(after - before)),
        "same acts": float(bool(before) and before == after),
    }


def _amounts_of_change(draft: str, sent: str, gone: str, come: str) -> dict[str, float]:
    left, right = ({word.lower() for word in _WORD.findall(text)} for text in (draft, sent))
    lost, new = substance_of(gone, sent), substance_of(come, draft)
    near = Levenshtein.normalized_similarity(draft, sent)
    return {
        "re": 1.0,
        "words kept": 2 * len(left & right) / max(1, len(left) + len(right)),
        "matter kept": overlap(stems_of(draft), stems_of(sent)),
        "matter for matter": float(bool(lost and new)),
        "matter lost": min(3, len(lost)) / 3,
        "matter new": min(3, len(new)) / 3,
        "only went": float(not come.strip()),
        "only came": float(not gone.strip()),
        "one word": float(len(gone.split()) <= 1 and len(come.split()) <= 1),
        "words went": min(_LONG, len(gone.split())) / _LONG,
        "words came": min(_LONG, len(come.split())) / _LONG,
        "longer by": min(2.0, len(sent) / max(1, len(draft))),
        "much shorter": float(len(sent) < 0.7 * len(draft)),
        "much longer": float(len(sent) > 1.4 * len(draft)),
        "more sentences": float(max(-2, min(2, len(sentences_of(sent)) - len(sentences_of(draft))))),
        "a slip": float(mends_spelling(draft, sent)),
        "short forms": float(is_short_form(draft, sent)),
        "letters kept": near,
        "nearly all letters kept": near**3,
        "shouting": float(("!" in draft) != ("!" in sent)),
        "shouted before": float("!!" in draft or draft.count("!") > 2),
        "question came": float("?" in sent and "?" not in draft),
        "question went": float("?" in draft and "?" not in sent),
    }


def weigh(change: Change, rest: str, verdicts: list[Verdict]) -> list[Verdict]:
    """Settle what rules leave open: return their verdicts, or the likeliest category in their place."""
    if not verdicts or not is_open(change, verdicts):
        return verdicts
    features = features_of(change, rest, verdicts)
    likely = likelihoods(features)
    grave = max(_GRAVE, key=lambda category: likely[category])
    has_facts = _FACTS_OF & {verdict.category for verdict in verdicts} and _changes_facts(change)
    if not (change.draft and change.sent):
        grave = Category.PROMISE
    if sum(likely[category] for category in _GRAVE) >= (_LEAST_BESIDE_FACTS if has_facts else LEAST_GRAVE):
        best = grave
    elif has_facts:
        return [verdict for verdict in verdicts if verdict.category not in _GRAVE]
    else:
        best = max((one for one in _choices(change) if one not in _GRAVE), key=lambda category: likely[category])
    same = [verdict for verdict in verdicts if verdict.category is best]
    return same or [Verdict(best, _SEVERITY[best], _reason(change, best, features), is_guess=True)]


def is_open(change: Change, verdicts: Sequence[Verdict]) -> bool:
    """Whether rules only guess what a change is: no private data, swapped fact, link, slip or layout tells them."""
    kinds = {verdict.category for verdict in verdicts}
    if kinds & _SURE or any(verdict.is_plain for verdict in verdicts):
        return False
    if change.draft and change.sent:
        return Category.GREETING_CLOSING not in kinds
    return not find_facts(change.draft or change.sent) or kinds <= ({*_FACTS_OF} if change.draft else {_LOOSE})


_GRAVE = (Category.POLICY_DECISION, Category.PROMISE)
_LOOSE = Category.ADDITION_UNSUPPORTED  # facts that no source is known for
_FACTS_OF = frozenset({Category.OMISSION, Category.ADDITION_UNSUPPORTED})
_SURE = frozenset(
    {
        Category.FACT,
        Category.LINK,
        Category.LANGUAGE,
        Category.FORMAT,
        Category.PRIVACY,
        Category.SPELLING_GRAMMAR,
    }
)
_SEVERITY = dict.fromkeys(Category, EditSeverity.MINOR) | {
    Category.POLICY_DECISION: EditSeverity.CRITICAL,
    Category.PROMISE: EditSeverity.CRITICAL,
    Category.OMISSION: EditSeverity.MAJOR,
    Category.ADDITION_UNSUPPORTED: EditSeverity.MAJOR,
    Category.STYLE: EditSeverity.NONE,
    Category.PERSONALISATION: EditSeverity.NONE,
}
_IN = (
    Category.PROMISE,
    Category.ADDITION_UNSUPPORTED,
    Category.PERSONALISATION,
    Category.TONE,
    Category.GREETING_CLOSING,
    Category.STYLE,
)
_OUT = (Category.PROMISE, Category.OMISSION, Category.CONCISION, Category.TONE)
_RE = (
    *_GRAVE,
    Category.TONE,
    Category.STYLE,
    Category.CONCISION,
    Category.OMISSION,
    Category.ADDITION_UNSUPPORTED,
    Category.PERSONALISATION,
    Category.SPELLING_GRAMMAR,
)
_SAID = {
    Category.POLICY_DECISION: "The decision seems to have changed",
    Category.PROMISE: "A promise seems to have come or gone",
    Category.OMISSION: "A statement seems to be left out",
    Category.ADDITION_UNSUPPORTED: "A statement seems to be new",
    Category.TONE: "The same seems to be said in another tone",
    Category.STYLE: "Other words for the same",
    Category.CONCISION: "The same seems to be said in fewer words",
    Category.PERSONALISATION: "A personal word was put in",
    Category.SPELLING_GRAMMAR: "The spelling or grammar was mended",
    Category.GREETING_CLOSING: "A closing line was put in",
}
_NEAR = 0.5  # letters that changed words keep where only their spelling is mended
_TOLD_BY = 3  # features named in a reason
_SHOWN = 60  # signs of what went or came


def _choices(change: Change) -> tuple[Category, ...]:
    if not (change.draft and change.sent):
        return _OUT if change.draft else _IN
    is_far = Levenshtein.normalized_similarity(*words_changed(change.draft, change.sent)) < _NEAR
    return tuple(one for one in _RE if not (is_far and one is Category.SPELLING_GRAMMAR))


def _changes_facts(change: Change) -> bool:
    return changed_facts(change.draft, change.sent) != ((), ())


def _reason(change: Change, category: Category, features: Features) -> str:
    model = _model()
    place = model.categories.index(category)
    pulls = {name: value * model.weights[name][place] for name, value in features.items() if name in model.weights}
    told = [name for name in sorted(pulls, key=lambda name: (-pulls[name], name)) if pulls[name] > 0][:_TOLD_BY]
    gone, come = (
        words_changed(change.draft, change.sent) if change.draft and change.sent else (change.draft, change.sent)
    )
    words = " became ".join(f"“{_cut(text)}”" for text in (gone, come) if text.strip())
    return f"{_SAID[category]}: {words} (told by: {'; '.join(told)})." if words else f"{_SAID[category]}."


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rstrip()}…"


@cache
def _model() -> Model:
    content = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Model(
        tuple(Category(name) for name in content["categories"]),
        tuple(content["bias"]),
        {name: tuple(weights) for name, weights in content["weights"].items()},
    )
