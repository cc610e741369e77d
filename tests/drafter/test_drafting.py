"""draft_reply: the straight line, with every station real but the embedder."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from drafter.backends.composer import Composer
from drafter.completion import Completion, CompletionSentence, LanguageModel, Prompt
from drafter.drafting import DraftingKit, draft_reply
from drafter.drafts import COMPOSED_NOTE, Draft, DraftStatus
from drafter.errors import ModelOutputError, ModelRateLimitedError
from drafter.prompts.template import load_template
from drafter.tickets import Message, Ticket
from knowledge_base.foundation.tokens import estimate_tokens
from tests.makers import FixedRetriever, make_brand, make_hit, make_ticket

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
WINDOW = make_hit("You can return boots within 60 days of delivery.", snippet_id="snp_window")


class Saying:
    """A model that says what it is given."""

    id = "saying-1"

    def __init__(self, *sentences: tuple[str, tuple[str, ...]], error: Exception | None = None) -> None:
        self.sentences, self.error = sentences, error
        self.prompts: list[Prompt] = []

    def complete(self, prompt: Prompt) -> Completion:
        """Say it, or raise."""
        self.prompts.append(prompt)
        if self.error:
            raise self.error
        return Completion(self.id, tuple(CompletionSentence(text, ids) for text, ids in self.sentences))


def kit(model: LanguageModel | None = None, *hits: Any, **changes: Any) -> DraftingKit:
    """Make a kit with the composer behind a model."""
    ticks = count()
    made = DraftingKit(
        retriever=FixedRetriever(*(hits or (WINDOW,))),
        model=model or Composer(),
        fallback=Composer(),
        brand=make_brand(),
        template=load_template(),
        counter=estimate_tokens,
        monotonic=lambda: float(next(ticks)),
    )
    return replace(made, **changes)


def draft(ticket: Ticket, with_kit: DraftingKit, **changes: Any) -> Draft:
    """Draft with counting ids."""
    numbers = count(1)
    return draft_reply(ticket, with_kit, now=NOW, new_id=lambda kind: f"{kind}_{next(numbers):06d}", **changes)


def test_composed_draft_is_cited_and_says_so() -> None:
    made = draft(make_ticket("How long can I return boots?"), kit())

    assert made.status is DraftStatus.READY
    assert made.provenance is not None
    assert made.provenance.note == COMPOSED_NOTE
    assert made.provenance.check_versions.keys() >= {"facts", "citations"}
    assert made.provenance.seconds > 0
    (sentence,) = made.sentences
    assert made.text[sentence.start : sentence.end] == WINDOW.text
    assert sentence.citations[0].quote == WINDOW.text
    assert made.findings == ()


def test_no_hit_above_the_floor_abstains_with_the_nearest() -> None:
    far = make_hit("Boots.", above_floor=False)

    made = draft(make_ticket(), kit(None, far))

    assert (made.status, made.text) == (DraftStatus.ABSTAINED, "")
    assert "nearest passage is in “Returns”" in (made.reason or "")
    assert made.hits == (far,)


def test_invented_value_of_a_model_is_blocked() -> None:
    model = Saying(("You can return boots within 90 days.", ("snp_window",)))

    (finding,) = draft(make_ticket("How long can I return boots?"), kit(model)).findings

    assert (finding.text, finding.fix) == ("90 days", "60 days")


def test_uncited_claim_of_a_model_is_found() -> None:
    made = draft(make_ticket(), kit(Saying(("Refunds are free of charge.", ()))))

    assert "citations" in [finding.check for finding in made.findings]


@pytest.mark.parametrize(
    ("error", "retry"), [(ModelRateLimitedError("busy", retry_after_s=7.0), 7.0), (ModelOutputError("broken"), 0.0)]
)
def test_composer_steps_in_when_the_model_fails(error: Exception, retry: float) -> None:
    made = draft(make_ticket("How long can I return boots?"), kit(Saying(error=error)))

    assert made.status is DraftStatus.READY
    assert made.provenance is not None
    assert made.provenance.model_id == Composer().id
    assert made.provenance.fallback_reason
    assert made.provenance.retry_after_s in (retry, None)


def test_model_that_says_nothing_abstains() -> None:
    assert draft(make_ticket(), kit(Saying())).status is DraftStatus.ABSTAINED


def test_masked_words_never_reach_the_model_and_come_back() -> None:
    def mask(ticket: Ticket) -> tuple[Ticket, Any]:
        messages = tuple(Message(m.id, m.author, m.text.replace("Zoë", "⟦P1⟧")) for m in ticket.messages)
        return replace(ticket, messages=messages), lambda text: text.replace("⟦P1⟧", "Zoë")

    model = Saying(("⟦P1⟧ can return boots.", ("snp_window",)))

    made = draft(make_ticket("Can Zoë return boots?"), kit(model, mask=mask))

    assert "Zoë can return boots." in made.text
    assert all("Zoë" not in message.content for message in model.prompts[0].messages)


def test_steer_and_marker_reach_the_prompt() -> None:
    model = Saying(("Yes.", ()))
    with_kit = kit(model)

    draft(make_ticket(), with_kit, steer="mention the loan tent")
    first = model.prompts[0]

    assert "mention the loan tent" in first.messages[1].content
    assert first.marker in first.messages[1].content


def test_draft_in_another_tone_sounds_so_and_names_the_voice() -> None:
    model = Saying(("You can return boots within 60 days of delivery.", ("snp_window",)))
    own = make_brand(voice_version=4)

    made = draft(make_ticket("How long can I return boots?"), kit(model, brand=own), steer="Tone: brief.")

    assert own.voice.opening not in made.text
    assert own.voice.closing not in made.text
    assert "As short as it can be" in model.prompts[0].messages[0].content
    assert made.provenance is not None
    assert made.provenance.voice_version == 4


GERMAN = "Wie lange kann ich die Stiefel zurückgeben?"
UNREADABLE = "Gerne wüsste ich, wofür jener Aushang neulich warb und weshalb niemand ihn verstand."


def test_common_words_of_a_foreign_ticket_are_looked_up_one_by_one() -> None:
    made = draft(make_ticket(GERMAN), kit())

    assert made.status is DraftStatus.READY
    assert made.questions == ("how long can I shoes boots return?",)
    assert made.provenance
    assert made.provenance.missed == ("translation: German was looked up word by word",)


def test_foreign_ticket_without_a_translator_abstains_and_says_so() -> None:
    made = draft(make_ticket(UNREADABLE), kit())

    assert (made.status, made.hits) == (DraftStatus.ABSTAINED, ())
    assert made.reason
    assert made.reason.startswith("The policies are in English, this ticket is in German")


def test_foreign_ticket_is_looked_up_in_the_policies_language() -> None:
    seen: list[str] = []

    def translate(text: str, language: str) -> str:
        seen.append(text)
        return "How long can I return boots?"

    model = Saying(("You can return boots within 60 days.", ("snp_window",)))
    made = draft(make_ticket(GERMAN), kit(model, translate=translate))

    assert made.status is DraftStatus.READY
    assert (made.questions, len(seen)) == (("How long can I return boots?",), 1)


def test_multilingual_embedder_needs_no_translation() -> None:
    assert draft(make_ticket(GERMAN), kit(searches_any_language=True)).questions != ()


def broken(*_: Any) -> Any:
    """Fail as a database or a shop does."""
    raise TimeoutError("gone")


class BrokenOrders:
    """An order source that can't be asked."""

    find = staticmethod(broken)


def test_what_cannot_be_looked_up_is_noted_and_breaks_no_draft() -> None:
    with_kit = kit(None, orders=BrokenOrders(), ladders=broken, told=broken, precedents=broken)

    made = draft(make_ticket("How long can I return boots?"), with_kit)

    assert made.status is DraftStatus.READY
    assert made.provenance is not None
    assert [one.split(" (")[0] for one in made.provenance.missed] == [
        "order",
        "ladders",
        "precedents",
        "earlier replies",
    ]
    assert "TimeoutError" in made.provenance.missed[0]


def test_nothing_is_conceded_while_ladders_cannot_be_looked_up() -> None:
    model = Saying(("We will refund you in full.", ("snp_window",)))

    made = draft(make_ticket("How long can I return boots?"), kit(model, ladders=broken))

    assert "refund you in full" not in made.text


def test_all_that_is_looked_up_leaves_no_note() -> None:
    made = draft(make_ticket("How long can I return boots?"), kit())

    assert made.provenance is not None
    assert made.provenance.missed == ()
