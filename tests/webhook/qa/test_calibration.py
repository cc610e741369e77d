"""A calibration session: planned, scored alone, shown together, agreed on."""

from collections.abc import Callable

import pytest
from flask import Flask

from drafter.brands import Brand
from drafter.decisions import Action
from tests.makers import make_hit, make_ticket
from tests.tools.acting import Acts
from tests.tools.clocks import SettableClock
from tests.tools.visiting import Visitor, visit
from webhook.accounts.roles import Role
from webhook.store.accounts import list_users
from webhook.wiring import Services

GOOD = {"accuracy": "1", "policy": "1", "completeness": "na", "tone": "0.5", "language": "1"}
BAD = {**GOOD, "policy": "0"}


@pytest.fixture
def raters(services: Services, app: Flask) -> tuple[Visitor, Visitor]:
    """Two reviewers."""
    return visit(services, app, "qa"), visit(services, app, "qa")


@pytest.fixture
def path(
    services: Services,
    brand: Brand,
    raters: tuple[Visitor, Visitor],
    clock: SettableClock,
    new_id: Callable[[str], str],
) -> str:
    """The page of a session over two replies."""
    acts = Acts(services.database, clock, new_id)
    for number in range(2):
        ticket = acts.record(make_ticket(f"Question {number}?", external_id=f"T-{number}"))
        draft = acts.ready(ticket, ("You can return boots within 30 days.", [make_hit("30 days.")]))
        acts.decide(draft, Action.ACCEPT)
    with services.database.reading() as session:
        ids = [one.id for one in list_users(session) if one.role == Role.QA]
    answer = raters[0].post("/qa/calibration", name="Tone", brand=brand.slug, rater=ids, replies="2", due="")
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def _score(rater: Visitor, path: str, ratings: dict[str, str], note: str) -> None:
    import re

    for _ in range(2):
        page = rater.get(path).get_data(as_text=True)
        found = re.search(r'name="edit" value="([^"]+)"', page)
        assert found
        fields = {f"rating.{key}": value for key, value in ratings.items()}
        assert rater.post(f"{path}/rate", edit=found[1], note=note, **fields).status_code == 303


def test_scores_stay_hidden_until_everyone_is_done(raters: tuple[Visitor, Visitor], path: str) -> None:
    first, second = raters
    _score(first, path, GOOD, "Right by policy.")

    assert "Waiting for the other raters" in first.text(path)
    assert "Right by policy." not in second.text(path)
    _score(second, path, BAD, "Wrong day.")
    shown = second.text(path, criterion="policy")
    assert "Right by policy." in shown
    assert "2 apart" in shown
    assert "too few: 2 of 20 replies" in shown


def test_agreed_score_tells_who_leans(raters: tuple[Visitor, Visitor], path: str) -> None:
    first, second = raters
    _score(first, path, GOOD, "")
    _score(second, path, BAD, "")
    page = first.get(path, criterion="policy").get_data(as_text=True)
    edit = page.split('name="edit" value="')[1].split('"')[0]

    said = first.follow(f"{path}/agree", edit=edit, criterion="policy", agreed="1", reason="It is allowed.", next="")
    assert "Saved as the reference." in said
    assert "−1.00 stricter, n = 1" in first.text(path, criterion="policy")


def test_stranger_cannot_score(services: Services, app: Flask, path: str, raters: tuple[Visitor, Visitor]) -> None:
    stranger = visit(services, app, "qa")
    page = raters[0].get(path).get_data(as_text=True)
    edit = page.split('name="edit" value="')[1].split('"')[0]

    assert "Raters are scoring alone" in stranger.text(path)
    assert "no rater" in stranger.follow(f"{path}/rate", edit=edit, **_fields(GOOD))


def test_other_brands_sessions_are_unknown(services: Services, app: Flask, path: str, other_brand: Brand) -> None:
    stranger = visit(services, app, "qa", brand_id=other_brand.id)

    assert stranger.get(path).status_code == 404
    assert "Tone" not in stranger.text("/qa/calibration")


def test_one_rater_makes_no_session(services: Services, app: Flask, brand: Brand) -> None:
    rater = visit(services, app, "qa")
    with services.database.reading() as session:
        me = next(one.id for one in list_users(session))

    said = rater.follow("/qa/calibration", name="x", brand=brand.slug, rater=[me], replies="2", due="")
    assert "2 to 60 replies" in said


def _fields(ratings: dict[str, str]) -> dict[str, str]:
    return {f"rating.{key}": value for key, value in ratings.items()}
