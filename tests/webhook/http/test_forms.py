"""Numbers in forms and addresses: what is none is None, whatever it is."""

import pytest
from flask import Flask

from tests.tools.seeding import Seeds
from tests.tools.visiting import visit
from webhook.http.forms import decimal_in, number_in
from webhook.wiring import Services

NONE = ["", "²", "٣", "-1", "1.5", "1e3", "nan", "inf", "9" * 5000, "\x00", "1 0", "x"]


@pytest.mark.parametrize("given", [None, *NONE])
def test_what_is_no_whole_number_is_none(given: str | None) -> None:
    assert number_in(given) is None


def test_whole_number_is_held_to_its_digits() -> None:
    assert (number_in("0"), number_in("007"), number_in("999", digits=3), number_in("1000", digits=3)) == (
        0,
        7,
        999,
        None,
    )


@pytest.mark.parametrize(
    ("given", "number"), [("0,5", 0.5), ("-1.5", -1.5), ("inf", None), ("nan", None), ("1e400", None)]
)
def test_decimal_is_finite_and_may_have_a_comma(given: str, number: float | None) -> None:
    assert decimal_in(given) == number


@pytest.mark.parametrize("given", [*NONE, "Infinity"])
def test_reviewers_pages_bear_any_number(services: Services, app: Flask, seeds: Seeds, given: str) -> None:
    qa, brand = visit(services, app, "qa"), seeds.brand.slug

    answers = [
        qa.get("/qa/consistency", at=given),
        qa.get("/qa", page=given),
        qa.post("/qa/consistency", first="x", second="y", verdict="first", at=given),
        qa.post("/qa/samples", brand=brand, places=given),
        qa.post("/qa/calibration", name="Tone", brand=brand, rater="x", replies=given),
        qa.post(
            "/qa/scorecards", act="save", **{"0.name": "Tone", "0.steps": given, "0.weight": given, "0.place": given}
        ),
    ]

    assert [one.status_code for one in answers if one.status_code >= 500] == []
