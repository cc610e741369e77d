"""What the ladder pages show: rungs with their conditions read aloud, test cases with what became of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from drafter.conditions import read_aloud
from drafter.errors import ConditionError
from drafter.ladder_values import case_value
from drafter.ladder_versions import LadderOverview
from drafter.ladders import Ladder, run_cases
from drafter.resolutions import AUTHORITIES, RungKind

STAGES = {"draft": "Draft", "in_review": "In review", "published": "Published", "retired": "Retired"}
DOTS = {"draft": "dot-accent", "in_review": "dot-warn", "published": "dot-good", "retired": ""}
KINDS = tuple((kind.value, kind.label) for kind in RungKind)


@dataclass(frozen=True)
class RungView:
    """One rung as the form shows it; ``mark`` says what differs from the version in use."""

    at: int
    value: Mapping[str, Any]
    kind: str
    reads: str
    limit: str
    mark: str = ""
    wrong: ConditionError | None = None

    @property
    def steps(self) -> str:
        """The things to do, a line each."""
        return "\n".join(self.value.get("steps") or ())


@dataclass(frozen=True)
class CaseView:
    """A test case: ``kept`` is it as JSON; what is expected, what comes out, what the version in use says."""

    at: int
    name: str
    note: str
    kept: str
    expected: str
    comes_out: str
    live: str
    passed: bool


@dataclass(frozen=True)
class LadderRow:
    """A ladder in the list."""

    id: str
    intent: str
    brand: str
    stage: str
    dot: str
    newest: int
    live: int | None
    rungs: int
    cases: int
    failing: int


def rung_views(
    rungs: list[dict[str, Any]], live: list[dict[str, Any]] | None, wrong: Mapping[int, ConditionError]
) -> list[RungView]:
    """Return the rungs in order, marked where they differ from the version in use."""
    known = {one["name"]: one for one in live or []}
    return [_rung_view(at, rung, known if live is not None else None, wrong.get(at)) for at, rung in enumerate(rungs)]


def case_views(ladder: Ladder, live: Ladder | None) -> list[CaseView]:
    """Return test cases with their outcome, in the order in which they stand in the form."""
    before = run_cases(live, ladder.cases) if live else ()
    return [
        CaseView(
            at=at,
            name=one.case.name,
            note=one.case.note,
            kept=json.dumps(case_value(one.case), ensure_ascii=False),
            expected=_named(one.case.rung, one.case.amount),
            comes_out=_named(one.rung, one.amount if one.case.amount is not None else None),
            live=_named(before[at].rung, before[at].amount if one.case.amount is not None else None) if before else "",
            passed=one.as_expected,
        )
        for at, one in enumerate(run_cases(ladder))
    ]


def row_of(overview: LadderOverview, brands: Mapping[str, str]) -> LadderRow:
    """Return a ladder's line in the list."""
    newest = overview.newest
    results = run_cases(newest.ladder)
    return LadderRow(
        id=overview.id,
        intent=newest.ladder.intent,
        brand=brands.get(overview.brand_id, ""),
        stage=STAGES[newest.stage.value],
        dot=DOTS[newest.stage.value],
        newest=newest.number,
        live=overview.live.number if overview.live else None,
        rungs=len(newest.ladder.rungs),
        cases=len(results),
        failing=sum(not one.as_expected for one in results),
    )


def _rung_view(
    at: int, rung: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]] | None, wrong: ConditionError | None
) -> RungView:
    mark = ""
    if known is not None:
        before = known.get(rung["name"])
        mark = "New" if before is None else ("" if _same(before, rung) else "Changed")
    kind = next((label for value, label in KINDS if value == rung["kind"]), rung["kind"])
    reads = "" if wrong else (read_aloud(rung["condition"]) if rung["condition"] else "always")
    return RungView(at, rung, kind, reads, _limit(rung), mark, wrong)


def _same(before: Mapping[str, Any], rung: Mapping[str, Any]) -> bool:
    names = ("kind", "condition", "authority", "wording", "steps", "pays")
    caps = [{name: (one.get("cap") or {}).get(name) for name in ("amount", "percent")} for one in (before, rung)]
    return all(before.get(name) == rung.get(name) for name in names) and caps[0] == caps[1]


def _limit(rung: Mapping[str, Any]) -> str:
    cap = rung.get("cap") or {}
    parts = [f"up to {_grouped(cap['amount'])}"] if cap.get("amount") else []
    parts += [f"up to {cap['percent']}%"] if cap.get("percent") else []
    authority = rung.get("authority")
    named = AUTHORITIES.get(authority, f"authority {authority}") if isinstance(authority, int) else str(authority)
    return " · ".join([*parts, named])


def _grouped(amount: object) -> str:
    try:
        return f"{Decimal(str(amount)):,.2f}"
    except InvalidOperation:
        return str(amount)  # the form says what is wrong with it


def _named(rung: str | None, amount: Any) -> str:
    return f"{rung or 'nothing'}, {amount}" if amount is not None else (rung or "nothing")
