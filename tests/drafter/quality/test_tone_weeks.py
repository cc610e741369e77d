"""Tone over time: counted by week and tenure, and never so few people that it is somebody's own."""

from datetime import UTC, date, datetime, timedelta

from drafter.quality.tone_weeks import ToneReply, tone_over_time

NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)  # a Wednesday


def sent(count: int, *, days_ago: float = 0, agent: str = "a", is_new: bool = False, off: int = 0) -> list[ToneReply]:
    at = NOW - timedelta(days=days_ago)
    return [ToneReply(at, agent, is_new, is_on=place >= off) for place in range(count)]


def test_replies_are_counted_in_the_week_they_were_sent() -> None:
    found = tone_over_time([*sent(4, off=1), *sent(2, days_ago=3), *sent(9, days_ago=90)], until=NOW, weeks=3)

    assert [one.start for one in found.weeks] == [date(2026, 2, 23), date(2026, 3, 2), date(2026, 3, 9)]
    counted = [(one.shares.everybody.count, one.shares.everybody.n) for one in found.weeks]
    assert counted == [(0, 0), (2, 2), (3, 4)]
    assert (found.whole.everybody.count, found.whole.everybody.n) == (5, 6)
    assert found.weeks[0].shares.everybody.value is None


def test_newcomers_and_others_are_counted_apart() -> None:
    found = tone_over_time([*sent(4, is_new=True, off=3), *sent(6, off=1)], until=NOW, weeks=2).whole

    assert (found.new.count, found.new.n) == (1, 4)
    assert (found.settled.count, found.settled.n) == (5, 6)


def test_tenure_is_told_only_of_three_people_on_either_side() -> None:
    settled = [one for name in "abc" for one in sent(5, agent=name)]
    new = [one for name in "xyz" for one in sent(5, agent=name, is_new=True)]
    old = sent(5, agent="z", is_new=True, days_ago=60)

    assert tone_over_time([*settled, *new], until=NOW, weeks=2).is_by_tenure
    assert not tone_over_time([*settled, *new[:10], *old], until=NOW, weeks=2).is_by_tenure
    assert not tone_over_time([], until=NOW, weeks=2).is_by_tenure
