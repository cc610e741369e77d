"""``drafter draft``."""

import json
from pathlib import Path
from typing import Any

import pytest

from drafter.brands import Brand
from tests.webhook.cli.conftest import Ran, Run
from webhook.agent.schemas import DraftShown
from webhook.store.jobs import count_jobs
from webhook.wiring import Services

TICKET = {
    "id": "T-1",
    "subject": "Return boots",
    "requester": {"name": "Maya Okafor"},
    "body": "Within how many days of delivery can I return my boots, and is the return label free?",
}


def test_draft_is_printed_with_numbered_sources(run: Run, northway: Brand, tmp_path: Path) -> None:
    shown = _draft(run, tmp_path, TICKET)

    assert shown.code == 0
    assert "Hi Maya," in shown.out
    assert "within 30 days of delivery. [1]" in shown.out
    assert "[1] Returns › Return window, revision 1" in shown.out
    assert "composed from policy, no language model" in shown.out


def test_json_has_the_fields_of_the_api(run: Run, northway: Brand, tmp_path: Path) -> None:
    draft = _draft(run, tmp_path, TICKET, "--json").json

    assert set(draft) == {*DraftShown.model_fields, "no_draft_reason"}
    assert (draft["ticket"], draft["status"], draft["brand_id"]) == ("T-1", "ready", northway.id)
    assert [c["policy"] for sentence in draft["sentences"] for c in sentence["citations"]]


def test_ticket_may_come_from_standard_input(run: Run, northway: Brand) -> None:
    draft = run("draft", "-", "--brand", "northway", "--json", stdin=json.dumps(TICKET).encode()).json

    assert draft["ticket"] == "T-1"


def test_nothing_is_stored(run: Run, northway: Brand, services: Services, tmp_path: Path) -> None:
    _draft(run, tmp_path, TICKET)

    assert run("export", "drafts", "--brand", "northway").out == ""
    with services.database.reading() as session:
        assert count_jobs(session) == {}


def test_ticket_no_policy_covers_abstains_with_nearest(run: Run, northway: Brand, tmp_path: Path) -> None:
    shown = _draft(run, tmp_path, {"id": "T-2", "body": "xylophone quartz mnemonic?"})

    assert shown.code == 0
    assert shown.out.startswith("abstained")
    assert "No policy covers this request" in shown.out


def test_ticket_that_wants_no_answer_says_why(run: Run, northway: Brand, tmp_path: Path) -> None:
    away = {**TICKET, "headers": {"Auto-Submitted": "auto-replied"}}

    silent, anyway = _draft(run, tmp_path, away, "--json").json, _draft(run, tmp_path, away, "--anyway", "--json").json

    assert (silent["status"], silent["text"], silent["reason"]) == ("abstained", "", silent["no_draft_reason"])
    assert anyway["status"] == "ready"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"id": "T-1"}',
        b'{"body": "x"}',
        b"\xff",
        b'{"id":' * 3000,
        b'{"id": "x", "messages": 3}',
    ],
    ids=["empty", "cut", "list", "null", "no-message", "no-id", "bytes", "deep", "type"],
)
def test_file_that_is_no_ticket_is_one_line(run: Run, brand: Brand, body: bytes) -> None:
    shown = run("draft", "-", "--brand", "northway", stdin=body)

    assert (shown.code, shown.out, shown.err.count("\n")) == (1, "", 1)


def test_missing_file_is_one_line(run: Run, brand: Brand, tmp_path: Path) -> None:
    shown = run("draft", tmp_path / "none.json", "--brand", "northway")

    assert (shown.code, shown.err.count("\n")) == (1, 1)


def test_brand_without_policies_says_what_to_do(run: Run, brand: Brand, tmp_path: Path) -> None:
    shown = _draft(run, tmp_path, TICKET)

    assert (shown.code, shown.err.count("\n")) == (1, 1)
    assert "publish" in shown.err.lower()


def _draft(run: Run, tmp_path: Path, ticket: dict[str, Any], *options: str) -> Ran:
    path = tmp_path / "ticket.json"
    path.write_text(json.dumps(ticket))
    return run("draft", path, "--brand", "northway", *options)
