"""What tests of this room share: a desk full of work, and a caller of each role."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from drafter.brands import Brand
from drafter.store.brands import insert_brand
from tests.makers import make_brand
from tests.tools.api import Caller, token_caller
from tests.tools.seeding import Seeds, seed_desk
from webhook.http.api import CHECK_ANSWERS
from webhook.wiring import Services


@pytest.fixture
def seeds(services: Services) -> Seeds:
    """A desk full of work."""
    return seed_desk(services.database, now=services.clock(), new_id=services.new_id)


@pytest.fixture
def other_brand(services: Services) -> Brand:
    """A brand beside the seeded one."""
    made = make_brand(id=services.new_id("brd"), slug="harbour", name="Harbour Lane")
    with services.database.writing() as session:
        insert_brand(session, made, now=services.clock())
    return made


@pytest.fixture
def api_client(app: Flask) -> FlaskClient:
    """A client whose answers are held against the documented models."""
    app.config[CHECK_ANSWERS] = True
    return app.test_client()


@pytest.fixture
def agent(services: Services, api_client: FlaskClient) -> Caller:
    """An agent's token for every brand."""
    return token_caller(services, api_client, "agent")


@pytest.fixture
def admin(services: Services, api_client: FlaskClient) -> Caller:
    """An admin's token for every brand."""
    return token_caller(services, api_client, "admin")


@pytest.fixture
def reviewer(services: Services, api_client: FlaskClient) -> Caller:
    """A reviewer's token for every brand."""
    return token_caller(services, api_client, "qa")
