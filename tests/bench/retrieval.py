"""How well search finds: a labelled collection where one is given, else the demo brand's own tickets.

A collection is a folder with ``documents.jsonl``, ``queries.jsonl`` and ``qrels.tsv``.  The
command prints BM25 alone and vectors alone beside search, from the same run.
"""

import json
import tempfile
from pathlib import Path

from knowledge_base.foundation.clock import utc_now
from tests.bench.tables import load
from tests.tools.served import ROOT, drafter
from webhook.demo.brand_files import policy_folder, read_tickets

GOLD = ROOT / "tests" / "data" / "demo_gold.jsonl"
MINILM = {"DRAFTER_EMBEDDER": "minilm"}


def retrieval(collections: list[Path]) -> None:
    """Print the figures of each collection, or of the demo brand."""
    for folder in collections:
        files = [folder / name for name in ("documents.jsonl", "queries.jsonl", "qrels.tsv")]
        _evaluate(f"Search: {folder.name}", *files)
    if not collections:
        with tempfile.TemporaryDirectory(prefix="drafter-bench-") as folder_name:
            queries, qrels = _demo_files(Path(folder_name))
            _evaluate("Search: the demo brand's tickets over its policies", policy_folder(), queries, qrels)


def _evaluate(title: str, documents: Path, queries: Path, qrels: Path) -> None:
    arguments = ["--documents", str(documents), "--queries", str(queries), "--qrels", str(qrels)]
    done = drafter("evaluate", "retrieval", *arguments, env=MINILM)
    print(f"\n## {title}\n\n{done.stdout}\nMeasured on {load()}.\n", flush=True)


def _demo_files(folder: Path) -> tuple[Path, Path]:
    """Write the sample tickets and what answers them in the form that the command reads."""
    gold = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    answered = {one["id"]: one["policies"] for one in gold if one["policies"]}
    tickets = {one["id"]: one for one in read_tickets(utc_now())}
    queries, qrels = folder / "queries.jsonl", folder / "qrels.tsv"
    queries.write_text("".join(json.dumps({"qid": id, "ticket": tickets[id]}) + "\n" for id in answered))
    qrels.write_text("".join(f"{id}\t{policy}\t1\n" for id, policies in answered.items() for policy in policies))
    return queries, qrels
