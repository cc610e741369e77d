"""The adapter's reading of hook bodies, and its writing against a site that enforces the API's contract.

Bodies have the form that a running django-helpdesk 2.6.1 sends; people and texts are invented.
"""

import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from drafter.drafts import Draft, DraftStatus
from drafter.tickets import Author, TicketStatus
from tests.tools.clocks import SettableClock
from webhook.errors import HelpdeskRejectedError, HelpdeskUnavailableError, MalformedEventError, SignatureError
from webhook.helpdesks.base import Connection, EventKind, InboundEvent, RawRequest
from webhook.helpdesks.django_helpdesk import DjangoHelpdesk

NOW = SettableClock()()
BOT, HUMAN = 3, 2


def followup(number: int, text: str, *, user: int | None = None, public: bool = True, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "ticket": 7,
        "user": user,
        "title": "Parcel",
        "comment": text,
        "public": public,
        "new_status": None,
        "followupattachment_set": [],
        "date": f"2026-03-10T09:{number:02}:00.000001Z",
        "message_id": None,
        **more,
    }


def ticket(*followups: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": 7,
        "queue": 1,
        "title": "Parcel",
        "description": "Where is my parcel?",
        "submitter_email": "ben@cust.example.test",
        "assigned_to": None,
        "status": 1,
        "priority": 3,
        "due_date": None,
        "followup_set": list(followups),
        "custom_draft_state": None,
        **more,
    }


def connection(base_url: str = "", **options: str) -> Connection:
    given = {"base_url": base_url, "api_token": "t0ken", **options} if base_url else options
    return Connection("con_1", "django-helpdesk", "brd_1", "desk", options=given, path_segment="s3cret")


def request(body: Any, segment: str = "s3cret") -> RawRequest:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return RawRequest({"user-agent": "python-requests/2"}, raw, segment)


def make_draft(text: str = "Hi Ben,\n\nit ships today.") -> Draft:
    return Draft("dft_1", "tkt_1", DraftStatus.READY, NOW, text=text)


@pytest.fixture
def desk() -> DjangoHelpdesk:
    return DjangoHelpdesk(may_call_private=lambda _: True)


def parse(desk: DjangoHelpdesk, body: Any, **options: str) -> InboundEvent:
    return desk.parse_event(request(body), connection(**options))


def test_wrong_path_segment_is_refused(desk: DjangoHelpdesk) -> None:
    with pytest.raises(SignatureError):
        desk.verify(request({}, segment="s3cres"), connection(), now=NOW)


def test_connection_without_segment_accepts_nobody(desk: DjangoHelpdesk) -> None:
    open_door = Connection("con_1", "django-helpdesk", "brd_1", "desk")

    with pytest.raises(SignatureError):
        desk.verify(request({}, segment=""), open_door, now=NOW)


def test_new_ticket_hook_is_recognised(desk: DjangoHelpdesk) -> None:
    event = parse(desk, {"ticket": ticket(followup(1, "Where is my parcel?")), "queue_slug": "support"})

    assert (event.event_id, event.kind, event.ticket_external_id) == ("ticket:7", EventKind.TICKET_CREATED, "7")


NOTE = "Drafter suggests this reply.\n\ndrafter-note:dlv_1"
FOLLOWUPS = [
    pytest.param(followup(2, "Any news?"), EventKind.TICKET_REPLIED, id="customer"),
    pytest.param(followup(2, "It ships today.", user=HUMAN), EventKind.AGENT_REPLIED, id="agent"),
    pytest.param(followup(2, "Look at this", user=HUMAN, public=False), EventKind.IGNORED, id="note-of-an-agent"),
    pytest.param(followup(2, NOTE, user=BOT, public=False), EventKind.IGNORED, id="our-note"),
    pytest.param(followup(2, "", user=HUMAN, new_status=3), EventKind.TICKET_SOLVED, id="solved-without-words"),
    pytest.param(followup(2, "Bye.", user=HUMAN, new_status=3), EventKind.AGENT_REPLIED, id="solved-with-a-reply"),
    pytest.param(followup(2, "", user=HUMAN, new_status=2), EventKind.TICKET_REOPENED, id="reopened"),
    pytest.param(followup(2, "hidden", public=False), EventKind.IGNORED, id="nobody-and-private"),
]


@pytest.mark.parametrize(("newest", "kind"), FOLLOWUPS)
def test_followup_tells_what_happened(desk: DjangoHelpdesk, newest: dict[str, Any], kind: EventKind) -> None:
    event = parse(desk, {"ticket": ticket(followup(1, "Where is my parcel?"), newest), "followup_id": 2})

    assert (event.event_id, event.kind) == ("followup:2", kind)


def test_reply_of_our_own_account_is_ignored(desk: DjangoHelpdesk) -> None:
    body = {"ticket": ticket(followup(2, "public by accident", user=BOT)), "followup_id": 2}

    assert parse(desk, body, own_user_id=str(BOT)).kind is EventKind.IGNORED


def test_our_account_is_known_by_its_notes(desk: DjangoHelpdesk) -> None:
    ours = followup(2, NOTE, user=BOT, public=False)
    body = {"ticket": ticket(ours, followup(3, "said by our account", user=BOT)), "followup_id": 3}

    assert parse(desk, body).kind is EventKind.IGNORED


GARBAGE = [
    b"",
    b"\xff\xfe",
    b"[]",
    b"{}",
    b'{"ticket": 3}',
    b'{"ticket": {"id": true}}',
    b'{"ticket": {"id": "7; DROP"}}',
    b'{"ticket": {"id": 7}, "followup_id": [1]}',
    b'{"ticket": {"id": 99999999999999999999999}}',
    b"[" * 100_000,
]


@pytest.mark.parametrize("body", GARBAGE, ids=lambda body: repr(body[:20]))
def test_garbage_is_a_malformed_event(desk: DjangoHelpdesk, body: bytes) -> None:
    with pytest.raises(MalformedEventError):
        desk.parse_event(request(body), connection())


def test_odd_followups_are_left_out(desk: DjangoHelpdesk) -> None:
    odd = ticket(followup_set=[None, 3, {"id": None}, {"id": "x"}, {"id": 5, "comment": None, "user": "?"}])
    event = parse(desk, {"ticket": odd, "followup_id": 5})

    fetched = desk.fetch_ticket(event, connection())

    assert [m.text for m in fetched.ticket.messages] == ["Where is my parcel?"]


def test_ticket_of_form_or_mail_has_its_text_once(desk: DjangoHelpdesk) -> None:
    event = parse(desk, {"ticket": ticket(followup(1, "Where is my parcel?\n"))})

    messages = desk.fetch_ticket(event, connection()).ticket.messages

    assert [(m.id, m.author, m.is_public) for m in messages] == [("1", Author.REQUESTER, True)]


def test_ticket_opened_by_a_colleague_is_the_customers(desk: DjangoHelpdesk) -> None:
    event = parse(desk, {"ticket": ticket(followup(1, "Where is my parcel?", user=HUMAN))})

    fetched = desk.fetch_ticket(event, connection())

    assert [m.author for m in fetched.ticket.messages] == [Author.REQUESTER]
    assert fetched.replies == ()


def test_conversation_is_read_with_roles_and_status(desk: DjangoHelpdesk) -> None:
    event = parse(
        desk,
        {
            "ticket": ticket(
                followup(1, "Where is my parcel?"),
                followup(2, NOTE, user=BOT, public=False),
                followup(3, "check the address", user=HUMAN, public=False),
                followup(4, "It ships today.", user=HUMAN),
                status=3,
            ),
            "followup_id": 4,
        },
    )

    fetched = desk.fetch_ticket(event, connection())

    assert [(m.id, m.author, m.is_public) for m in fetched.ticket.messages] == [
        ("1", Author.REQUESTER, True),
        ("3", Author.AGENT, False),
        ("4", Author.AGENT, True),
    ]
    assert fetched.ticket.status is TicketStatus.SOLVED
    assert fetched.reply is not None
    assert (fetched.reply.text, fetched.reply.agent_id) == ("It ships today.", str(HUMAN))


class Site:
    """A helpdesk's API on loopback that keeps the contract: token, fields, saved although it answers 500."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, Any]] = []
        self.notes: list[dict[str, Any]] = []
        self.post_status = 201
        self.is_down = False
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def _answer(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                value = json.loads(self.rfile.read(size)) if size else None
                outer.calls.append((self.command, self.path, value))
                status, body = outer.respond(self.command, self.path, value, self.headers.get("Authorization", ""))
                raw = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            do_GET = do_POST = do_PATCH = _answer

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/desk/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def respond(self, method: str, path: str, value: Any, authorization: str) -> tuple[int, Any]:
        if self.is_down:
            return 503, {}
        if authorization != "Token t0ken":
            return 401, {}
        if (method, path) == ("GET", "/desk/api/tickets/7/"):
            return 200, ticket(followup(1, "Where is my parcel?"), *self.notes)
        if (method, path) == ("POST", "/desk/api/followups/"):
            assert set(value) == {"ticket", "comment", "public"}
            assert value["public"] is False
            self.notes.append(followup(10 + len(self.notes), value["comment"], user=BOT, public=False))
            return self.post_status, self.notes[-1]
        note = next((n for n in self.notes if path == f"/desk/api/followups/{n['id']}/"), None)
        if note is None or method != "PATCH":
            return 404, {}
        assert value["public"] is False
        note["comment"] = value["comment"]
        return 200, note

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


def fetched_ticket(desk: DjangoHelpdesk, site: Site) -> Any:
    event = parse(desk, {"ticket": ticket()})
    return desk.fetch_ticket(event, connection(site.url)).ticket


def test_draft_is_patched_into_a_bare_private_note(desk: DjangoHelpdesk, site: Site) -> None:
    shown = desk.show_draft(
        fetched_ticket(desk, site), make_draft("Use {{ code }}."), connection(site.url), marker="dlv_1", ref=None
    )

    posted = next(value for method, _, value in site.calls if method == "POST")
    assert posted["comment"] == "drafter-note:dlv_1"
    assert "Use {{ code }}." in site.notes[0]["comment"]
    assert shown.ref == "10"


def test_repeated_delivery_adopts_its_note(desk: DjangoHelpdesk, site: Site) -> None:
    for _ in range(2):
        desk.show_draft(fetched_ticket(desk, site), make_draft(), connection(site.url), marker="dlv_1", ref=None)

    assert len(site.notes) == 1


def test_newer_draft_updates_the_note_in_place(desk: DjangoHelpdesk, site: Site) -> None:
    first = desk.show_draft(fetched_ticket(desk, site), make_draft(), connection(site.url), marker="dlv_1", ref=None)

    desk.show_draft(
        fetched_ticket(desk, site), make_draft("Newer."), connection(site.url), marker="dlv_2", ref=first.ref
    )

    assert [("Newer." in n["comment"], "dlv_2" in n["comment"]) for n in site.notes] == [(True, True)]


def test_deleted_note_is_written_anew(desk: DjangoHelpdesk, site: Site) -> None:
    shown = desk.show_draft(fetched_ticket(desk, site), make_draft(), connection(site.url), marker="dlv_1", ref="404")

    assert shown.ref == "10"


def test_note_saved_behind_an_error_is_not_posted_twice(desk: DjangoHelpdesk, site: Site) -> None:
    site.post_status = 500

    shown = desk.show_draft(fetched_ticket(desk, site), make_draft(), connection(site.url), marker="dlv_1", ref=None)

    assert (shown.ref, len(site.notes)) == ("10", 1)


def test_retracted_draft_says_so_in_its_note(desk: DjangoHelpdesk, site: Site) -> None:
    conversation = fetched_ticket(desk, site)
    shown = desk.show_draft(conversation, make_draft(), connection(site.url), marker="dlv_1", ref=None)

    desk.retract_draft(conversation, connection(site.url), marker="dlv_1", ref=shown.ref)

    assert "out of date" in site.notes[0]["comment"]
    assert "it ships today" not in site.notes[0]["comment"]


def test_site_that_is_down_may_be_tried_again(desk: DjangoHelpdesk, site: Site) -> None:
    conversation = fetched_ticket(desk, site)
    site.is_down = True

    with pytest.raises(HelpdeskUnavailableError):
        desk.show_draft(conversation, make_draft(), connection(site.url), marker="dlv_1", ref=None)


def test_wrong_token_is_said_to_be_refused(desk: DjangoHelpdesk, site: Site) -> None:
    with pytest.raises(HelpdeskRejectedError):
        desk.fetch_ticket(parse(desk, {"ticket": ticket()}), connection(site.url, api_token="wrong"))


def test_ticket_number_from_outside_cannot_lead_elsewhere(desk: DjangoHelpdesk, site: Site) -> None:
    event = InboundEvent("x", EventKind.TICKET_CREATED, {"ticket": ticket()}, "../../admin")

    with pytest.raises(HelpdeskRejectedError):
        desk.fetch_ticket(event, connection(site.url))

    assert site.calls == []


def test_private_address_is_refused_unless_the_operator_gave_it(site: Site) -> None:
    careful = DjangoHelpdesk(may_call_private=lambda _: False)

    with pytest.raises(HelpdeskRejectedError, match="private network"):
        careful.fetch_ticket(parse(careful, {"ticket": ticket()}), connection(site.url))
