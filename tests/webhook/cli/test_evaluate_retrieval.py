"""``drafter evaluate retrieval``: documents and labelled tickets in, figures and a TREC run out."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.webhook.cli.conftest import Run

DOCUMENTS = [
    ("d/window", ["Returns", "Return window"], "# Returns\n\nIntro.\n\n## Return window\n\nBoots: 60 days."),
    ("d/fees", ["Returns", "Fees"], "# Returns\n\nIntro.\n\n## Fees\n\nA label costs $6.95."),
    ("d/gift", ["Gift cards"], "# Gift cards\n\nA lost gift card is replaced."),
    ("d/titles", ["Help", "Stolen tent"], "# Help\n\n## Stolen tent\n"),
]
QUERIES = [
    ("q1", "how many days to return boots", "d/window"),
    ("q2", "what does a label cost", "d/fees"),
    ("q3", "lost my gift card", "d/gift"),
    ("q4", "my tent was stolen", "d/titles"),
]
KEYS = {"recall@1", "recall@3", "recall@5", "mrr@10", "ndcg@10", "macro_recall@3", "cpu_ms", "wall_ms", "peak_mb"}


def write_lines(path: Path, values: list[Any]) -> Path:
    path.write_text("".join(json.dumps(value) + "\n" for value in values))
    return path


def ticket(text: str, *, role: str = "customer", subject: str | None = None) -> dict[str, Any]:
    return {"subject": subject, "messages": [{"role": role, "text": text}]}


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    documents = [{"doc_id": doc, "heading_path": path, "markdown": text} for doc, path, text in DOCUMENTS]
    (tmp_path / "qrels.tsv").write_text("".join(f"{qid}\t{doc}\t1\n" for qid, _, doc in QUERIES))
    return {
        "documents": write_lines(tmp_path / "documents.jsonl", documents),
        "queries": write_lines(tmp_path / "queries.jsonl", [{"qid": q, "ticket": ticket(t)} for q, t, _ in QUERIES]),
        "qrels": tmp_path / "qrels.tsv",
    }


def evaluate(run: Run, files: dict[str, Path], *more: object) -> Any:
    return run("evaluate", "retrieval", *(part for name, path in files.items() for part in (f"--{name}", path)), *more)


def test_figures_have_their_fixed_names(run: Run, files: dict[str, Path]) -> None:
    figures = evaluate(run, files, "--json").json

    assert set(figures) >= KEYS
    assert (figures["queries"], figures["documents"]) == (4, 4)
    assert figures["recall@1"] == 1
    assert set(figures["cpu_ms"]) == {"p50", "p95"}


def test_run_has_each_document_once_in_order(run: Run, files: dict[str, Path], tmp_path: Path) -> None:
    evaluate(run, files, "--json", "--run", tmp_path / "out.trec")

    lines = [line.split() for line in (tmp_path / "out.trec").read_text().splitlines()]
    of_q3 = [line for line in lines if line[0] == "q3"]
    assert of_q3[0][2] == "d/gift"
    assert [int(line[3]) for line in of_q3] == [1, 2, 3, 4]
    scores = [float(line[4]) for line in of_q3]
    assert scores == sorted(scores, reverse=True)


def test_table_shows_simpler_rankings_of_the_same_run(run: Run, files: dict[str, Path]) -> None:
    shown = evaluate(run, files).out

    assert "this search" in shown
    assert "BM25 alone" in shown
    assert "whole sections' vectors alone" in shown
    assert "quoted" not in shown


def test_quoted_figure_is_shown_for_its_own_data_only(run: Run, files: dict[str, Path]) -> None:
    for file in ("documents", "qrels"):
        files[file].write_text(files[file].read_text().replace("d/", "abcd/"))

    assert "txtai hybrid (quoted, not run here)" in evaluate(run, files).out


def test_folder_of_markdown_is_judged_by_section(run: Run, files: dict[str, Path], tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "returns.md").write_text("# Returns\n\n## Return window\n\nBoots: 60 days.\n\n## Fees\n\nA label: $6.95.")
    (folder / "gift-cards.md").write_text("# Gift cards\n\nA lost gift card is replaced.")
    files["documents"] = folder
    files["qrels"].write_text("q1\treturns.md#return-window\t1\nq2\treturns#fees\t1\nq3\tgift-cards\t1\n")

    assert evaluate(run, files, "--json").json["recall@1"] == 1


def test_conversation_and_roles_are_understood(run: Run, files: dict[str, Path]) -> None:
    turns = [
        {"role": "requester", "text": "Hello, a question about a gift card."},
        {"role": "agent", "text": "What about your gift card?"},
        {"role": "customer", "text": "I lost it."},
    ]
    write_lines(files["queries"], [{"qid": "q3", "ticket": {"subject": None, "messages": turns}}])
    files["qrels"].write_text("q3\td/gift\t1\n")

    assert evaluate(run, files, "--json").json["recall@1"] == 1


def test_history_is_learned_from_up_to_its_limit(run: Run, files: dict[str, Path], tmp_path: Path) -> None:
    write_lines(files["queries"], [{"qid": "q9", "ticket": ticket("my kayak is too big for the carrier")}])
    files["qrels"].write_text("q9\td/gift\t1\n")
    past = [{"qid": f"p{n}", "ticket": ticket(f"my kayak is too big for the carrier, number {n}")} for n in range(3)]
    (tmp_path / "past.tsv").write_text("".join(f"p{n}\td/gift\t1\n" for n in range(3)))
    history = ("--history", write_lines(tmp_path / "past.jsonl", past), "--history-qrels", tmp_path / "past.tsv")

    none = evaluate(run, files, "--json", *history, "--history-limit", 0).json
    two = evaluate(run, files, "--json", *history, "--history-limit", 2, "--seed", 3).json

    assert (none["history"], two["history"]) == (0, 2)
    assert two["recall@1"] == 1


def test_history_needs_both_files(run: Run, files: dict[str, Path]) -> None:
    ran = evaluate(run, files, "--history", files["queries"])

    assert ran.code == 2
    assert "belong together" in ran.err


def test_nothing_is_left_behind(run: Run, files: dict[str, Path], tmp_path: Path) -> None:
    evaluate(run, files, "--json")

    assert not (tmp_path / "data" / "snapshots").exists()


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("documents", '{"doc_id": "a"}\n', "lacks doc_id or markdown"),
        ("documents", "", "holds no document"),
        ("queries", '{"qid": "q1"}\n', "lacks qid or ticket"),
        ("queries", "[1]\n", "is no JSON object"),
        ("queries", "nonsense\n", "is not JSON"),
        ("qrels", "q1\tother/gift\t1\n", "use the same ids"),
        ("qrels", "q1\td/gift\t1\nq2\td/gift\tmuch\n", "Line 2"),
    ],
)
def test_file_in_another_form_is_named(run: Run, files: dict[str, Path], file: str, content: str, message: str) -> None:
    files[file].write_text(content)

    ran = evaluate(run, files, "--json")

    assert ran.code == 1
    assert message in ran.err
    assert ran.err.count("\n") == 1
