"""kill -9: events that were acknowledged are drafted and shown once, whatever is killed when."""

from pathlib import Path

import pytest

from tests.tools.bursting import DraftCounter, open_line, run_burst
from tests.tools.databases import BOTH

EVENTS = 150


@pytest.mark.slow
@pytest.mark.parametrize("database_url", BOTH, indirect=True)
def test_nothing_is_lost_and_nothing_doubled(database_url: str, tmp_path: Path) -> None:
    workers = 2 if database_url.startswith("postgresql") else 0
    with DraftCounter() as counter:
        line = open_line(database_url, tmp_path / "data", counter.url)

        outcome = run_burst(line, counter, count=EVENTS, seed=20261125, workers=workers)

    assert outcome.losses == ()
    assert outcome.acks.statuses["duplicate"] >= outcome.sent - outcome.different
    assert len(outcome.kills) == 2
