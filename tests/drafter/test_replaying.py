"""Past tickets under two snapshots: when a reply was due, what is touched, what is written once."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from drafter.backends.composer import Composer
from drafter.completion import Completion, Prompt
from drafter.drafting import DraftingKit
from drafter.errors import ModelTimeoutError
from drafter.impacts import Flip, FlipKind, Redraft
from drafter.prompts.template import load_template
from drafter.replaying import Lookups, Sides, as_asked, is_touched, look_up_both, redraft_key, replay_ticket
from drafter.tickets import Author, Message, Ticket, TicketStatus
from knowledge_base.foundation.tokens import estimate_tokens
from knowledge_base.search.hits import Hit
from tests.makers import FixedRetriever, make_brand, make_hit, make_message, make_ticket
from tests.tools.clocks import counting_ids

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
OLD = make_hit("You can return boots within 30 days of delivery.")
NEW = replace(OLD, text="You can return boots within 45 days of delivery.", revision=2, revision_id="rev_2")
UNLIKE = replace(OLD, above_floor=False, similarity=0.1)
OTHER = make_hit("Parcels take 3 days.", snippet_id="snp_9", policy_id="pol_9", policy="Shipping", rank=2)


@dataclass
class Memory:
    """Redrafts kept in memory."""

    kept: dict[str, Redraft] = field(default_factory=dict)

    def find(self, key: str) -> Redraft | None:
        return self.kept.get(key)

    def keep(self, key: str, redraft: Redraft) -> None:
        self.kept[key] = redraft


class CountedModel(Composer):
    """The composer, counting."""

    calls = 0

    def complete(self, prompt: Prompt) -> Completion:
        self.calls += 1
        return super().complete(prompt)


class FailingModel:
    """A model that fails for one wording."""

    id = "model-1"

    def complete(self, prompt: Prompt) -> Completion:
        if "45 days" in prompt.hits[0].text:
            raise ModelTimeoutError("The model did not answer within 30 s.")
        return replace(Composer().complete(prompt), model_id=self.id)


def kit_of(*hits: Hit, model: object = None) -> DraftingKit:
    return DraftingKit(
        retriever=FixedRetriever(*hits),
        model=model or Composer(),  # type: ignore[arg-type]
        fallback=Composer(),
        brand=make_brand(),
        template=load_template("reply"),
        counter=estimate_tokens,
        monotonic=lambda: 0.0,
    )


def sides_of(before: tuple[Hit, ...], after: tuple[Hit, ...], model: object = None) -> Sides:
    return Sides(kit_of(*before, model=model), kit_of(*after, model=model), "pol_1")


def found_by(sides: Sides, ticket: Ticket | None = None) -> Lookups:
    return look_up_both(ticket or make_ticket(), sides, now=NOW)


def conversation(*turns: str) -> Ticket:
    """``r:`` a requester's, ``a:`` an agent's, ``n:`` an internal note."""
    authors = {"r": Author.REQUESTER, "a": Author.AGENT, "n": Author.AGENT}
    messages = tuple(
        Message(f"m{place}", authors[turn[0]], turn[2:], is_public=turn[0] != "n") for place, turn in enumerate(turns)
    )
    return make_ticket(messages=messages, status=TicketStatus.SOLVED)


@pytest.mark.parametrize(
    ("turns", "last"),
    [
        (("r:Can I return boots?", "a:Yes."), "Can I return boots?"),
        (("r:Can I return boots?", "a:Yes.", "r:Thanks, perfect!"), "Can I return boots?"),
        (("r:Can I return boots?", "a:Yes.", "r:And what does it cost?", "a:$5"), "And what does it cost?"),
        (("r:Can I return boots?", "r:They are size 9.", "n:Ask Priya.", "a:Yes."), "They are size 9."),
    ],
    ids=["answered", "thanked", "asked twice", "two in a row"],
)
def test_ticket_is_read_as_it_stood_when_a_reply_was_due(turns: tuple[str, ...], last: str) -> None:
    asked = as_asked(conversation(*turns))

    assert asked is not None
    assert asked.messages[-1].text == last
    assert asked.awaits_reply


def test_ticket_that_never_wanted_a_reply_is_left_out() -> None:
    assert as_asked(conversation("a:We have news.")) is None
    assert as_asked(make_ticket(messages=(make_message("Thanks, all good!"),))) is None


@pytest.mark.parametrize(
    ("before", "after", "touched"),
    [
        ((OLD, OTHER), (NEW, OTHER), True),
        ((OLD,), (OLD,), True),
        ((replace(OLD, above_floor=False),), (replace(NEW, above_floor=False),), True),
        ((OTHER, UNLIKE), (OTHER, UNLIKE), False),
        ((UNLIKE,), (), True),
        ((replace(OLD, above_floor=False, rank=6),), (), False),
        ((OTHER,), (OTHER, NEW), True),
        ((OTHER,), (), True),
        ((OTHER,), (OTHER,), False),
        ((OTHER,), (replace(OTHER, revision=7, score=1.0),), False),
        ((replace(OTHER, above_floor=False),), (), False),
    ],
    ids=[
        "reworded",
        "same words",
        "near the floor",
        "too unlike beside an answer",
        "nearest without an answer",
        "too far down",
        "newly found",
        "lost",
        "another policy",
        "renumbered",
        "nothing",
    ],
)
def test_touched_by_what_search_finds(before: tuple[Hit, ...], after: tuple[Hit, ...], touched: bool) -> None:
    assert is_touched(found_by(sides_of(before, after)), "pol_1") is touched


def test_redrafts_under_both_wordings_are_compared() -> None:
    sides = sides_of((OLD,), (NEW,))

    impact = replay_ticket(make_ticket(), found_by(sides), sides, Memory(), now=NOW, new_id=counting_ids())

    assert "30 days" in impact.before.text
    assert "45 days" in impact.after.text
    assert impact.flips == (Flip(FlipKind.DAYS, "30 days", "45 days"),)
    assert impact.is_changed


def test_reply_from_the_same_passages_is_written_once() -> None:
    model = CountedModel()
    sides = sides_of((OLD,), (replace(OLD, revision=2, revision_id="rev_2"),), model)

    impact = replay_ticket(make_ticket(), found_by(sides), sides, Memory(), now=NOW, new_id=counting_ids())

    assert model.calls == 1
    assert not impact.is_changed


def test_second_replay_writes_only_what_the_new_wording_changes() -> None:
    model, memory = CountedModel(), Memory()
    newer = replace(NEW, text="You can return boots within 50 days of delivery.")
    for after in (NEW, newer):
        sides = sides_of((OLD,), (after,), model)
        replay_ticket(make_ticket(), found_by(sides), sides, memory, now=NOW, new_id=counting_ids())

    assert model.calls == 3


def test_failing_model_is_never_compared_with_itself() -> None:
    sides, memory = sides_of((OLD,), (NEW,), FailingModel()), Memory()

    impact = replay_ticket(make_ticket(), found_by(sides), sides, memory, now=NOW, new_id=counting_ids())

    assert {impact.before.model_id, impact.after.model_id} == {Composer().id}
    assert impact.flips == (Flip(FlipKind.DAYS, "30 days", "45 days"),)


def test_key_follows_the_ticket_the_kit_and_the_passages_alone() -> None:
    ticket, kit = make_ticket(), kit_of(OLD)
    found = found_by(sides_of((OLD,), (NEW,)))

    key = redraft_key(ticket, kit, found.active)

    assert key == redraft_key(replace(ticket, updated_at=NOW), kit, replace(found.active, snapshot_id="snp_2"))
    assert key != redraft_key(ticket, kit, found.candidate)
    assert key != redraft_key(make_ticket("What does it cost?"), kit, found.active)
    assert key != redraft_key(ticket, replace(kit, brand=make_brand(languages=("de",))), found.active)
