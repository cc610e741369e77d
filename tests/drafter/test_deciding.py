"""What may be decided on a draft, when, and what a second act answers."""

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy.pool import StaticPool

from drafter.decisions import Action, Decision, DecisionKind
from drafter.drafts import DraftStatus
from drafter.edits import Outcome
from drafter.errors import AlreadyDecidedError, DecisionFormatError, DraftNotReadyError, DraftSupersededError
from drafter.store.brands import insert_brand
from knowledge_base.foundation.database import Base, Database, make_engine
from tests.makers import make_brand, make_ticket
from tests.tools.acting import Acts
from tests.tools.clocks import SettableClock, counting_ids

LONG = "Hi Maya,\n\nYou have 60 days to return your boots, counted from the day of delivery.\n\nWarm regards"


def test_accepting_takes_the_draft_as_it_stands(acts: Acts) -> None:
    draft = acts.ready(acts.record(), LONG)

    decision = acts.decide(draft, Action.ACCEPT)

    assert (decision.kind, decision.text, decision.actor_role) == (DecisionKind.ACCEPTED, LONG, "agent")
    assert acts.edit(draft).edit.outcome is Outcome.AS_IS  # type: ignore[union-attr]


def test_editing_is_measured_at_once(acts: Acts) -> None:
    draft = acts.ready(acts.record(), LONG)

    acts.decide(draft, Action.EDIT, LONG.replace("60", "30"), actor_name="Dani")

    edit = acts.edit(draft)
    assert edit
    assert (edit.edit.outcome, edit.actor_id, edit.actor_name) == (Outcome.EDITED, "usr_dani", "Dani")
    assert edit.edit.metrics.edit_rate == pytest.approx(1 / edit.edit.metrics.sent_tokens)


def test_rejecting_is_measured_as_nothing_sent(acts: Acts) -> None:
    draft = acts.ready(acts.record(), LONG)

    acts.decide(draft, Action.REJECT, reason="wrong policy")

    assert acts.decision(draft).reason == "wrong policy"  # type: ignore[union-attr]
    assert acts.edit(draft).edit.outcome is Outcome.REJECTED  # type: ignore[union-attr]


def test_escalating_measures_nothing(acts: Acts) -> None:
    draft = acts.ready(acts.record(), LONG)

    acts.decide(draft, Action.ESCALATE)

    assert acts.edit(draft) is None


def test_same_again_answers_with_the_first(acts: Acts) -> None:
    draft = acts.ready(acts.record(), LONG)
    first = acts.decide(draft, Action.EDIT, "Hi, 30 days.")

    assert acts.decide(draft, Action.EDIT, "Hi, 30 days.") == first
    assert len(acts.decisions(draft)) == 1


def test_same_key_answers_with_the_first_whatever_it_asks(acts: Acts) -> None:
    draft = acts.ready(acts.record(), LONG)
    first = acts.decide(draft, Action.ACCEPT, idempotency_key="k1")

    assert acts.decide(draft, Action.REJECT, idempotency_key="k1") == first


@pytest.mark.parametrize(
    ("action", "text"),
    [(Action.EDIT, "Other words."), (Action.REJECT, None), (Action.ESCALATE, None), (Action.ACCEPT, "Other words.")],
)
def test_another_second_act_is_refused(acts: Acts, action: Action, text: str | None) -> None:
    draft = acts.ready(acts.record(), LONG)
    acts.decide(draft, Action.ACCEPT)

    with pytest.raises(AlreadyDecidedError):
        acts.decide(draft, action, text)


def test_undo_opens_the_draft_again(acts: Acts) -> None:
    draft = acts.ready(acts.record(), LONG)
    acts.decide(draft, Action.ACCEPT)

    acts.decide(draft, Action.UNDO)

    assert (acts.decision(draft), acts.edit(draft)) == (None, None)
    assert acts.decide(draft, Action.REJECT).kind is DecisionKind.REJECTED


def test_undo_twice_is_one(acts: Acts) -> None:
    draft = acts.ready(acts.record(), LONG)
    acts.decide(draft, Action.ACCEPT)

    assert acts.decide(draft, Action.UNDO) == acts.decide(draft, Action.UNDO)


def test_undo_without_a_decision_is_refused(acts: Acts) -> None:
    with pytest.raises(DraftNotReadyError):
        acts.decide(acts.ready(acts.record()), Action.UNDO)


def test_undo_after_the_send_is_refused(acts: Acts) -> None:
    ticket = acts.record()
    draft = acts.ready(ticket, LONG)
    acts.decide(draft, Action.ACCEPT)
    acts.send(ticket, LONG)

    with pytest.raises(AlreadyDecidedError, match="was sent"):
        acts.decide(draft, Action.UNDO)


def test_undone_draft_gives_way_to_the_newer_one(acts: Acts) -> None:
    ticket = acts.record()
    former = acts.ready(ticket, LONG)
    acts.decide(former, Action.ACCEPT)
    acts.clock.advance(seconds=5)
    acts.ask(acts.write_again(ticket))

    acts.decide(former, Action.UNDO)

    assert acts.draft(former.id).status is DraftStatus.SUPERSEDED


@pytest.mark.parametrize("action", [Action.ACCEPT, Action.EDIT, Action.REJECT, Action.ESCALATE])
def test_draft_that_is_not_written_cannot_be_decided(acts: Acts, action: Action) -> None:
    draft = acts.ask(acts.record())
    assert draft

    with pytest.raises(DraftNotReadyError):
        acts.decide(draft, action, "Hi." if action is Action.EDIT else None)


@pytest.mark.parametrize("action", [Action.REJECT, Action.ESCALATE])
def test_abstained_draft_can_be_handed_on(acts: Acts, action: Action) -> None:
    draft = acts.abstained(acts.record())

    assert acts.decide(draft, action).draft_id == draft.id


@pytest.mark.parametrize(("action", "text"), [(Action.ACCEPT, None), (Action.EDIT, "My own words.")])
def test_abstained_draft_has_nothing_to_send(acts: Acts, action: Action, text: str | None) -> None:
    draft = acts.abstained(acts.record())

    with pytest.raises(DraftNotReadyError, match="no text"):
        acts.decide(draft, action, text)


def test_superseded_draft_cannot_be_accepted(acts: Acts) -> None:
    ticket = acts.record()
    former = acts.ready(ticket, LONG)
    acts.ask(ticket, again=True)

    with pytest.raises(DraftSupersededError, match="replaced by a newer one"):
        acts.decide(former, Action.ACCEPT)


@pytest.mark.parametrize("text", [None, "", "  \n"])
def test_edit_needs_a_text(acts: Acts, text: str | None) -> None:
    draft = acts.ready(acts.record(), LONG)

    with pytest.raises(DecisionFormatError):
        acts.decide(draft, Action.EDIT, text)


def test_person_overrules_that_a_draft_was_ignored(acts: Acts) -> None:
    ticket = acts.record()
    draft = acts.ready(ticket, LONG)
    acts.end(ticket)

    acts.decide(draft, Action.ACCEPT)

    assert [one.kind.value for one in acts.decisions(draft)] == ["ignored", "undone", "accepted"]


class Deciding(RuleBasedStateMachine):
    """One draft under any order of acts, beside the simplest account of what should stand."""

    database: Database
    new_id = staticmethod(counting_ids())

    def __init__(self) -> None:
        super().__init__()
        self.acts = Acts(self.database, SettableClock(), self.new_id)
        self.ticket = self.acts.record(make_ticket(external_id=self.new_id("T")))
        self.draft = self.acts.ready(self.ticket, LONG)
        self.standing: tuple[str, str | None] | None = None
        self.sends: list[str] = []
        self.is_paired = False
        self.seen: tuple[Decision, ...] = ()

    @rule(
        action=st.sampled_from([Action.ACCEPT, Action.EDIT, Action.REJECT, Action.ESCALATE]),
        text=st.sampled_from([LONG, LONG + " PS", "All new words."]),
    )
    def act(self, action: Action, text: str) -> None:
        self.acts.clock.advance(minutes=1)
        words = text if action is Action.EDIT else None
        wanted = {Action.ACCEPT: ("accepted", LONG), Action.EDIT: ("edited", text)}
        wanted |= {Action.REJECT: ("rejected", None), Action.ESCALATE: ("escalated", None)}
        if self.standing in (None, wanted[action]):
            self.acts.decide(self.draft, action, words)
            self.standing = wanted[action]
        else:
            with pytest.raises(AlreadyDecidedError):
                self.acts.decide(self.draft, action, words)

    @precondition(lambda self: self.seen)
    @rule()
    def undo(self) -> None:
        self.acts.clock.advance(minutes=1)
        if self.is_paired and self.standing:
            with pytest.raises(AlreadyDecidedError):
                self.acts.decide(self.draft, Action.UNDO)
        else:
            self.acts.decide(self.draft, Action.UNDO)
            self.standing = None

    @rule(text=st.sampled_from([LONG, LONG.replace("60", "30"), "Call us."]))
    def send(self, text: str) -> None:
        self.acts.clock.advance(minutes=5)
        self.sends.append(text)
        self.acts.send(self.ticket, text)
        if self.is_paired or (self.standing and self.standing[0] == "rejected"):
            return
        self.is_paired = True
        first = self.sends[0]
        self.standing = self.standing or ("accepted" if first == LONG else "edited", first)

    @invariant()
    def decisions_are_only_added(self) -> None:
        now = self.acts.decisions(self.draft)
        assert now[: len(self.seen)] == self.seen
        self.seen = now

    @invariant()
    def the_right_decision_stands(self) -> None:
        found = self.acts.decision(self.draft)
        assert (found and (found.kind.value, found.text)) == self.standing

    @invariant()
    def the_edit_is_of_what_was_sent(self) -> None:
        edit: Any = self.acts.edit(self.draft)
        if self.is_paired:
            assert edit.sent_text == self.sends[0]
        elif self.standing is None or self.standing[0] == "escalated":
            assert edit is None
        else:
            assert edit.sent_text == self.standing[1]


def test_any_order_of_acts_leaves_one_decision_and_its_edit() -> None:
    engine = make_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    Deciding.database = Database(engine)
    with Deciding.database.writing() as session:
        insert_brand(session, make_brand(), now=SettableClock()())

    quick = settings(
        max_examples=15,
        stateful_step_count=12,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    run_state_machine_as_test(Deciding, settings=quick)
    engine.dispose()
