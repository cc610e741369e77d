"""Conditions of a ladder: a small part of CEL over the facts of ``order_facts``, read once, never run as code.

Allowed are facts, numbers, texts in quotes, ``true`` and ``false``, ``== != < <= > >=``, ``&& || !``,
``in [...]``, ``+ - * /`` and brackets.  There are no loops, calls or own names, so a condition takes time
in proportion to its length.  A fact that is not known makes a condition neither true nor false.
See https://cel.dev (the Common Expression Language).
"""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

import cel

from drafter.errors import ConditionError
from drafter.order_facts import VOCABULARY, Fact, FactKind, Facts, FactValue

MOST_CHARS = 500
MOST_NESTING = 12
CENT = Decimal("0.01")

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'[^'\\\r\n]*'|\"[^\"\\\r\n]*\")|(?P<number>\d{1,15}(?:\.\d{1,6})?(?![\w.]))|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<mark>&&|\|\||==|!=|<=|>=|[<>!()\[\],+\-*/]))"
)
_WORDS = {"<=": "at most", "<": "less than", ">=": "at least", ">": "more than", "==": "", "!=": "not"}
_JOINS = {"&&": "and", "||": "or"}
_INCOMPLETE = "The condition is not complete, or has a bracket, sign or comma too many."
_WHOLE = re.compile(r"\.0+$")  # "100.0" is how a condition writes an amount, "100" how people say it
_NEAR = 0.6  # how alike a misspelt name has to be to a fact's name to be proposed


@dataclass(frozen=True)
class Condition:
    """A condition that was read.  ``clauses`` are its parts joined by ``&&``, each a condition by itself."""

    text: str
    clauses: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """Whether a condition holds for some facts: True, False, or None where a fact is not known; and why."""

    holds: bool | None
    why: str


@lru_cache(maxsize=1024)
def read_condition(text: str) -> Condition:
    """Read a condition; an empty one always holds.

    Raises ConditionError, whose message says in one line what is wrong and whose ``fix`` is the
    whole condition put right, where that can be guessed.
    """
    tokens = _tokens(text)
    if not tokens:
        return Condition("", (), ())
    names = tuple(dict.fromkeys(token for kind, token in tokens if kind == "name" and token in VOCABULARY))
    _check_kinds(tokens)
    _try(text, names, (bool,))
    clauses = tuple(_clauses(tokens))
    for clause in clauses:
        _try(clause, names, (bool,))
    return Condition(text.strip(), clauses, names)


@lru_cache(maxsize=256)
def read_amount(text: str) -> Condition:
    """Read what a rung pays, such as ``captured - total``.  Raises ConditionError."""
    tokens = _tokens(text)
    names = tuple(dict.fromkeys(token for kind, token in tokens if kind == "name" and token in VOCABULARY))
    if not tokens:
        raise ConditionError("The amount is empty; write a fact such as total, or a sum of facts.")
    _try(text, names, (int, float))
    return Condition(text.strip(), (), names)


def holds(condition: Condition, facts: Facts) -> Held:
    """Return whether a condition holds for these facts, with the first clause that decides it.  Never raises."""
    if not condition.text:
        return Held(True, "always")
    values = _values(condition.names, facts)
    unknown = None
    for clause in condition.clauses:
        found = _evaluate(clause, values)
        if found is False:
            return Held(False, explain(clause, facts))
        if found is not True:
            unknown = unknown or clause
    if unknown is None and _evaluate(condition.text, values) is True:
        return Held(True, "; ".join(dict.fromkeys(_value_words(name, facts) for name in condition.names)) or "always")
    missing = [name for name in condition.names if name not in facts and name in (unknown or condition.text)]
    said = " and ".join(VOCABULARY[name].words for name in missing[:3]) or "a fact"
    return Held(None, f"{said} {'is' if len(missing) < 2 else 'are'} not known")


def amount(condition: Condition, facts: Facts) -> Decimal | None:
    """Return what an amount comes to in whole cents; None where a fact is not known.  Never raises."""
    found = _evaluate(condition.text, _values(condition.names, facts))
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    try:
        return Decimal(repr(found)).quantize(CENT, rounding=ROUND_HALF_UP)
    except InvalidOperation:
        return None


def read_aloud(text: str) -> str:
    """Return a condition in plain words: "days since delivery is at most 45, and no card dispute is open".

    Raises ConditionError.
    """
    read_condition(text)
    return _aloud(_tokens(text))


def explain(clause: str, facts: Facts) -> str:
    """Say why a clause does not hold: what it asks for, and what is there instead."""
    tokens = _tokens(clause)
    names = [token for kind, token in tokens if kind == "name" and token in VOCABULARY]
    there = "; ".join(dict.fromkeys(_value_words(name, facts) for name in names if name in facts))
    flags = all(VOCABULARY[name].kind is FactKind.FLAG for name in names)
    return there if flags and there else f"{there}, wanted: {_aloud(tokens)}" if there else _aloud(tokens)


# -- reading -----------------------------------------------------------------------------


@lru_cache(maxsize=2048)
def _tokens(text: str) -> tuple[tuple[str, str], ...]:
    """Cut a condition into its words.  Raises ConditionError for whatever is not in the small language."""
    if len(text) > MOST_CHARS:
        raise ConditionError(f"The condition has {len(text)} characters; {MOST_CHARS} are the most.")
    tokens: list[tuple[str, str]] = []
    depth, at = 0, 0
    rest = text.rstrip()
    while at < len(rest):
        found = _TOKEN.match(rest, at)
        if found is None:
            raise ConditionError(_unreadable(rest, at), fix=_fixed_mark(rest, at))
        kind = str(found.lastgroup)
        token = found.group(kind)
        if kind == "name":
            _check_name(rest, token, found.start(kind))
        depth += token in ("(", "[") if kind == "mark" else 0
        depth -= token in (")", "]") if kind == "mark" else 0
        if depth > MOST_NESTING:
            raise ConditionError(f"The condition has brackets more than {MOST_NESTING} deep; write it flatter.")
        tokens.append((kind, token))
        at = found.end()
    return tuple(tokens)


def _check_name(text: str, name: str, at: int) -> None:
    if name in ("true", "false", "in") or name in VOCABULARY:
        if text[at + len(name) :].lstrip().startswith("(") and name != "in":
            raise ConditionError(f"{name!r} can't be called; conditions have no functions.")
        return
    swap = {"and": "&&", "or": "||", "not": "!"}.get(name.lower())
    near = swap or next(iter(difflib.get_close_matches(name.lower(), VOCABULARY, n=1, cutoff=_NEAR)), None)
    hint = f" Did you mean {near}?" if near else " See the list of facts."
    fix = f"{text[:at]}{near}{text[at + len(name) :]}" if near else None
    raise ConditionError(f"There is no fact called {name[:60]}.{hint}", fix=fix, near=near)


def _check_kinds(tokens: Sequence[tuple[str, str]]) -> None:
    """Refuse a fact that is compared with what it never is; an ``||`` would hide that from a trial run."""
    for (_, name), (_, mark), (kind, value) in zip(tokens, tokens[1:], tokens[2:], strict=False):
        fact = VOCABULARY.get(name)
        if fact is None or mark not in _WORDS or value in VOCABULARY or value in ("(", "-", "!"):
            continue
        fits = {
            FactKind.FLAG: value in ("true", "false") and mark in ("==", "!="),
            FactKind.TEXT: kind == "text",
        }.get(fact.kind, kind == "number")
        if not fits:
            raise ConditionError(f"{name} is {_A_KIND[fact.kind]}, so it can't be compared by {mark} {value[:40]}.")


def _unreadable(text: str, at: int) -> str:
    shown = text[at:].lstrip()[:1]
    if shown == "=":
        return "A single = means nothing here; compare with ==."
    if shown in ("&", "|"):
        return f"A single {shown} means nothing here; write {shown}{shown}."
    return f"The condition can't be read from {shown!r} on (character {at + 1})."


def _fixed_mark(text: str, at: int) -> str | None:
    start = at + len(text[at:]) - len(text[at:].lstrip())
    mark = text[start : start + 1]
    return f"{text[:start]}{mark}{text[start:]}" if mark in ("=", "&", "|") else None


def _clauses(tokens: Sequence[tuple[str, str]]) -> list[str]:
    """The parts that all have to hold; one part where an ``||`` stands outside of brackets."""
    depth, parts = 0, [[]]  # type: tuple[int, list[list[str]]]
    for _, word in tokens:
        depth += word in ("(", "[")
        depth -= word in (")", "]")
        if word == "||" and not depth:
            return [" ".join(one for _, one in tokens)]
        if word == "&&" and not depth:
            parts.append([])
        else:
            parts[-1].append(word)
    return [" ".join(part) for part in parts]


_A_KIND = {
    FactKind.FLAG: "yes or no",
    FactKind.COUNT: "a whole number",
    FactKind.MONEY: "an amount",
    FactKind.TEXT: "a text in quotes",
}
_SAMPLES: Mapping[FactKind, Any] = {
    FactKind.FLAG: True,
    FactKind.COUNT: 1,
    FactKind.MONEY: 1.5,
    FactKind.TEXT: "a",
}


def _try(text: str, names: Sequence[str], wanted: tuple[type, ...]) -> None:
    """Run a condition on made-up facts, so that one that could never work is refused when it is written."""
    found = _evaluate(text, {name: _SAMPLES[VOCABULARY[name].kind] for name in names})
    if isinstance(found, _Failed):
        raise ConditionError(found.message)
    if not isinstance(found, wanted) or (isinstance(found, bool) and bool not in wanted):
        what = "yes or no" if bool in wanted else "a number"
        raise ConditionError(f"“{text.strip()[:80]}” does not come out as {what}.")


# -- running -----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Failed:
    message: str


@lru_cache(maxsize=2048)
def _program(text: str) -> Any:
    return cel.compile(text)


def _evaluate(text: str, values: Mapping[str, Any]) -> Any:
    """Return what CEL makes of a condition, or that it failed and how."""
    try:
        return _program(text).execute(dict(values))
    except RuntimeError:
        return _Failed("A fact in it is not known.")
    except ZeroDivisionError:
        return _Failed("The condition divides by zero.")
    except TypeError:
        return _Failed(
            "The condition mixes kinds: compare amounts with numbers, texts with 'texts', and write amounts as 2.0 "
            "where they are added or multiplied."
        )
    except (ValueError, ArithmeticError):
        return _Failed(_INCOMPLETE)
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what the library's Rust raises where it gives up
            raise
        return _Failed(_INCOMPLETE)


def _values(names: Sequence[str], facts: Facts) -> dict[str, Any]:
    found = {name: facts[name] for name in names if name in facts}
    return {name: float(value) if isinstance(value, Decimal) else value for name, value in found.items()}


# -- in words ----------------------------------------------------------------------------


def _aloud(tokens: Sequence[tuple[str, str]]) -> str:
    words: list[str] = []
    negated = False
    for place, (kind, word) in enumerate(tokens):
        fact = VOCABULARY.get(word) if kind == "name" else None
        if word == "!" and place + 1 < len(tokens) and tokens[place + 1][0] == "name":
            negated = True
        elif fact is not None:
            words.append(_fact_words(fact, negated, tokens[place + 1 : place + 3]))
            negated = False
        elif kind == "mark" and word in _JOINS:
            words.append(f", {_JOINS[word]}")
        elif _is_about_flag(tokens, place):
            continue
        elif kind == "number":
            words.append(_WHOLE.sub("", word))
        else:
            words.append(_WORDS.get(word, {"in": "one of", "!": "not"}.get(word, word)))
    said = " ".join(filter(None, words))
    return re.sub(r"\s+([,)\]])|([(\[])\s+", r"\1\2", said)


def _fact_words(fact: Fact, negated: bool, after: Sequence[tuple[str, str]]) -> str:
    if fact.kind is not FactKind.FLAG:
        return f"{fact.words} is" if after and after[0][1] in (*_WORDS, "in") else fact.words
    if len(after) == 2 and after[0][1] in ("==", "!="):
        negated = (after[1][1] == "false") != (after[0][1] == "!=")
    return fact.no if negated else fact.yes


def _is_about_flag(tokens: Sequence[tuple[str, str]], place: int) -> bool:
    """Whether a token is the ``== true`` behind a flag, which is said already."""
    for back in (1, 2):
        if place >= back:
            fact = VOCABULARY.get(tokens[place - back][1])
            follows = tokens[place - back + 1][1]
            if fact and fact.kind is FactKind.FLAG and follows in ("==", "!="):
                return True
    return False


def _value_words(name: str, facts: Facts) -> str:
    fact = VOCABULARY[name]
    value: FactValue | None = facts.get(name)
    if isinstance(value, bool):
        return fact.yes if value else fact.no
    return f"{fact.words} is {value}" if value is not None else f"{fact.words} is not known"
