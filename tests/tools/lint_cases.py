"""Conflicts seeded into invented policies: the cases of ``tests/data/lint`` and how well a linter finds them."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from knowledge_base.linting import Kind, LintedPolicy, VectorsOf, Warning, lint
from knowledge_base.sources import parse_source

CONTRADICTING = frozenset((Kind.CONFLICT, Kind.NUMBER, Kind.UNREACHABLE))
DATA = Path(__file__).parent.parent / "data" / "lint"


@dataclass(frozen=True)
class Case:
    """A change to a brand's policies, and the kind of warning it must give at two places (None: it is clean)."""

    brand: str
    id: str
    kind: Kind | None
    changes: tuple[Mapping[str, Any], ...]
    expects: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Score:
    """What was found of what was seeded, and what was warned of without reason."""

    found: tuple[str, ...]
    missed: tuple[str, ...]
    false: tuple[tuple[str, Warning], ...]

    @property
    def recall(self) -> float:
        """Share of seeded troubles that were found."""
        return len(self.found) / max(1, len(self.found) + len(self.missed))

    @property
    def precision(self) -> float:
        """Share of warnings that point at something seeded."""
        return len(self.found) / max(1, len(self.found) + len(self.false))


def read_cases(name: str) -> tuple[tuple[Case, ...], Path, date]:
    """Return the cases of a file, the folder of the policies they change, and their day."""
    content = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    cases = tuple(
        Case(
            content["brand"],
            one["id"],
            Kind(one["kind"]) if one["kind"] else None,
            tuple(one["change"]),
            tuple((policy, words) for policy, words in one["expects"]),
        )
        for one in content["cases"]
    )
    folder = DATA / content["brand"] if "folder" not in content else DATA.parent.parent.parent / content["folder"]
    return cases, folder, date.fromisoformat(content["today"])


def read_folder(folder: Path) -> dict[str, LintedPolicy]:
    """Return the policies of a folder of Markdown files by file name."""
    return {
        path.relative_to(folder).as_posix(): policy_of(path.relative_to(folder).as_posix(), path.read_text("utf-8"))
        for path in sorted(folder.rglob("*.md"))
    }


def changed(policies: Mapping[str, LintedPolicy], folder: Path, case: Case) -> tuple[LintedPolicy, ...]:
    """Return the policies with the changes of a case."""
    texts = {name: (folder / name).read_text("utf-8") for name in policies}
    touched: set[str] = set()
    for change in case.changes:
        name = change["policy"]
        touched.add(name)
        if "new" in change:
            texts[name] = change["new"]
        elif "find" in change:
            assert change["find"] in texts[name], f"{case.id}: {name} has no {change['find']!r}"
            texts[name] = texts[name].replace(change["find"], change["replace"])
        elif "append" in change:
            texts[name] += f"\n{change['append']}\n"
        else:
            texts[name] = _under(texts[name], change, case)
    return tuple(policies[name] if name not in touched else policy_of(name, text) for name, text in texts.items())


def score(
    names: Sequence[str], vectors_of: VectorsOf | None = None, *, kept: Callable[[Case], bool] = lambda _: True
) -> Score:
    """Lint every ``kept`` case of these files, with or without vectors, and compare with what was seeded."""
    found: list[str] = []
    missed: list[str] = []
    false: list[tuple[str, Warning]] = []
    for name in names:
        cases, folder, today = read_cases(name)
        policies = read_folder(folder)
        base = {one.key for one in lint(tuple(policies.values()), today=today, vectors_of=vectors_of)}
        for case in filter(kept, cases):
            after = changed(policies, folder, case)
            touched = {change["policy"] for change in case.changes}  # what lies between others is in the base
            fresh = {
                one.key: one for name in touched for one in lint(after, today=today, focus=name, vectors_of=vectors_of)
            }
            warnings = [one for key, one in fresh.items() if key not in base]
            right = [one for one in warnings if is_expected(one, case)]
            if case.kind:
                (found if right else missed).append(case.id)
            false += [(case.id, one) for one in warnings if one not in right]
    return Score(tuple(found), tuple(missed), tuple(false))


def is_expected(warning: Warning, case: Case) -> bool:
    """Whether a warning is of the seeded kind (contradictions count as one) and points at each seeded place."""
    is_kind = warning.kind is case.kind or {warning.kind, case.kind} <= CONTRADICTING
    return is_kind and all(
        any(place.policy_id == policy and words in place.text for place in warning.places)
        for policy, words in case.expects
    )


def policy_of(name: str, text: str) -> LintedPolicy:
    """Return a Markdown file as the linter reads it."""
    source = parse_source(text, name)
    return LintedPolicy(name, source.title, source.text, source.meta, source=name)


def _under(text: str, change: Mapping[str, Any], case: Case) -> str:
    mark = f"## {change['under']}\n"
    assert mark in text, f"{case.id}: {change['policy']} has no {mark!r}"
    head, _, tail = text.partition(mark)
    body, sign, rest = tail.partition("\n## ")
    body, fence, inner = body.partition("\n:::")
    more = [change["text"].replace("{n}", str(n)) for n in range(1, change.get("repeat", 1) + 1)]
    joint = "\n" if more[0].startswith("- ") else " "
    return f"{head}{mark}{body.rstrip()}\n\n{joint.join(more)}\n{fence}{inner}{sign}{rest}"
