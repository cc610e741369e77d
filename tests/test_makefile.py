"""The two commands, read without running them."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STEPS = ("ruff check", "ruff format --check", "lint-imports", "mypy", "pytest")

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder where nothing is installed yet."""
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def dry_run(folder: Path, *arguments: str) -> str:
    own = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    command = ["make", "--dry-run", *arguments]
    return subprocess.run(command, cwd=folder, env=own, capture_output=True, text=True, check=True).stdout


def test_run_installs_torch_first_and_serves_on_the_port(clone: Path) -> None:
    said = dry_run(clone, "run", "PORT=8123")

    assert said.index("torch==2.13.*") < said.index(".[embeddings]") < said.index("demo run --port 8123")
    assert "--index-url" not in said


def test_torch_comes_from_the_named_index_only_where_set(clone: Path) -> None:
    said = dry_run(clone, "run", "TORCH_INDEX=https://torch.example/cpu")

    assert "--index-url https://torch.example/cpu 'torch==2.13.*'" in said
    assert said.count("--index-url") == 1


def test_test_runs_every_step_in_order(clone: Path) -> None:
    said = dry_run(clone, "test")

    places = [said.index(step) for step in STEPS]
    assert places == sorted(places)


def test_second_run_installs_nothing(clone: Path) -> None:
    (clone / ".venv" / "bin").mkdir(parents=True)
    (clone / ".venv" / "bin" / "python").touch()
    (clone / ".venv" / ".installed").touch()

    assert "pip" not in dry_run(clone, "run")


def test_ci_calls_make_test_and_nothing_else() -> None:
    script = ROOT / ".ci" / "run"

    lines = [line for line in script.read_text().splitlines() if line and not line.startswith("#")]

    assert os.access(script, os.X_OK)
    assert lines[-1] == "exec make test"
    assert all(line.startswith(("set ", "cd ", "exec ")) for line in lines)
