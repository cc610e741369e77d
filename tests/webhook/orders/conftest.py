"""A budget that a busy machine does not break: what is slow is tested on its own."""

import pytest


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webhook.orders.asking.BUDGET_S", 30.0)
