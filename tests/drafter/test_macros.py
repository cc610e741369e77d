"""Which approved macros fit a request, what a draft says of them, and what a helpdesk's change does."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from drafter.brands import Brand
from drafter.drafting import draft_reply
from drafter.errors import MacroNotFoundError
from drafter.macros import Macro, fitting_macros
from drafter.store.macros import Fetched, Merged, get_macro, list_macros, merge_macros, set_approval
from knowledge_base.errors import EmbeddingError
from knowledge_base.foundation.database import Database
from tests.drafter.test_drafting import Saying, draft, kit
from tests.makers import make_brand, make_ticket

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)


def macro(title: str, text: str = "", **changes: Any) -> Macro:
    given = {"id": f"mac_{title}", "external_id": title, "approved_by": "usr_1", **changes}
    return Macro(brand_id="brd_1", connection_id="con_1", title=title, text=text or f"{title}, as we say.", **given)


class ByTitle:
    """Meanings with given cosines, by the first word of a text."""

    embedder_id = "by-title"

    def __init__(self, **cosines: float) -> None:
        self.cosines = cosines

    def compare(self, requests: Any, sentences: Any) -> Any:
        row = [self.cosines[text.partition(".")[0]] for text in sentences]
        return np.array([row] * len(requests), dtype=np.float32)


def fits(macros: list[Macro], meanings: Any = None, *, language: str = "en", asked: str = "late refund") -> list[str]:
    return [one.title for one in fitting_macros(macros, [asked], meanings, language=language)]


def test_two_best_that_reach_the_floor_fit() -> None:
    macros = [macro("a"), macro("b"), macro("c"), macro("d")]

    assert fits(macros, ByTitle(a=0.5, b=0.8, c=0.7, d=0.44)) == ["b", "c"]
    assert fits(macros, ByTitle(a=0.1, b=0.2, c=0.3, d=0.44)) == []


def test_only_approved_ones_fit() -> None:
    assert fits([macro("late refund", approved_by=None)]) == []


def test_words_decide_where_meanings_are_not_there_or_fail() -> None:
    class Broken:
        def compare(self, *_: Any) -> Any:
            raise EmbeddingError("gone")

    macros = [macro("Late refunds"), macro("Gift cards")]

    assert fits(macros) == fits(macros, Broken()) == ["Late refunds"]


def test_another_language_does_not_fit() -> None:
    german = macro("Late refund", "Ihre Erstattung ist unterwegs und kommt in wenigen Tagen auf Ihrem Konto an.")

    assert fits([german]) == []
    assert fits([german], language="de") == ["Late refund"]


@pytest.mark.parametrize("asked", ["", "   ", "\x00", "🎿" * 5000])
def test_empty_and_strange_requests_fit_nothing(asked: str) -> None:
    assert fits([macro("Late refund"), macro("", " ")], asked=asked) == []


def test_model_is_shown_the_macro_and_the_draft_says_so() -> None:
    model = Saying(("You can return boots within 60 days of delivery.", ("snp_window",)))
    shown = macro("Return boots", "Happy to help with your boots!")

    made = draft(make_ticket("How long can I return boots?"), kit(model, macros=lambda _: (shown, macro("Gift cards"))))

    assert model.prompts[0].macros == (shown.text,)
    assert shown.text in "".join(message.content for message in model.prompts[0].messages)
    assert made.provenance is not None
    assert made.provenance.macros == (shown.name,)


def test_macro_that_is_cut_for_length_is_not_told_of() -> None:
    model = Saying(("You can return boots within 60 days of delivery.", ("snp_window",)))
    long = macro("Return boots", "Happy to help with your boots! " * 400)
    small = kit(model, macros=lambda _: (long,))
    small = replace(small, settings=small.settings.model_copy(update={"max_prompt_tokens": 1500}))

    made = draft(make_ticket("How long can I return boots?"), small)

    assert made.provenance is not None
    assert made.provenance.macros == ()
    assert any("Return boots" in one for one in made.provenance.left_out)


def test_composed_draft_tells_of_no_macro() -> None:
    made = draft(make_ticket("How long can I return boots?"), kit(macros=lambda _: (macro("Return boots"),)))

    assert made.provenance is not None
    assert made.provenance.macros == ()


def test_macros_that_cannot_be_looked_up_are_noted() -> None:
    def broken(_: Brand) -> tuple[Macro, ...]:
        raise TimeoutError

    made = draft_reply(
        make_ticket("How long can I return boots?"), kit(macros=broken), now=NOW, new_id=lambda kind: kind * 9
    )

    assert made.provenance is not None
    assert made.provenance.missed == ("macros (TimeoutError)",)
    assert made.text


def merge(database: Database, *fetched: Fetched) -> Merged:
    numbers = iter(range(1000))
    with database.writing() as session:
        known = len(list_macros(session, "brd_1"))
        return merge_macros(
            session, "brd_1", "con_1", fetched, now=NOW, new_id=lambda kind: f"{kind}_{known + next(numbers)}"
        )


def test_changed_macro_has_to_be_approved_again(database: Database, brand: Brand) -> None:
    assert merge(database, Fetched("1", "Late", "Soon."), Fetched("2", "Lost", "Sorry.")) == Merged(added=2)
    with database.writing() as session:
        for one in list_macros(session, "brd_1"):
            set_approval(session, one.id, approved_by="usr_1", now=NOW)

    changed = merge(database, Fetched("1", "Late", "Very soon."), Fetched("2", "Lost", "Sorry."))

    assert changed == Merged(changed=1, unapproved=1)
    with database.reading() as session:
        assert [one.title for one in list_macros(session, "brd_1", only_approved=True)] == ["Lost"]


def test_macro_that_is_gone_goes_and_a_repeat_changes_nothing(database: Database, brand: Brand) -> None:
    merge(database, Fetched("1", "Late", "Soon."), Fetched("2", "Lost", "Sorry."))

    assert merge(database, Fetched("1", "Late", "Soon.")) == Merged(removed=1)
    assert merge(database, Fetched("1", "Late", "Soon.")) == Merged()


def test_unknown_macro_is_named(database: Database) -> None:
    with database.reading() as session, pytest.raises(MacroNotFoundError):
        get_macro(session, "mac_\x00none")


def test_brand_of_a_kit_is_asked_for() -> None:
    seen: list[str] = []

    def of(brand: Brand) -> tuple[Macro, ...]:
        seen.append(brand.id)
        return ()

    draft(make_ticket("How long can I return boots?"), kit(brand=make_brand(id="brd_9"), macros=of))

    assert seen == ["brd_9"]
