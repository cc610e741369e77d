"""draft_reply: the straight line from a ticket to a draft."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from drafter.authorising import authorised
from drafter.checks import CheckContext, Source
from drafter.choosing import asked_of
from drafter.citing import cite
from drafter.completion import Completion, Prompt
from drafter.covering import Coverage, admitted, coverage_of
from drafter.drafts import Draft, DraftStatus, Provenance
from drafter.errors import ModelError
from drafter.injection import suspicions
from drafter.kits import DraftingKit, Restore, no_macros, no_masking, no_precedents, nothing_told
from drafter.ladders import Ladder
from drafter.letters import write_letter
from drafter.macros import Macro, fitting_macros
from drafter.prompts.assembly import Example, assemble
from drafter.questions import questions_of, request_text
from drafter.reading import read_in_english, read_ticket
from drafter.redacting.placeholders import Placeholders
from drafter.reply_language import reply_language
from drafter.resolving import Resolved, resolve
from drafter.scopes import rule_day, scope_of, with_brands_day
from drafter.steps import steps_of
from drafter.tickets import Ticket
from drafter.tones import in_language, in_tone
from drafter.translating import Asked, foreign_reason, glossed_note, put_into_policies_language
from drafter.wishes import Wish
from knowledge_base.foundation.errors import ServiceError
from knowledge_base.search.hits import Retrieval

__all__ = ["DraftingKit", "draft_reply", "look_up", "no_macros", "no_masking", "no_precedents", "nothing_told"]

NOTHING_SAID = "The model found nothing to say from the policies."

_Found = TypeVar("_Found")
_NO_MACROS: tuple[Macro, ...] = ()


@dataclass(frozen=True)
class _Work:
    """A draft in the making, handed from step to step.

    ``ticket`` has its order, ``masked`` is what a model may read, ``read`` the same as search reads it,
    ``missed`` says what could not be looked up.
    """

    kit: DraftingKit
    ticket: Ticket
    masked: Ticket
    read: Ticket
    restore: Restore
    asked: Asked
    found: Retrieval
    draft: Draft
    started: float
    resolved: Resolved
    missed: tuple[str, ...] = ()
    macros: tuple[Macro, ...] = ()


def draft_reply(
    ticket: Ticket,
    kit: DraftingKit,
    *,
    now: datetime,
    new_id: Callable[[str], str],
    steer: str | None = None,
    rung: str | None = None,
) -> Draft:
    """Draft the reply to a ticket: status ``ready``, or ``abstained`` with a reason and the nearest hits.

    When the model fails, ``kit.fallback`` writes, and the draft's provenance has
    ``fallback_reason`` and, if asking again later may help, ``retry_after_s``.
    ``rung`` is the one an agent asked for; it is offered where it fits.  Orders, ladders, earlier
    replies or precedents that can't be looked up are named in the provenance; the draft goes on.
    Raises SnapshotNotReadyError, EmbeddingError, PromptTooLongError.
    """
    kit = replace(kit, brand=in_tone(kit.brand, Wish.read(steer).tone))
    work = _read(ticket, kit, now=now, draft_id=new_id("dft"), steer=steer, rung=rung)
    silent = _why_silent(work)
    if silent:
        hits = () if work.asked.glossed else work.draft.hits  # what single words found proves no gap
        return _abstain(replace(work, draft=replace(work.draft, hits=hits)), silent)
    hits = admitted(work.found.hits)
    work = replace(work, found=replace(work.found, hits=hits), draft=replace(work.draft, hits=hits))
    prompt = _assemble(work, marker=new_id("mark")[-16:])
    completion, failure = _write(prompt, work)
    work = replace(work, draft=replace(work.draft, provenance=_provenance(work, prompt, completion, failure)))
    if completion.abstain_reason or not completion.sentences:
        return _abstain(work, work.restore(completion.abstain_reason or NOTHING_SAID))
    return _check(_lay_out(work, prompt, completion), prompt)


def look_up(ticket: Ticket, kit: DraftingKit, *, now: datetime) -> Retrieval:
    """Return the passages that ``draft_reply`` would work from.  Raises SnapshotNotReadyError, EmbeddingError."""
    masked, _ = kit.mask(ticket)
    return _look_up(ticket, _asked(masked, kit)[1], kit, now)


def _read(
    ticket: Ticket, kit: DraftingKit, *, now: datetime, draft_id: str, steer: str | None, rung: str | None
) -> _Work:
    """Take in the ticket: its order, what it asks, the passages near to it, what may be offered."""
    started = kit.monotonic()
    order, no_order = _tried("order", lambda: kit.orders.find(ticket), None)
    looked_up = order if order != ticket.order else None
    ticket = with_brands_day(replace(ticket, order=order or ticket.order), kit.brand)
    masked, restore = kit.mask(ticket)
    read, asked = _asked(masked, kit)
    found = _look_up(ticket, asked, kit, now)
    ladders, no_ladder = _tried("ladders", lambda: kit.ladders(kit.brand), None)
    resolved = _resolve(ticket, found, kit, now, rung, ladders)
    macros, no_macro = _tried("macros", lambda: kit.macros(kit.brand), _NO_MACROS)
    draft = replace(
        _begin(ticket, found, kit, now=now, draft_id=draft_id, steer=steer),
        questions=tuple(restore(text) for text in found.questions),
        hits=() if asked.foreign else found.hits,
        resolution=resolved.resolution,
        alternatives=resolved.alternatives,
        rung=rung,
        order=ticket.order if looked_up else None,
    )
    word_by_word = (glossed_note(asked.glossed),) if asked.glossed else ()
    missed = (*no_order, *no_ladder, *no_macro, *word_by_word)
    return _Work(kit, ticket, masked, read, restore, asked, found, draft, started, resolved, missed, macros)


def _tried(what: str, look_up: Callable[[], _Found], instead: _Found) -> tuple[_Found, tuple[str, ...]]:
    """Return what a look-up finds and nothing missed; where it fails, ``instead`` and a line for the provenance."""
    try:
        return look_up(), ()
    except Exception as error:  # the outside of a look-up: an agent who waits for a draft gets one
        is_ours = isinstance(error, ServiceError)
        return instead, (f"{what}: {error}".rstrip(".") if is_ours else f"{what} ({type(error).__name__})",)


def _asked(masked: Ticket, kit: DraftingKit) -> tuple[Ticket, Asked]:
    """Return the ticket as search reads it, and what is looked up of it; where no model translates, word by word."""
    read = read_ticket(masked, kit.mend)
    questions = questions_of(read)
    if kit.searches_any_language:
        return read, Asked(tuple(questions))
    asked = put_into_policies_language(questions, kit.brand, kit.translate)
    is_english = kit.brand.languages[0].startswith("en")
    foreign = is_english and (asked.foreign is not None or asked.questions != tuple(questions))
    glossed = read_in_english(read) if foreign else None
    if glossed is not None and asked.foreign:
        asked = Asked(tuple(questions_of(glossed)), glossed=asked.foreign)
    return glossed or read, asked


def _look_up(ticket: Ticket, asked: Asked, kit: DraftingKit, now: datetime) -> Retrieval:
    return kit.retriever.retrieve(
        asked.questions,
        brand_id=kit.brand.id,
        k=kit.settings.hits_per_ticket,
        on=rule_day(ticket, kit.brand, now),
        scope=scope_of(ticket, kit.brand),
    )


def _begin(
    ticket: Ticket, found: Retrieval, kit: DraftingKit, *, now: datetime, draft_id: str, steer: str | None
) -> Draft:
    newest = ticket.newest_request
    provenance = Provenance(
        found.snapshot_id,
        kit.template.id,
        kit.model.id,
        kit.check_versions,
        steer=steer,
        rules_on=rule_day(ticket, kit.brand, now),
        scope=scope_of(ticket, kit.brand),
        voice_version=kit.brand.voice_version,
    )
    return Draft(
        id=draft_id,
        ticket_id=ticket.id,
        status=DraftStatus.DRAFTING,
        created_at=now,
        language=kit.brand.languages[0],
        provenance=provenance,
        newest_message_id=newest.id if newest else "",
        steer=steer,
        suspicious=suspicions(ticket),
    )


def _resolve(
    ticket: Ticket,
    found: Retrieval,
    kit: DraftingKit,
    now: datetime,
    rung: str | None,
    ladders: Sequence[Ladder] | None,
) -> Resolved:
    """Find what may be offered; the ticket is unmasked, because conditions speak of the order.

    Where the ladders (None) can't be had nothing may be.
    """
    if ladders is None:
        return Resolved(why="The ladders could not be looked up.", has_ladder=True)
    return resolve(
        ticket,
        [f"{ticket.subject}\n{request_text(ticket)}".strip(), *found.questions],
        ladders,
        kit.brand,
        today=kit.brand.day_of(now),
        meanings=kit.meanings,
        authority=kit.authority,
        rung=rung,
        hits=found.hits,
    )


def _why_silent(work: _Work) -> str | None:
    """Say why there is no draft to write: a language no model translates, or policies that do not answer."""
    kit, found = work.kit, work.found
    if work.asked.foreign:
        return foreign_reason(work.asked.foreign, kit.brand)
    coverage = coverage_of(found, asked_of(work.read), kit.meanings, least=kit.settings.least_coverage)
    if coverage.covered:
        return None
    return foreign_reason(work.asked.glossed, kit.brand) if work.asked.glossed else _uncovered(found, coverage)


def _assemble(work: _Work, *, marker: str) -> Prompt:
    kit, restore, steer = work.kit, work.restore, work.draft.steer
    wish = restore.mask(steer) if steer and isinstance(restore, Placeholders) else steer
    prompt = assemble(
        work.masked,
        [hit for hit in work.found.hits if hit.above_floor and hit.excluded is None],
        kit.brand,
        template=kit.template,
        budget_tokens=kit.settings.max_prompt_tokens,
        counter=kit.counter,
        marker=marker,
        language=Wish.read(wish).language or reply_language(work.masked, kit.brand),
        steer=wish,
        ladder=work.resolved.wording,
        macros=[Example(one.name, one.text) for one in _fitting(work)],
    )
    return replace(prompt, read=work.read)


def _fitting(work: _Work) -> tuple[Macro, ...]:
    requests, language = (request_text(work.masked), *work.found.questions), reply_language(work.masked, work.kit.brand)
    return fitting_macros(work.macros, requests, work.kit.meanings, language=language)


def _write(prompt: Prompt, work: _Work) -> tuple[Completion, ModelError | None]:
    """Return the model's completion, held to the resolution; the fallback's and why where the model fails."""
    completion, failure = _complete(prompt, work.kit)
    return authorised(completion, failure, prompt, work.resolved, work.kit.fallback, work.restore, work.ticket.order)


def _complete(prompt: Prompt, kit: DraftingKit) -> tuple[Completion, ModelError | None]:
    try:
        return kit.model.complete(prompt), None
    except ModelError as error:
        return kit.fallback.complete(prompt), error


def _provenance(work: _Work, prompt: Prompt, completion: Completion, failure: ModelError | None) -> Provenance:
    restore = work.restore
    assert work.draft.provenance is not None
    return replace(
        work.draft.provenance,
        prompt_id=prompt.id,
        model_id=completion.model_id,
        prompt_tokens=completion.usage.prompt_tokens,
        completion_tokens=completion.usage.completion_tokens,
        cost_usd_micros=completion.usage.cost_usd_micros,
        left_out=prompt.left_out,
        note=completion.note,
        fallback_reason=failure.message if failure else None,
        retry_after_s=_retry_after_s(failure),
        macros=() if completion.note else prompt.macro_ids,
        masked=dict(restore.counts) if isinstance(restore, Placeholders) else {},
        prompt_sha256=prompt.sha256 if isinstance(restore, Placeholders) else None,
    )


def _retry_after_s(failure: ModelError | None) -> float | None:
    if failure is None or not failure.retryable:
        return None
    return failure.retry_after_s or 0.0


def _lay_out(work: _Work, prompt: Prompt, completion: Completion) -> _Work:
    """Put the completion into a letter, cite its sentences, list what there is to do."""
    work = replace(work, kit=replace(work.kit, brand=in_language(work.kit.brand, completion.language)))
    letter = write_letter(completion, work.ticket, work.kit.brand.voice, work.restore)
    sentences = cite(letter, prompt.hits)
    draft = replace(work.draft, text=letter.text, language=completion.language, sentences=sentences)
    steps = steps_of(draft.resolution, prompt.hits, draft.cited, work.ticket.order)
    return replace(work, draft=replace(draft, steps=steps))


def _check(work: _Work, prompt: Prompt) -> Draft:
    """Check the draft against its sources, precedents and what we told before; it is ready then."""
    kit, draft, ticket = work.kit, work.draft, work.ticket
    precedents, no_precedent = _tried("precedents", lambda: kit.precedents(draft), no_precedents(draft))
    told, nothing = _tried("earlier replies", lambda: kit.told(ticket), nothing_told(ticket))
    context = CheckContext(
        text=draft.text,
        sources=[Source.of_hit(hit) for hit in prompt.hits],
        sentences=draft.sentences,
        ticket=ticket,
        order=ticket.order,
        brand=kit.brand,
        language=draft.language,
        canary=prompt.canary,
        template=prompt.template,
        chosen=draft.resolution,
        wished_language=Wish.read(draft.steer).language,
        has_ladder=work.resolved.has_ladder,
        precedents=precedents,
        told=told,
        other_brands=kit.other_brands,
        meanings=kit.meanings,
    )
    ready = replace(draft, status=DraftStatus.READY, findings=kit.check(context))
    return _finish(replace(work, draft=ready, missed=(*work.missed, *no_precedent, *nothing)))


def _abstain(work: _Work, reason: str) -> Draft:
    return _finish(replace(work, draft=replace(work.draft, status=DraftStatus.ABSTAINED, reason=reason)))


def _finish(work: _Work) -> Draft:
    assert work.draft.provenance is not None
    seconds = work.kit.monotonic() - work.started
    return replace(work.draft, provenance=replace(work.draft.provenance, seconds=seconds, missed=work.missed))


def _uncovered(found: Retrieval, coverage: Coverage) -> str:
    nearest = next(iter(found.hits), None)
    if nearest is None:
        return "No policy covers this request; nothing near it was found."
    why = f" ({coverage.why})" if coverage.why else ""
    return f"No policy covers this request; the nearest passage is in “{nearest.policy}”{why}."
