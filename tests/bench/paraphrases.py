"""Groups of real paraphrases for ``drafter evaluate consistency``, built at run time from labelled collections.

    python -m tests.bench.paraphrases FOLDER [--titles DOCUMENTS.jsonl] > groups.jsonl

``--titles`` is for a collection whose documents are titles only: it writes documents that say one
sentence about each title, and the groups get that title as their gold.

Tickets whose only relevant document is the same form a group: past questions of one topic, or
openings of one kind of conversation.  Nothing of the collections is kept in this repository.
"""

import argparse
import json
from collections import defaultdict
from pathlib import Path

LEAST, MOST = 3, 8  # tickets of a group
GROUPS = 30  # of a collection, the largest first


def main() -> None:
    """Print the groups of a collection."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--titles", type=Path, help="write documents made of the titles here")
    arguments = parser.parse_args()
    titles = write_titles(arguments.folder, arguments.titles) if arguments.titles else {}
    for group, tickets in groups_of(arguments.folder).items():
        gold = {"resolution": "explain", "facts": [f"about {titles[group]}"]} if group in titles else None
        for n, ticket in enumerate(tickets):
            line = {"group": group, "id": f"{group}-{n}", "ticket": ticket, "gold": gold}
            print(json.dumps(line, ensure_ascii=False))


def write_titles(folder: Path, target: Path) -> dict[str, str]:
    """Write a document of one sentence for each title; return the titles by document."""
    lines = (folder / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    documents = [json.loads(line) for line in lines]
    titles = {one["doc_id"]: one["heading_path"][-1] for one in documents}
    made = [
        {
            "doc_id": name,
            "heading_path": [title],
            "markdown": f"# {title}\n\nThis is what you have to know about {title}.\n",
        }
        for name, title in titles.items()
    ]
    target.write_text("".join(json.dumps(one) + "\n" for one in made), encoding="utf-8")
    return titles


def groups_of(folder: Path) -> dict[str, list[dict[str, object]]]:
    """Return the tickets of a collection by the one document that answers them."""
    relevant: dict[str, set[str]] = defaultdict(set)
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        query, document, grade = line.split("\t")[:3]
        if grade.strip() != "0":
            relevant[query].add(document)
    found: dict[str, list[dict[str, object]]] = defaultdict(list)
    for line in (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines():
        query = json.loads(line)
        documents = relevant[query["qid"]]
        if len(documents) == 1 and len(found[min(documents)]) < MOST:
            found[min(documents)].append(_ticket(query["ticket"]))
    kept = sorted((name for name in found if len(found[name]) >= LEAST), key=lambda name: (-len(found[name]), name))
    return {name: found[name] for name in kept[:GROUPS]}


def _ticket(ticket: dict[str, list[dict[str, str]]]) -> dict[str, object]:
    said = [one for one in ticket["messages"] if one.get("text")]
    messages = [
        {"id": f"m{n}", "author": "agent" if one.get("role") == "agent" else "requester", "text": one["text"]}
        for n, one in enumerate(said)
    ]
    return {"subject": ticket.get("subject") or "", "messages": messages}


if __name__ == "__main__":
    main()
