"""Signing in: links that work once, sessions that end, tokens that can be told from guesses; on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from drafter.brands import Brand
from knowledge_base.foundation.database import Database
from knowledge_base.foundation.ids import NewId
from tests.tools.clocks import START, SettableClock
from tests.tools.databases import BOTH
from webhook.accounts import signing_in
from webhook.accounts.roles import Principal, Role
from webhook.accounts.secrets import hash_password, new_token, password_matches, token_hash
from webhook.accounts.signing_in import NewSession, ensure_user
from webhook.errors import NotSignedInError, PermissionDeniedError, SettingsError
from webhook.store import accounts as store
from webhook.store.accounts import User

pytestmark = pytest.mark.parametrize("database_url", BOTH, indirect=True)
DAY_H = 24


@pytest.fixture
def user(database: Database, new_id: NewId) -> User:
    with database.writing() as session:
        return ensure_user(session, "Ada@Example.com ", Role.AGENT, now=START, new_id=new_id, password="correct horse")


@pytest.fixture
def link(database: Database, user: User) -> str:
    with database.writing() as session:
        return signing_in.make_link_token(session, user, now=START, life_h=DAY_H)


def use(database: Database, link: str, clock: SettableClock) -> NewSession:
    with database.writing() as session:
        return signing_in.sign_in_with_link(session, link, now=clock(), life_h=12)


class TestLinks:
    def test_link_signs_in_once(self, database: Database, user: User, link: str, clock: SettableClock) -> None:
        opened = use(database, link, clock)

        assert opened.user.id == user.id
        assert opened.expires_at == START + timedelta(hours=12)
        with pytest.raises(NotSignedInError, match="used before or is too old"):
            use(database, link, clock)

    def test_looking_at_a_link_does_not_spend_it(
        self, database: Database, user: User, link: str, clock: SettableClock
    ) -> None:
        with database.reading() as session:
            assert signing_in.link_owner(session, link, now=clock()) == user

        use(database, link, clock)

        with database.reading() as session:
            assert signing_in.link_owner(session, link, now=clock()) is None

    def test_old_link_is_refused(self, database: Database, link: str, clock: SettableClock) -> None:
        clock.advance(hours=DAY_H)

        with pytest.raises(NotSignedInError):
            use(database, link, clock)

    @pytest.mark.parametrize("guess", ["", "lnk_", "x" * 5000, "\u0000", "lnk_\ud83d"])
    def test_guess_is_refused(self, guess: str, database: Database, link: str, clock: SettableClock) -> None:
        with pytest.raises(NotSignedInError):
            use(database, guess, clock)

    def test_two_clicks_at_once_open_one_session(self, database: Database, link: str, clock: SettableClock) -> None:
        def click(_: int) -> bool:
            try:
                return bool(use(database, link, clock))
            except NotSignedInError:
                return False

        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(click, range(4))) == [False, False, False, True]

    def test_link_of_somebody_who_left_is_refused(
        self, database: Database, user: User, link: str, clock: SettableClock
    ) -> None:
        deactivate(database, user)

        with pytest.raises(NotSignedInError):
            use(database, link, clock)


class TestSessions:
    def test_session_lasts_its_hours(self, database: Database, user: User, link: str, clock: SettableClock) -> None:
        opened = use(database, link, clock)

        with database.reading() as session:
            found = signing_in.session_of(session, opened.token, now=clock.advance(hours=11, minutes=59))
            late = signing_in.session_of(session, opened.token, now=clock.advance(minutes=1))
        assert found is not None
        assert (found.user, found.csrf_token) == (user, opened.csrf_token)
        assert late is None

    def test_signing_out_ends_it(self, database: Database, link: str, clock: SettableClock) -> None:
        opened = use(database, link, clock)

        with database.writing() as session:
            signing_in.sign_out(session, opened.token)

        with database.reading() as session:
            assert signing_in.session_of(session, opened.token, now=clock()) is None

    def test_session_of_somebody_who_left_is_over(
        self, database: Database, user: User, link: str, clock: SettableClock
    ) -> None:
        opened = use(database, link, clock)

        deactivate(database, user)

        with database.reading() as session:
            assert signing_in.session_of(session, opened.token, now=clock()) is None

    def test_what_is_over_is_forgotten_at_the_next_sign_in(
        self, database: Database, user: User, link: str, clock: SettableClock
    ) -> None:
        use(database, link, clock)
        clock.advance(days=2)
        with database.writing() as session:
            again = signing_in.make_link_token(session, user, now=clock(), life_h=DAY_H)

        use(database, again, clock)

        assert count(database, "sessions") == 1
        assert count(database, "sign_in_links") == 1


class TestPasswords:
    def test_password_opens_a_session(self, database: Database, user: User, clock: SettableClock) -> None:
        assert by_password(database, " ADA@example.com", "correct horse", clock).user.id == user.id

    @pytest.mark.parametrize(
        ("email", "password"),
        [("ada@example.com", "wrong"), ("eve@example.com", "correct horse"), ("ada@example.com", ""), ("", "")],
    )
    def test_every_failure_sounds_the_same(
        self, email: str, password: str, database: Database, user: User, clock: SettableClock
    ) -> None:
        with pytest.raises(NotSignedInError, match=r"^Email and password do not match an account"):
            by_password(database, email, password, clock)

    def test_user_without_a_password_needs_a_link(
        self, database: Database, new_id: NewId, clock: SettableClock
    ) -> None:
        with database.writing() as session:
            ensure_user(session, "bo@example.com", Role.QA, now=START, new_id=new_id)

        with pytest.raises(NotSignedInError):
            by_password(database, "bo@example.com", "", clock)

    def test_password_is_kept_as_a_salted_hash(self, database: Database) -> None:
        first, again = hash_password("correct horse"), hash_password("correct horse")

        assert first != again
        assert password_matches("correct horse", first)
        assert not password_matches("correct horse", "scrypt$broken")
        assert not password_matches("", None)


class TestUsers:
    def test_address_is_kept_in_one_form(self, user: User) -> None:
        assert (user.email, user.name, user.role) == ("ada@example.com", "ada", "agent")

    def test_adding_again_changes_the_role(self, database: Database, user: User, new_id: NewId, brand: Brand) -> None:
        with database.writing() as session:
            changed = ensure_user(
                session, "ADA@EXAMPLE.COM", Role.ADMIN, now=START, new_id=new_id, brand_ids=[brand.id]
            )

        with database.reading() as session:
            assert store.find_user(session, "ada@example.com") == changed
        assert (changed.id, changed.role, changed.brand_ids) == (user.id, "admin", (brand.id,))
        assert changed.password_hash == user.password_hash

    @pytest.mark.parametrize("email", ["", "ada", "@example.com", "a b@example.com", "x" * 300 + "@example.com"])
    def test_address_that_is_none_is_refused(self, email: str, database: Database, new_id: NewId) -> None:
        with pytest.raises(SettingsError, match="is not an email address"), database.writing() as session:
            ensure_user(session, email, Role.AGENT, now=START, new_id=new_id)


class TestTokens:
    def test_token_acts_with_its_role_and_brand(self, database: Database, brand: Brand, new_id: NewId) -> None:
        with database.writing() as session:
            token, secret = signing_in.add_api_token(
                session, "ci", Role.ADMIN, now=START, new_id=new_id, brand_id=brand.id
            )

        with database.reading() as session:
            assert signing_in.principal_of_token(session, secret) == Principal(token.id, "ci", Role.ADMIN, (brand.id,))

    @pytest.mark.parametrize("guess", ["", "drf_", "drf_" + "A" * 43, "x" * 10_000])
    def test_unknown_token_is_refused(self, guess: str, database: Database) -> None:
        with pytest.raises(NotSignedInError, match="unknown or revoked"), database.reading() as session:
            signing_in.principal_of_token(session, guess)

    def test_revoked_token_is_refused(self, database: Database, new_id: NewId) -> None:
        with database.writing() as session:
            _, secret = signing_in.add_api_token(session, "ci", Role.QA, now=START, new_id=new_id)
            session.execute(text("UPDATE api_tokens SET revoked_at = created_at"))

        with pytest.raises(NotSignedInError), database.reading() as session:
            signing_in.principal_of_token(session, secret)

    def test_no_secret_is_in_the_database(
        self, database: Database, user: User, link: str, new_id: NewId, clock: SettableClock
    ) -> None:
        with database.writing() as session:
            _, token = signing_in.add_api_token(session, "ci", Role.QA, now=START, new_id=new_id)
        opened = use(database, link, clock)

        kept = everything(database)

        assert not [secret for secret in (link, token, opened.token, "correct horse") if secret in kept]
        assert token_hash(token) in kept

    def test_tokens_are_long_and_different(self, database: Database) -> None:
        made = {new_token("drf") for _ in range(100)}

        assert len(made) == 100
        assert min(len(one) for one in made) >= 4 + 43


class TestRoles:
    def test_role_and_brand_are_checked(self, database: Database) -> None:
        agent = Principal("usr_1", "Ada", Role.AGENT, ("brd_1",))

        agent.check_role([Role.AGENT, Role.ADMIN])
        agent.check_brand("brd_1")

        with pytest.raises(PermissionDeniedError, match="needs the role admin or qa; you are signed in as agent"):
            agent.check_role([Role.ADMIN, Role.QA])
        with pytest.raises(PermissionDeniedError):
            agent.check_brand("brd_2")

    def test_principal_without_brands_sees_every_one(self, database: Database) -> None:
        assert Principal("usr_1", "Ada", Role.QA).may_see("brd_any")
        assert not Principal("usr_1", "Ada", Role.QA, ()).may_see("brd_any")


def by_password(database: Database, email: str, password: str, clock: SettableClock) -> NewSession:
    with database.writing() as session:
        return signing_in.sign_in_with_password(session, email, password, now=clock(), life_h=12)


def deactivate(database: Database, user: User) -> None:
    with database.writing() as session:
        session.execute(text("UPDATE users SET is_active = :no WHERE id = :id"), {"no": False, "id": user.id})


def count(database: Database, table: str) -> int:
    with database.reading() as session:
        found: int = session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
        return found


def everything(database: Database) -> str:
    """Return every value of the accounts' tables as one text."""
    tables = ("users", "sign_in_links", "sessions", "api_tokens")
    with database.reading() as session:
        return " ".join(str(row) for table in tables for row in rows(session, table))


def rows(session: Session, table: str) -> list[object]:
    return list(session.execute(text(f"SELECT * FROM {table}")))
