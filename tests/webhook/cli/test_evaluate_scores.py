"""``drafter evaluate scores`` and the brand's blind share on the command line."""

from datetime import timedelta
from pathlib import Path

from pyarrow import parquet

from drafter.brands import Brand
from knowledge_base.foundation.clock import utc_now
from knowledge_base.foundation.database import Database
from knowledge_base.foundation.ids import NewId
from tests.tools.reviewed import add_reviewed
from tests.webhook.cli.conftest import Run
from webhook.jobs.score_replies import AutomaticScores


def test_too_few_says_what_is_missing(run: Run, database: Database, brand: Brand, new_id: NewId) -> None:
    shown = run("evaluate", "scores", "--brand", "northway")
    assert (shown.code, shown.out.strip()) == (0, "Too few: 0 of 50 rated replies on this scorecard, 50 missing.")

    found = run("evaluate", "scores", "--brand", "northway", "--json").json
    assert (found["fit"], found["drift"], found["rated"], found["missing"]) == (None, None, 0, 50)
    assert run("evaluate", "scores", "--brand", "nobody").code != 0


def test_error_coverage_and_gates_are_printed(
    run: Run, database: Database, brand: Brand, new_id: NewId, tmp_path: Path
) -> None:
    now = utc_now() - timedelta(hours=1)
    with database.writing() as session:
        add_reviewed(session, brand.id, 60, now=now, new_id=new_id, doubled=24, apart=1.2)

    fresh = run("evaluate", "scores", "--brand", "northway", "--fresh", "--json").json
    assert run("evaluate", "scores", "--brand", "northway", "--json").json["fit"] is None  # nothing was kept
    assert AutomaticScores(database, new_id).refit(brand.id, now)
    kept = run("evaluate", "scores", "--brand", "northway", "--json").json["fit"]
    shown = run("evaluate", "scores", "--brand", "northway").out

    assert [line["ece"] for line in kept["lines"]] == [line["ece"] for line in fresh["fit"]["lines"]]
    assert (kept["n"], kept["aside"], kept["coverage"]["n"]) == (60, 20, 20)
    assert {line["human"]["n"] for line in kept["lines"]} == {24}
    line = next(line for line in shown.splitlines() if line.startswith("Whole score"))
    assert line.split()[-1] in ("yes", "no")
    file = tmp_path / "reviews.parquet"
    assert run("export", "reviews", "--brand", "northway", "--format", "parquet", "--output", file).code == 0
    assert {"score", "automatic_score", "automatic_ratings.accuracy"} <= set(parquet.read_schema(file).names)


def test_blind_share_of_a_brand_is_set(run: Run, brand: Brand) -> None:
    assert run("brand", "set", "northway", "--blind-share", "0.5", "--json").json["blind_share"] == 0.5
    for odd in ("1.5", "nan", "-1"):
        assert run("brand", "set", "northway", "--blind-share", odd).code == 2
