"""Frame passes: ours, for a few minutes, from a proof that is not too old."""

from datetime import UTC, datetime, timedelta

import pytest

from webhook.http.frames import LIFE, new_keepsake, new_pass, read_keepsake, read_pass

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
DAY = timedelta(hours=12)


def made(*, proven_at: datetime = NOW, now: datetime = NOW) -> str:
    return new_pass("key", "usr_1", "con_1", proven_at=proven_at, now=now)


def test_pass_says_who_and_where() -> None:
    found = read_pass("key", made(), now=NOW, life=DAY)

    assert found is not None
    assert (found.user_id, found.connection_id, found.proven_at) == ("usr_1", "con_1", NOW)


def test_pass_is_over_after_minutes_and_its_proof_after_hours() -> None:
    assert read_pass("key", made(), now=NOW + LIFE - timedelta(seconds=1), life=DAY)
    assert read_pass("key", made(), now=NOW + LIFE, life=DAY) is None
    late = NOW + DAY
    assert read_pass("key", made(proven_at=NOW, now=late), now=late, life=DAY) is None


@pytest.mark.parametrize("token", ["", "x", "a.b", "é", "\0", "x" * 5000])
def test_garbage_is_no_pass(token: str) -> None:
    assert read_pass("key", token, now=NOW, life=DAY) is None
    assert read_keepsake("key", token, now=NOW, life=DAY) is None


def test_pass_of_another_key_and_a_cookie_are_no_pass() -> None:
    found = read_pass("key", made(), now=NOW, life=DAY)
    assert found is not None
    cookie = new_keepsake("key", found)

    assert read_pass("other", made(), now=NOW, life=DAY) is None
    assert read_pass("key", cookie, now=NOW, life=DAY) is None
    assert read_keepsake("key", made(), now=NOW, life=DAY) is None
    kept = read_keepsake("key", cookie, now=NOW + LIFE, life=DAY)
    assert kept is not None
    assert kept.user_id == "usr_1"
    assert read_keepsake("key", cookie, now=NOW + DAY, life=DAY) is None
