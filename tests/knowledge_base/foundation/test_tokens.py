"""Counting tokens without a network."""

import socket
from pathlib import Path

import bpe_openai
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge_base.foundation import tokens
from knowledge_base.foundation.tokens import estimate_tokens, exact_counter, write_ranks

TEXT = "You can return unworn boots within 60 days of delivery."


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("counting tokens must not open a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture(scope="module")
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tiktoken")


@pytest.mark.parametrize("model", ["gpt-4o", "gpt-5", "gpt-4", "gpt-3.5-turbo", "gpt-oss-20b"])
def test_known_model_is_counted_exactly(model: str, cache_dir: Path) -> None:
    assert exact_counter(model, cache_dir)(TEXT) == 13


@pytest.mark.parametrize("text", [TEXT, "Größe 42⅔ — 59,90 €?", "返品は60日以内です。", "a\u0301\n\n\t  x" * 20])
def test_count_is_that_of_another_implementation(text: str, cache_dir: Path) -> None:
    other = bpe_openai.get_encoding("o200k_base")

    assert exact_counter("gpt-4o", cache_dir)(text) == len(other.encode(text))


def test_unknown_model_is_counted_with_a_margin(cache_dir: Path) -> None:
    known = exact_counter("gpt-4o", cache_dir)(TEXT * 10)

    assert known < exact_counter("mistral-small", cache_dir)(TEXT * 10) <= known * 1.13


def test_nothing_is_loaded_before_the_first_count(tmp_path: Path) -> None:
    exact_counter("gpt-4o", tmp_path / "cache")

    assert not (tmp_path / "cache").exists()


def test_markers_count_as_plain_text(cache_dir: Path) -> None:
    assert exact_counter("gpt-4o", cache_dir)("<|endoftext|>") > 1


def test_huge_text_is_estimated_beyond_a_length(cache_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "LONGEST_EXACT_CHARS", 100)

    assert exact_counter("gpt-4o", cache_dir)("word " * 20 + "x" * 330) == pytest.approx(20 + 100, abs=3)


def test_broken_rank_file_is_written_again(tmp_path: Path) -> None:
    path = write_ranks("o200k_base", tmp_path)
    genuine = path.read_bytes()
    path.write_bytes(genuine[:1000])

    assert write_ranks("o200k_base", tmp_path).read_bytes() == genuine


def test_foreign_rank_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(tokens._SHA256, "cl100k_base", "0" * 64)

    with pytest.raises(ValueError, match="not the published one"):
        write_ranks("cl100k_base", tmp_path)


@settings(max_examples=40)
@given(st.text(max_size=300), st.text(max_size=300))
def test_estimate_grows_with_the_text(left: str, right: str) -> None:
    assert estimate_tokens(left + right) >= max(estimate_tokens(left), estimate_tokens(right))
    assert estimate_tokens("") == 0


@pytest.mark.parametrize(
    "text", [TEXT, "Sie können Stiefel innerhalb von 60 Tagen zurückgeben.", "返品は60日以内です。"]
)
def test_estimate_leans_to_the_high_side(text: str, cache_dir: Path) -> None:
    assert estimate_tokens(text) >= exact_counter("gpt-4o", cache_dir)(text)
