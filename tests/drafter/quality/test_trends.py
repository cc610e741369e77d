"""Figures by week."""

from datetime import UTC, date, datetime

from drafter.edits import Edit, measure
from drafter.quality.trends import by_week, monday

SENT = "You can return it within 60 days."


def test_week_holds_what_was_decided_from_monday_to_sunday() -> None:
    weeks = by_week(
        [(_at(2026, 3, 8), _edited()), (_at(2026, 3, 9), _as_is()), (_at(2026, 3, 15), _edited())],
        until=date(2026, 3, 18),
        weeks=3,
    )

    assert [(week.start, week.n) for week in weeks] == [
        (date(2026, 3, 2), 1),
        (date(2026, 3, 9), 2),
        (date(2026, 3, 16), 0),
    ]
    assert weeks[1].figures.as_is.count == 1


def test_week_without_decisions_has_no_rate() -> None:
    week = by_week([], until=date(2026, 3, 18), weeks=1)[0]

    assert (week.n, week.figures.as_is.value, week.figures.hter.value) == (0, None, None)


def test_older_decisions_are_left_out() -> None:
    weeks = by_week([(_at(2025, 1, 1), _as_is())], until=date(2026, 3, 18), weeks=12)

    assert sum(week.n for week in weeks) == 0


def test_monday_of_a_sunday_is_six_days_before() -> None:
    assert monday(date(2026, 3, 15)) == date(2026, 3, 9)


def _at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


def _as_is() -> Edit:
    return measure(SENT, SENT)


def _edited() -> Edit:
    return measure(SENT, SENT.replace("60", "45"))
