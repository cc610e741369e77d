"""``drafter quality``."""

from drafter.brands import Brand
from tests.tools.seeding import Seeds
from tests.webhook.cli.conftest import Run


def test_rates_are_printed_with_interval_and_n(run: Run, seeds: Seeds) -> None:
    shown = run("quality", "--brand", "northway")

    line = next(line for line in shown.out.splitlines() if line.startswith("as is"))
    assert line.split() == ["as", "is", "0.500", "0.095", "to", "0.905", "2", "too", "few"]


def test_json_is_that_of_the_api(run: Run, seeds: Seeds) -> None:
    figures = run("quality", "--json").json

    assert figures["as_is"]["n"] == 2
    assert figures["hter"]["n"] == 2


def test_brand_without_drafts_has_empty_cells(run: Run, brand: Brand) -> None:
    shown = run("quality", "--brand", brand.slug)

    assert shown.code == 0
    assert "too few" in shown.out
