"""Hold a completion to its resolution: what concedes more goes, what the rung requires to be said is said."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from drafter.checks.concession import check_concession
from drafter.checks.context import CheckContext, Source
from drafter.completion import Completion, CompletionSentence, LanguageModel, Prompt
from drafter.errors import ModelError
from drafter.orders import Order
from drafter.resolving import Resolved
from knowledge_base.search.hits import Hit

TOO_MUCH = "The model promised more than the resolution allows, so its text was not used."


def authorised(
    completion: Completion,
    failure: ModelError | None,
    prompt: Prompt,
    resolved: Resolved,
    fallback: LanguageModel,
    restore: Callable[[str], str],
    order: Order | None,
) -> tuple[Completion, ModelError | None]:
    """Return a completion that concedes nothing beyond the resolution, and why it is not the model's where it is not.

    A completion that concedes more gives way to ``fallback``, of which sentences that do are
    left out.  The rung's wording is added where it is missing.
    """
    if not resolved.has_ladder or not completion.sentences:
        return completion, failure
    concedes = _concedes(resolved, restore, order, [Source.of_hit(hit) for hit in prompt.hits])
    if completion.model_id != fallback.id and any(concedes(one) for one in completion.sentences):
        completion, failure = fallback.complete(prompt), ModelError(TOO_MUCH)
    kept = tuple(one for one in completion.sentences if not concedes(one))
    if completion.sentences and not kept:
        return replace(completion, sentences=(), abstain_reason=_nothing_left(resolved)), failure
    return replace(completion, sentences=_with_wording(kept, prompt.hits, resolved)), failure


def _concedes(
    resolved: Resolved, restore: Callable[[str], str], order: Order | None, sources: Sequence[Source]
) -> Callable[[CompletionSentence], bool]:
    def concedes(sentence: CompletionSentence) -> bool:
        text = restore(sentence.text)
        context = CheckContext(text, sources, order=order, chosen=resolved.resolution, has_ladder=True)
        return bool(check_concession(context))

    return concedes


def _with_wording(
    sentences: tuple[CompletionSentence, ...], hits: Sequence[Hit], resolved: Resolved
) -> tuple[CompletionSentence, ...]:
    wording = resolved.resolution.wording if resolved.resolution else ""
    if not sentences or not wording or _plain(wording) in _plain(" ".join(one.text for one in sentences)):
        return sentences
    cited = next((hit.snippet_id for hit in hits if _plain(wording) in _plain(hit.text)), None)
    return (*sentences, CompletionSentence(wording, (cited,) if cited else (), new_paragraph=True))


def _nothing_left(resolved: Resolved) -> str:
    rung = f"“{resolved.resolution.rung}”" if resolved.resolution else "no rung of the ladder"
    return f"All there was to say concedes more than {rung} allows; decide what to offer, or escalate."


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").split()).casefold().strip(" .")
