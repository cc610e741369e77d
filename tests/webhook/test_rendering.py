"""What every page needs: theme, navigation, times, money, names."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.tools.api import sign_in
from webhook import rendering
from webhook.rendering import (
    NAVIGATION,
    ago,
    avatar_class,
    clock,
    day,
    initials,
    local_path,
    moment,
    money,
    paragraphs,
)
from webhook.wiring import Services

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        ("/agent?ticket=1#x", "/agent?ticket=1#x"),
        ("", "/"),
        (None, "/"),
        ("agent", "/"),
        ("//evil.example/x", "/"),
        ("/\\evil.example", "/"),
        ("/x\\y", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\r\nSet-Cookie: x=1", "/"),
    ],
)
def test_only_paths_of_this_site_are_followed(target: str | None, kept: str) -> None:
    assert local_path(target) == kept


def test_times_are_written_in_utc_and_marked_for_the_readers_zone() -> None:
    at = datetime(2026, 3, 10, 1, 30, tzinfo=timezone(timedelta(hours=2)))

    assert clock(at) == '<time datetime="2026-03-09T23:30:00+00:00" data-local="time">23:30</time>'
    assert ">9 Mar, 23:30<" in moment(at)
    assert ">9 Mar<" in day(at)
    assert (clock(None), moment(None), day(None)) == ("", "", "")


def test_day_leaves_out_this_year() -> None:
    assert day(date(2026, 12, 1), NOW.date()) == "1 Dec"
    assert day(date(2025, 12, 1), NOW.date()) == "1 Dec 2025"
    assert day(date(2026, 12, 1)) == "1 Dec 2026"


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        ({"seconds": -5}, "now"),
        ({"seconds": 59}, "now"),
        ({"minutes": 8}, "8m"),
        ({"minutes": 119}, "1h"),
        ({"hours": 47}, "47h"),
        ({"days": 5}, "5d"),
    ],
)
def test_age_is_short(passed: dict[str, float], words: str) -> None:
    assert ago(NOW - timedelta(**passed), NOW) == words


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        (Decimal("1218"), "USD", "$1,218.00"),
        (Decimal("12.5"), "SEK", "12.50 SEK"),
        (Decimal("12.5"), None, "12.50"),
        (None, "USD", ""),
    ],
)
def test_money_is_written_as_a_shop_does(amount: Decimal | None, currency: str | None, words: str) -> None:
    assert money(amount, currency) == words


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Maya Okafor", "MO"), ("Klara von Lindqvist-Österberg", "KÖ"), ("dani@northway.example", "DE"), ("", "?")],
)
def test_initials_are_first_and_last(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_a_name_keeps_its_colour() -> None:
    assert avatar_class("Maya Okafor") == avatar_class("Maya Okafor")


def test_paragraphs_end_at_empty_lines() -> None:
    assert paragraphs("One,\r\ntwo.\r\n\r\n \n Three.\n") == ["One,\ntwo.", "Three."]


def test_theme_is_switched_without_scripts_and_kept(client: FlaskClient, services: Services) -> None:
    token = sign_in(services, client, "agent")

    answer = client.post("/theme", data={"csrf_token": token, "next": "/agent"})

    assert (answer.status_code, answer.location) == (303, "/agent")
    assert 'data-theme="dark"' in client.get("/").text
    client.post("/theme", data={"csrf_token": token})
    assert 'data-theme="light"' in client.get("/").text


@pytest.mark.parametrize(
    ("role", "links"),
    [("agent", {"/agent", "/admin", "/"}), ("admin", {"/admin", "/"}), ("qa", {"/qa", "/"})],
)
def test_navigation_leads_only_where_a_role_may_go(
    client: FlaskClient, services: Services, role: str, links: set[str]
) -> None:
    sign_in(services, client, role)

    page = client.get("/").text

    found = {part.split('"')[0] for part in page.split('class="nav-link" href="')[1:]}
    assert found >= links
    assert {link for link in found if client.get(link).status_code != 200} == set()


def test_each_entry_of_the_navigation_has_an_icon_that_is_drawn() -> None:
    drawn = (Path(rendering.__file__).parent / "templates" / "macros" / "icons.html").read_text("utf-8")

    assert [link.text for group in NAVIGATION for link in group.links if f"'{link.icon}':" not in drawn] == []
