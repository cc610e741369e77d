"""All checks in their order."""

import pytest

from drafter.checks import CHECK_VERSIONS, CheckContext, Source, run_checks
from drafter.checks.running import CHECKS
from tests.tools.growing import MUCH, growth


def test_every_check_has_a_version() -> None:
    assert CHECKS.keys() == CHECK_VERSIONS.keys()


def test_findings_come_in_the_order_of_the_text() -> None:
    context = CheckContext("It costs $9 and takes 3 days, or $8.", [Source("snp_1", "Nothing of the kind.")])

    found = [finding for finding in run_checks(context) if finding.check == "facts"]

    assert [finding.text for finding in found] == ["$9", "3 days", "$8"]


@pytest.mark.parametrize("sign", ["$5 ", "5 kr ", "a.a.", "1", "1,", "A-1", "_", "5% ", "9:30 ", "why? ", "{{a"])
def test_work_on_a_hostile_draft_grows_no_faster_than_the_draft(sign: str) -> None:
    def check(chars: int) -> None:
        text = (sign * chars)[:chars]
        run_checks(CheckContext(text, [Source("snp_1", "The fee is $5 within 30 days."), Source("snp_2", text)]))

    assert growth(check, (1_250, 10_000)) < MUCH


def test_what_has_digits_and_no_end_is_no_number_that_anybody_has() -> None:
    context = CheckContext("Your code is " + "7" * 300, [Source("snp_1", "Codes are free.")])

    assert [finding.severity for finding in run_checks(context) if finding.check == "facts"] == ["block"]


def test_every_fact_of_a_long_draft_is_weighed() -> None:
    text = "The fee is $5. " * 400 + "The fee is $6. " * 3
    context = CheckContext(text, [Source("snp_1", "The fee is $5.")])

    found = [finding.text for finding in run_checks(context) if finding.check == "facts"]

    assert found == ["$6"] * 3
