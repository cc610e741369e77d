"""Log lines: private fields left out, and a logger that outlives the stream it first wrote to."""

import io
import json
import sys

import pytest
import structlog

from webhook.telemetry import configure_logging


@pytest.fixture
def _logging_as_before() -> object:
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.mark.usefixtures("_logging_as_before")
def test_closed_standard_error_breaks_no_later_line(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = io.StringIO(), io.StringIO()
    configure_logging("INFO")
    log = structlog.get_logger()
    monkeypatch.setattr(sys, "stderr", first)
    log.info("one")
    first.close()
    monkeypatch.setattr(sys, "stderr", second)

    log.info("two")

    assert json.loads(second.getvalue())["event"] == "two"


@pytest.mark.usefixtures("_logging_as_before")
def test_what_customers_wrote_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    configure_logging("INFO")
    monkeypatch.setattr(sys, "stderr", stream)

    structlog.get_logger().info("ticket", subject="My secret", ticket_id="tkt_1")

    assert "My secret" not in stream.getvalue()
    assert json.loads(stream.getvalue())["ticket_id"] == "tkt_1"
