"""Replay over real search by meaning: which past tickets a changed policy touches, and what turns in them.

``tests/data/replay/tickets.jsonl`` holds invented tickets; ``touched`` says that the policy on
damaged items is theirs, ``cited`` that a former draft cited it.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from drafter import signing
from drafter.impacts import FlipKind, ImpactReport, ReplayState, tally
from drafter.store import replays, tickets
from drafter.store.brands import insert_brand
from knowledge_base.editing import start_revision
from knowledge_base.embedding import Embedder
from knowledge_base.foundation.actors import Actor
from knowledge_base.foundation.ids import new_id
from knowledge_base.importing import import_sources
from knowledge_base.policies import Revision
from knowledge_base.sources import read_sources
from tests.makers import make_brand, make_draft, make_hit, make_ticket
from tests.tools.clocks import SettableClock
from tests.tools.seeding import write_draft
from webhook.demo.brand_files import policy_folder
from webhook.settings import load_settings
from webhook.wiring import Services

CASES = Path(__file__).parents[1] / "data" / "replay" / "tickets.jsonl"
PRIYA = Actor("usr_priya", "admin")
CHANGES = {
    "within 30 days of delivery": "within 45 days of delivery",
    "costs more than $100": "costs more than $80",
    "costs $50 or less. For damaged items over $50": "costs $75 or less. For damaged items over $75",
}

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Replayed:
    """A finished replay, and the tickets it ran over by our id."""

    report: ImpactReport
    cases: dict[str, dict[str, Any]]

    @property
    def found(self) -> set[str]:
        return {one.ticket_id for one in self.report.impacts}

    def ids(self, **wanted: bool) -> set[str]:
        return {key for key, case in self.cases.items() if all(case[name] is value for name, value in wanted.items())}


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, minilm: Embedder) -> Iterator[Replayed]:
    """One replay of a changed policy on damaged items."""
    folder = tmp_path_factory.mktemp("replay")
    shutil.copy(sqlite_template, folder / "drafter.db")
    settings = load_settings(database_url=f"sqlite:///{folder / 'drafter.db'}", data_dir=folder, log_level="ERROR")
    services = Services(settings, clock=SettableClock())
    services.__dict__["embedder"] = minilm
    damaged = publish(services)
    cases = record(services, damaged)
    yield Replayed(run(services, damaged), cases)
    services.close()


def publish(services: Services) -> Revision:
    """Publish the policies; return the first wording of the one that changes."""
    sources = read_sources(policy_folder()).sources
    with services.database.writing() as session:
        insert_brand(session, make_brand(), now=services.clock())
        imported = import_sources(
            session, sources, brand_id="brd_1", actor=PRIYA, now=services.clock(), new_id=services.new_id
        )
    services.publisher.publish([one.revision.id for one in imported], actor=PRIYA)
    return next(one.revision for one in imported if one.revision.title == "Damaged on arrival")


def record(services: Services, damaged: Revision) -> dict[str, dict[str, Any]]:
    """Record the tickets, and for some a draft that cites the policy."""
    cases = {}
    cited = make_hit("Please report it.", policy_id=damaged.policy_id, revision_id=damaged.id)
    with services.database.writing() as session:
        for case in map(json.loads, CASES.read_text().splitlines()):
            ticket = make_ticket(case["text"], id=new_id("tkt"), external_id=case["id"], subject=case["subject"])
            tickets.save_ticket(session, ticket, now=services.clock())
            cases[ticket.id] = case
            if case["cited"]:
                write_draft(session, make_draft(("Please report it.", (cited,)), ticket_id=ticket.id), new_id=new_id)
    return cases


def run(services: Services, damaged: Revision) -> ImpactReport:
    """Change the policy and replay every ticket with the draft of it."""
    text = damaged.text
    for old, new in CHANGES.items():
        assert old in text
        text = text.replace(old, new)
    with services.database.writing() as session:
        candidate = start_revision(
            session, damaged.policy_id, text=text, actor=PRIYA, now=services.clock(), new_id=new_id
        )
        asked = signing.ask_for_replay(
            session, candidate, brand_id="brd_1", actor=PRIYA, now=services.clock(), new_id=new_id
        )
    done = services.replaying.run(asked.id)
    assert done.state is ReplayState.DONE
    with services.database.reading() as session:
        return replays.read_report(session, asked.id)


def test_nearly_all_touched_tickets_are_found(replayed: Replayed) -> None:
    touched = replayed.ids(touched=True)
    assert len(touched) >= 40
    assert len(replayed.cases) - len(touched) >= 120

    assert len(replayed.found & touched) / len(touched) >= 0.95


def test_tickets_that_never_cited_the_policy_are_found(replayed: Replayed) -> None:
    never_cited = {one.ticket_id for one in replayed.report.impacts if not one.had_cited}

    silent = replayed.ids(touched=True, cited=False)
    assert len(silent) >= 30
    assert len(never_cited & silent) / len(silent) >= 0.95
    assert not never_cited & replayed.ids(cited=True)


def test_untouched_tickets_stay_few_and_unchanged(replayed: Replayed) -> None:
    listed = replayed.found & replayed.ids(touched=False)

    changed = {one.ticket_id for one in replayed.report.changed}
    assert len(listed) / len(replayed.ids(touched=False)) <= 0.15
    assert len(changed & replayed.ids(touched=False)) <= 1


def test_what_turns_is_what_the_wording_changed(replayed: Replayed) -> None:
    facts = (FlipKind.DAYS, FlipKind.AMOUNT, FlipKind.DECISION)
    told = tally(replayed.report.impacts, facts)
    turned = {(one.flip.kind, one.flip.before, one.flip.after): one.tickets for one in told}

    wanted = {
        (FlipKind.DAYS, "30 days", "45 days"),
        (FlipKind.AMOUNT, "$50", "$75"),
        (FlipKind.AMOUNT, "$100", "$80"),
    }
    # A changed figure can move a sentence into a reply or out of it: few tickets, each another one.
    moved = [tickets for flip, tickets in turned.items() if flip not in wanted]

    assert wanted <= turned.keys()
    assert sum(moved) <= sum(turned[flip] for flip in wanted) / 3
    assert max(moved, default=0) < min(turned[flip] for flip in wanted)
    assert len(replayed.report.changed) >= 10
