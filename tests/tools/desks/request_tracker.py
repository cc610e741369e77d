"""Request Tracker's REST 2.0 as seen on 5.0.3, and the events of our scrip."""

import re
from datetime import datetime
from typing import Any

from tests.tools.desks import AGENT, CUSTOMER, NOT_FOUND, NUMBER, OPENED, OURS, Answer, Asked, Desk, Said, dumps, stamp
from tests.tools.sending import SECRET, signed
from webhook.helpdesks.base import RawRequest

NAMES = {CUSTOMER: "maya@cust.example", AGENT: "sam", OURS: "drafter"}
MORE = 500  # transactions that are no messages have numbers from here on


class RequestTrackerDesk(Desk):
    """Ticket 7; its history mixes what was said with changes of status and with mails."""

    kind = "request-tracker"
    secret = SECRET
    own_id = "drafter"
    agent_id = "sam"

    def __init__(self) -> None:
        super().__init__()
        self.now = OPENED
        self.events = 0

    def is_known(self, asked: Asked) -> bool:
        return asked.headers.get("authorization") == "token t0ken"

    def route(self, asked: Asked) -> Answer:
        path = asked.path.removeprefix("/REST/2.0/")
        if path == f"ticket/{NUMBER}":
            if asked.method == "PUT":
                self.group = asked.value.get("Queue")
                return 200, ["Ticket 7: Queue changed"], {}
            return 200, self._ticket(), {}
        if path == "tickets":
            item = {"id": NUMBER, "type": "ticket", "LastUpdated": stamp(self.changed_at)}
            return 200, {"items": [item] if asked.one("page") == "1" else [], "total": 1}, {}
        if found := re.fullmatch(r"user/(.+)", path):
            is_staff = found[1] in ("sam", "drafter")
            return 200, {"Name": found[1], "Privileged": 1 if is_staff else 0}, {}
        if path == f"ticket/{NUMBER}/history":
            return self._history(int(asked.one("page", "1")), int(asked.one("per_page", "20")))
        if found := re.fullmatch(r"transaction/(\d+)/attachments", path):
            return self._attachments(int(found[1]))
        if (found := re.fullmatch(rf"ticket/{NUMBER}/(comment|correspond)", path)) and asked.method == "POST":
            if not asked.value.get("Content") or not asked.value.get("ContentType"):
                return 400, {"message": "Content and ContentType are needed"}, {}
            # The trap: correspond is mailed to the requester.
            made = self.say(OURS, asked.value["Content"], is_public=found[1] == "correspond")
            location = f"{self.url}/REST/2.0/transaction/{made.id}"
            return 201, ["Message added"], {"Location": location}
        return NOT_FOUND

    def _history(self, page: int, size: int) -> Answer:
        items: list[dict[str, Any]] = []
        for number, one in enumerate(self.said):
            kind = "Create" if number == 0 else "Correspond" if one.is_public else "Comment"
            items.append(self._transaction(one.id, kind, NAMES[one.by], one.at))
            items.append(self._transaction(MORE + number, "EmailRecord", "RT_System", one.at))
        shown = items[(page - 1) * size : page * size]
        return 200, {"items": shown, "page": page, "per_page": size, "total": None, "pages": None}, {}

    def _transaction(self, number: int, kind: str, creator: str, at: datetime) -> dict[str, Any]:
        person = {"id": creator, "type": "user", "_url": f"{self.url}/REST/2.0/user/{creator}"}
        return {"id": str(number), "type": "transaction", "Type": kind, "Creator": person, "Created": stamp(at)}

    def _attachments(self, number: int) -> Answer:
        said = next((one for one in self.said if one.id == number), None)
        if said is None:
            return 200, {"items": []}, {}
        parts = [
            {"id": "1", "type": "attachment", "ContentType": "multipart/alternative", "Content": ""},
            {"id": "2", "type": "attachment", "ContentType": "text/html", "Content": f"<b>{said.text}</b>"},
            {"id": "3", "type": "attachment", "ContentType": "text/plain", "Content": said.text},
        ]
        return 200, {"items": parts}, {}

    def created(self, said: Said) -> RawRequest:
        return self._event("create", said.id, said.by)

    def heard(self, said: Said) -> RawRequest:
        return self._event("correspond" if said.is_public else "comment", said.id, said.by)

    def moved(self) -> RawRequest:
        was, now = ("open", "resolved") if self.status == "solved" else ("resolved", "open")
        return self._event("status", MORE + 400 + self.events, AGENT, field="Status", old_value=was, new_value=now)

    def unheard_of(self) -> RawRequest:
        return self._event("addwatcher", MORE + 450, AGENT)

    def sign(self, body: bytes, *, secret: str | None = None, at: datetime | None = None) -> RawRequest:
        given = signed(body, event_id="msg_rt_1", now=at or self.now, secret=secret or self.secret)
        return RawRequest({name.lower(): value for name, value in given.items()}, body)

    def _event(self, name: str, transaction: int, by: str, **more: str) -> RawRequest:
        self.events += 1
        data = {"ticket_id": int(NUMBER), "transaction_id": transaction, "creator": NAMES[by], "queue": "Support"}
        data |= {"creator_is_staff": by != CUSTOMER, "status": self._status(), "subject": "Boots", **more}
        body = dumps({"type": f"ticket.{name}", "timestamp": stamp(self.changed_at), "data": data})
        given = signed(body, event_id=f"msg_rt_{transaction}", now=self.now, secret=self.secret)
        return RawRequest({key.lower(): value for key, value in given.items()}, body)

    def _status(self) -> str:
        return "resolved" if self.status == "solved" else "open"

    def _ticket(self) -> dict[str, Any]:
        return {
            "id": int(NUMBER),
            "Subject": "Boots",
            "Status": self._status(),
            "Queue": {"id": "1", "type": "queue"},
            "Owner": {"id": "sam", "type": "user"},
            "Requestor": [{"id": "maya@cust.example", "type": "user"}],
            "Priority": "0",
            "CustomFields": [{"id": "1", "name": "Order", "values": ["A1"]}],
            "Created": stamp(OPENED),
            "LastUpdated": stamp(self.changed_at),
        }
