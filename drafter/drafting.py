"""draft_reply: the straight line from a ticket to a draft, and the kit it works with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from drafter.authorising import authorised
from drafter.brands import Brand
from drafter.checks import CHECK_VERSIONS, CheckContext, Source, run_checks
from drafter.choosing import asked_of
from drafter.completion import Completion, LanguageModel, Prompt
from drafter.covering import Coverage, Meanings, coverage_of
from drafter.drafts import Citation, Draft, DraftStatus, Provenance, Sentence
from drafter.errors import ModelError
from drafter.findings import Finding
from drafter.injection import suspicions
from drafter.ladders import Ladder
from drafter.letters import Letter, write_letter
from drafter.order_sources import OrderSource, TicketOrders, with_order
from drafter.precedents import Precedent
from drafter.prompts.assembly import assemble
from drafter.prompts.template import Template
from drafter.questions import questions_of, request_text
from drafter.redacting.placeholders import Placeholders
from drafter.reply_language import reply_language
from drafter.resolutions import ANY_AGENT
from drafter.resolving import Resolved, resolve
from drafter.scopes import rule_day, scope_of, with_brands_day
from drafter.settings import DraftingSettings
from drafter.steps import steps_of
from drafter.tickets import Ticket
from drafter.told import Told
from drafter.translating import Asked, Translate, foreign_reason, put_into_policies_language
from drafter.wishes import Wish
from knowledge_base.foundation.tokens import TokenCounter
from knowledge_base.search.hits import Hit, Retrieval, Retriever
from knowledge_base.wording import best_quote

Restore = Callable[[str], str]
Mask = Callable[[Ticket], tuple[Ticket, Restore]]


def no_masking(ticket: Ticket) -> tuple[Ticket, Restore]:
    """Leave the ticket as it is: for a model that runs here and for tests."""
    return ticket, lambda text: text


def nothing_told(ticket: Ticket) -> tuple[Told, ...]:
    """Know of no earlier replies: for tests and texts from outside."""
    return ()


def no_precedents(draft: Draft) -> tuple[Precedent, ...]:
    """Know of no precedents: for tests and for a brand without a past."""
    return ()


def no_ladders(brand: Brand) -> tuple[Ladder, ...]:
    """Keep no ladders: the policies alone say what may be offered."""
    return ()


@dataclass(frozen=True)
class DraftingKit:
    """All that drafting for one brand needs.

    ``fallback`` writes when ``model`` fails (the composer); ``monotonic`` gives seconds.
    ``translate`` puts questions into the policies' language, unless the embedder
    ``searches_any_language`` itself.  ``meanings`` tells how well passages answer a request;
    without it the embedder's floor alone does.  ``told`` looks up what we told the requester before.
    ``ladders`` are the brand's live ones, ``authority`` is what whoever reads the draft may grant,
    ``orders`` finds the order that a ticket is about, ``precedents`` near-identical tickets answered before.
    """

    retriever: Retriever
    model: LanguageModel
    fallback: LanguageModel
    brand: Brand
    template: Template
    counter: TokenCounter
    monotonic: Callable[[], float]
    settings: DraftingSettings = field(default_factory=DraftingSettings)
    mask: Mask = no_masking
    check: Callable[[CheckContext], tuple[Finding, ...]] = run_checks
    check_versions: Mapping[str, str] = field(default_factory=lambda: CHECK_VERSIONS)
    translate: Translate | None = None
    searches_any_language: bool = False
    meanings: Meanings | None = None
    told: Callable[[Ticket], tuple[Told, ...]] = nothing_told
    ladders: Callable[[Brand], tuple[Ladder, ...]] = no_ladders
    orders: OrderSource = field(default_factory=TicketOrders)
    authority: int = ANY_AGENT
    precedents: Callable[[Draft], tuple[Precedent, ...]] = no_precedents
    other_brands: Sequence[Brand] = ()


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
    ``rung`` is the one an agent asked for; it is offered where it fits.
    Raises SnapshotNotReadyError, EmbeddingError, PromptTooLongError.
    """
    started = kit.monotonic()
    ticket = with_brands_day(with_order(ticket, kit.orders), kit.brand)
    masked, restore = kit.mask(ticket)
    asked = _questions(masked, kit)
    found = _look_up(ticket, asked, kit, now)
    draft = _begin(ticket, found, kit, now=now, draft_id=new_id("dft"), steer=steer)
    resolved = _resolve(ticket, found, kit, now, rung)
    draft = replace(draft, questions=tuple(restore(text) for text in draft.questions))
    draft = replace(draft, resolution=resolved.resolution, alternatives=resolved.alternatives, rung=rung)
    if asked.foreign:
        return _abstain(replace(draft, hits=()), foreign_reason(asked.foreign, kit.brand), kit.monotonic() - started)
    coverage = coverage_of(found, asked_of(masked), kit.meanings, least=kit.settings.least_coverage)
    if not coverage.covered:
        return _abstain(draft, _uncovered(found, coverage), kit.monotonic() - started)

    wish = restore.mask(steer) if steer and isinstance(restore, Placeholders) else steer
    prompt = _assemble(masked, found, kit, marker=new_id("mark")[-16:], steer=wish, ladder=resolved.wording)
    completion, failure = _complete(prompt, kit)
    completion, failure = authorised(completion, failure, prompt, resolved, kit.fallback, restore, ticket.order)
    draft = replace(draft, provenance=_provenance(draft, prompt, completion, failure, restore))
    if completion.abstain_reason or not completion.sentences:
        reason = completion.abstain_reason or "The model found nothing to say from the policies."
        return _abstain(draft, restore(reason), kit.monotonic() - started)

    letter = write_letter(completion, ticket, kit.brand.voice, restore)
    draft = replace(draft, text=letter.text, language=completion.language, sentences=_cite(letter, prompt.hits))
    draft = replace(draft, steps=steps_of(draft.resolution, prompt.hits, draft.cited, ticket.order))
    context = replace(_context(draft, prompt, ticket, kit.brand), has_ladder=resolved.has_ladder)
    context = replace(context, precedents=kit.precedents(draft))
    findings = kit.check(replace(context, told=kit.told(ticket), other_brands=kit.other_brands))
    return _finish(replace(draft, status=DraftStatus.READY, findings=findings), kit.monotonic() - started)


def look_up(ticket: Ticket, kit: DraftingKit, *, now: datetime) -> Retrieval:
    """Return the passages that ``draft_reply`` would work from.  Raises SnapshotNotReadyError, EmbeddingError."""
    masked, _ = kit.mask(ticket)
    return _look_up(ticket, _questions(masked, kit), kit, now)


def _questions(masked: Ticket, kit: DraftingKit) -> Asked:
    questions = questions_of(masked)
    if kit.searches_any_language:
        return Asked(tuple(questions))
    return put_into_policies_language(questions, kit.brand, kit.translate)


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
    return Draft(
        id=draft_id,
        ticket_id=ticket.id,
        status=DraftStatus.DRAFTING,
        created_at=now,
        language=kit.brand.languages[0],
        questions=found.questions,
        hits=found.hits,
        provenance=Provenance(
            found.snapshot_id,
            kit.template.id,
            kit.model.id,
            kit.check_versions,
            steer=steer,
            rules_on=rule_day(ticket, kit.brand, now),
            scope=scope_of(ticket, kit.brand),
        ),
        newest_message_id=newest.id if newest else "",
        steer=steer,
        suspicious=suspicions(ticket),
    )


def _assemble(
    masked: Ticket, found: Retrieval, kit: DraftingKit, *, marker: str, steer: str | None, ladder: str | None
) -> Prompt:
    return assemble(
        masked,
        [hit for hit in found.hits if hit.above_floor and hit.excluded is None],
        kit.brand,
        template=kit.template,
        budget_tokens=kit.settings.max_prompt_tokens,
        counter=kit.counter,
        marker=marker,
        language=Wish.read(steer).language or reply_language(masked, kit.brand),
        steer=steer,
        ladder=ladder,
    )


def _resolve(ticket: Ticket, found: Retrieval, kit: DraftingKit, now: datetime, rung: str | None) -> Resolved:
    """Find what may be offered; the ticket is unmasked, because conditions speak of the order."""
    return resolve(
        ticket,
        [f"{ticket.subject}\n{request_text(ticket)}".strip(), *found.questions],
        kit.ladders(kit.brand),
        kit.brand,
        today=kit.brand.day_of(now),
        meanings=kit.meanings,
        authority=kit.authority,
        rung=rung,
        hits=found.hits,
    )


def _complete(prompt: Prompt, kit: DraftingKit) -> tuple[Completion, ModelError | None]:
    try:
        return kit.model.complete(prompt), None
    except ModelError as error:
        return kit.fallback.complete(prompt), error


def _provenance(
    draft: Draft, prompt: Prompt, completion: Completion, failure: ModelError | None, restore: Restore
) -> Provenance:
    assert draft.provenance is not None
    return replace(
        draft.provenance,
        prompt_id=prompt.id,
        model_id=completion.model_id,
        prompt_tokens=completion.usage.prompt_tokens,
        completion_tokens=completion.usage.completion_tokens,
        cost_usd_micros=completion.usage.cost_usd_micros,
        left_out=prompt.left_out,
        note=completion.note,
        fallback_reason=failure.message if failure else None,
        retry_after_s=_retry_after_s(failure),
        masked=dict(restore.counts) if isinstance(restore, Placeholders) else {},
        prompt_sha256=prompt.sha256 if isinstance(restore, Placeholders) else None,
    )


def _retry_after_s(failure: ModelError | None) -> float | None:
    if failure is None or not failure.retryable:
        return None
    return failure.retry_after_s or 0.0


def _cite(letter: Letter, hits: Sequence[Hit]) -> tuple[Sentence, ...]:
    by_id = {hit.snippet_id: hit for hit in hits}
    return tuple(
        Sentence(
            placed.sentence.text,
            placed.start,
            placed.end,
            tuple(_citation(placed.sentence.text, by_id[i]) for i in placed.sentence.snippet_ids if i in by_id),
        )
        for placed in letter.sentences
    )


def _citation(sentence: str, hit: Hit) -> Citation:
    return Citation(
        snippet_id=hit.snippet_id,
        policy_id=hit.policy_id,
        policy=hit.policy,
        revision_id=hit.revision_id,
        revision=hit.revision,
        heading=hit.heading,
        quote=best_quote(sentence, hit.text),
    )


def _context(draft: Draft, prompt: Prompt, ticket: Ticket, brand: Brand) -> CheckContext:
    return CheckContext(
        text=draft.text,
        sources=[Source.of_hit(hit) for hit in prompt.hits],
        sentences=draft.sentences,
        ticket=ticket,
        order=ticket.order,
        brand=brand,
        language=draft.language,
        canary=prompt.canary,
        template=prompt.template,
        chosen=draft.resolution,
        wished_language=Wish.read(draft.steer).language,
    )


def _abstain(draft: Draft, reason: str, seconds: float) -> Draft:
    return _finish(replace(draft, status=DraftStatus.ABSTAINED, reason=reason), seconds)


def _finish(draft: Draft, seconds: float) -> Draft:
    assert draft.provenance is not None
    return replace(draft, provenance=replace(draft.provenance, seconds=seconds))


def _uncovered(found: Retrieval, coverage: Coverage) -> str:
    nearest = next(iter(found.hits), None)
    if nearest is None:
        return "No policy covers this request; nothing near it was found."
    why = f" ({coverage.why})" if coverage.why else ""
    return f"No policy covers this request; the nearest passage is in “{nearest.policy}”{why}."
