"""Whoever searches while others publish sees one publication or the next, never a mixture."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from knowledge_base.search.hits import Question
from tests.knowledge_base.conftest import BRAND, Keeper
from webhook.wiring import Services

EDITIONS = 6


def test_search_never_mixes_two_publications(keeper: Keeper, services: Services) -> None:
    pair = [keeper.write(f"## {name}\n\nBoots, edition 1.", title=name) for name in ("Returns", "Fees")]
    keeper.publish(*pair)
    done = Event()

    def read() -> list[tuple[str, frozenset[str]]]:
        seen = []
        while not done.is_set():
            found = services.retriever.retrieve([Question("boots edition")], brand_id=BRAND, k=10)
            seen.append((found.snapshot_id, frozenset(hit.text for hit in found.hits)))
        return seen

    with ThreadPoolExecutor(2) as readers:
        readings = [readers.submit(read) for _ in range(2)]
        for edition in range(2, EDITIONS + 1):
            newer = [keeper.rewrite(one, one.text.replace("edition 1", f"edition {edition}")) for one in pair]
            keeper.publish(*newer)
        done.set()

    seen = {reading for future in readings for reading in future.result()}
    assert all(len(texts) == 1 for _, texts in seen)
    assert len({snapshot for snapshot, _ in seen}) == len(seen)
