"""The fixtures themselves: alone for each test, on both databases."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import inspect

from knowledge_base.foundation.database import Database
from tests.tools.databases import BOTH


@pytest.mark.parametrize("database_url", BOTH, indirect=True)
def test_database_is_migrated_and_empty(database: Database) -> None:
    tables = inspect(database.engine).get_table_names()

    assert "events" in tables
    assert "workflow_status" in tables or inspect(database.engine).has_table("workflow_status", schema="dbos")


def test_client_answers(client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}
