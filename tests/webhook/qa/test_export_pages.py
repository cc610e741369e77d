"""The rows behind the quality pages, as files."""

import csv
import io
import json

import pytest
from flask.testing import FlaskClient
from pyarrow import parquet

from drafter.brands import Brand
from tests.tools.api import sign_in
from tests.tools.seeding import Seeds
from webhook import exporting
from webhook.wiring import Services


@pytest.fixture
def reviewer(services: Services, client: FlaskClient) -> FlaskClient:
    sign_in(services, client, "qa")
    return client


def test_three_forms_hold_the_same_rows(reviewer: FlaskClient, seeds: Seeds, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "BATCH", 1)
    answers = {form: reviewer.get(f"/qa/export/edits.{form}?brand=northway") for form in ("jsonl", "csv", "parquet")}

    lines = [json.loads(line)["id"] for line in answers["jsonl"].text.splitlines()]
    assert len(lines) == 2
    assert [row["id"] for row in csv.DictReader(io.StringIO(answers["csv"].text))] == lines
    assert parquet.read_table(io.BytesIO(answers["parquet"].data)).column("id").to_pylist() == lines
    assert answers["csv"].headers["Content-Disposition"] == 'attachment; filename="northway-edits.csv"'


def test_personal_data_stays_out(reviewer: FlaskClient, seeds: Seeds) -> None:
    text = reviewer.get("/qa/export/drafts.jsonl?brand=northway").text

    assert text
    assert "Maya" not in text


def test_log_without_rows_is_an_empty_file(reviewer: FlaskClient, seeds: Seeds) -> None:
    assert reviewer.get("/qa/export/reviews.csv?brand=northway").data == b""
    table = parquet.read_table(io.BytesIO(reviewer.get("/qa/export/reviews.parquet?brand=northway").data))
    assert table.num_rows == 0


@pytest.mark.parametrize("path", ["edits.xml", "users.csv", "preferences.csv", "edits.csv?brand=lost"])
def test_what_is_not_there_is_404(reviewer: FlaskClient, seeds: Seeds, path: str) -> None:
    assert reviewer.get(f"/qa/export/{path}").status_code == 404


def test_agent_exports_nothing(services: Services, client: FlaskClient, seeds: Seeds) -> None:
    sign_in(services, client, "agent")

    assert client.get("/qa/export/edits.csv?brand=northway").status_code == 403


def test_brand_out_of_sight_is_not_exported(
    services: Services, client: FlaskClient, seeds: Seeds, other_brand: Brand
) -> None:
    sign_in(services, client, "qa", brand_id=other_brand.id)

    assert client.get("/qa/export/edits.csv?brand=northway").status_code == 404


def test_pages_offer_their_rows(reviewer: FlaskClient, seeds: Seeds) -> None:
    assert "/qa/export/reviews.parquet?brand=northway" in reviewer.get("/qa").text
    assert "/qa/export/edits.csv?brand=northway" in reviewer.get("/qa/quality").text
