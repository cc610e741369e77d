"""The offline model that ships with the product: it writes from the snippets alone, and says so.

Extractive on purpose.  Every sentence is the policy's own wording and cites its snippet, so
facts stay exact and nothing is invented; the brand's voice stands round it.  The same
prompt gives the same completion.
"""

from collections.abc import Sequence

from drafter.choosing import Chosen, choose
from drafter.completion import Completion, CompletionSentence, Prompt
from drafter.drafts import COMPOSED_NOTE
from drafter.relevance import Comparer

MODEL_ID = "composer-2"


class Composer:
    """Chooses the sentences of the hits that answer the ticket, and orders them into a reply.

    ``comparer`` tells how alike requests and sentences are by meaning; without it words alone tell.
    """

    def __init__(self, comparer: Comparer | None = None) -> None:
        self._comparer = comparer

    @property
    def id(self) -> str:
        """Name of the model in a draft's provenance."""
        return MODEL_ID

    def complete(self, prompt: Prompt) -> Completion:
        """Return sentences of the prompt's hits, or a reason to abstain.  Raises nothing."""
        usable = [hit for hit in prompt.hits if hit.above_floor and hit.excluded is None]
        if not usable:
            return _abstained("No policy passage is close enough to this request.")
        chosen = choose(prompt.read or prompt.ticket, prompt.brand, usable, self._comparer)
        if not chosen:
            return _abstained("The nearest policy passages have no sentence that answers this request.")
        return Completion(MODEL_ID, _written(chosen), language=prompt.brand.languages[0], note=COMPOSED_NOTE)


def _written(chosen: Sequence[Chosen]) -> tuple[CompletionSentence, ...]:
    sentences = []
    last = None
    for one in chosen:
        is_new = one.hit is not last
        sentences.append(CompletionSentence(one.text, (one.hit.snippet_id,), new_paragraph=is_new))
        last = one.hit
    return tuple(sentences)


def _abstained(reason: str) -> Completion:
    return Completion(MODEL_ID, (), abstain_reason=reason, note=COMPOSED_NOTE)
