"""Callers of the JSON API: a token of a role, or a signed-in person."""

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from webhook.accounts.roles import Role
from webhook.accounts.signing_in import add_api_token, ensure_user, make_link_token, sign_in_with_link
from webhook.http.context import SESSION_COOKIE, cookie_signer
from webhook.wiring import Services

ROOT = "/api/v1"


@dataclass(frozen=True)
class Caller:
    """Calls the API with the same headers each time."""

    client: FlaskClient
    headers: dict[str, str]

    def get(self, path: str, **query: Any) -> TestResponse:
        """GET a path under the API's root."""
        return self.client.get(ROOT + path, query_string=query, headers=self.headers)

    def send(self, method: str, path: str, body: Any = None, *, key: str | None = None, **headers: str) -> TestResponse:
        """Send a JSON body (None: none) to a path under the API's root."""
        all_headers = {**self.headers, **headers, **({"Idempotency-Key": key} if key else {})}
        return self.client.open(ROOT + path, method=method, json=body, headers=all_headers)

    def post(self, path: str, body: Any = None, *, key: str | None = None) -> TestResponse:
        """POST a JSON body."""
        return self.send("POST", path, {} if body is None else body, key=key)


def token_caller(services: Services, client: FlaskClient, role: Role | str, *, brand_id: str | None = None) -> Caller:
    """Return a caller with a fresh token."""
    with services.database.writing() as session:
        _, secret = add_api_token(
            session, "test", Role(role), now=services.clock(), new_id=services.new_id, brand_id=brand_id
        )
    return Caller(client, {"Authorization": f"Bearer {secret}"})


def sign_in(services: Services, client: FlaskClient, role: Role | str, *, brand_id: str | None = None) -> str:
    """Sign a fresh person of a role in with ``client`` and return the session's form token."""
    now = services.clock()
    with services.database.writing() as session:
        person = ensure_user(
            session,
            f"{services.new_id('person')}@example.com",
            Role(role),
            now=now,
            new_id=services.new_id,
            brand_ids=[brand_id] if brand_id else None,
        )
        link = make_link_token(session, person, now=now, life_h=1)
        opened = sign_in_with_link(session, link, now=now, life_h=1)
    with client.application.app_context():
        client.set_cookie(SESSION_COOKIE, cookie_signer().dumps(opened.token))
    return opened.csrf_token
