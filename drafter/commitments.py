"""What a reply commits to, as typed statements: amounts, days, periods, decisions, remedies, who pays.

Read in English, German, French and Spanish (common forms in Dutch).  Two statements are
comparable when they have one kind and one subject and speak of the same thing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from drafter.assertions import assertions_in, facts_in
from drafter.commitment_wording import (
    ACTION,
    ALLOWS,
    BACK_WORD,
    COMMITS,
    CONDITIONAL,
    DAY_SUBJECTS,
    DENIES_AFTER,
    DENIES_BEFORE,
    GENERIC_STEMS,
    KEEP,
    LEFT,
    MONEY_SUBJECTS,
    NEEDED,
    NEEDLESS,
    NEEDS,
    NEGATED,
    PAST,
    PAYER_SUBJECTS,
    PAYOUTS,
    PERIOD_SUBJECTS,
    REJECTS,
    REMEDIES,
    SEND_BACK,
    THEM,
    UPDATE,
    US,
)
from drafter.topics import words_of
from knowledge_base.facts import Fact, FactKind
from knowledge_base.wording import sentences_keeping_days

MAX_CHARS = 8000  # of one reply


class CommitmentKind(StrEnum):
    """What a statement settles."""

    AMOUNT = "amount"
    DAY = "day"
    PERIOD = "period"
    DECISION = "decision"
    REMEDY = "remedy"
    PAYER = "payer"
    GOODS = "goods"
    NEED = "need"
    METHOD = "method"
    ASSERTION = "assertion"


@dataclass(frozen=True)
class Commitment:
    """One typed statement: ``values`` are its normal forms ("USD 45.00"; "granted"; "us").

    ``subject`` says of what ("refund", "return window"); ``things`` are the stems of the goods
    it names; offsets are code points of the text it was read from.  ``is_past`` marks what is
    told as done, ``is_update`` what owns up to changing something said before.
    """

    kind: CommitmentKind
    subject: str
    values: frozenset[str]
    start: int
    end: int
    things: frozenset[str] = frozenset()
    is_past: bool = False
    is_update: bool = False


_NAMED = re.compile(
    r"(?:^|\b(?:return|refund|exchange|replace|repair|swap|take back|the|your|an?|this|that|these|those|our|der|die"
    r"|das|den|dem|ihre?[nmrs]?|eine?[nmrs]?|les?|la|votre|vos|une?|des|el|los|las|sus?|una|de|het|uw|een)\s+)"
    r"(\w+)(?:\s+(\w+))?(?:\s+(\w+))?",
    re.I,
)
_CONTRACTED = re.compile(r"\b\w+'(?:ll|ve|re|m|d|t|s)\b|\b(?:n|l|d|qu|s|j|c)'|\bcannot\b", re.I)


def commitments_in(text: str) -> tuple[Commitment, ...]:
    """Return what a reply commits to, in the order of its text."""
    found: list[Commitment] = []
    place = 0
    was_update = False
    plain = text[:MAX_CHARS].replace("’", "'")
    for sentence in sentences_keeping_days(plain):
        start = _find(plain, sentence, place)
        place = start + len(sentence)
        is_update = bool(UPDATE.search(sentence))
        for one in (*_of_sentence(sentence), *_of_assertions(sentence)):
            found.append(
                Commitment(
                    one.kind,
                    one.subject,
                    one.values,
                    start,
                    min(place, len(text)),
                    one.things or _things(sentence),
                    bool(PAST.search(sentence)),
                    is_update or was_update,
                )
            )
        was_update = is_update
    return tuple(found)


def _find(text: str, sentence: str, after: int) -> int:
    start = after + len(text[after:]) - len(text[after:].lstrip())
    if text.startswith(sentence, start):  # as nearly always: a pattern made for one sentence is slow to make
        return start
    spread = re.compile(r"\s+".join(re.escape(word) for word in sentence.split()))  # over a line's end
    match = spread.search(text, after)
    return match.start() if match else min(after, len(text))


def _things(sentence: str) -> frozenset[str]:
    """The stems of the goods a sentence names: what stands behind an article or a possessive, or begins it."""
    plain = _CONTRACTED.sub(" ", sentence)
    named = " ".join(" ".join(part for part in match.groups() if part) for match in _NAMED.finditer(plain))
    return frozenset(
        word for word in words_of(named) if word not in GENERIC_STEMS and not any(sign.isdigit() for sign in word)
    )


@dataclass(frozen=True)
class _Read:
    kind: CommitmentKind
    subject: str
    values: frozenset[str]
    things: frozenset[str] = frozenset()


def _of_assertions(sentence: str) -> Iterator[_Read]:
    for one in assertions_in(sentence):
        subject = _subject(sentence, MONEY_SUBJECTS) if one.aspect == "money" else None
        name = one.aspect if subject is None else f"{one.aspect} of {subject}"
        yield _Read(CommitmentKind.ASSERTION, name, one.values, one.things)


def _of_sentence(sentence: str) -> Iterator[_Read]:
    yield from _of_facts(sentence)
    yield from _of_actions(sentence)
    yield from _of_payers(sentence)
    if KEEP.search(sentence):
        yield _Read(CommitmentKind.GOODS, "goods", frozenset({"keep"}))
    elif SEND_BACK.search(sentence) and BACK_WORD.search(sentence):
        yield _Read(CommitmentKind.GOODS, "goods", frozenset({"send back"}))
    if (method := _subject(sentence, PAYOUTS)) and _subject(sentence, MONEY_SUBJECTS) in ("refund", "credit"):
        yield _Read(CommitmentKind.METHOD, "refund goes to", frozenset({method}))
    for thing, pattern in NEEDS.items():
        if pattern.search(sentence) and (NEEDLESS.search(sentence) or NEEDED.search(sentence)):
            needed = "not needed" if NEEDLESS.search(sentence) else "needed"
            yield _Read(CommitmentKind.NEED, thing, frozenset({needed}))


def _of_facts(sentence: str) -> Iterator[_Read]:
    facts = facts_in(sentence)
    amounts = [fact for fact in facts if fact.kind in (FactKind.MONEY, FactKind.PERCENT)]
    for kind in (FactKind.MONEY, FactKind.PERCENT):
        values = frozenset(fact.value for fact in amounts if fact.kind is kind)
        subject = _subject(sentence, MONEY_SUBJECTS)
        if values and subject:
            yield _Read(CommitmentKind.AMOUNT, f"{subject} ({'share' if kind is FactKind.PERCENT else 'sum'})", values)
    spans = [fact for fact in facts if fact.kind is FactKind.DURATION]
    if spans and not LEFT.search(sentence) and (subject := _subject(sentence, PERIOD_SUBJECTS)):
        yield _Read(CommitmentKind.PERIOD, subject, frozenset(_longest(fact) for fact in spans))
    days = [fact for fact in facts if fact.kind is FactKind.DATE]
    if days and (subject := _subject(sentence, DAY_SUBJECTS)):
        yield _Read(CommitmentKind.DAY, subject, frozenset(fact.value for fact in days))


def _longest(fact: Fact) -> str:
    top = fact.top if fact.top is not None else fact.number
    return f"{top} {fact.unit}"


def _subject(sentence: str, subjects: Sequence[tuple[str, re.Pattern[str]]]) -> str | None:
    return next((name for name, pattern in subjects if pattern.search(sentence)), None)


def _of_actions(sentence: str) -> Iterator[_Read]:
    committed: set[str] = set()
    for clause in re.split(
        r"[,;:–—]\s|\s(?:but|and|aber|und|mais|et|pero|y|maar|instead of|statt|au lieu)\s", sentence
    ):
        for action, pattern in ACTION.items():
            match = pattern.search(clause)
            if match is None:
                continue
            verdict = _verdict(clause, match, action)
            if verdict:
                yield _Read(CommitmentKind.DECISION, action, frozenset({verdict}))
            is_offered = bool(CONDITIONAL.search(clause) or NEGATED.search(clause) or clause.endswith("?"))
            if action in REMEDIES and not is_offered and COMMITS.search(clause):
                committed.add(action)
    if committed:
        yield _Read(CommitmentKind.REMEDY, "remedy", frozenset(committed))


def _verdict(clause: str, match: re.Match[str], action: str) -> str | None:
    before, after = clause[: match.start()], clause[match.end() :]
    if before.lower().endswith(("non-", "non ")) or DENIES_BEFORE.search(before) or DENIES_AFTER.search(after):
        return "denied"
    if REJECTS.search(clause):
        return "denied"
    if NEGATED.search(clause) or CONDITIONAL.search(clause):
        return None
    return "granted" if COMMITS.search(clause) or ALLOWS.search(clause) else None


def _of_payers(sentence: str) -> Iterator[_Read]:
    subject = _subject(sentence, PAYER_SUBJECTS)
    if subject is None:
        return
    if THEM.search(sentence):
        yield _Read(CommitmentKind.PAYER, subject, frozenset({"requester"}))
    elif US.search(sentence):
        yield _Read(CommitmentKind.PAYER, subject, frozenset({"us"}))
