"""Statements to clauses: who does what, under which condition, and whether it is denied.

"Once an order is packed it cannot be cancelled, but it can be returned" falls into a
condition (packed, after) and two clauses, the first denied.  A clause without a subject of
its own takes that of the first one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from knowledge_base.blocks import BlockKind
from knowledge_base.linting.concepts import NOTHING, Meaning, meaning_of
from knowledge_base.linting.manners import NEGATIVE, Cost, Modality, manner_of
from knowledge_base.linting.statements import Statement

_VERBS = (
    r"is|are|was|were|can|cannot|can't|may|must|will|won't|has|have|had|do|does|don't|doesn't|needs?|takes?"
    r"|costs?|gets?"
    r"|receives?|expires?|lasts?|pays?|earns?|reach(?:es)?|applies|apply|covers?|carry|carries|starts?|ends?"
    r"|runs?|ships?"
    r"|arrives?|should|cover|belongs?|travels?|waits?|keeps?|refunds?|charges?|offers?|works?|appears?|begins?|stays?"
    r"|leaves?|goes|includes?|requires?|accepts?|means?|counts?|holds?|drops?|allows?|deducts?|never|always"
)
_SPLIT = re.compile(
    rf";|:(?=\s)|,\s+(?=(?:and|but|or|so|then|while|whereas|which|who|where|when|if|unless|except|although)\b)"
    rf"|,?\s+(?:and|but|or|whereas|while|yet)\s+(?=(?:{_VERBS}|you|we|it|they|there|the|our|your|any|if)\b)"
    rf"|,?\s+and\s+(?=[$€£]?\d)|,(?=\s)",
    re.IGNORECASE,
)
_RANGE_OPEN = re.compile(r"\b(?:between|from)\s[^,;]{1,20}$", re.IGNORECASE)  # "between 9 a.m. | and 6 p.m."
_CONDITION = re.compile(
    r"^(?:(?:and|but|or|so|then|also|only|even|except|unless)\s+)*"
    r"(?P<word>if|when|whenever|once|unless|until|till|as long as|as soon as|while|before|after|in case"
    r"|provided|where|except"
    r"|without|within|for (?!example|instance)(?:orders?|items?|parcels?|customers?|a |an |any |all |goods"
    r"|damaged|stained|defective)"
    r"|(?:to|in|for|outside) (?=(?-i:[A-Z]))(?![^.;]*\b(?:is|are|costs?|takes?|can|may|will|has|have)\b)"
    r"|with (?=\w)|from|during|on (?!a\b))\b",
    re.IGNORECASE,
)
_INNER = re.compile(
    r"\b(?P<word>(?:even |only |just )?(?:if|when|whenever|once|unless|until|till|as long as|as soon as|while"
    r"|in case|provided that"
    r"|except (?:when|if|where|for)|(?:after|before)(?=\s(?:an?|the|it|they|you|we|your|our|its|this)\b)))\s",
    re.IGNORECASE,
)
_CONJUNCTIONS = frozenset(
    (
        "if",
        "when",
        "whenever",
        "once",
        "unless",
        "until",
        "till",
        "as long as",
        "as soon as",
        "while",
        "in case",
        "provided",
        "where",
    )
)
_MAIN = re.compile(
    rf"\s(?P<main>(?:it|you|we|they|there|nobody|neither|customers|members|(?:the|an?|our|your|this"
    rf"|that)\s(?:[\w-]+\s){{1,3}}?(?=(?:{_VERBS})\b))"
    rf"(?:\s|(?<=\s))(?:[\w-]+\s){{0,4}}?(?:{_VERBS}|pay|receive|return|refund|replace|send|ask|email|keep|give"
    rf"|charge)\b)",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"\b(?:until|till|before|unless)\b", re.IGNORECASE)
_BACK = re.compile(r"^(?:after|from) (?:that|then)|^afterwards?|^later\b|^then\b|^from then on", re.IGNORECASE)
_STARTS_WITH_VERB = re.compile(rf"^(?:and |but |or |then |so |also )*(?:{_VERBS})\b", re.IGNORECASE)
_RELATIVE = re.compile(r"^(?:and |but )?(?:which|who|that)\b", re.IGNORECASE)
_RELATIVE_END = re.compile(r"\b(?:that|which|who)\s(?:\w+ly\s)?$", re.IGNORECASE)
_VERB = re.compile(rf"\b(?:{_VERBS})\b", re.IGNORECASE)
_IT = re.compile(r"^(?:and |but |or |so )?(?:they|it|these|those)\b", re.IGNORECASE)
_PRONOUN = re.compile(r"^(?:and |but |or |so )?(?:they|it|these|those|this|that)\b", re.IGNORECASE)
_LABEL = re.compile(r"^((?:[\w'’-]+ ?){1,6})(?:\([^)]*\))?:\s")
_EXAMPLE = re.compile(r"\b(?:for example|for instance|e\.g\.|example:|such as when|say,)|\bmake \$\d", re.IGNORECASE)


HEAD_WORDS = 2  # after a verb, that belong to it: "not delivered"
ITEM_WORDS = 6  # more, and it is no item of a list but something said


@dataclass(frozen=True)
class Condition:
    """When a clause holds: what has to be so, and whether before or after it is."""

    meaning: Meaning
    text: str
    is_before: bool


@dataclass(frozen=True)
class Clause:
    """One thing that a statement says.

    ``start`` and ``end`` are its place in the statement's text; ``predicate`` is what it says from its verb on,
    ``about`` what it and its subject name, ``sentence`` what all of the statement names,
    ``context`` what the headings, the title and the list's lead name.
    """

    statement: Statement
    text: str
    start: int
    end: int
    about: Meaning
    sentence: Meaning
    context: Meaning
    conditions: tuple[Condition, ...] = ()
    is_denied: bool = False
    denied: frozenset[str] = frozenset()
    modality: Modality = Modality.STATED
    cost: Cost | None = None
    is_always: bool = False
    is_only: bool = False
    is_never: bool = False
    predicate: Meaning = NOTHING
    subject: Meaning = NOTHING
    is_example: bool = False
    is_condition: bool = False

    @property
    def limits(self) -> Meaning:
        """All that its conditions name."""
        found = NOTHING
        for one in self.conditions:
            found = found | one.meaning
        return found


@dataclass(frozen=True)
class _Piece:
    text: str
    start: int
    end: int
    condition: str = ""


def clauses_of(statement: Statement) -> tuple[Clause, ...]:
    """Return the clauses of a statement in their order."""
    pieces = list(_pieces(statement.text.replace("’", "'")))
    context = meaning_of(" . ".join((*statement.heading, statement.policy.title, statement.lead)))
    conditions = tuple(_condition(piece, statement) for piece in pieces if piece.condition)
    lead = _leading_condition(statement)
    conditions = (*conditions, *((lead,) if lead else ()))
    is_example = bool(_EXAMPLE.search(statement.text))
    found: list[Clause] = []
    subject = before = ""
    label = _label(statement)
    for at, piece in enumerate(pieces):
        if piece.condition and not _has_own_number(piece.text):
            continue
        words = piece.text
        if piece.condition:
            words = f"{before or _next_clause(pieces[at + 1 :])} {words}"
        elif found and not piece.condition and _PRONOUN.match(words):
            words = f"{before} {words}"
        elif found and not piece.condition and _lacks_subject(words):
            head = subject if _VERB.search(words) else _head_of(before, subject)
            words = f"{head} {words}"
        elif not piece.condition:
            if _IT.match(words) and statement.before:
                words = f"{_subject_of(statement.before)} {words}"
            subject = _subject_of(words) or subject
        words = f"{label} {words}" if piece.start > len(label) else words
        listed, before = _listed(found, piece, pieces), words
        found.append(
            Clause(
                statement,
                piece.text,
                piece.start,
                piece.end,
                _about(statement, words),
                meaning_of(statement.text),
                context,
                conditions,
                predicate=meaning_of(_predicate_of(piece.text)),
                subject=meaning_of(subject if subject != words else ""),
                is_example=is_example,
                is_condition=bool(piece.condition),
                **_manner_in(piece, words, conditions, found[-1] if found else None),
            )
        )
        found += [_about_item(found[-1], item) for item in listed]
    return tuple(found)


def _lacks_subject(words: str) -> bool:
    return bool(_STARTS_WITH_VERB.match(words) or not _VERB.search(words) or _RELATIVE.match(words))


def _head_of(clause: str, subject: str) -> str:
    """Return what a list goes on with: of "They are not delivered on Saturdays | or Sundays" all up to "delivered"."""
    verb = next((one for one in _VERB.finditer(clause) if one.start() >= len(subject) // 2), None)
    return " ".join((clause[: verb.end()], *clause[verb.end() :].split()[:HEAD_WORDS])) if verb else subject


def _next_clause(pieces: Sequence[_Piece]) -> str:
    return next((one.text for one in pieces if not one.condition), "")


def _manner_in(piece: _Piece, words: str, conditions: tuple[Condition, ...], former: Clause | None) -> dict[str, Any]:
    """Return how a piece says it; one without a verb goes on denying: "it does not cover stains | or tears"."""
    manner = manner_of(piece.text, words, only=any(one.text.lower().startswith("only") for one in conditions))
    if former and former.is_denied and not piece.condition and not _VERB.search(piece.text):
        manner |= {"is_denied": True, "denied": former.denied}
    return manner


def _about_item(clause: Clause, item: str) -> Clause:
    return replace(clause, about=meaning_of(f"{item} {_predicate_of(clause.text)}"), subject=meaning_of(item))


def _listed(found: Sequence[Clause], piece: _Piece, pieces: Sequence[_Piece]) -> list[str]:
    """Return the subjects that a list before a verb names: "Bear spray, fuel and tents | can't be returned"."""
    if (
        not found
        or piece.condition
        or _LABEL.match(found[0].statement.text)
        or not _VERB.search(piece.text)
        or any(_VERB.search(one.text) for one in found)
    ):
        return []
    before = [one for one in pieces if one.end <= piece.start]
    is_list = all(not one.condition and len(one.text.split()) <= ITEM_WORDS for one in before)
    return [one.text for one in before] if is_list else []


def _predicate_of(text: str) -> str:
    verb = _VERB.search(text, 1)
    if not verb:
        return text if _STARTS_WITH_VERB.match(text) else ""
    return text[verb.start() :]


def _about(statement: Statement, words: str) -> Meaning:
    """Return what words name, else their heading: "Tell us within 21 days" does not say itself what about."""
    own = meaning_of(words)
    if own.concepts or own.cases:
        return own
    return meaning_of(statement.heading[-1] if statement.heading else statement.policy.title)


def _label(statement: Statement) -> str:
    """Return what a statement is about to its end: what stands before a colon, and the first cell of a row."""
    found = _LABEL.match(statement.text)
    if found and statement.kind is BlockKind.TABLE:
        return statement.text[found.end() :].partition(";")[0]
    return found[1] if found else ""


def _pieces(text: str) -> Iterator[_Piece]:
    start = 0
    splits = [one for one in _SPLIT.finditer(text) if not _RANGE_OPEN.search(text[: one.start()])]
    for found in (*splits, None):
        end = found.start() if found else len(text)
        yield from _inner_pieces(text, start, end)
        start = found.end() if found else end


def _inner_pieces(text: str, start: int, end: int) -> Iterator[_Piece]:
    """Cut a condition off that stands at the end of its clause: "it is free | until it is packed"."""
    while start < end and text[start] in " ,;:":
        start += 1
    piece = text[start:end]
    if not piece.strip():
        return
    opening = _CONDITION.match(piece)
    if opening:
        main = _main_clause(piece, opening)
        if main is None:
            yield _Piece(piece, start, end, opening["word"].lower())
            return
        yield _Piece(piece[:main].rstrip(), start, start + len(piece[:main].rstrip()), opening["word"].lower())
        yield from _inner_pieces(text, start + main, end)
        return
    inner = _INNER.search(piece)
    if inner and inner.start() > 0:
        cut = start + inner.start()
        yield _Piece(text[start:cut], start, cut)
        yield _Piece(text[cut:end], cut, end, inner["word"].lower())
        return
    yield _Piece(piece, start, end)


def _main_clause(piece: str, opening: re.Match[str]) -> int | None:
    """Return where the main clause begins after a condition that no comma ends: "Once it is packed | it cannot …"."""
    start = opening.end()
    if opening["word"].lower() in _CONJUNCTIONS:
        verb = _VERB.search(piece, start)
        if not verb:
            return None
        start = verb.end()
    found = _MAIN.search(piece, start)
    return found.start("main") if found else None


def _has_own_number(text: str) -> bool:
    return any(map(str.isdigit, text))


def _condition(piece: _Piece, statement: Statement) -> Condition:
    words = piece.text
    if _BACK.match(words) and statement.before:
        words = f"{words} {' '.join(one.text for one in _pieces(statement.before) if one.condition)}"
        return Condition(meaning_of(words), piece.text, is_before=False)
    is_before = bool(_BEFORE.search(piece.text)) != bool(NEGATIVE.search(piece.text))
    return Condition(meaning_of(words), piece.text, is_before)


def _leading_condition(statement: Statement) -> Condition | None:
    """Read "After that we cannot …": its condition is that of the sentence before."""
    if not _BACK.match(statement.text) or not statement.before:
        return None
    words = " ".join(one.text for one in _pieces(statement.before) if one.condition)
    return Condition(meaning_of(words), words, is_before=False) if words else None


def _subject_of(text: str) -> str:
    found = next((one for one in _VERB.finditer(text) if not _RELATIVE_END.search(text[: one.start()])), None)
    return text[: found.start()] if found and meaning_of(text[: found.start()]).concepts else text
