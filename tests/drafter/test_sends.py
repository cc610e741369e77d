"""Pairing is about when things were sent: any order of hearing of them gives the same pairs."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from drafter.sends import Pairing, Send, ShownDraft, pair_sends

START = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def pairs(shown: list[ShownDraft], sends: list[Send]) -> dict[str, tuple[str, str | None]]:
    return {key: (one.pairing.value, one.draft_id) for key, one in pair_sends(shown, sends).items()}


def test_first_send_after_the_last_draft_makes_the_pair() -> None:
    shown = [ShownDraft("d1", at(0)), ShownDraft("d2", at(5))]
    sends = [Send("r1", at(6), "a"), Send("r2", at(20), "a"), Send("r3", at(21), "b"), Send("r4", at(37), "a")]

    assert pairs(shown, sends) == {
        "r1": ("pair", "d2"),
        "r2": ("followup", "d2"),
        "r3": ("alone", None),
        "r4": ("alone", None),
    }


def test_rejected_draft_does_not_hand_the_pair_to_the_one_before() -> None:
    shown = [ShownDraft("d1", at(0)), ShownDraft("d2", at(5), is_rejected=True)]

    assert pairs(shown, [Send("r1", at(6))]) == {"r1": ("alone", None)}


def test_each_draft_pairs_with_its_own_send() -> None:
    shown = [ShownDraft("d1", at(0)), ShownDraft("d2", at(60))]
    sends = [Send("r1", at(2)), Send("r2", at(65))]

    assert pairs(shown, sends) == {"r1": ("pair", "d1"), "r2": ("pair", "d2")}


def test_ignored_draft_pairs_with_what_was_sent_just_before() -> None:
    shown = [ShownDraft("d1", at(0), ignored_at=at(10))]

    assert pairs(shown, [Send("r1", at(9))]) == {"r1": ("pair", "d1")}
    assert pairs(shown, [Send("r1", at(40))]) == {"r1": ("alone", None)}


MINUTES = st.integers(0, 90)
SHOWN = st.builds(
    ShownDraft,
    st.sampled_from(["d1", "d2", "d3"]),
    MINUTES.map(at),
    is_rejected=st.booleans(),
    ignored_at=st.none() | MINUTES.map(at),
)
SENDS = st.builds(Send, st.sampled_from([f"r{n}" for n in range(6)]), MINUTES.map(at), st.sampled_from(["a", "b"]))


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(
    st.lists(SHOWN, max_size=3, unique_by=lambda draft: draft.id),
    st.lists(SENDS, max_size=6, unique_by=lambda send: send.id),
    st.randoms(use_true_random=False),
)
def test_order_of_hearing_makes_no_difference(shown: list[ShownDraft], sends: list[Send], chance: object) -> None:
    found = pair_sends(shown, sends)
    shuffled = list(sends)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert pair_sends(shown[::-1], shuffled) == found
    taken = [one.draft_id for one in found.values() if one.pairing is Pairing.PAIR]
    assert len(taken) == len(set(taken))
