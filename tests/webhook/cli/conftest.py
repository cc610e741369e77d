"""A runner for commands: the real entry point, this test's own database, what was printed."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from drafter.brands import Brand
from webhook.cli.main import main


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON value it printed."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """The JSON Lines it printed."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Ran]


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command line; ``stdin`` is what it reads, ``env`` sets variables for it."""
    monkeypatch.setenv("DRAFTER_DATABASE_URL", database_url)
    monkeypatch.setenv("DRAFTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("DRAFTER_EMBEDDER", "hashing")

    def runner(*arguments: object, stdin: bytes = b"", env: dict[str, str] | None = None) -> Ran:
        for name, value in (env or {}).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return runner


@pytest.fixture
def northway(run: Run, brand: Brand, tmp_path: Path) -> Brand:
    """The brand, with two published policies."""
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "returns.md").write_text(
        "# Returns\n\n## Return window\n\nYou can return boots within 30 days of delivery. The return label is free.\n"
    )
    (folder / "shipping.md").write_text("# Shipping\n\n## Delivery times\n\nParcels take 3 to 5 business days.\n")
    assert run("policy", "import", folder, "--brand", "northway", "--publish").code == 0
    return brand
