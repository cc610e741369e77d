"""Settings: the only reader of the environment.

Values come from ``DRAFTER_*`` variables or a ``.env`` file; nested ones with a double
underscore (``DRAFTER_JOBS__SLOTS``).  ``OPENAI_API_KEY`` and ``OPENAI_BASE_URL`` carry no
prefix.  Nothing has to be set for a first start: secrets are made and kept in the data
directory.
"""

import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from drafter.settings import DraftingSettings
from knowledge_base.settings import RetrievalSettings
from webhook.errors import SettingsError

ENV_FILE = ".env"
DEFAULT_DATABASE_URL = "sqlite:///.drafter/drafter.db"
MIB = 1024 * 1024


class JobSettings(BaseModel):
    """How workers run jobs.  A worker is dead after several missed beats, not after one."""

    model_config = ConfigDict(frozen=True)

    slots: int = Field(default=8, ge=1, le=512, description="jobs that one worker process runs at once")
    poll_s: float = Field(default=0.15, gt=0, le=60, description="how often a worker looks for new jobs")
    beat_s: float = Field(default=2.0, gt=0, le=60, description="how often a worker says that it lives")
    dead_after_s: float = Field(
        default=15.0, gt=0, le=3600, description="silence after which a worker's jobs are taken over"
    )
    sweep_s: float = Field(default=5.0, gt=0, le=3600, description="how often stranded work is looked for")
    find_lost_s: float = Field(
        default=120.0,
        ge=0,
        le=86400,
        description="how often a helpdesk is asked for lost events; 0: never",
    )
    stranded_after_s: float = Field(
        default=120.0, gt=0, le=86400, description="age at which a job without a run is run again"
    )
    max_attempts: int = Field(
        default=6, ge=1, le=50, description="tries after which a failing job is left for a person"
    )
    max_starts: int = Field(
        default=8, ge=1, le=100, description="starts after which a job that kills its worker is stopped"
    )
    keep_days: int = Field(default=7, ge=1, le=365, description="how long finished runs are kept by the job engine")


class IntakeSettings(BaseModel):
    """What the webhook route accepts."""

    model_config = ConfigDict(frozen=True)

    max_body_bytes: int = Field(default=MIB, ge=1024, le=16 * MIB, description="largest request that is read")
    accept_timeout_s: float = Field(default=8.0, gt=0, le=60, description="wait for the database before answering 503")


class SessionSettings(BaseModel):
    """How long people stay signed in."""

    model_config = ConfigDict(frozen=True)

    lifetime_hours: int = Field(default=12, ge=1, le=720, description="length of a session")
    link_hours: int = Field(default=72, ge=1, le=720, description="life of an unused sign-in link")
    secure_cookie: bool = Field(default=False, description="send the session cookie over https only")


class Settings(BaseSettings):
    """Everything an operator can set."""

    model_config = SettingsConfigDict(
        env_prefix="DRAFTER_",
        env_nested_delimiter="__",
        env_file=ENV_FILE,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    database_url: str = Field(
        default=DEFAULT_DATABASE_URL,
        repr=False,  # it may hold a password
        description="SQLAlchemy URL; sqlite:///… is the embedded one",
    )
    data_dir: Path | None = Field(
        default=None, description="snapshots, caches, secrets; unset: beside the embedded database"
    )
    model: str | None = Field(
        default=None, description="name of the language model; unset: the only one the endpoint lists"
    )
    openai_api_key: SecretStr | None = Field(
        default=None, validation_alias="OPENAI_API_KEY", description="key of the language model's endpoint"
    )
    openai_base_url: str | None = Field(
        default=None, validation_alias="OPENAI_BASE_URL", description="the endpoint, if it is not OpenAI's own"
    )
    openai_api_version: str | None = Field(
        default=None, description="Azure's older form: its api-version; then OPENAI_BASE_URL is the resource alone"
    )
    embedder: str = Field(
        default="minilm",
        pattern="^(minilm|hashing|sentence-transformers:.+|openai:.+)$",
        description="minilm, sentence-transformers:NAME or :FOLDER, openai:MODEL, or hashing for quick tests",
    )
    embedder_is_multilingual: bool = Field(
        default=False, description="the embedder finds policies in another language than the ticket's"
    )
    embeddings_base_url: str | None = Field(
        default=None, description="endpoint of an openai embedder; unset: the language model's"
    )
    embeddings_api_key: SecretStr | None = Field(
        default=None, description="key of that endpoint; unset: the language model's"
    )
    embedder_dir: Path | None = Field(
        default=None, description="where the exported embedding model is kept; unset: in the data directory"
    )
    vector_index: str = Field(
        default="memory", pattern="^(memory|pgvector)$", description="memory, or pgvector where PostgreSQL has it"
    )
    public_url: str | None = Field(default=None, description="address that people and helpdesks reach us under")
    secret_key: SecretStr | None = Field(
        default=None, description="signs session cookies; unset: made in the data directory"
    )
    metrics_token: SecretStr | None = Field(
        default=None, description="bearer token that /metrics asks for; unset: none"
    )
    worker_name: str | None = Field(
        default=None, description="executor id of this worker; unset: made from host and slot"
    )
    log_level: str = Field(
        default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="least level that is logged"
    )
    jobs: JobSettings = Field(default_factory=JobSettings, description="workers")
    intake: IntakeSettings = Field(default_factory=IntakeSettings, description="the webhook route")
    sessions: SessionSettings = Field(default_factory=SessionSettings, description="sign-in")
    retrieval: RetrievalSettings = Field(default_factory=RetrievalSettings, description="search")
    drafting: DraftingSettings = Field(default_factory=DraftingSettings, description="drafts and the language model")

    @field_validator("database_url")
    @classmethod
    def _is_a_database_we_know(cls, value: str) -> str:
        try:
            backend = make_url(value).get_backend_name()
        except ArgumentError as error:
            raise ValueError("give an SQLAlchemy URL such as sqlite:///drafter.db or postgresql://…") from error
        if backend not in ("sqlite", "postgresql"):
            raise ValueError("only sqlite and postgresql are supported")
        return value

    @property
    def is_embedded(self) -> bool:
        """Whether the database is the embedded one."""
        return make_url(self.database_url).get_backend_name() == "sqlite"

    @property
    def data_path(self) -> Path:
        """The data directory: as set, else beside the embedded database, else ``.drafter`` here."""
        if self.data_dir:
            return self.data_dir
        database = make_url(self.database_url).database
        if self.is_embedded and database and database != ":memory:":
            return Path(database).parent
        return Path(".drafter")

    @property
    def embedder_path(self) -> Path:
        """Where the exported embedding model is kept."""
        return self.embedder_dir or self.data_path / "embedder"


@dataclass(frozen=True)
class SettingLine:
    """One setting as ``drafter config`` prints it; ``source`` is environment, .env or default."""

    name: str
    value: str
    source: str
    description: str


def load_settings(**values: Any) -> Settings:
    """Read the settings.  ``values`` win over the environment.  Raises SettingsError."""
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        name = "__".join(str(part) for part in first["loc"]).upper()
        name = name if name.startswith(("OPENAI_", "DRAFTER_")) else f"DRAFTER_{name}"
        raise SettingsError(f"Setting {name} cannot be used: {first['msg']}.") from error


def describe(settings: Settings) -> tuple[SettingLine, ...]:
    """Return every setting with its value, secrets masked, and where it came from."""
    in_file = dotenv_values(ENV_FILE) if Path(ENV_FILE).is_file() else {}
    lines = []
    for field_name, info in Settings.model_fields.items():
        value = getattr(settings, field_name)
        name = str(info.validation_alias or f"DRAFTER_{field_name.upper()}")
        if isinstance(value, BaseModel):
            for part, part_info in type(value).model_fields.items():
                part_name = f"{name}__{part.upper()}"
                lines.append(_line(part_name, getattr(value, part), part_info.description, in_file))
        else:
            shown = {"data_dir": settings.data_path, "embedder_dir": settings.embedder_path}.get(field_name, value)
            lines.append(_line(name, shown, info.description, in_file))
    return tuple(lines)


def kept_secret(settings: Settings, name: str) -> str:
    """Return the secret ``name`` from the data directory; makes it (0600) on first use."""
    path = settings.data_path / "secrets" / name
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{name}.{os.getpid()}.{secrets.token_hex(4)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)  # the first process wins; the others read its secret
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def prepare_environment(settings: Settings) -> None:
    """Keep libraries off the network and off each other's cores; call before they are imported."""
    os.environ.update({"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"})
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ["TIKTOKEN_CACHE_DIR"] = str(settings.data_path / "tiktoken")


def child_environment(**values: str) -> Mapping[str, str]:
    """Return this process's environment with ``values`` added, for a process that it starts."""
    return {**os.environ, **values}


def is_interactive() -> bool:
    """Whether a person watches standard error."""
    return sys.stderr.isatty()


def _line(name: str, value: Any, description: str | None, in_file: Mapping[str, str | None]) -> SettingLine:
    known = {key.upper() for key in os.environ}
    source = "environment" if name in known else ENV_FILE if name in in_file else "default"
    return SettingLine(name, _shown(name, value), source, description or "")


def _shown(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, SecretStr):
        return "********"
    if name.endswith("DATABASE_URL"):
        return make_url(value).render_as_string(hide_password=True)
    return str(value)
