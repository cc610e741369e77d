"""What a person may concede: more than the draft's resolution where they may grant more, less where they may not.

A draft goes by what the brand's agents may grant.  Whoever may grant less gets the concession
finding for what it concedes all the same; whoever may grant more may write what a rung allows
that needed only them.
"""

from collections.abc import Sequence
from dataclasses import replace

from drafter.checks.concession import NAME, check_concession
from drafter.checks.context import CheckContext
from drafter.drafts import Draft
from drafter.findings import Finding
from drafter.resolutions import Alternative, Resolution, needs_words
from drafter.tickets import Ticket


def within_authority(
    findings: Sequence[Finding], draft: Draft, ticket: Ticket, text: str, authority: int
) -> tuple[Finding, ...]:
    """Return the findings on a text as they count for a person of this authority, in order."""
    given = draft.resolution
    others = [one for one in findings if one.check != NAME]
    mine = [one for one in findings if one.check == NAME]
    if given is not None and given.authority > authority:
        mine = _beyond(given, ticket, text)
    elif mine and any(not _conceded(_as_resolution(one), ticket, text) for one in _granted(draft, authority)):
        mine = []
    return tuple(sorted((*others, *mine), key=lambda one: (one.start, one.end)))


def _beyond(given: Resolution, ticket: Ticket, text: str) -> list[Finding]:
    """Findings for all that a text concedes where even the draft's own resolution is too much."""
    says = f"“{given.rung}” {needs_words(given.authority)}. Hand it on, or choose another resolution."
    found = _conceded(None, ticket, text)
    return [replace(one, message=says) for one in found]


def _granted(draft: Draft, authority: int) -> list[Alternative]:
    """The rungs that fit but for an authority which this person has."""
    return [one for one in draft.alternatives if one.needs is not None and one.needs <= authority]


def _as_resolution(one: Alternative) -> Resolution:
    return Resolution(one.kind, one.rung, one.amount, one.currency, authority=one.authority)


def _conceded(chosen: Resolution | None, ticket: Ticket, text: str) -> list[Finding]:
    return check_concession(CheckContext(text, order=ticket.order, chosen=chosen, has_ladder=True))
