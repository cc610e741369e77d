"""A ladder as a plain form: read what was typed, and do what its buttons ask without losing a word."""

import json
from collections.abc import Mapping
from typing import Any

from drafter.conditions import read_amount, read_condition
from drafter.errors import ConditionError
from drafter.ladders import MOST_CASES, MOST_RUNGS
from webhook.http.forms import number_in

MOST_CHARS = 4_000
EMPTY: Mapping[str, Any] = {"name": "", "kind": "explain", "condition": "", "cap": {}, "authority": 1, "steps": []}


def read_form(form: Mapping[str, str]) -> dict[str, Any]:
    """Return the ladder's JSON that a form holds, unchecked: ``rung-0-name``, ``case-0-facts``, in order."""
    rungs = [_rung(form, at) for at in range(MOST_RUNGS + 1) if f"rung-{at}-name" in form]
    kept = [_kept(form[f"case-{at}"]) for at in range(MOST_CASES) if f"case-{at}" in form]
    cases = [case for case in (*kept, _new_case(form)) if case.get("name")]
    return {
        "intent": _text(form, "intent"),
        "policies": _lines(form, "policies"),
        "examples": _lines(form, "examples"),
        "rungs": rungs,
        "cases": cases,
    }


def after_step(value: dict[str, Any], step: str) -> dict[str, Any]:
    """Return the ladder after a button that only rearranges it.

    ``step`` is ``add``, or ``up``, ``down``, ``remove``, ``fix`` (rungs), ``drop`` (cases) with a place: ``up-2``.
    """
    rungs = [*value["rungs"]]
    name, _, given = step.partition("-")
    place = number_in(given, digits=3)
    at = -1 if place is None else place
    if name == "add" and len(rungs) < MOST_RUNGS:
        rungs.insert(max(len(rungs) - 1, 0), dict(EMPTY))
    elif name == "drop":
        return {**value, "cases": [one for place, one in enumerate(value["cases"]) if place != at]}
    elif not 0 <= at < len(rungs):
        return value
    elif name == "remove":
        del rungs[at]
    elif name == "fix" and (error := condition_errors(rungs).get(at)) and error.fix:
        rungs[at] = {**rungs[at], "condition": error.fix}
    elif name in ("up", "down"):
        to = at - 1 if name == "up" else at + 1
        if 0 <= to < len(rungs):
            rungs[at], rungs[to] = rungs[to], rungs[at]
    return {**value, "rungs": rungs}


def condition_errors(rungs: list[dict[str, Any]]) -> dict[int, ConditionError]:
    """Return what is wrong with each rung's condition that can't be read, by its place."""
    wrong: dict[int, ConditionError] = {}
    for at, rung in enumerate(rungs):
        try:
            read_condition(rung["condition"])
            if rung.get("pays"):
                read_amount(rung["pays"])
        except ConditionError as error:
            wrong[at] = error
    return wrong


def read_pairs(text: str) -> dict[str, Any]:
    """Return facts typed as ``name = value``, a line each; what is no flag or whole number stays text."""
    found: dict[str, Any] = {}
    for line in text.splitlines():
        name, sign, value = line.partition("=")
        if sign:
            found[name.strip()] = _value(value.strip())
    return found


def _rung(form: Mapping[str, str], at: int) -> dict[str, Any]:
    def text(name: str) -> str:
        return _text(form, f"rung-{at}-{name}")

    percent, authority = text("percent"), text("authority")
    return {
        "name": text("name"),
        "kind": text("kind"),
        "condition": text("condition"),
        "cap": {"amount": text("amount") or None, "percent": _value(percent) if percent else None},
        "authority": _value(authority) if authority else 1,
        "wording": text("wording"),
        "steps": _lines(form, f"rung-{at}-steps"),
        "pays": text("pays"),
        "summary": text("summary"),
    }


def _kept(text: str) -> dict[str, Any]:
    """Read a case that the form carries along; what is none is left out."""
    try:
        value = json.loads(text[:MOST_CHARS])
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _new_case(form: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": _text(form, "case-name"),
        "note": _text(form, "case-note"),
        "rung": _text(form, "case-rung"),
        "amount": _text(form, "case-amount") or None,
        "facts": read_pairs(_text(form, "case-facts")),
    }


def _value(text: str) -> Any:
    if text.lower() in ("true", "yes", "false", "no"):
        return text.lower() in ("true", "yes")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text.strip("'\"")


def _text(form: Mapping[str, str], name: str) -> str:
    return form.get(name, "").replace("\r\n", "\n").strip()[:MOST_CHARS]


def _lines(form: Mapping[str, str], name: str) -> list[str]:
    return [line.strip() for line in _text(form, name).splitlines() if line.strip()]
