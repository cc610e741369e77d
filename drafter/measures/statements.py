"""Judges a changed sentence: what was put in, taken out, or put into other words."""

import re
from collections.abc import Sequence
from functools import cache

from rapidfuzz.distance import Levenshtein

from drafter.measures.cues import (
    CLOSER,
    COMFORT,
    COMMITMENT,
    CONCESSION,
    CONDITION,
    COSTLESS,
    HARSH,
    INSTRUCTION,
    LIGHT_WORDS,
    LIMIT,
    NEEDLESS,
    NEGATION,
    OFFER,
    PERMISSION,
    RULE,
    STRONG_PROMISE,
    UNIVERSAL,
    Stance,
    is_personal,
    private_data,
    stance_of,
)
from drafter.measures.languages import small_words
from drafter.measures.layout import has_same_words, is_near, is_short_form, mends_spelling, shouts
from drafter.measures.readings import acts_of
from drafter.measures.verdicts import Category, EditSeverity, Verdict
from knowledge_base.facts import Fact, FactKind, changed_facts, find_facts
from knowledge_base.linting.concepts import meaning_of
from knowledge_base.wording import overlap, stems_of

_LONGEST_NEGATION = 3  # words that only turn a statement round: "is no longer"
_SAME_MATTER = 0.5  # shared content words from which two sentences are about one thing
SAID_AGAIN = 0.7  # share of a sentence's content words that the rest of the reply has too
# Money and days, whichever way they are written: a period moves a day, a percentage an amount.
_GRAVE = frozenset({FactKind.MONEY, FactKind.DATE, FactKind.DURATION, FactKind.PERCENT})
_NONE, _MINOR, _MAJOR, _CRITICAL = EditSeverity

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_OPTION = re.compile(r"(?:or|oder|ou|o) (?:\w+ ?){1,6}\W*\Z", re.I)  # one of two ways that a rule leaves
_STATES = re.compile(r"\b(?:it|they|you|this|that|these|the [\w-]+) (?:can|may|could)(?:not|n't)?\b", re.I)
_TWINS = (("deliver", "dispatch"), ("dispatch", "deliver"), ("cost", "free"), ("free", "cost"), ("return", "refund"))

_EVERY = re.compile(r"\b(?:every|each|alle|tous les|toutes les|cada|om de|elke)\s\Z", re.I)
_DEADLINE = re.compile(
    r"\b(?:within|until|by|after|before|up to|at least|innerhalb|binnen|bis|nach|sous|avant|pendant"
    r"|jusqu\w*|antes|dentro|hasta|durante|plazo|frist|délai|period|window|deadline)\b",
    re.I,
)
_EMPATHY = re.compile(
    r"\b(?:sorry|apolog\w*|frustrat\w*|understand|appreciate|inconvenien\w*|tut mir|désolé|siento)\b", re.I
)
_PROMISED = frozenset({FactKind.MONEY, FactKind.DATE, FactKind.TIME, FactKind.DURATION})
_CHATTY = frozenset({FactKind.QUANTITY, FactKind.DATE})  # "with us since 2019", "have a good Friday"

Known = frozenset[tuple[str, str]]


def judge_added(sentence: str, known: Known) -> list[Verdict]:
    """Judge a sentence that the agent put in; ``known`` are the keys of facts that have a source."""
    if private_data(sentence):
        return [Verdict(Category.PRIVACY, _CRITICAL, "Private data was put in.")]
    facts = find_facts(sentence)
    is_covered = bool(facts) and all(fact.key in known for fact in facts)
    if _commits(sentence, facts) and not is_covered:
        return [Verdict(Category.PROMISE, _CRITICAL, f"A promise was put in: “{sentence}”")]
    is_aside = is_personal(sentence) and not RULE.search(sentence)
    if facts and not (is_aside and all(fact.kind in _CHATTY for fact in facts)):
        return [_added_facts(facts, known)]
    if CLOSER.search(sentence):
        return [Verdict(Category.GREETING_CLOSING, _MINOR, "A closing line was put in.")]
    if is_aside:
        return [Verdict(Category.PERSONALISATION, _NONE, "A personal word was put in.")]
    if RULE.search(sentence) and not sentence.endswith("?") and not _is_only_comfort(sentence):
        return [Verdict(Category.ADDITION_UNSUPPORTED, _MAJOR, f"A statement was put in: “{sentence}”")]
    if COMFORT.search(sentence):
        return [Verdict(Category.TONE, _MINOR, "A line of empathy or courtesy was put in.")]
    if sentence.endswith("?"):
        return [Verdict(Category.STYLE, _NONE, "A question back was put in.")]
    return [Verdict(Category.ADDITION_UNSUPPORTED, _MAJOR, f"A statement was put in: “{sentence}”")]


def judge_removed(sentence: str, rest: str) -> list[Verdict]:
    """Judge a sentence that the agent took out; ``rest`` is the reply that was sent."""
    if private_data(sentence):
        return [Verdict(Category.PRIVACY, _CRITICAL, "Private data was taken out.")]
    if STRONG_PROMISE.search(sentence):
        return [Verdict(Category.PROMISE, _CRITICAL, f"A promise was taken out: “{sentence}”")]
    kept = {fact.key for fact in find_facts(rest)}
    if lost := [fact.text for fact in find_facts(sentence) if fact.key not in kept]:
        return [Verdict(Category.OMISSION, _MAJOR, f"Taken out with its facts: {', '.join(lost)}.")]
    is_rule = (RULE.search(sentence) or _STATES.search(sentence)) and not _is_only_comfort(sentence)
    is_claim = (is_rule or INSTRUCTION.match(sentence)) and not CLOSER.search(sentence)
    if is_claim and not _is_said_again(sentence, rest):
        return [Verdict(Category.OMISSION, _MAJOR, f"A statement was taken out: “{sentence}”")]
    return [Verdict(Category.CONCISION, _MINOR, "A sentence without facts was taken out.")]


def judge_reworded(draft: str, sent: str, known: Known) -> list[Verdict]:
    """Judge a sentence that was put into other words."""
    if private_data(draft) != private_data(sent):
        return [Verdict(Category.PRIVACY, _CRITICAL, "Private data was taken out, put in or changed.")]
    verdicts = _facts(draft, sent, known)
    if verdicts or not mends_spelling(draft, sent):
        if promises := _promises(draft, sent):  # what it adds is the promise
            verdicts = [verdict for verdict in verdicts if verdict.category is not Category.ADDITION_UNSUPPORTED]
        verdicts += [*_decisions(draft, sent), *promises]
    gone, come = words_changed(draft, sent)
    if not verdicts:
        verdicts = _form(draft, sent, gone, come)
    elif _EMPATHY.search(come) and not _EMPATHY.search(draft):
        verdicts.append(Verdict(Category.TONE, _MINOR, "Words of empathy or courtesy changed."))
    return verdicts


def _commits(sentence: str, facts: Sequence[Fact]) -> bool:
    if STRONG_PROMISE.search(sentence):
        return True
    return bool(COMMITMENT.search(sentence)) and bool(facts or RULE.search(sentence) or CONCESSION.search(sentence))


def _facts(draft: str, sent: str, known: Known) -> list[Verdict]:
    added, removed = changed_facts(draft, sent)
    verdicts = []
    for fact in added:
        twin = next((old for old in removed if _is_same_kind(old, fact)), None)
        if twin:
            verdicts.append(_swapped(twin, fact, draft))
    loose = [fact for fact in added if not any(_is_same_kind(old, fact) for old in removed)]
    lost = [fact for fact in removed if not any(_is_same_kind(fact, new) for new in added)]
    if loose and removed and lost:  # another kind of value in its place: "5%" for "$5"
        verdicts.append(_swapped(lost[0], loose[0], draft))
    elif loose:
        verdicts.append(_added_facts(loose, known))
    elif lost:
        verdicts.append(Verdict(Category.OMISSION, _MAJOR, f"Taken out: {', '.join(fact.text for fact in lost)}."))
    return verdicts


def _swapped(old: Fact, new: Fact, sentence: str) -> Verdict:
    reason = f"“{old.text}” became “{new.text}”."
    if FactKind.URL in (old.kind, new.kind):
        return Verdict(Category.LINK, _MAJOR, reason)
    is_grave = (old.kind in _GRAVE or new.kind in _GRAVE) and not (old.kind is new.kind and _is_of_use(old, sentence))
    return Verdict(Category.FACT, _CRITICAL if is_grave else _MAJOR, reason)


def _is_of_use(fact: Fact, sentence: str) -> bool:
    """Whether a duration only tells how to use the goods ("change it every 3 months"), and binds nobody."""
    if fact.kind is not FactKind.DURATION or fact.unit.startswith("business"):
        return False
    if _EVERY.search(sentence[: max(0, sentence.find(fact.text))]):
        return True
    if COMMITMENT.search(sentence) or _DEADLINE.search(sentence) or acts_of(sentence):
        return False
    return fact.unit in ("hours", "minutes") or not RULE.search(sentence)


def _added_facts(facts: Sequence[Fact], known: Known) -> Verdict:
    texts = ", ".join(fact.text for fact in facts)
    if all(fact.key in known for fact in facts):
        return Verdict(Category.OMISSION, _MAJOR, f"The draft had left out what its sources say: {texts}.")
    return Verdict(Category.ADDITION_UNSUPPORTED, _MAJOR, f"Put in without a source that we know: {texts}.")


def _is_same_kind(old: Fact, new: Fact) -> bool:
    return old.key[0] == new.key[0]


def _decisions(draft: str, sent: str) -> list[Verdict]:
    before, after = stance_of(draft), stance_of(sent)
    reasons = [f"{action}: granted before, denied now" for action in before.granted & after.denied - after.granted]
    reasons += [f"{action}: denied before, granted now" for action in before.denied & after.granted - after.denied]
    left, right = before.granted | before.denied, after.granted | after.denied
    if left - right and right - left:
        reasons.append(f"{_listed(left - right)} became {_listed(right - left)}")
    for question in {question for question, _ in before.sides ^ after.sides}:
        here = {side for name, side in before.sides if name == question}
        there = {side for name, side in after.sides if name == question}
        if here and there and here != there:
            reasons.append(f"{question} changed")
    if not reasons and (_turns_round(draft, sent) or _is_withdrawn(before, after, sent)):
        reasons.append("a “not” came or went")
    if not reasons and _narrows(draft, sent):
        reasons.append("what held for all holds for some")
    if not reasons and (swapped := _swapped_words(draft, sent)):
        reason = f"The rule seems to have changed ({swapped})."
        return [Verdict(Category.POLICY_DECISION, _CRITICAL, reason, is_guess=True)]
    if not reasons and _changes_condition(draft, sent):
        reasons.append("a condition came or went")
    if not reasons:
        return []
    return [Verdict(Category.POLICY_DECISION, _CRITICAL, f"The decision changed ({'; '.join(sorted(reasons))}).")]


def _turns_round(draft: str, sent: str) -> bool:
    """Whether the same statement lost or gained its negation, not a clause of its own that has one."""
    denies = [bool(NEGATION.search(NEEDLESS.sub(" ", COSTLESS.sub(" ", text)))) for text in (draft, sent)]
    gone, come = words_changed(draft, sent)
    is_clause = not (gone and come) and len((gone or come).split()) > _LONGEST_NEGATION
    if denies[0] == denies[1] or is_clause:
        return False
    return overlap(stems_of(draft), stems_of(sent)) >= SAID_AGAIN or _share_rule(draft, sent)


def _is_withdrawn(before: Stance, after: Stance, sent: str) -> bool:
    """Whether something was granted and a denial stands in its place: "we refund it", "we do not match prices"."""
    return bool(before.granted) and not before.denied and not after.granted and bool(NEGATION.search(sent))


def _swapped_words(draft: str, sent: str) -> str | None:
    """Name what a rule speaks of now and did not before, where it is no other word for the same.

    A rule put into other words keeps its content; one that gives up a word of substance for
    another ("replaced", "credited") most likely says something else.
    """
    if not (RULE.search(draft) or PERMISSION.search(draft)) or changed_facts(draft, sent) != ((), ()):
        return None
    gone, come = words_changed(draft, sent)
    if find_facts(gone) or find_facts(come):
        return None
    lost, new = substance_of(gone, sent), substance_of(come, draft)
    if len(lost) == len(new) == 1 and is_near(*lost, *new):
        return None
    return f"{_listed(lost)} became {_listed(new)}" if lost and new else None


def substance_of(words: str, other: str) -> frozenset[str]:
    """Return the words of substance of which the other text has neither the like nor a synonym."""
    known = {*stems_of(other)} | _concepts(other)
    return frozenset(
        word
        for word in _WORD.findall(words.lower())
        if word not in _light_words() and (own := {*stems_of(word)} | _concepts(word)) and not own & known
    )


def _concepts(text: str) -> set[str]:
    found = {*meaning_of(text).concepts}
    return found | {twin for one, twin in _TWINS if one in found}


@cache
def _light_words() -> frozenset[str]:
    return small_words() | LIGHT_WORDS


def _narrows(draft: str, sent: str) -> bool:
    """Whether "all" or "every" was put into words that say for which."""
    gone, come = words_changed(draft, sent)
    is_replaced = UNIVERSAL.search(gone) and come.strip() and not UNIVERSAL.search(come)
    rules = RULE.search(draft) or PERMISSION.search(draft)
    return bool(is_replaced and rules) and overlap(stems_of(draft), stems_of(sent)) >= _SAME_MATTER


def _share_rule(draft: str, sent: str) -> bool:
    rules = [{match.group().lower() for match in RULE.finditer(text)} for text in (draft, sent)]
    return bool(rules[0] & rules[1])


def _changes_condition(draft: str, sent: str) -> bool:
    if overlap(stems_of(draft), stems_of(sent)) < _SAME_MATTER:
        return False
    gone, come = words_changed(draft, sent)
    rules = bool(RULE.search(draft) or PERMISSION.search(draft))
    if bool(LIMIT.search(draft)) != bool(LIMIT.search(sent)) and (gone or LIMIT.search(come)):
        return rules
    is_condition = CONDITION.search(come) and not OFFER.search(come)
    return bool(is_condition) and not gone and rules


def _promises(draft: str, sent: str) -> list[Verdict]:
    gone, come = words_changed(draft, sent)
    if STRONG_PROMISE.search(come) and not STRONG_PROMISE.search(draft):
        return [Verdict(Category.PROMISE, _CRITICAL, "A promise was put in.")]
    dated = [fact for fact in changed_facts(draft, sent)[0] if fact.kind in _PROMISED]
    if dated and COMMITMENT.search(come) and not changed_facts(draft, sent)[1]:
        return [Verdict(Category.PROMISE, _CRITICAL, f"A promise was put in: {', '.join(f.text for f in dated)}.")]
    if STRONG_PROMISE.search(gone) and not STRONG_PROMISE.search(sent):
        return [Verdict(Category.PROMISE, _CRITICAL, "A promise was taken out.")]
    return []


def _form(draft: str, sent: str, gone: str, come: str) -> list[Verdict]:
    if same := has_same_words(draft, sent):
        category = Category.FORMAT if same == "layout" else Category.SPELLING_GRAMMAR
        if same == "marks" and shouts(draft) != shouts(sent):
            category = Category.TONE
        return [Verdict(category, _MINOR, "The same words in another form.")]
    if _without_facts(draft) == _without_facts(sent):
        return [Verdict(Category.STYLE, _NONE, "The same facts in another notation.", is_plain=True)]
    if sorted(_loose_digits(draft)) != sorted(_loose_digits(sent)) and _loose_digits(draft) and _loose_digits(sent):
        return [Verdict(Category.FACT, _MAJOR, f"“{gone}” became “{come}”.")]
    if is_short_form(draft, sent):
        return [Verdict(Category.STYLE, _NONE, "Short forms were written out, or the other way round.")]
    if mends_spelling(draft, sent):
        return [Verdict(Category.SPELLING_GRAMMAR, _MINOR, f"A slip was mended: “{gone}” became “{come}”.")]
    if is_personal(sent) and not is_personal(draft):
        return [Verdict(Category.PERSONALISATION, _NONE, "A personal word was put in.")]
    if _sounds_kinder(gone, come) or shouts(draft) != shouts(sent):
        return [Verdict(Category.TONE, _MINOR, "Words of empathy or courtesy changed.")]
    if not come.strip() or (not gone.strip() and not come.strip()):
        return [_shortened(gone)]
    if not gone.strip() and RULE.search(come):
        return [Verdict(Category.ADDITION_UNSUPPORTED, _MAJOR, f"Put in: “{come}”.")]
    if len(sent) < 0.7 * len(draft):
        return [Verdict(Category.CONCISION, _MINOR, "The same was said in fewer words.")]
    return [Verdict(Category.STYLE, _NONE, "Other words for the same.")]


def _without_facts(text: str) -> list[str]:
    """Return a text's words with each fact in its normal form."""
    parts, place = [], 0
    for fact in find_facts(text):
        parts += [text[place : fact.start], f" {' '.join(fact.key)} "]
        place = fact.end
    return [_bare(word) for word in "".join((*parts, text[place:])).split()]


def _loose_digits(text: str) -> list[str]:
    """Return the numbers of a text that are no typed fact: "size 9"."""
    for fact in reversed(find_facts(text)):
        text = f"{text[: fact.start]} {text[fact.end :]}"
    return re.findall(r"\d+", text)


def _shortened(gone: str) -> Verdict:
    if (
        NEGATION.search(gone)
        or _OPTION.match(gone)
        or (RULE.search(gone) and (CONDITION.search(gone) or len(stems_of(gone)) >= 3))
    ):
        return Verdict(Category.OMISSION, _MAJOR, f"Taken out: “{gone}”.")
    return Verdict(Category.CONCISION, _MINOR, "Words without facts were taken out.")


def _sounds_kinder(gone: str, come: str) -> bool:
    """Whether the changed words hold courtesy, empathy or harshness on one side that the other lacks."""
    for cue in (COMFORT, HARSH):
        left, right = ({match.group().lower() for match in cue.finditer(text)} for text in (gone, come))
        if left != right:
            return True
    return False


def _is_only_comfort(sentence: str) -> bool:
    return bool(COMFORT.search(sentence)) and not CONDITION.search(sentence) and not NEGATION.search(sentence)


def _is_said_again(sentence: str, rest: str) -> bool:
    wanted, there = {*stems_of(sentence)}, {*stems_of(rest)}
    return bool(wanted) and len(wanted & there) / len(wanted) >= SAID_AGAIN


def words_changed(draft: str, sent: str) -> tuple[str, str]:
    """Return the words that went and the words that came, in order."""
    left, right = draft.split(), sent.split()
    ours, theirs = [_bare(word) for word in left], [_bare(word) for word in right]
    gone: list[str] = []
    come: list[str] = []
    for step in Levenshtein.opcodes(ours, theirs):
        if step.tag != "equal":
            gone += left[step.src_start : step.src_end]
            come += right[step.dest_start : step.dest_end]
    return " ".join(gone), " ".join(come)


def _bare(word: str) -> str:
    return re.sub(r"\W", "", word).lower() or word


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))
