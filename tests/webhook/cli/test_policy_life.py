"""``drafter policy``: a wording's whole way on the command line."""

from pathlib import Path
from typing import Any

import pytest

from drafter.brands import Brand
from tests.webhook.cli.conftest import Run

RETURNS = "# Returns\n\n## Return window\n\nYou can return boots within 60 days of delivery.\n"


@pytest.fixture
def write(run: Run, brand: Brand, tmp_path: Path) -> Any:
    """Write a policy from a file and return its id."""

    def work(text: str = RETURNS, *more: object) -> str:
        file = tmp_path / "policy.md"
        file.write_text(text)
        return str(run("policy", "write", file, "--brand", "northway", "--json", *more).json["policy_id"])

    return work


def test_wording_goes_from_draft_to_published_and_back(run: Run, write: Any, tmp_path: Path) -> None:
    policy = write(f"---\nregion: [US]\n---\n{RETURNS}")
    run("policy", "publish", policy, 1)
    run("policy", "revise", policy, "-", "--based-on", 1, stdin=RETURNS.replace("60", "30").encode())
    run("policy", "publish", policy, 2, "--effective-at", "2026-01-01")

    back = run("policy", "rollback", policy, 1, "--note", "Too strict.", "--json").json

    assert (back["number"], back["stage"], back["meta"]["region"]) == (3, "draft", ["US"])
    assert back["note"] == "Brings back revision 1. Too strict."
    assert run("policy", "show", policy, "--revision", 2, "--json").json["revision"]["meta"]["region"] == ["US"]


def test_two_people_are_asked_for(run: Run, write: Any) -> None:
    run("brand", "set", "northway", "--two-people")
    run("user", "add", "lena@example.com", "--role", "admin")
    policy = write()

    alone = run("policy", "publish", policy, 1)
    run("policy", "submit", policy, 1, "--note", "Please read.")
    own = run("policy", "review", policy, 1, "approve")
    approved = run("policy", "review", policy, 1, "approve", "--as", "lena@example.com", "--json")
    published = run("policy", "publish", policy, 1, "--json")

    assert [alone.code, own.code, approved.code, published.code] == [1, 1, 0, 0]
    assert "asks for two people" in alone.err
    assert published.json["stage"] == "published"


def test_unknown_person_is_wrong_use(run: Run, write: Any) -> None:
    assert run("policy", "submit", write(), 1, "--as", "nobody@example.com").code == 2


def test_comparison_marks_words(run: Run, write: Any) -> None:
    policy = write()
    run("policy", "revise", policy, "-", stdin=RETURNS.replace("60", "30").encode())

    shown = run("policy", "compare", policy, 1, 2).out

    assert "within [-60-] {+30+} days" in shown.replace("-]{+", "-] {+")
    assert "1 words added, 1 removed, 0 moved" in shown


def test_history_usage_and_staleness_are_printed(run: Run, write: Any) -> None:
    policy = write(RETURNS, "--note", "First.")
    run("policy", "publish", policy, 1)
    run("policy", "verify", policy, "--review-by", "2099-01-01")

    history = run("policy", "history", policy, "--json").lines
    [stale] = run("policy", "stale", "--brand", "northway", "--json").lines

    assert [one["step"] for one in history] == ["verified", "published", "written"]
    assert (stale["title"], stale["standing"]["state"], stale["usage"]["used"]) == ("Returns", "verified", 0)
    assert run("policy", "usage", policy, "--json").json["used"] == 0
    for command in (("history", policy), ("usage", policy), ("stale",), ("show", policy)):
        assert run("policy", *command).code == 0


def test_search_is_asked_as_from_a_region_with_a_wording_tried_out(run: Run, write: Any) -> None:
    policy = write(f"---\nregion: [US]\n---\n{RETURNS}")
    run("policy", "publish", policy, 1)
    candidate = run("policy", "revise", policy, "-", "--json", stdin=RETURNS.replace("60", "30").encode()).json["id"]

    def texts(*options: object) -> list[str]:
        found = run("policy", "search", "return boots", "--brand", "northway", "--json", *options).json
        return [hit["text"] for hit in found["hits"]]

    assert texts("--region", "US") == ["You can return boots within 60 days of delivery."]
    assert texts("--region", "DE", "--channel", "email", "--audience", "consumer", "--language", "en") == []
    assert texts("--region", "DE", "--explain") == ["You can return boots within 60 days of delivery."]
    assert texts("--candidate", candidate) == ["You can return boots within 30 days of delivery."]


def test_retired_wording_is_not_found(run: Run, write: Any) -> None:
    policy = write()
    run("policy", "publish", policy, 1)
    assert run("policy", "search", "boots", "--brand", "northway", "--json").json["hits"]

    run("policy", "retire", policy, "--reason", "Gone.")

    assert run("policy", "search", "boots", "--brand", "northway", "--json").json["hits"] == []
    for options in ((), ("--explain",), ("--on", "2020-01-01")):
        assert "60 days" not in run("policy", "search", "boots", "--brand", "northway", "-k", 100, *options).out


def test_draft_is_deleted_when_it_is_confirmed(run: Run, write: Any) -> None:
    policy = write()

    done = run("policy", "delete", policy, "--yes", "--reason", "A mistake.", "--json").json

    assert (done["id"], done["revisions"]) == (policy, 1)
    assert policy not in run("policy", "list", "--brand", "northway", "--json").out
