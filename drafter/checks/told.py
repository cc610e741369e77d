"""What we already told this person: a statement that contradicts an earlier public reply."""

from drafter.checks.context import CheckContext
from drafter.commitments import CommitmentKind
from drafter.findings import Finding, Severity
from drafter.told import Told, contradicted_by

NAME = "told"
VERSION = "1"

_WORDS = {
    CommitmentKind.DECISION: "{subject}: {values}",
    CommitmentKind.REMEDY: "{values}",
    CommitmentKind.PAYER: "{subject} is paid by {values}",
    CommitmentKind.GOODS: "{values} the goods",
    CommitmentKind.NEED: "{subject} is {values}",
}


def check_told(context: CheckContext) -> list[Finding]:
    """Return a high finding for each sentence that contradicts what we told the requester before.

    ``reference`` names the sentence of the earlier reply (``Told.reference``), for a page to
    fetch and show beside it; its words are in no finding, so that they vanish with the reply.
    """
    if not context.told:
        return []
    found = []
    for one, record in contradicted_by(context.text, context.told):
        text = context.text[one.start : one.end]
        found.append(Finding(NAME, Severity.HIGH, one.start, one.end, text, _message(record), None, record.reference))
    return found


def _message(record: Told) -> str:
    where = f", ticket {record.ticket}" if record.ticket else ""
    when = f"{record.at.day} {record.at:%B %Y}"
    return (
        f"We told this person otherwise on {when}{where} ({_described(record)})."
        " Keep to it, or say openly that it changed."
    )


def _described(record: Told) -> str:
    values = ", ".join(sorted(record.commitment.values))
    subject = record.commitment.subject.removesuffix(" (sum)").removesuffix(" (share)")
    return _WORDS.get(record.kind, "{subject}: {values}").format(subject=subject, values=values)
