"""Things to do that come with a reply: the rung's actions and the steps of cited policies; and which are done.

A reply that says something is done asks for its step to be ticked.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from drafter.findings import Finding, Severity
from drafter.orders import Order
from drafter.resolutions import Resolution, Step
from knowledge_base.search.hits import Hit

CHECK = "steps"
MOST_STEPS = 20

_LIST_MARK = re.compile(r"^\s*(?:\d{1,2}[.)]|[-*•])\s+")
_DOES = {
    "refund": re.compile(r"\brefund|\breimburs|\berstatt|\brembours|\breembols", re.I),
    "replace": re.compile(
        r"\breplacement|\bexchange order|\bsend (?:a|the) new|\bErsatz|\bremplacement|\breemplazo", re.I
    ),
    "credit": re.compile(r"\bgift card|\bstore credit|\bvoucher|\bGutschein|\bbon d'achat|\bvale\b", re.I),
    "label": re.compile(r"\blabel|\bRücksende|\bétiquette|\betiqueta", re.I),
    "investigation": re.compile(r"\binvestigation|\bNachforschung|\benquête|\binvestigación", re.I),
    "handover": re.compile(r"\bhand (?:it |the ticket )?over|\bescalat", re.I),
}
_WITH_AMOUNT = frozenset({"refund", "credit"})
_SAID_DONE = {
    "refund": re.compile(
        r"\b(?:I|we)(?:'ve| have)\s+(?:just |already |now )?(?:refunded|reimbursed|issued (?:a|the|your) refund|"
        r"(?:processed|put through) (?:a|the|your) refund)|\brefund\b.{0,20}\b(?:has been|was) (?:issued|processed"
        r"|sent)"
        r"|\b(?:haben|habe)\b.{0,40}\berstattet|\b(?:ai|avons)\b.{0,12}\bremboursé|\b(?:he|hemos) reembolsado",
        re.I,
    ),
    "replace": re.compile(
        r"\b(?:I|we)(?:'ve| have)\s+(?:just |already |now )?(?:sent|shipped|created|ordered|arranged|set up)\b.{0,30}"
        r"\b(?:replacement|exchange|new)|\breplacement\b.{0,20}\b(?:has been|was) (?:sent|shipped|created)"
        r"|\bErsatz\b.{0,30}\b(?:verschickt|veranlasst)|\b(?:ai|avons) envoyé.{0,30}\bremplacement",
        re.I,
    ),
    "credit": re.compile(
        r"\b(?:I|we)(?:'ve| have)\s+(?:just |already |now )?(?:added|issued|credited|sent)\b.{0,40}\b(?:gift card"
        r"|credit|voucher)",
        re.I,
    ),
    "label": re.compile(
        r"\b(?:I|we)(?:'ve| have)\s+(?:just |already |now )?(?:sent|emailed|issued|created|attached)\b.{0,40}\blabel",
        re.I,
    ),
    "investigation": re.compile(
        r"\b(?:I|we)(?:'ve| have)\s+(?:just |already |now )?(?:opened|started|asked for)\b.{0,40}\binvestigation", re.I
    ),
}


@dataclass(frozen=True)
class StepTick:
    """A step was ticked, or its tick taken back: who and when."""

    number: int
    is_done: bool
    actor_id: str
    created_at: datetime


def steps_of(
    resolution: Resolution | None, hits: Sequence[Hit], cited: Iterable[str], order: Order | None
) -> tuple[Step, ...]:
    """Return what there is to do: the rung's steps first, then those of cited policies, each once."""
    given: list[tuple[str, str]] = [(text, resolution.rung) for text in resolution.steps] if resolution else []
    wanted = frozenset(cited)
    given += [(text, hit.policy) for hit in hits if hit.snippet_id in wanted for text in _lines(hit.steps)]
    once = {text.casefold(): (text, source) for text, source in reversed(given)}
    ordered = [pair for pair in dict.fromkeys(given) if once[pair[0].casefold()] == pair][:MOST_STEPS]
    return tuple(_step(number, text, source, resolution, order) for number, (text, source) in enumerate(ordered, 1))


def said_done(text: str, steps: Sequence[Step], done: Iterable[int] = ()) -> list[Finding]:
    """Return a finding for each sentence that says something is done whose step is not ticked.  Never raises."""
    ticked = frozenset(done)
    findings = []
    plain = text.replace("’", "'")
    for does, pattern in _SAID_DONE.items():
        for found in pattern.finditer(plain):
            mine = [step for step in steps if step.does == does]
            if any(step.number in ticked for step in mine):
                continue
            todo = f"tick “{mine[0].text}” once it is done" if mine else "do it first; no step was planned for it"
            message = f"This says that something is done: {todo}."
            findings.append(
                Finding(CHECK, Severity.HIGH, found.start(), found.end(), text[found.start() : found.end()], message)
            )
    return sorted(findings, key=lambda finding: finding.start)


def _lines(steps: Sequence[str]) -> list[str]:
    lines = (_LIST_MARK.sub("", line).strip() for block in steps for line in block.splitlines())
    return [line for line in lines if line]


def _step(number: int, text: str, source: str, resolution: Resolution | None, order: Order | None) -> Step:
    does = next((name for name, pattern in _DOES.items() if pattern.search(text)), None)
    step = Step(number, text, source, does, order.order_number if order else None)
    from_rung = resolution is not None and source == resolution.rung
    if resolution is None or not from_rung or does not in _WITH_AMOUNT or resolution.amount is None:
        return step
    return replace(step, amount=resolution.amount, currency=resolution.currency)
