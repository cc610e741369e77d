"""Promises without cover: something the draft commits us to that no passage, step or resolution allows.

A promise is an act of ours to come ("we'll get a new one out to you", "Sie erhalten ...", "the
fitter will come") together with its object, its degree and its time.  Each has to be covered: the
act by a sentence of a passage that grants it, of the same thing; the time and the degree by a
passage or the order.  To look into something and to report back gives nothing away.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from drafter.checks.content import content_of, tails_of
from drafter.checks.context import CheckContext, Source
from drafter.checks.evidence import Evidence, Known, gather_evidence
from drafter.checks.promise_acts import ACTS, MARKS, SAME_AS, Act, acts_in
from drafter.checks.promise_frames import (
    ARRANGES,
    DEGREE,
    FUTURE,
    HYPOTHESIS,
    IN_TIME,
    NEGATED,
    NO_BURDEN,
    ONLY,
    OTHERS_WILL,
    OWN_EXPENSE,
    SAME_DAY,
    SOON,
    TO_YOU,
    UNLESS,
    WE_WILL,
    WHOLE,
    WITHOUT,
)
from drafter.checks.promise_reading import Promise, promises_in
from drafter.checks.support import supports
from drafter.commitment_wording import PAYER_SUBJECTS
from drafter.commitments import CommitmentKind, commitments_in
from drafter.evidence import order_texts
from drafter.findings import Finding, Severity
from drafter.tickets import Author
from knowledge_base.facts import Fact, FactKind, find_facts
from knowledge_base.wording import sentences_of

NAME = "promises"
VERSION = "3"
MOST_CHARS = 20_000
MOST_RULES = 400  # sentences of the passages that are read

_TIMED = frozenset({FactKind.MONEY, FactKind.PERCENT, FactKind.DURATION, FactKind.DATE, FactKind.TIME})
_RULE_END = re.compile(r";\s")
_LENIENT = frozenset({Act.SEND, Act.DELIVER, Act.RETURN})
"""Acts of every sale: a rule on any of them will do."""
_MONEY_ACTS = frozenset({Act.REFUND, Act.FREE, Act.CREDIT})
_NOVEL = 2  # words that no passage has, from which on an unknown act is something else than the rule's
_RULED_SURE = re.compile(r"(?<!\w)(?:guarante|promis|ensure|assure|garant|versprech|promet|beloof|garander)\w*", re.I)
_REMEDIES = {
    "replace": {Act.REPLACE, Act.EXCHANGE, Act.SEND, Act.DELIVER, Act.FREE},
    "exchange": {Act.EXCHANGE, Act.REPLACE, Act.SEND, Act.DELIVER, Act.FREE},
    "credit": {Act.CREDIT},
    "partial_refund": {Act.REFUND},
    "refund": {Act.REFUND},
}


@dataclass(frozen=True)
class _Rule:
    """A sentence of a passage, a step or the order, read as what it grants or refuses."""

    text: str
    acts: frozenset[Act]
    words: frozenset[str]
    denies: bool
    sentence: str


@dataclass(frozen=True)
class _Cover:
    """All that a promise may rest on."""

    context: CheckContext

    @cached_property
    def rules(self) -> Sequence[_Rule]:
        named = {one.snippet_id for sentence in self.context.sentences for one in sentence.citations}
        sources = [one for one in self.context.sources if not named or one.id in named]
        order = self.context.order or (self.context.ticket.order if self.context.ticket else None)
        own = [*(order_texts(order) if order else ())]
        if chosen := self.context.chosen:
            own += [chosen.wording, *chosen.steps]
        rules = [rule for source in sources for rule in _rules_of(source)]
        return [*rules, *(_rule(text) for text in own if text)][:MOST_RULES]

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset().union(*(rule.words for rule in self.rules))

    @cached_property
    def told(self) -> frozenset[str]:
        """The stems of what the requester writes of and ordered."""
        ticket = self.context.ticket
        texts = [ticket.subject] if ticket else []
        texts += [m.text for m in ticket.messages if m.author is Author.REQUESTER] if ticket else []
        order = self.context.order or (ticket.order if ticket else None)
        texts += [item.name for item in order.items] if order else []
        return frozenset().union(*(content_of(sentence) for text in texts for sentence in sentences_of(text)))

    @cached_property
    def chosen(self) -> frozenset[Act]:
        return frozenset(_REMEDIES.get(str(self.context.chosen.kind), ())) if self.context.chosen else frozenset()

    @cached_property
    def known(self) -> Sequence[Known]:
        """What passages and the order prove, worked out in one step too."""
        return (*self.evidence.proven, *self.evidence.derived)

    @cached_property
    def evidence(self) -> Evidence:
        return gather_evidence(self.context)


def check_promises(context: CheckContext) -> list[Finding]:
    """Return a high finding for each sentence with a promise that nothing covers."""
    plain = context.text.replace("’", "'")
    cover = _Cover(context)
    found = []
    for start, end, text in _sentences(plain):
        what = next((what for one in promises_in(text) if (what := _open(one, cover))), None)
        if what:
            message = (
                f"A promise without cover: no passage here allows {what}. Make it what policy allows, or take it out."
            )
            found.append(Finding(NAME, Severity.HIGH, start, end, context.text[start:end], message))
    return found


def _sentences(text: str) -> Iterator[tuple[int, int, str]]:
    place = 0
    for sentence in sentences_of(text):
        match = re.compile(r"\s+".join(re.escape(word) for word in sentence.split())).search(text, place)
        if match:
            place = match.end()
            yield match.start(), match.end(), match.group()


@lru_cache(maxsize=512)
def _rules_of(source: Source) -> tuple[_Rule, ...]:
    text = source.text[:MOST_CHARS].replace("’", "'")
    return tuple(
        _rule(clause, source.heading, sentence)
        for sentence in sentences_of(text)
        for clause in _RULE_END.split(sentence)
    )


def _rule(clause: str, heading: str = "", sentence: str = "") -> _Rule:
    acts = acts_in(clause)
    acts = acts | {Act.SURE} if _RULED_SURE.search(clause) else acts - {Act.SURE}
    ruled = NO_BURDEN.sub(" ", HYPOTHESIS.sub(" ", clause))
    denies = bool(NEGATED.search(ACTS[Act.FREE].sub(" ", ruled))) and not UNLESS.search(ruled)
    return _Rule(clause, acts, content_of(f"{clause} {heading}") | tails_of(clause), denies, sentence or clause)


def _open(promise: Promise, cover: _Cover) -> str | None:
    """Say what of a promise nothing covers; None where all of it is covered."""
    facts = [fact for fact in find_facts(promise.text, dollar=cover.evidence.dollar) if fact.kind in _TIMED]
    for fact in facts:
        if not any(supports(one.fact, fact, is_lowest=True) for one in cover.known) and not _is_theirs(
            promise, fact, cover
        ):
            return f"“{fact.text}”"
    if (soon := SOON.search(promise.text)) and not _is_timed(soon.group(), cover):
        return f"“{soon.group()}”"
    backing = _backing(facts, cover)
    for act in sorted(promise.acts - cover.chosen - _LENIENT, key=str):
        if not any(_grants(rule, act, promise, cover, is_backing=rule.sentence in backing) for rule in cover.rules):
            return act.value
    refused = _is_theirs_to_pay(promise, cover) or _refused(promise, cover)
    if refused and not promise.acts & cover.chosen:
        return f"it: it says “{refused}”"
    if promise.acts & _MONEY_ACTS and (spent := OWN_EXPENSE.search(promise.text)):
        return f"to pay what “{spent.group()}” names"
    return _too_much(promise, cover) or (None if backing else _novel(promise, cover))


def _backing(facts: Sequence[Fact], cover: _Cover) -> frozenset[str]:
    """Return the sentences of passages that the values of a promise come from."""
    values = [(one, one.fact) for one in cover.evidence.cited]
    values += [(one.basis, one.fact) for one in cover.evidence.derived if one.basis]
    return frozenset(
        known.sentence for fact in facts for known, value in values if supports(value, fact, is_lowest=True)
    )


def _is_theirs(promise: Promise, fact: Fact, cover: _Cover) -> bool:
    """Whether a value is one that the requester named, and the reply only takes it up: "in time for the 9th"."""
    if not any(supports(one.fact, fact) for one in cover.evidence.said):
        return False
    to_come = any(one.search(promise.text) for one in (WE_WILL, TO_YOU, OTHERS_WILL, FUTURE))
    return not to_come or bool(IN_TIME.search(promise.text, 0, promise.text.find(fact.text)))


def _is_timed(soon: str, cover: _Cover) -> bool:
    plain = re.compile(rf"(?<!\w){re.escape(soon)}(?!\w)", re.I)
    return any(plain.search(rule.text) for rule in cover.rules) or any(
        day.search(soon) and rule_says.search(rule.text) for day, rule_says in SAME_DAY for rule in cover.rules
    )


def _grants(rule: _Rule, act: Act, promise: Promise, cover: _Cover, *, is_backing: bool) -> bool:
    """Whether a rule allows an act of a promise: the same act, and of the same thing where it gives more than the sale.

    A rule with the very values of the promise and one of its words allows it in other words.
    """
    if rule.denies:
        return False
    shared = promise.words & rule.words
    if is_backing and (shared or rule.acts & promise.acts):
        return True
    if act is Act.TAKE_BACK:
        is_same = len(shared) >= _NOVEL or not promise.words - cover.told - rule.words
        return bool(rule.acts & SAME_AS[act]) and is_same and not _is_opposed(promise, rule)
    if act not in MARKS:
        freely = {Act.REPLACE} if act is Act.EXCHANGE else set()
        return bool(rule.acts & {act, *freely}) or bool(shared and rule.acts & SAME_AS.get(act, {act}))
    if act not in rule.acts:
        return False
    others = promise.acts - {act} - MARKS
    same = rule.acts & frozenset().union(*(SAME_AS.get(one, {one}) for one in others))
    new = promise.words - cover.told
    return bool(shared or same) or not (new or others)


def _is_theirs_to_pay(promise: Promise, cover: _Cover) -> str | None:
    """Return the rule by which the requester pays what is promised to be on us."""
    subject = next((name for name, words in PAYER_SUBJECTS if words.search(promise.text)), None)
    if subject is None or Act.FREE not in promise.acts or any(_pays(rule, "us", subject) for rule in cover.rules):
        return None
    return next((rule.text for rule in cover.rules if _pays(rule, "requester", subject)), None)


def _pays(rule: _Rule, who: str, subject: str) -> bool:
    """Whether a rule says who bears a cost."""
    if (Act.FREE in rule.acts) is not (who == "us"):
        return False
    read = (one for one in commitments_in(rule.text) if one.kind is CommitmentKind.PAYER and one.subject == subject)
    return any(who in one.values for one in read)


def _is_opposed(promise: Promise, rule: _Rule) -> bool:
    """Whether a rule wants the goods as the promise says they are not: "unworn" and "worn"."""
    plain = rule.text.lower()
    words = [word for word in re.findall(r"\w{4,}", promise.text.lower()) if not word.startswith("un")]
    return any(f"un{word[:5]}" in plain for word in words)


def _refused(promise: Promise, cover: _Cover) -> str | None:
    """Return the rule that refuses what is promised, where no rule that grants comes as close."""
    if not promise.acts or not promise.words:
        return None
    near = [(len(promise.words & rule.words), rule) for rule in cover.rules if promise.words & rule.words]
    refusing = max((n for n, rule in near if rule.denies and (n >= _NOVEL or rule.acts & promise.acts)), default=0)
    granting = max((n for n, rule in near if not rule.denies), default=0)
    if refusing <= granting:
        return None
    return next(rule.text for n, rule in near if rule.denies and n == refusing)


def _too_much(promise: Promise, cover: _Cover) -> str | None:
    """Say to what degree a promise goes beyond the rules."""
    if (degree := DEGREE.search(promise.text)) and promise.acts - _LENIENT:
        plain = re.compile(rf"(?<!\w){re.escape(degree.group())}(?!\w)", re.I)
        return None if any(plain.search(rule.text) for rule in cover.rules) else f"“{degree.group()}”"
    without = WITHOUT.search(promise.text)
    if without and not ACTS[Act.FREE].search(without.group()) and (waived := content_of(without["what"])):
        asking = [rule for rule in cover.rules if waived & rule.words and rule.acts & promise.acts]
        if asking and not any(WITHOUT.search(rule.text) for rule in asking):
            return f"“{without.group()}”"
    if whole := WHOLE.search(promise.text):
        granting = [rule for rule in cover.rules if rule.acts & promise.acts - _LENIENT]
        if granting and all(ONLY.search(rule.text) for rule in granting):
            return f"“{whole.group()}”"
    return None


def _novel(promise: Promise, cover: _Cover) -> str | None:
    """Say what a promise names that no passage has, where its act is none that we know."""
    ours = WE_WILL.search(promise.text)
    if promise.is_known_act or (ours and ours["may"]):
        return None
    verb = (ours["verb"] or ours["doing"] or ours["offer"]) if ours else ""
    arranges = bool(ARRANGES.fullmatch(verb))
    act = frozenset() if arranges else content_of(verb)
    new = promise.words - cover.words - (cover.told - act)
    if arranges or not act:
        return "it" if len(new - content_of(verb)) > _NOVEL - (not verb) else None
    if promise.words <= act:
        return None  # "we'll tuck it in"
    near = max((len(promise.words & rule.words) for rule in cover.rules if not rule.denies), default=0)
    is_told = near >= _NOVEL or (not new & act and len(promise.words) <= _NOVEL)
    return "it" if len(new) >= _NOVEL or not is_told else None
