"""All checks in their order."""

from drafter.checks import CHECK_VERSIONS, CheckContext, Source, run_checks
from drafter.checks.running import CHECKS


def test_every_check_has_a_version() -> None:
    assert CHECKS.keys() == CHECK_VERSIONS.keys()


def test_findings_come_in_the_order_of_the_text() -> None:
    context = CheckContext("It costs $9 and takes 3 days, or $8.", [Source("snp_1", "Nothing of the kind.")])

    found = [finding for finding in run_checks(context) if finding.check == "facts"]

    assert [finding.text for finding in found] == ["$9", "3 days", "$8"]
