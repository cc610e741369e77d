"""Check a reply again as the agent leaves it, with the evidence its draft was checked with.

Nothing is blocked in silence: what stops a text is named, and goes out all the same once the
agent says so and why; both are kept with the decision.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from drafter.checks import CheckContext, Source, run_checks
from drafter.checks.canary import NAME as CANARY
from drafter.conceding import within_authority
from drafter.covering import Meanings
from drafter.deciding import UNCHECKED, WITH_TEXT, Checked
from drafter.decisions import Action
from drafter.drafts import Draft, DraftStatus
from drafter.errors import DecisionFormatError, FindingsOpenError
from drafter.findings import Finding
from drafter.fixes import is_open
from drafter.order_sources import with_drafts_order
from drafter.steps import said_done
from drafter.store import decisions as decision_store
from drafter.store.brands import list_brands
from drafter.store.following import ticks_of
from drafter.store.told import told_of
from drafter.tickets import Ticket
from drafter.tones import in_language, in_tone
from drafter.wishes import Wish

_END = re.compile(r"[.!?](?=\s)|\n")
Check = Callable[[CheckContext], tuple[Finding, ...]]


def check_decision(
    session: Session,
    draft: Draft,
    ticket: Ticket,
    action: Action,
    *,
    text: str | None,
    reason: str | None,
    acknowledge: Sequence[str] = (),
    authority: int | None = None,
) -> Checked:
    """Return what the checks say of the text that this action would send.

    Nothing is checked where the draft is decided or replaced already, or the action sends
    nothing.  ``acknowledge`` has ids of findings or names of checks; ``authority`` is what the
    person may grant (None: whatever the draft does).  Raises
    FindingsOpenError where a finding stops the text and is not among them,
    DecisionFormatError where one is and no reason is given.
    """
    is_settled = decision_store.standing_decision(session, draft.id) is not None
    if action not in WITH_TEXT or is_settled or draft.status is not DraftStatus.READY:
        return UNCHECKED
    words = draft.text if text is None else text
    findings = check_words(session, draft, ticket, words, authority=authority)
    named = frozenset(acknowledge)
    stopping = [finding for finding in findings if is_open(finding)]
    left = [finding for finding in stopping if not named & {finding.id, finding.check}]
    if left:
        raise FindingsOpenError(
            f"{len(left)} check{'' if len(left) == 1 else 's'} stopped the reply of draft {draft.id!r}.",
            findings=left,
            hint="Mend the text, or name them in 'acknowledge' and say in 'reason' why it goes out anyway.",
        )
    if stopping and not (reason or "").strip():
        raise DecisionFormatError(f"Draft {draft.id!r} goes out against a check; say in 'reason' why.")
    return Checked(tuple(findings), tuple(dict.fromkeys(acknowledge)) if stopping else ())


def check_words(
    session: Session,
    draft: Draft,
    ticket: Ticket,
    text: str,
    *,
    authority: int | None = None,
    meanings: Meanings | None = None,
) -> tuple[Finding, ...]:
    """Return what the checks say of a reply that a person of this authority would send: the draft's own, or an edit."""
    found = draft.findings if text == draft.text else check_edit(session, draft, ticket, text, meanings=meanings)
    if authority is None:
        return found
    return within_authority(found, draft, with_drafts_order(ticket, draft), text, authority)


def check_edit(
    session: Session,
    draft: Draft,
    ticket: Ticket,
    text: str,
    *,
    check: Check = run_checks,
    meanings: Meanings | None = None,
) -> tuple[Finding, ...]:
    """Run every check on an agent's version of a draft, against the passages that the draft was written from.

    A sentence that the draft has too was checked when it was written, with its citations.
    """
    ticket = with_drafts_order(ticket, draft)
    brands, wish = {brand.id: brand for brand in list_brands(session)}, Wish.read(draft.steer)
    brand = brands.pop(ticket.brand_id, None)
    context = CheckContext(
        text=text,
        sources=[Source.of_hit(hit) for hit in draft.hits if hit.above_floor and hit.excluded is None],
        ticket=ticket,
        order=ticket.order,
        brand=in_language(in_tone(brand, wish.tone), draft.language) if brand else None,
        language=draft.language,
        other_brands=tuple(brands.values()),
        told=told_of(session, ticket),
        chosen=draft.resolution,
        wished_language=wish.language,
        has_ladder=draft.resolution is not None or bool(draft.alternatives),
        meanings=meanings,
    )
    known = {one.id for one in draft.findings}
    found = [one for one in check(context) if one.id in known or _sentence(text, one) not in draft.text]
    done = [number for number, tick in ticks_of(session, draft.id).items() if tick.is_done]
    found += said_done(text, draft.steps, done) if draft.steps else []
    found += [one for one in _secrets_left(draft, text) if one.id not in {other.id for other in found}]
    return tuple(sorted(found, key=lambda one: (one.start, one.end)))


def _sentence(text: str, finding: Finding) -> str:
    """Return the sentence that a finding stands in."""
    start = max((end.end() for end in _END.finditer(text, 0, finding.start)), default=0)
    after = _END.search(text, finding.end)
    return text[start : after.start() if after else len(text)].strip()


def _secrets_left(draft: Draft, text: str) -> list[Finding]:
    """Findings of hidden words of the prompt that the edit still has; the word itself is not kept anywhere else."""
    secrets = [one for one in draft.findings if one.check == CANARY and one.text and one.text in text]
    return [replace(one, start=(at := text.find(one.text)), end=at + len(one.text)) for one in secrets]
