"""The demo brand's past weeks: told once, from the simulator, by the acts of people."""

import shutil
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from drafter.drawing import is_due
from drafter.proposals import ProposalKind
from drafter.reviewing import sampled_replies
from drafter.scoring import fit_in_use
from drafter.store.brands import find_brand
from drafter.store.calibrations import list_calibrations, ratings_of
from drafter.store.disputes import list_disputes
from drafter.store.edits import list_edits
from drafter.store.proposals import list_proposals
from drafter.store.reviewables import by_keys
from drafter.store.samples import last_draw, list_samples
from drafter.store.shelves import Shelf, count_shelves
from drafter.store.tables import EditRow, TicketRow
from tests.tools.clocks import SettableClock
from tests.webhook.demo.conftest import DemoFolder
from webhook.demo.telling import has_weeks, load_weeks
from webhook.demo.week_texts import read_week_texts
from webhook.pair_rows import pair_rows
from webhook.settings import load_settings
from webhook.wiring import Services


@pytest.fixture(scope="module")
def told(demo_folder: DemoFolder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """A demo with its past weeks; the tests of this module only read it."""
    path = tmp_path_factory.mktemp("weeks")
    shutil.copytree(demo_folder.path, path, dirs_exist_ok=True)
    settings = load_settings(
        database_url=f"sqlite:///{path / 'drafter.db'}", data_dir=path / "data", embedder="hashing", log_level="ERROR"
    )
    services = Services(settings, clock=SettableClock())
    assert not has_weeks(services)
    load_weeks(services, demo_folder.loaded.brand_id, demo_folder.loaded.connection_id)
    yield services
    services.close()


@pytest.fixture
def session(told: Services) -> Iterator[Session]:
    with told.database.reading() as opened:
        yield opened


def test_second_load_adds_nothing(told: Services, session: Session, demo_folder: DemoFolder) -> None:
    before = session.scalar(select(func.count()).select_from(TicketRow))

    again = load_weeks(told, demo_folder.loaded.brand_id, demo_folder.loaded.connection_id)

    assert (again, has_weeks(told)) == (0, True)
    assert session.scalar(select(func.count()).select_from(TicketRow)) == before


def test_every_outcome_is_there_in_order_of_its_day(session: Session) -> None:
    edits = list_edits(session, limit=1000)
    moments = [one.created_at for one in edits]

    assert {one.edit.outcome.value for one in edits} >= {"as_is", "edited", "scratch"}
    assert len(edits) > 150
    assert moments == sorted(moments, reverse=True)


def test_nothing_of_the_past_waits_in_the_inbox(session: Session) -> None:
    assert count_shelves(session)[Shelf.TO_DECIDE] == 0


def test_agents_have_sites_and_both_tenures(session: Session, demo_folder: DemoFolder) -> None:
    samples = list_samples(session)
    replies = by_keys(session, [one.subject_id for one in samples])
    sites = {one.placement.site for one in replies.values() if one.placement}
    tenures = {one.tenure_days < 90 for one in samples if one.tenure_days is not None}

    assert sites == {one.site for one in read_week_texts().agents}
    assert tenures == {True, False}


def test_weeks_are_drawn_and_the_newest_is_partly_reviewed(session: Session, demo_folder: DemoFolder) -> None:
    newest = last_draw(session, demo_folder.loaded.brand_id)
    assert newest is not None
    drawn = [one for one in sampled_replies(session, None) if one.draw_id == newest.id]
    earlier = [one for one in sampled_replies(session, None) if one.draw_id != newest.id]

    assert 0 < sum(one.is_reviewed for one in drawn) < len(drawn)
    assert all(one.is_reviewed for one in earlier)
    assert any(one.probability < 1 for one in earlier)
    assert not is_due(newest, SettableClock()())


def test_sessions_are_over_and_one_is_open(session: Session) -> None:
    still_open, *over = list_calibrations(session, None)

    assert len(over) == 2
    assert all(len(ratings_of(session, one.id)) == len(one.edit_ids) * len(one.rater_ids) for one in over)
    assert 0 < len(ratings_of(session, still_open.id)) < len(still_open.edit_ids) * len(still_open.rater_ids)


def test_automatic_score_has_learned_what_reviewers_see(session: Session, demo_folder: DemoFolder) -> None:
    fit = fit_in_use(session, demo_folder.loaded.brand_id)
    assert fit is not None
    lines = {line.key: line.gate for line in fit.lines}

    # What agents did to the draft shows in the measures; whether the gate opens is up to the reviewers' agreement.
    assert all((lines[key].model.value or 0) > 0.25 for key in ("tone", "completeness"))
    assert all(lines[key].human.is_enough for key in lines)
    assert fit.radius is not None


def test_disputes_are_decided_and_open(session: Session, demo_folder: DemoFolder) -> None:
    found = list_disputes(session, brand_ids=[demo_folder.loaded.brand_id])

    assert {one.decided_at is None for one in found} == {True, False}


def test_planted_sentences_come_back_as_proposals(session: Session, demo_folder: DemoFolder) -> None:
    texts = read_week_texts()
    planted = {words for one in texts.intents for words in one.adds}
    proposed = list_proposals(session, [demo_folder.loaded.brand_id])
    added = [one for one in proposed if one.proposal.kind in (ProposalKind.EXTEND, ProposalKind.NEW_POLICY)]

    assert added
    assert all(one.proposal.text in planted for one in added)


def test_pages_across_agents_have_sites_to_tell(told: Services, session: Session, demo_folder: DemoFolder) -> None:
    brand = find_brand(session, demo_folder.loaded.brand_id)

    found = told.comparisons.compare_sent(session, [brand], now=told.clock())
    rows = list(pair_rows(told.database, told.comparisons, brand, now=told.clock()))

    assert found.agents >= 20
    assert [row["id"] for row in rows] == [f"{one.first.key}/{one.second.key}" for one in found.comparison.pairs]
    assert rows
    assert all(row["first"][row["differs"]] != row["second"][row["differs"]] for row in rows)
    assert all("[NAME]" in row[side]["text"] for row in rows for side in ("first", "second"))
    assert found.by_site.value is not None
    assert found.reviews_by_tenure.value is not None


def test_nothing_is_from_the_future(told: Services, session: Session) -> None:
    newest = session.scalar(select(func.max(EditRow.created_at)))
    oldest = session.scalar(select(func.min(EditRow.created_at)))

    assert newest is not None
    assert oldest is not None
    assert newest <= told.clock()
    assert newest - oldest > timedelta(weeks=7)
