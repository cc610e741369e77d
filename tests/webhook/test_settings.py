"""Settings: where values come from, what is refused and how, which secrets are made and kept."""

import stat
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from webhook.errors import SettingsError
from webhook.settings import Settings, describe, kept_secret, load_settings


@pytest.fixture(autouse=True)
def _in_an_empty_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def env_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr("webhook.settings.ENV_FILE", ".env")
    monkeypatch.setitem(Settings.model_config, "env_file", ".env")
    return tmp_path / ".env"


def lines(settings: Settings) -> Mapping[str, tuple[str, str]]:
    return {line.name: (line.value, line.source) for line in describe(settings)}


def test_nothing_has_to_be_set() -> None:
    settings = load_settings()

    assert settings.is_embedded
    assert settings.data_path == Path(".drafter")
    assert settings.openai_api_key is None


def test_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, env_file: Path) -> None:
    env_file.write_text("DRAFTER_LOG_LEVEL=ERROR\nDRAFTER_JOBS__SLOTS=3\nOPENAI_BASE_URL=http://here/v1\n")
    monkeypatch.setenv("DRAFTER_LOG_LEVEL", "DEBUG")

    settings = load_settings()

    assert (settings.log_level, settings.jobs.slots, settings.openai_base_url) == ("DEBUG", 3, "http://here/v1")
    told = lines(settings)
    assert told["DRAFTER_LOG_LEVEL"] == ("DEBUG", "environment")
    assert told["DRAFTER_JOBS__SLOTS"] == ("3", ".env")
    assert told["DRAFTER_JOBS__POLL_S"] == ("0.15", "default")


def test_openai_names_carry_no_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-here")
    monkeypatch.setenv("DRAFTER_OPENAI_API_KEY", "sk-not-here")

    key = load_settings().openai_api_key

    assert key is not None
    assert key.get_secret_value() == "sk-here"


def test_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRAFTER_DATA_DIR", "")
    monkeypatch.setenv("OPENAI_API_KEY", "")

    settings = load_settings()

    assert (settings.data_dir, settings.openai_api_key) == (None, None)


@pytest.mark.parametrize(
    ("url", "data_dir", "wanted"),
    [
        ("sqlite:////srv/drafter/app.db", None, "/srv/drafter"),
        ("sqlite:///app.db", None, "."),
        ("sqlite:///app.db", "/var/lib/drafter", "/var/lib/drafter"),
        ("postgresql://u:p@db/drafter", None, ".drafter"),
        ("postgresql+psycopg://u:p@db/drafter", "/data", "/data"),
    ],
)
def test_data_directory_lies_beside_the_embedded_database(url: str, data_dir: str | None, wanted: str) -> None:
    settings = load_settings(database_url=url, data_dir=Path(data_dir) if data_dir else None)

    assert settings.data_path == Path(wanted)
    assert settings.is_embedded == url.startswith("sqlite")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DRAFTER_DATABASE_URL", "mysql://u@h/d", "only sqlite and postgresql are supported"),
        ("DRAFTER_DATABASE_URL", "here.db", "give an SQLAlchemy URL such as sqlite:///drafter.db"),
        ("DRAFTER_EMBEDDER", "gpt", "minilm"),
        ("DRAFTER_LOG_LEVEL", "LOUD", "DEBUG"),
        ("DRAFTER_JOBS__SLOTS", "0", "greater than or equal to 1"),
        ("DRAFTER_JOBS__SLOTS", "many", "integer"),
        ("DRAFTER_INTAKE__MAX_BODY_BYTES", "10", "1024"),
    ],
)
def test_setting_that_cannot_work_is_named(name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as caught:
        load_settings()

    assert caught.value.message.startswith(f"Setting {name} cannot be used: ")
    assert said in caught.value.message


def test_secrets_are_masked_where_settings_are_shown() -> None:
    settings = load_settings(
        database_url="postgresql://drafter:pa55word@db/drafter", openai_api_key="sk-secret", metrics_token="m-secret"
    )

    shown = "\n".join(f"{line.name}={line.value}" for line in describe(settings))

    assert "OPENAI_API_KEY=********" in shown
    assert not [
        secret for secret in ("pa55word", "sk-secret", "m-secret") if secret in shown or secret in repr(settings)
    ]


def test_every_setting_is_described() -> None:
    told = describe(load_settings())

    assert [line.name for line in told if not line.description] == []
    assert len({line.name for line in told}) == len(told)


def test_secret_is_made_once_and_kept_for_us_alone(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path / "data")

    first = kept_secret(settings, "session-key")

    path = tmp_path / "data" / "secrets" / "session-key"
    assert kept_secret(settings, "session-key") == first == path.read_text()
    assert kept_secret(settings, "another") != first
    assert len(first) >= 43
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_processes_that_start_together_agree_on_a_secret(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path / "data")

    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: kept_secret(settings, "session-key"), range(16)))

    assert len(secrets) == 1
    assert [one.name for one in (tmp_path / "data" / "secrets").iterdir()] == ["session-key"]
