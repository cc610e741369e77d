"""A system of the customer's own: sends the documented ticket JSON, is sent drafts at its callback address."""

from datetime import datetime
from typing import Any

from tests.tools.desks import AGENT, CUSTOMER, NUMBER, OPENED, OURS, Answer, Asked, Desk, Said, dumps, stamp
from tests.tools.sending import SECRET, signed
from webhook.helpdesks.base import Connection, RawRequest

AUTHORS = {CUSTOMER: "requester", AGENT: "agent", OURS: "agent"}


class GenericDesk(Desk):
    """Nothing can be read from it: every event carries the whole ticket."""

    kind = "generic"
    secret = SECRET

    def __init__(self) -> None:
        super().__init__()
        self.now = OPENED
        self.events = 0
        self.called: list[dict[str, Any]] = []

    def connection(self, **options: str) -> Connection:
        given = {"callback_url": f"{self.url}/drafts", "own_user_id": self.own_id, **options}
        return Connection("con_1", self.kind, "brd_1", "shop", secrets=(self.secret,), options=given)

    def is_known(self, asked: Asked) -> bool:
        return "webhook-signature" in asked.headers

    def route(self, asked: Asked) -> Answer:
        self.called.append({"id": asked.headers["webhook-id"], **asked.value})
        return 200, {}, {}

    def created(self, said: Said) -> RawRequest:
        return self._event("ticket.created")

    def heard(self, said: Said) -> RawRequest:
        if said.by != AGENT or not said.is_public:
            return self._event("ticket.replied")
        agent = {"id": self.agent_id, "name": "Sam"}
        reply = {"id": str(said.id), "text": said.text, "agent": agent, "sent_at": stamp(said.at)}
        return self._event("agent.replied", reply=reply)

    def moved(self) -> RawRequest:
        return self._event("ticket.solved" if self.status == "solved" else "ticket.reopened")

    def unheard_of(self) -> RawRequest:
        return self._event("ticket.painted")

    def sign(self, body: bytes, *, secret: str | None = None, at: datetime | None = None) -> RawRequest:
        self.events += 1
        given = signed(body, event_id=f"msg_{self.events}", now=at or self.now, secret=secret or self.secret)
        return RawRequest({name.lower(): value for name, value in given.items()}, body)

    def _event(self, kind: str, **more: Any) -> RawRequest:
        data = {
            "id": NUMBER,
            "subject": "Boots",
            "status": self.status,
            "tags": self.tags,
            "requester": {"id": "8", "name": "Maya Okafor", "email": "maya@cust.example"},
            "messages": [self._message(one) for one in self.said],
            **more,
        }
        return self.sign(dumps({"type": kind, "timestamp": stamp(self.changed_at), "data": data}))

    def _message(self, said: Said) -> dict[str, Any]:
        ids = {CUSTOMER: "8", AGENT: self.agent_id, OURS: self.own_id}
        return {
            "id": str(said.id),
            "author": AUTHORS[said.by],
            "public": said.is_public,
            "text": said.text,
            "created_at": stamp(said.at),
            "author_id": ids[said.by],
        }
