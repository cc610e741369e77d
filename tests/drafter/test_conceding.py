"""What a person may concede: the draft's resolution, more for a lead, less for whoever may grant less."""

from decimal import Decimal

import pytest

from drafter.checks import CheckContext, run_checks
from drafter.conceding import within_authority
from drafter.drafts import Draft
from drafter.errors import RungNotOpenError
from drafter.findings import Finding
from drafter.orders import Order
from drafter.resolutions import Alternative, Resolution, RungKind
from drafter.resolving import check_open
from tests.makers import make_draft, make_ticket

TICKET = make_ticket(order=Order(order_number="1", currency="USD", total=Decimal(80)))
REFUND = "We will refund you 80.00 USD today."
REPLACEMENT = "We are sending you a replacement today."
LEADS = Alternative("Refund", RungKind.REFUND, False, "would fit, but needs a lead", Decimal(80), "USD", 3, needs=3)
UNFIT = Alternative("Refund", RungKind.REFUND, False, "not delivered yet", Decimal(80), "USD", 3)


def drafted(*alternatives: Alternative, authority: int = 1, kind: RungKind = RungKind.REPLACE) -> Draft:
    return make_draft(
        REPLACEMENT, resolution=Resolution(kind, "Send it again", authority=authority), alternatives=alternatives
    )


def found(draft: Draft, text: str, authority: int) -> tuple[Finding, ...]:
    context = CheckContext(text, ticket=TICKET, order=TICKET.order, chosen=draft.resolution, has_ladder=True)
    of_draft = [one for one in run_checks(context) if one.check == "concession"]
    return within_authority(of_draft, draft, TICKET, text, authority)


@pytest.mark.parametrize(("authority", "count"), [(1, 1), (2, 1), (3, 0), (9, 0)])
def test_concession_that_needs_a_lead_is_a_leads(authority: int, count: int) -> None:
    assert len(found(drafted(LEADS), REFUND, authority)) == count


def test_lead_gets_no_rung_that_does_not_fit() -> None:
    assert len(found(drafted(UNFIT), REFUND, 3)) == 1


def test_lead_concedes_no_more_than_the_rung_allows() -> None:
    assert len(found(drafted(LEADS), "We will refund you 95.00 USD today.", 3)) == 1


@pytest.mark.parametrize(("authority", "says"), [(1, "needs a senior agent"), (2, ""), (3, "")])
def test_draft_beyond_ones_authority_is_found_as_it_stands(authority: int, says: str) -> None:
    findings = found(drafted(authority=2), REPLACEMENT, authority)

    assert [says in one.message for one in findings] == ([True] if says else [])


def test_other_findings_are_left_alone() -> None:
    other = Finding("facts", found(drafted(), REFUND, 1)[0].severity, 0, 2, "We", "Not known.")

    assert within_authority([other], drafted(authority=2), TICKET, "Nothing is given.", 1) == (other,)


@pytest.mark.parametrize(
    ("alternative", "authority", "is_open"),
    [
        (LEADS, 1, False),
        (LEADS, 3, True),
        (UNFIT, 3, False),
        (Alternative("Refund", RungKind.REFUND, True, "fits", authority=2), 1, False),
        (Alternative("Refund", RungKind.REFUND, True, "fits", authority=2), 2, True),
    ],
)
def test_rung_is_open_to_whoever_may_grant_it(alternative: Alternative, authority: int, is_open: bool) -> None:
    assert alternative.is_open_to(authority) is is_open
    if is_open:
        check_open([alternative], None, "Refund", authority=authority)
    else:
        with pytest.raises(RungNotOpenError):
            check_open([alternative], None, "Refund", authority=authority)


def test_rung_of_the_draft_itself_needs_its_authority() -> None:
    with pytest.raises(RungNotOpenError, match="needs a lead"):
        check_open([], Resolution(RungKind.REFUND, "Refund", authority=3), "Refund", authority=1)
