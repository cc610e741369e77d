"""How far the line has been used."""

import pytest

from drafter.store.progress import Progress, count_progress
from knowledge_base.foundation.database import Database
from knowledge_base.foundation.ids import NewId
from tests.tools.clocks import SettableClock
from tests.tools.databases import BOTH
from tests.tools.seeding import seed_desk

pytestmark = pytest.mark.parametrize("database_url", BOTH, indirect=True)


def test_progress_counts_texts_decisions_and_sends(database: Database, clock: SettableClock, new_id: NewId) -> None:
    seeds = seed_desk(database, now=clock(), new_id=new_id)

    with database.reading() as session:
        everything = count_progress(session, brand_ids=[seeds.brand.id])
        nothing = count_progress(session, brand_ids=["brd_other"])

    assert everything == Progress(tickets=8, drafts=4, decided=2, sent=2, reviews=0)
    assert nothing == Progress(0, 0, 0, 0, 0)
