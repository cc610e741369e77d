"""``drafter config``."""

from pathlib import Path

import pytest

from tests.webhook.cli.conftest import Run
from webhook.settings import Settings


def test_every_setting_is_printed_with_its_source(run: Run) -> None:
    lines = {line["name"]: line for line in run("config", "--json").lines}

    assert lines["DRAFTER_EMBEDDER"]["value"] == "hashing"
    assert lines["DRAFTER_EMBEDDER"]["source"] == "environment"
    assert lines["DRAFTER_LOG_LEVEL"]["source"] == "default"
    assert len(lines) >= len(Settings.model_fields)
    assert all(line["description"] for line in lines.values())


def test_secrets_are_masked(run: Run) -> None:
    env = {
        "OPENAI_API_KEY": "sk-do-not-show",
        "DRAFTER_SECRET_KEY": "do-not-show",
        "DRAFTER_DATABASE_URL": "postgresql://ada:do-not-show@db.example/drafter",
    }

    shown = run("config", env=env)

    assert shown.code == 0
    assert "do-not-show" not in shown.out
    assert "OPENAI_API_KEY" in shown.out


def test_env_file_is_named_as_source(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "own.env"
    path.write_text("DRAFTER_MODEL=small-model\n")
    monkeypatch.setattr("webhook.settings.ENV_FILE", str(path))
    monkeypatch.setitem(Settings.model_config, "env_file", str(path))

    lines = {line["name"]: line for line in run("config", "--json").lines}

    assert lines["DRAFTER_MODEL"]["value"] == "small-model"
    assert lines["DRAFTER_MODEL"]["source"] == str(path)
