"""``drafter erase``."""

from drafter.store.tickets import get_ticket
from tests.tools.seeding import Seeds
from tests.webhook.cli.conftest import Run
from webhook.wiring import Services


def test_erasing_asks_first(run: Run, services: Services, seeds: Seeds) -> None:
    ticket_id = seeds.tickets["edited"]

    assert run("erase", "--ticket", ticket_id).code == 1
    assert _texts(services, ticket_id) == ["Can I return it?"]
    assert run("erase", "--ticket", ticket_id, "--yes", "--json").json == {"erased": 1, "tickets": [ticket_id]}
    assert _texts(services, ticket_id) == [""]


def test_requester_or_ticket_must_be_named(run: Run) -> None:
    assert run("erase", "--yes").code == 2
    assert run("erase", "--yes", "--ticket", "T-1", "--requester", "a@example.com").code == 2


def test_unknown_requester_is_said(run: Run, seeds: Seeds) -> None:
    shown = run("erase", "--requester", "nobody@example.com", "--yes")

    assert shown.code == 1
    assert "nothing was erased" in shown.err


def _texts(services: Services, ticket_id: str) -> list[str]:
    with services.database.reading() as session:
        return [message.text for message in get_ticket(session, ticket_id).messages]
