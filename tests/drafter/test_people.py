"""Where an agent worked on a day."""

from datetime import UTC, date, datetime

from drafter.people import Placement, placed_at

MOVES = (
    Placement("a", date(2026, 3, 1), "Leeds", "Returns", "early", date(2026, 1, 5)),
    Placement("a", date(2026, 5, 1), "Porto", "Returns", "late", date(2026, 1, 5)),
)


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=UTC)


def test_the_last_move_before_the_day_counts() -> None:
    found = [placed_at(MOVES, moment) for moment in (at(3, 1), at(4, 30), at(5, 1))]

    assert [one.site for one in found if one] == ["Leeds", "Leeds", "Porto"]


def test_a_move_written_later_for_an_earlier_day_is_in_order() -> None:
    found = placed_at((MOVES[1], MOVES[0]), at(6, 1))

    assert found is not None
    assert found.site == "Porto"


def test_a_correction_of_the_same_day_counts() -> None:
    corrected = Placement("a", date(2026, 5, 1), "Manila", started_on=date(2026, 1, 5))

    found = placed_at((*MOVES, corrected), at(5, 2))

    assert found is not None
    assert found.site == "Manila"


def test_before_the_first_place_only_the_start_date_is_known() -> None:
    found = placed_at(MOVES, at(2, 1))

    assert found is not None
    assert (found.site, found.started_on) == ("", date(2026, 1, 5))


def test_an_agent_nobody_placed_has_no_place() -> None:
    assert placed_at((), at(2, 1)) is None
