"""Who is asking: cookies, tokens, revoked and expired ones."""

from flask.testing import FlaskClient
from sqlalchemy import update

from drafter.brands import Brand
from tests.tools.api import Caller, sign_in
from tests.tools.clocks import SettableClock
from webhook.http.context import SESSION_COOKIE
from webhook.store.tables import ApiTokenRow, UserRow
from webhook.wiring import Services


def test_session_may_read_the_api(services: Services, client: FlaskClient) -> None:
    sign_in(services, client, "agent")

    assert client.get("/api/v1/drafts").status_code == 200


def test_session_ends_with_its_time(services: Services, client: FlaskClient, clock: SettableClock) -> None:
    sign_in(services, client, "agent")
    clock.advance(hours=1, seconds=1)

    assert client.get("/api/v1/drafts").status_code == 401


def test_session_of_deactivated_person_ends(services: Services, client: FlaskClient) -> None:
    sign_in(services, client, "agent")
    with services.database.writing() as session:
        session.execute(update(UserRow).values(is_active=False))

    assert client.get("/api/v1/drafts").status_code == 401


def test_forged_cookie_is_nobody(services: Services, client: FlaskClient) -> None:
    client.set_cookie(SESSION_COOKIE, "InNlc19hYmMi.forged-signature")

    assert client.get("/api/v1/drafts").status_code == 401


def test_revoked_token_is_refused(services: Services, agent: Caller) -> None:
    assert agent.get("/drafts").status_code == 200
    with services.database.writing() as session:
        session.execute(update(ApiTokenRow).values(revoked_at=services.clock()))

    assert agent.get("/drafts").status_code == 401


def test_wrong_token_is_not_rescued_by_a_session(services: Services, client: FlaskClient) -> None:
    sign_in(services, client, "agent")

    answer = client.get("/api/v1/drafts", headers={"Authorization": "Bearer drf_wrong"})

    assert answer.status_code == 401


def test_person_of_one_brand_sees_that_brand_only(
    services: Services, client: FlaskClient, brand: Brand, other_brand: Brand
) -> None:
    sign_in(services, client, "agent", brand_id=other_brand.id)

    assert client.get("/api/v1/drafts?brand=harbour").status_code == 200
    assert client.get("/api/v1/drafts?brand=northway").status_code == 404
