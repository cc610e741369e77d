"""All checks in their order, with their versions for a draft's provenance."""

from collections.abc import Callable, Mapping

from drafter.checks import answered, citations, facts
from drafter.checks.context import CheckContext
from drafter.findings import Finding, Severity

Check = Callable[[CheckContext], list[Finding]]

CHECKS: Mapping[str, Check] = {
    facts.NAME: facts.check_facts,
    citations.NAME: citations.check_citations,
    answered.NAME: answered.check_answered,
}
CHECK_VERSIONS: Mapping[str, str] = {one.NAME: one.VERSION for one in (facts, citations, answered)}
_ORDER = [Severity.BLOCK, Severity.HIGH, Severity.LOW, Severity.NOTICE]


def run_checks(context: CheckContext) -> tuple[Finding, ...]:
    """Run every check on a draft or an edit; return what they noticed, in the order of the text."""
    found = [finding for check in CHECKS.values() for finding in check(context)]
    return tuple(sorted(found, key=lambda f: (f.start, f.end, _ORDER.index(f.severity))))
