"""Two people at once: whichever database, one act follows the other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from drafter.decisions import Action
from drafter.errors import AlreadyDecidedError
from tests.tools.acting import Acts
from tests.tools.databases import BOTH

pytestmark = pytest.mark.parametrize("database_url", BOTH, indirect=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Start all acts together; return what each gave, or the error it raised."""

    def run(act: Callable[[], object]) -> object:
        try:
            return act()
        except AlreadyDecidedError as error:
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_agents_at_once_make_one_decision(acts: Acts) -> None:
    draft = acts.ready(acts.record())

    found = at_once(
        *[lambda: acts.decide(draft, Action.ACCEPT)] * 3,
        *[lambda: acts.decide(draft, Action.REJECT)] * 3,
    )

    assert len(acts.decisions(draft)) == 1
    assert sum(isinstance(one, AlreadyDecidedError) for one in found) == 3


def test_reply_heard_of_twice_at_once_is_one(acts: Acts) -> None:
    ticket = acts.record()
    acts.ready(ticket)

    at_once(*[lambda: acts.send(ticket, "You have 60 days.", id="r1")] * 4)

    assert list(acts.replies(ticket)) == ["r1"]


def test_draft_asked_for_twice_at_once_is_one(acts: Acts) -> None:
    ticket = acts.record()

    at_once(*[lambda: acts.ask(ticket)] * 4)

    assert len(acts.drafts(ticket)) == 1


@pytest.mark.parametrize("times", [4])
def test_draft_finished_twice_at_once_is_written_once(acts: Acts, times: int) -> None:
    draft = acts.ask(acts.record())
    assert draft

    at_once(*[lambda n=n: acts.write(draft, f"Text {n}.") for n in range(times)])

    assert acts.draft(draft.id).text.startswith("Text ")
