"""The one real clock."""

from datetime import UTC, datetime, timedelta

from knowledge_base.foundation.clock import utc_now


def test_now_is_aware_utc() -> None:
    now = utc_now()

    assert now.tzinfo is UTC
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=5)
