"""Ids that sort by the moment they were made."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from knowledge_base.foundation.ids import new_id


def test_id_says_what_it_is() -> None:
    assert re.fullmatch(r"tkt_[0-9a-hjkmnp-tv-z]{26}", new_id("tkt"))


def test_ids_sort_by_when_they_were_made(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([1_700_000_000.000, 1_700_000_000.001, 1_900_000_000.0, 5_000_000_000.0])
    monkeypatch.setattr(time, "time", lambda: next(moments))

    made = [new_id("evt") for _ in range(4)]

    assert made == sorted(made)


def test_ids_of_one_millisecond_differ_and_sort_by_when_they_were_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_700_000_000.0)

    made = [new_id("evt") for _ in range(1000)]

    assert made == sorted(set(made))


def test_ids_of_many_threads_differ() -> None:
    with ThreadPoolExecutor(8) as people:
        made = list(people.map(lambda _: new_id("evt"), range(4000)))

    assert len(set(made)) == 4000


def test_clock_set_back_starts_again_from_its_own_time(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([4_000_000_000.0, 1_700_000_000.0])
    monkeypatch.setattr(time, "time", lambda: next(moments))

    ahead, back = new_id("evt"), new_id("evt")

    assert back < ahead
