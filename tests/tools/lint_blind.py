"""Measure the linter on contradictions seeded into a brand's policies by somebody who never saw it.

    python -m tests.tools.lint_blind FOLDER [--verbose] [--without-vectors]

FOLDER holds ``clean/*.md`` and ``conflicts.jsonl``: per line ``id``, ``kind``, ``edit`` (of a
``file`` ``find`` and ``replace``, or ``append``; or ``new_file`` and ``text``) and the ``places``
(``file``, ``text``) that are wrong after it.  Each seed is applied alone.  It is found by a
warning of its kind (numbers, decisions and dead ends count as one kind) that points at all its
places.  Warnings on the clean policies are false alarms; further ones by a seed are extra.
"""

import json
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from knowledge_base.linting import Kind, LintedPolicy, VectorsOf, Warning, lint, vectors_for
from tests.tools.lint_cases import CONTRADICTING, policy_of, read_folder
from webhook.embedder_choice import make_embedder
from webhook.settings import load_settings

TODAY = date(2026, 11, 25)


@dataclass(frozen=True)
class Blind:
    """What was found: seeds by kind, those missed, warnings on the clean policies, and extra ones of seeds."""

    seeds: Counter[str]
    found: Counter[str]
    missed: tuple[Mapping[str, Any], ...]
    clean: tuple[Warning, ...]
    extra: tuple[tuple[str, Warning], ...]

    @property
    def recall(self) -> float:
        """Share of the seeds found."""
        return self.found.total() / max(1, self.seeds.total())

    @property
    def precision(self) -> float:
        """Share of the seeds' warnings that point at what was seeded."""
        return self.found.total() / max(1, self.found.total() + len(self.extra))


def measure(folder: Path, vectors_of: VectorsOf | None) -> Blind:
    """Lint the clean policies of a folder, then each of its seeds alone."""
    clean = folder / "clean"
    policies = read_folder(clean)
    alarms = lint(tuple(policies.values()), today=TODAY, vectors_of=vectors_of)
    known = {one.key for one in alarms}
    seeds: Counter[str] = Counter()
    found: Counter[str] = Counter()
    missed, extra = [], []
    for line in (folder / "conflicts.jsonl").read_text("utf-8").splitlines():
        seed = json.loads(line)
        policy = edited(clean, seed["edit"])
        after = policies | {policy.id: policy}
        linted = lint(tuple(after.values()), today=TODAY, focus=policy.id, vectors_of=vectors_of)
        fresh = [one for one in linted if one.key not in known]
        right = [one for one in fresh if points_at(one, seed)]
        seeds[seed["kind"]] += 1
        found[seed["kind"]] += bool(right)
        if not right:
            missed.append(seed)
        extra += [(seed["id"], one) for one in fresh if one not in right]
    return Blind(seeds, found, tuple(missed), alarms, tuple(extra))


def edited(folder: Path, edit: Mapping[str, str]) -> LintedPolicy:
    """Return a policy after one edit, or the one that it adds."""
    if "new_file" in edit:
        return policy_of(edit["new_file"], edit["text"])
    text = (folder / edit["file"]).read_text("utf-8")
    if "append" in edit:
        return policy_of(edit["file"], text + edit["append"])
    assert edit["find"] in text, f"{edit['file']} has no {edit['find']!r}"
    return policy_of(edit["file"], text.replace(edit["find"], edit["replace"], 1))


def points_at(warning: Warning, seed: Mapping[str, Any]) -> bool:
    """Whether a warning is of a seed's kind and points at its places; at one, where a single text is wrong."""
    kind = Kind(seed["kind"])
    if warning.kind is not kind and not {warning.kind, kind} <= CONTRADICTING:
        return False
    hits = [
        any(_overlap(one["file"], one["text"], place.policy_id, place.text) for place in warning.places)
        for one in seed["places"]
    ]
    return any(hits) if warning.kind is Kind.UNREACHABLE else all(hits)


def _overlap(file: str, text: str, policy: str, words: str) -> bool:
    ours, theirs = _plain(text), _plain(words)
    return file == policy and bool(theirs) and (ours in theirs or theirs in ours)


def _plain(text: str) -> str:
    return "".join(one for one in text.casefold() if one.isalnum())


def main(folder: str, *, verbose: bool = False, without_vectors: bool = False) -> None:
    """Print what was found in a folder, with the vectors of the ordinary embedder or without."""
    vectors_of = None if without_vectors else vectors_for(make_embedder(load_settings()))
    blind = measure(Path(folder), vectors_of)
    for kind, number in sorted(blind.seeds.items()):
        print(f"{kind:12} found {blind.found[kind]} of {number}")
    print(f"recall {blind.recall:.2f}, precision {blind.precision:.2f}, extra {len(blind.extra)}", end=", ")
    print(f"on the clean policies {len(blind.clean)}")
    if not verbose:
        return
    for one in blind.clean:
        print("CLEAN", one.kind.value, *(f"\n    {place.policy_id}: {place.text}" for place in one.places))
    for name, one in blind.extra:
        print("EXTRA", name, one.kind.value, *(f"\n    {place.policy_id}: {place.text}" for place in one.places))
    for seed in blind.missed:
        print("MISSED", seed["id"], seed["kind"], *(f"\n    {one['file']}: {one['text']}" for one in seed["places"]))


if __name__ == "__main__":
    main(sys.argv[1], verbose="--verbose" in sys.argv, without_vectors="--without-vectors" in sys.argv)
