"""Tone over time as a card: enough replies are drawn, too few are said."""

from datetime import UTC, datetime, timedelta

from drafter.quality.tone_weeks import ToneReply, tone_over_time
from webhook.qa.tone_views import ToneView, tone_view

NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)


def view(*sent: tuple[int, int, int], agents: str = "abc") -> ToneView:
    """Return the card of weeks given as (weeks ago, replies, of them off tone), each by settled people and new ones."""
    replies = [
        ToneReply(NOW - timedelta(weeks=back), f"{agents[place % len(agents)]}{is_new}", is_new, is_on=place >= off)
        for back, count, off in sent
        for place, is_new in ((place, place % 2 == 0) for place in range(count))
    ]
    return tone_view(tone_over_time(replies, until=NOW, weeks=3))


def test_weeks_with_enough_replies_are_drawn_and_the_others_told_as_too_few() -> None:
    found = view((2, 40, 4), (1, 12, 1))

    assert found.chart is not None
    assert "On tone: 90% of 40 in the week of 23 Feb" in found.chart
    assert found.chart.count("<circle") == 1
    assert [(row.everybody.value, row.everybody.counted) for row in found.weeks] == [
        ("90%", "36 of 40"),
        ("too few", "11 of 12"),
        ("–", "0"),
    ]


def test_tenure_is_drawn_where_it_has_enough_and_left_out_where_it_names_somebody() -> None:
    assert [(one.name, one.chart is not None) for one in view((0, 80, 0), agents="abcde").tenures] == [
        ("Under 90 days", True),
        ("Over 90 days", True),
    ]
    assert view((0, 80, 0), agents="ab").tenures == ()


def test_nothing_is_drawn_through_too_few() -> None:
    found = view((0, 29, 3), (1, 29, 3))

    assert found.chart is None
    assert found.whole.value == "90%"
