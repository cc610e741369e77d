"""MiniLM by onnxruntime: the vectors of torch without torch."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from knowledge_base.backends import onnx
from knowledge_base.backends.onnx import OnnxEmbedder, graph_of
from knowledge_base.backends.sentence_transformers import minilm as by_torch
from knowledge_base.backends.sentence_transformers import minilm_files
from knowledge_base.embedding import Embedder
from knowledge_base.errors import EmbeddingError
from tests.tools.source import ROOT
from webhook.settings import load_settings

TEXTS = [
    "",
    "Where is my parcel?",
    "Ich möchte meine Stiefel zurückgeben 😀",
    "REFUND!!! order #NW-1043, $12.50 … ASAP",
    "A jacket that was worn outside cannot be returned. " * 60,  # more than the model reads
]
QUESTION = "from webhook.settings import load_settings; from webhook.wiring import wire; import sys, json;"
IMPORTED = "print(json.dumps(sorted({n.partition('.')[0] for n in sys.modules})))"
HEAVY = {"torch", "transformers", "sentence_transformers", "onnx"}


def test_vectors_are_those_of_torch(minilm: Embedder) -> None:
    ours, reference = minilm.embed(TEXTS), by_torch().embed(TEXTS)

    assert (ours * reference).sum(axis=1).min() >= 0.999999


def test_search_gets_exact_vectors_and_rough_ones_come_close(minilm: Embedder) -> None:
    assert isinstance(minilm, OnnxEmbedder)
    exact, rough = minilm.embed(TEXTS), minilm.embed_roughly(TEXTS)

    assert np.allclose(minilm.embed_questions(TEXTS), exact, atol=1e-6)
    assert 0.97 <= (exact * rough).sum(axis=1).min() < 0.999999
    assert np.allclose(np.linalg.norm(rough, axis=1), 1, atol=1e-5)


def test_rough_vector_does_not_depend_on_what_is_asked_with_it(minilm: Embedder) -> None:
    assert isinstance(minilm, OnnxEmbedder)
    alone = minilm.embed_roughly(TEXTS[1:2])

    assert np.array_equal(minilm.embed_roughly(TEXTS)[1:2], alone)
    assert minilm.embed_roughly([]).shape == (0, minilm.dimensions)


def test_both_ways_to_run_the_model_share_their_snapshots(minilm: Embedder) -> None:
    assert isinstance(minilm, OnnxEmbedder)
    assert minilm.id == by_torch().id


def test_exported_graph_is_used_again(minilm: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx, "EXPORTER", "no.such.module")

    assert graph_of(minilm_files(), load_settings().embedder_path).is_file()


def test_failed_export_leaves_no_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(onnx, "EXPORTER", "no.such.module")

    with pytest.raises(EmbeddingError, match=r"could not be exported.*no\.such"):
        graph_of(minilm_files(), tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


def modules_after(code: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_question_is_embedded_without_torch(minilm: Embedder) -> None:
    found = modules_after(f"{QUESTION} wire(load_settings()).embedder.embed_questions(['hi']); {IMPORTED}")

    assert "onnxruntime" in found
    assert not found & HEAVY


@pytest.mark.parametrize("words", ["--help", "config", "db --help", "policy list", "doctor --quick"])
def test_command_without_a_question_imports_no_model(words: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/drafter.db"
    run = "from webhook.__main__ import main\ntry: main()\nexcept SystemExit: pass\n"
    code = (
        f"import sys, json, os; os.environ['DRAFTER_DATABASE_URL'] = {url!r}; sys.argv[1:] = {words.split()!r}\n{run}"
    )

    assert not modules_after(code + IMPORTED) & (HEAVY | {"onnxruntime"})
