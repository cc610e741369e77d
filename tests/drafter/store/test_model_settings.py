"""A brand's model settings and its spend, kept and counted."""

from datetime import UTC, datetime

from drafter.model_settings import ModelSettings, Spend
from drafter.store.model_settings import add_spend, read_model_settings, read_spend, write_model_settings
from knowledge_base.foundation.database import Database
from tests.makers import make_brand

NOW = datetime(2026, 3, 31, 23, tzinfo=UTC)
BRAND = make_brand()


def test_brand_without_settings_has_the_defaults(database: Database, brand: object) -> None:
    with database.reading() as session:
        assert read_model_settings(session, BRAND.id) == ModelSettings()


def test_settings_survive_being_switched_off(database: Database, brand: object) -> None:
    own = ModelSettings(model="m", temperature=0.0, spend_cap_usd_micros=5_000_000)
    with database.writing() as session:
        write_model_settings(session, BRAND.id, own, now=NOW)
        write_model_settings(session, BRAND.id, ModelSettings(False, "m", 0.0, spend_cap_usd_micros=5_000_000), now=NOW)

    with database.reading() as session:
        kept = read_model_settings(session, BRAND.id)
    assert (kept.is_on, kept.model, kept.temperature, kept.spend_cap_usd_micros) == (False, "m", 0.0, 5_000_000)


def test_spend_is_counted_by_month(database: Database, brand: object) -> None:
    with database.writing() as session:
        add_spend(session, BRAND.id, 700, now=NOW)
        add_spend(session, BRAND.id, 300, now=NOW)

    with database.reading() as session:
        assert read_spend(session, BRAND.id, now=NOW) == Spend(1000, 2)
        assert read_spend(session, BRAND.id, now=datetime(2026, 4, 1, tzinfo=UTC)) == Spend()
