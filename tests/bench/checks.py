"""What the guards find and miss on labelled drafts, and how long all of them take together.

    python -m tests.bench.checks

The labels are those of ``tests/data/checks``; precision counts findings that stop a draft
(block or high) against what was planted, on drafts where nothing else is wrong.
"""

import gc
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import _lru_cache_wrapper
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from drafter.checks import CheckContext, Source, run_checks
from drafter.checks.running import CHECKS
from drafter.findings import Severity
from tests.bench.tables import load, percentile, print_table
from webhook.ticket_json import parse_ticket

FOLDER = Path(__file__).parents[1] / "data/checks"
STOPS = (Severity.BLOCK, Severity.HIGH)
ROUNDS = 3
PASSAGES = 8  # of one draft
Labelled = tuple[str, dict[str, Any], bool]


def checks() -> None:
    """Print precision and recall of each guard, then the time of all."""
    cases = [*_cases()]
    contexts = [(name, context_of(case), is_wrong) for name, case, is_wrong in cases]
    rows = [_row(name, [(one, wrong) for check, one, wrong in contexts if check == name]) for name in _names(cases)]
    print_table("Guards on labelled drafts", ["guard", "wrong", "recall", "right", "false alarms", "precision"], rows)
    everything = [context for _, context, _ in contexts]
    each = [[name, *_times(check, everything)] for name, check in CHECKS.items()]
    total = ["all together", *_times(run_checks, everything)]
    cold = ["all together, nothing remembered, eight passages", *_cold_times(_with_passages(everything))]
    print_table(
        "Time of the checks, ms for one draft",
        ["check", "p50", "p95"],
        [*each, total, cold],
        f"Goal: 50 ms p95. {load()}.",
    )


def context_of(case: dict[str, Any]) -> CheckContext:
    """Read a case as ``drafter evaluate checks`` does."""
    data = {"id": str(case.get("id") or "case"), **(case.get("ticket") or {})} | (
        {"order": case["order"]} if case.get("order") else {}
    )
    ticket = parse_ticket(data, needs_message=False)
    sources = [Source(snippet["id"], snippet["text"]) for snippet in case.get("snippets") or ()]
    return CheckContext(text=case["draft"], sources=sources, ticket=ticket, order=ticket.order)


def _cases() -> Iterator[Labelled]:
    """Yield guard, case and whether something was planted in it."""
    for path in sorted(FOLDER.glob("*.jsonl")):
        for line in path.open(encoding="utf-8"):
            case = json.loads(line)
            if "planted" in case:
                yield "facts", case, bool(case["planted"])
            elif "flipped" in case:
                yield "conditions", case, case["flipped"]
            elif "hit" in case and "ticket" in case and case.get("check") in CHECKS:
                yield case["check"], case, case["hit"]


def _names(cases: Iterable[Labelled]) -> list[str]:
    return list(dict.fromkeys(name for name, _, _ in cases))


def _row(name: str, labelled: list[tuple[CheckContext, bool]]) -> list[object]:
    stopped = [(any(f.severity in STOPS for f in CHECKS[name](context)), wrong) for context, wrong in labelled]
    found, alarms = stopped.count((True, True)), stopped.count((True, False))
    wrong = sum(is_wrong for _, is_wrong in stopped)
    right = len(stopped) - wrong
    precision = found / (found + alarms) if found + alarms else 1.0
    return [name, wrong, f"{found / wrong:.3f}" if wrong else "-", right, alarms, f"{precision:.3f}"]


def _with_passages(contexts: list[CheckContext]) -> list[CheckContext]:
    """Give every tenth draft the passages of its neighbours too, up to as many as search hands over."""
    wide = []
    for at in range(0, len(contexts), 10):
        passages = {source.text: source for one in contexts[at : at + 200] for source in one.sources}
        wide.append(replace(contexts[at], sources=[*passages.values()][:PASSAGES]))
    return wide


def _cold_times(contexts: list[CheckContext]) -> list[object]:
    """Return processor time at the first draft of a fresh process: no sentence was read before."""
    remembered = [one for one in gc.get_objects() if isinstance(one, _lru_cache_wrapper)]
    taken = []
    for context in contexts:
        for one in remembered:
            one.cache_clear()
        started = process_time()
        run_checks(context)
        taken.append((process_time() - started) * 1000)
    return [percentile(taken, 0.5), percentile(taken, 0.95)]


def _times(check: Callable[[CheckContext], Any], contexts: list[CheckContext]) -> list[object]:
    """Return the median and the 95th percentile over all drafts, each the best of some rounds."""
    best = []
    for context in contexts:
        rounds = []
        for _ in range(ROUNDS):
            started = perf_counter()
            check(context)
            rounds.append((perf_counter() - started) * 1000)
        best.append(min(rounds))
    return [percentile(best, 0.5), percentile(best, 0.95)]


if __name__ == "__main__":
    checks()
