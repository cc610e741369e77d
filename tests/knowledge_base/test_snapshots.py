"""Which wordings of a snapshot a question reaches, and why the others are left out."""

from datetime import date

from knowledge_base.scopes import Scope
from knowledge_base.snapshots import Exclusion, Wording, exclusions

DAY = date(2026, 3, 10)


def make_wording(policy: str = "pol_1", number: int = 1, **changes: object) -> Wording:
    values = {
        "policy_id": policy,
        "policy": "Returns",
        "revision_id": f"rev_{policy}_{number}",
        "revision": number,
        "effective_from": None,
        "effective_until": None,
        "published_on": None,
    }
    return Wording(**{**values, **changes})  # type: ignore[arg-type]


def test_each_wording_left_out_says_why() -> None:
    wordings = [
        make_wording(),
        make_wording("pol_2", region=("EU",)),
        make_wording("pol_3", effective_from=date(2026, 4, 1)),
    ]

    assert exclusions(wordings, DAY, Scope(region="US")) == (None, Exclusion.SCOPE, Exclusion.DATE)


def test_narrower_newer_wording_takes_the_older_ones_place_everywhere() -> None:
    wordings = [make_wording(), make_wording(number=2, effective_from=DAY, region=("EU",))]

    assert exclusions(wordings, DAY, Scope(region="US")) == (Exclusion.DATE, Exclusion.SCOPE)


def test_language_counts_only_where_there_is_a_policy_in_it() -> None:
    wordings = [make_wording(language="en"), make_wording("pol_2", language="de-AT")]

    assert exclusions(wordings, DAY, Scope(language="de")) == (Exclusion.SCOPE, None)
    assert exclusions(wordings, DAY, Scope(language="fr")) == (None, None)
    assert exclusions(wordings, DAY, Scope()) == (None, None)


def test_policy_out_of_reach_lends_its_language_to_nobody() -> None:
    wordings = [make_wording(language="en"), make_wording("pol_2", language="de", region=("CH",))]

    assert exclusions(wordings, DAY, Scope(region="US", language="de")) == (None, Exclusion.SCOPE)
