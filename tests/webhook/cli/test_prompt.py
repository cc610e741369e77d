"""``drafter prompt`` and ``drafter brand model``."""

from pathlib import Path

from drafter.prompts.template import load_template
from tests.webhook.cli.conftest import Run

OWN = load_template().text.replace("Rules\n", "Rules of Northway\n", 1)


def test_brands_prompt_is_shown_edited_and_reset(run: Run, tmp_path: Path) -> None:
    run("brand", "add", "Northway")
    shipped = run("prompt", "show", "--brand", "northway").out
    (tmp_path / "own.txt").write_text(OWN)

    made = run("prompt", "edit", str(tmp_path / "own.txt"), "--brand", "northway", "--json").json
    shown = run("prompt", "show", "--brand", "northway", "--json").json
    run("prompt", "edit", "--reset", "--brand", "northway")

    assert shipped == load_template().text
    assert (shown["text"], shown["id"]) == (OWN, made["id"])
    assert run("prompt", "show", "--brand", "northway").out == shipped


def test_prompt_without_the_canary_is_refused_in_one_line(run: Run, tmp_path: Path) -> None:
    run("brand", "add", "Northway")
    (tmp_path / "own.txt").write_text(OWN.replace("{{canary}}", ""))

    refused = run("prompt", "edit", str(tmp_path / "own.txt"), "--brand", "northway")

    assert (refused.code, refused.err.count("\n")) == (1, 1)
    assert "{{canary}}" in refused.err


def test_preview_is_what_a_model_would_be_given(run: Run) -> None:
    run("brand", "add", "Northway")

    made = run("prompt", "preview", "--brand", "northway", "--json").json

    assert [message["role"] for message in made["messages"]] == ["system", "user"]
    assert "ana@example.com" not in made["messages"][1]["content"]


def test_edit_without_a_file_is_wrong_use(run: Run) -> None:
    assert run("prompt", "edit", "--brand", "northway").code == 2


def test_model_of_a_brand_keeps_its_settings_when_switched_off(run: Run) -> None:
    run("brand", "add", "Northway")
    run("brand", "model", "northway", "--model", "small", "--temperature", "0", "--spend-cap", "12.5")

    off = run("brand", "model", "northway", "--off", "--json").json

    assert (off["model"], off["temperature"], off["spend_cap_usd"], off["is_on"]) == ("small", 0.0, 12.5, False)
    assert "switched off" in off["stopped_by"]
    assert "switched off" in run("doctor", "--quick").out

    again = run("brand", "model", "northway", "--on", "--no-cap", "--json").json
    assert (again["model"], again["spend_cap_usd"], again["stopped_by"]) == ("small", None, None)
