"""The story of a policy on both databases: written, published, replaced, retired, always found as it should be."""

from datetime import date

import pytest

from knowledge_base.errors import RevisionConflictError
from knowledge_base.policies import PolicyMeta, Stage
from knowledge_base.store.policies import list_policies, published_revisions, revisions_of
from knowledge_base.store.snapshots import active_snapshot, insert_embeddings, known_embeddings
from tests.knowledge_base.conftest import BRAND, OWNER, RETURNS, Keeper
from tests.tools.databases import BOTH

pytestmark = pytest.mark.parametrize("database_url", BOTH, indirect=True)


def test_policy_lives_its_life(keeper: Keeper) -> None:
    first = keeper.write(meta=PolicyMeta(effective_from=date(2026, 1, 1), tags=("boots",)))
    keeper.publish(first)
    second = keeper.rewrite(first, RETURNS.replace("60", "30"))
    with pytest.raises(RevisionConflictError):
        keeper.rewrite(first, "Late.", based_on=1)
    keeper.publish(second, effective_at=date(2026, 6, 1))

    assert "60 days" in keeper.texts("return boots")[0]
    assert "30 days" in keeper.texts("return boots", on=date(2026, 6, 1))[0]
    with keeper.services.database.reading() as session:
        [overview] = list_policies(session, stage=Stage.PUBLISHED, query="BOOTS", on=date(2026, 3, 10))
        assert (overview.newest.number, overview.published and overview.published.number) == (2, 1)
        assert [one.meta.tags for one in published_revisions(session, BRAND)] == [("boots",), ("boots",)]

    keeper.services.publisher.retire(first.policy_id, actor=OWNER)
    assert keeper.texts("return boots") == []
    with keeper.services.database.reading() as session:
        assert {one.stage for one in revisions_of(session, first.policy_id)} == {Stage.RETIRED}
        assert active_snapshot(session, BRAND) is not None


def test_vector_kept_first_stays(keeper: Keeper) -> None:
    [first, second] = keeper.services.embedder.embed(["one", "two"])

    with keeper.services.database.writing() as session:
        insert_embeddings(session, "hashing", {"key": first})
        insert_embeddings(session, "hashing", {"key": second, "other": second})

    with keeper.services.database.reading() as session:
        known = known_embeddings(session, "hashing", ["key", "other", "none"])
    assert set(known) == {"key", "other"}
    assert known["key"].tolist() == first.tolist()
