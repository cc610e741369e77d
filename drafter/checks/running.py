"""All checks in their order, with their versions for a draft's provenance."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from drafter.checks import (
    answered,
    canary,
    citations,
    concession,
    conditions,
    consistency,
    facts,
    grounding,
    language,
    links,
    markup,
    obedience,
    other_brand,
    personal_data,
    promises,
    told,
    tone,
)
from drafter.checks.context import CheckContext
from drafter.findings import Finding, Severity

Check = Callable[[CheckContext], list[Finding]]

CHECKS: Mapping[str, Check] = {
    facts.NAME: facts.check_facts,
    conditions.NAME: conditions.check_conditions,
    citations.NAME: citations.check_citations,
    answered.NAME: answered.check_answered,
    told.NAME: told.check_told,
    language.NAME: language.check_language,
    consistency.NAME: consistency.check_consistency,
    promises.NAME: promises.check_promises,
    grounding.NAME: grounding.check_grounding,
    tone.NAME: tone.check_tone,
    obedience.NAME: obedience.check_obedience,
    canary.NAME: canary.check_canary,
    links.NAME: links.check_links,
    markup.NAME: markup.check_markup,
    other_brand.NAME: other_brand.check_other_brand,
    personal_data.NAME: personal_data.check_personal_data,
    concession.NAME: concession.check_concession,
}
CHECK_VERSIONS: Mapping[str, str] = {
    one.NAME: one.VERSION
    for one in (
        facts,
        citations,
        answered,
        told,
        language,
        consistency,
        promises,
        grounding,
        tone,
        obedience,
        canary,
        conditions,
        links,
        markup,
        other_brand,
        personal_data,
        concession,
    )
}
_OF_PROSE = frozenset(
    one.NAME for one in (answered, concession, conditions, consistency, grounding, language, promises, told, tone)
)
_ENDLESS = re.compile(r"[\x21-\x7e\u200b]{200,}")
_ORDER = [Severity.BLOCK, Severity.HIGH, Severity.LOW, Severity.NOTICE]


def run_checks(context: CheckContext) -> tuple[Finding, ...]:
    """Run every check on a draft or an edit; return what they noticed, in the order of the text."""
    readable = _readable(context)
    found = [f for name, check in CHECKS.items() for f in check(readable if name in _OF_PROSE else context)]
    return tuple(sorted(found, key=lambda f: (f.start, f.end, _ORDER.index(f.severity))))


def _readable(context: CheckContext) -> CheckContext:
    """Blank out what has two hundred signs and no gap: it is nothing to read, and would take long."""
    texts = [context.text, *(source.text for source in context.sources)]
    ticket = context.ticket
    texts += [message.text for message in ticket.messages] if ticket else []
    if not any(_ENDLESS.search(text) for text in texts):
        return context
    if ticket:
        messages = (replace(one, text=_ENDLESS.sub(" ", one.text)) for one in ticket.messages)
        ticket = replace(ticket, messages=tuple(messages))
    sources = tuple(replace(source, text=_ENDLESS.sub(" ", source.text)) for source in context.sources)
    text = _ENDLESS.sub(lambda found: " " * len(found[0]), context.text)
    return replace(context, text=text, sources=sources, ticket=ticket)
