"""What Alembic runs: our metadata against the connection that ``webhook.migrating`` hands in."""

from typing import Any, Literal

from alembic import context

import drafter.store.automatic_tables
import drafter.store.calibration_tables
import drafter.store.ladder_tables
import drafter.store.model_tables
import drafter.store.outcomes_tables
import drafter.store.people_tables
import drafter.store.review_tables
import drafter.store.tables  # noqa: F401 - importing them declares the tables
import knowledge_base.store.import_tables
import knowledge_base.store.tables  # noqa: F401
import webhook.store.tables  # noqa: F401
from knowledge_base.foundation.database import Base, UtcDateTime


def is_ours(thing: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Leave out what lives in the same database but is not ours: the job engine's tables."""
    return not (kind == "table" and reflected and compare_to is None)


def written_as(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Write our column type as what it is in the database: a migration must not import the present."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    include_object=is_ours,
    render_item=written_as,
)
with context.begin_transaction():
    context.run_migrations()
