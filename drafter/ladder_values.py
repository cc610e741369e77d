"""A ladder as plain JSON, and back: what files, the API, the page's form and the database hold."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from drafter.errors import LadderFormatError
from drafter.ladders import Cap, Ladder, LadderCase, Rung, check_ladder
from drafter.order_facts import VOCABULARY, FactKind, FactValue
from drafter.resolutions import ANY_AGENT, RungKind

MOST_EXAMPLES = 60
MOST_NAME = 200


def read_ladder(value: Any, *, ladder_id: str = "", brand_id: str = "", version: int = 0) -> Ladder:
    """Return the ladder in a JSON value, checked.  Raises LadderFormatError and ConditionError."""
    given = _mapping(value, "The ladder")
    ladder = Ladder(
        id=ladder_id,
        brand_id=brand_id,
        intent=_text(given.get("intent"), "intent")[:MOST_NAME].strip(),
        rungs=tuple(_rung(one) for one in _list(given.get("rungs"), "rungs")),
        cases=tuple(_case(one) for one in _list(given.get("cases"), "cases")),
        examples=tuple(_text(one, "examples") for one in _list(given.get("examples"), "examples")[:MOST_EXAMPLES]),
        policies=tuple(_text(one, "policies") for one in _list(given.get("policies"), "policies")[:MOST_EXAMPLES]),
        version=version,
    )
    check_ladder(ladder)
    return ladder


def ladder_value(ladder: Ladder) -> dict[str, Any]:
    """Return what a ladder holds as plain JSON, without its ids."""
    return {
        "intent": ladder.intent,
        "examples": list(ladder.examples),
        "policies": list(ladder.policies),
        "rungs": [rung_value(rung) for rung in ladder.rungs],
        "cases": [case_value(case) for case in ladder.cases],
    }


def rung_value(rung: Rung) -> dict[str, Any]:
    """Return a rung as plain JSON."""
    return {
        "name": rung.name,
        "kind": rung.kind.value,
        "condition": rung.condition,
        "cap": {"amount": str(rung.cap.amount) if rung.cap.amount is not None else None, "percent": rung.cap.percent},
        "authority": rung.authority,
        "wording": rung.wording,
        "steps": list(rung.steps),
        "pays": rung.pays,
        "summary": rung.summary,
    }


def case_value(case: LadderCase) -> dict[str, Any]:
    """Return a test case as plain JSON; amounts as decimal strings."""
    return {
        "name": case.name,
        "facts": facts_value(case.facts),
        "rung": case.rung,
        "amount": str(case.amount) if case.amount is not None else None,
        "note": case.note,
    }


def facts_value(facts: Mapping[str, FactValue]) -> dict[str, Any]:
    """Return facts as plain JSON; amounts as decimal strings."""
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in facts.items()}


def read_facts(value: Any) -> dict[str, FactValue]:
    """Return the facts in a JSON object.  Raises LadderFormatError for a name or value that is none."""
    return {str(name): _fact(str(name), one) for name, one in _mapping(value, "Facts").items() if one is not None}


def _rung(value: Any) -> Rung:
    given = _mapping(value, "A rung")
    name = _text(given.get("name"), "name")[:MOST_NAME].strip()
    try:
        kind = RungKind(_text(given.get("kind"), "kind"))
    except ValueError as error:
        raise LadderFormatError(f"Rung {name!r} has an unknown kind; kinds are {', '.join(RungKind)}.") from error
    cap = _mapping(given.get("cap") or {}, "cap")
    percent = cap.get("percent")
    authority = given.get("authority", ANY_AGENT)
    if not _is_int(authority) or not (percent is None or _is_int(percent)):
        raise LadderFormatError(f"Rung {name!r}: authority and a cap's percent are whole numbers.")
    return Rung(
        name=name,
        kind=kind,
        condition=_text(given.get("condition"), "condition").strip(),
        cap=Cap(_amount(cap.get("amount"), f"cap of rung {name!r}"), percent),
        authority=authority,
        wording=_text(given.get("wording"), "wording").strip(),
        steps=tuple(step for step in (_text(s, "steps").strip() for s in _list(given.get("steps"), "steps")) if step),
        pays=_text(given.get("pays"), "pays").strip(),
        summary=_text(given.get("summary"), "summary").strip(),
    )


def _case(value: Any) -> LadderCase:
    given = _mapping(value, "A test case")
    return LadderCase(
        name=_text(given.get("name"), "name")[:MOST_NAME],
        facts=read_facts(given.get("facts") or {}),
        rung=_text(given.get("rung"), "rung").strip(),
        amount=_amount(given.get("amount"), "amount"),
        note=_text(given.get("note"), "note"),
    )


def _fact(name: str, value: Any) -> FactValue:
    fact = VOCABULARY.get(name)
    if fact is None:
        raise LadderFormatError(f"There is no fact called {name[:60]!r}; see the list of facts.")
    if fact.kind is FactKind.MONEY and (amount := _amount(value, name)) is not None:
        return amount
    if fact.kind is FactKind.FLAG and isinstance(value, bool):
        return value
    if fact.kind is FactKind.COUNT and _is_int(value):
        return int(value)
    if fact.kind is FactKind.TEXT and isinstance(value, str):
        return value[:MOST_NAME]
    raise LadderFormatError(f"Fact {name!r} should be {fact.kind.value}.")


def _amount(value: Any, what: str) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        amount = Decimal(str(value).strip()) if not isinstance(value, bool) else None
    except InvalidOperation:
        amount = None
    if amount is None or not amount.is_finite() or not 0 <= amount < 10**12:
        raise LadderFormatError(f"{what.capitalize()} should be an amount such as 50.00.")
    return amount


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _text(value: Any, what: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise LadderFormatError(f"Field {what!r} should be text.")
    return value


def _list(value: Any, what: str) -> Sequence[Any]:
    if value is None:
        return []
    if not isinstance(value, list | tuple):
        raise LadderFormatError(f"Field {what!r} should be a list.")
    return value


def _mapping(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise LadderFormatError(f"{what} should be an object.")
    return value
