"""``drafter brand``."""

import pytest

from tests.webhook.cli.conftest import Run


def test_brand_is_shown_by_name_slug_and_id(run: Run) -> None:
    made = run("brand", "add", "Café Nord", "--json").json

    shown = [run("brand", "show", made[name], "--json").json["id"] for name in ("name", "slug", "id")]

    assert made["slug"] == "cafe-nord"
    assert shown == [made["id"]] * 3


def test_brands_are_listed(run: Run) -> None:
    run("brand", "add", "Harbour Lane", "--language", "de", "--language", "en")
    run("brand", "add", "Café Nord")

    lines = run("brand", "list", "--json").lines

    assert [line["slug"] for line in lines] == ["cafe-nord", "harbour-lane"]
    assert lines[1]["languages"] == ["de", "en"]


def test_second_brand_of_a_name_is_refused(run: Run) -> None:
    run("brand", "add", "Harbour Lane")

    again = run("brand", "add", "Harbour Lane")

    assert (again.code, again.err.count("\n")) == (1, 1)
    assert "exists already" in again.err


@pytest.mark.parametrize("slug", ["-x", "A B", "x" * 65, "é"])
def test_unusable_slug_is_wrong_use(run: Run, slug: str) -> None:
    assert run("brand", "add", "Harbour", f"--slug={slug}").code == 2


def test_name_without_letters_asks_for_a_slug(run: Run) -> None:
    shown = run("brand", "add", "山")

    assert shown.code == 2
    assert "--slug" in shown.err


def test_rules_of_a_brand_are_set_one_by_one(run: Run) -> None:
    run("brand", "add", "Harbour Lane")
    run("brand", "set", "harbour-lane", "--two-people", "--time-zone", "Europe/Berlin", "--home-region", "DE")

    changed = run("brand", "set", "harbour-lane", "--replay", "--home-region", "", "--json").json

    assert (changed["needs_two_people"], changed["needs_replay"]) == (True, True)
    assert (changed["time_zone"], changed["home_region"], changed["languages"]) == ("Europe/Berlin", None, ["en"])


def test_share_to_hold_back_is_none_until_it_is_set(run: Run) -> None:
    assert run("brand", "add", "Harbour Lane", "--json").json["hold_back_share"] == 0

    assert run("brand", "set", "harbour-lane", "--hold-back", "0.1", "--json").json["hold_back_share"] == 0.1
    assert [run("brand", "set", "harbour-lane", "--hold-back", bad).code for bad in ("0.6", "-1", "nan")] == [2, 2, 2]


@pytest.mark.parametrize("options", [(), ("--time-zone", "Mars/Olympus")], ids=["nothing", "no such zone"])
def test_nothing_to_set_is_wrong_use(run: Run, options: tuple[str, ...]) -> None:
    run("brand", "add", "Harbour Lane")

    assert run("brand", "set", "harbour-lane", *options).code == 2
