"""Somebody else's page around our side panel: served under another name, speaking a vendor's messages.

``Host`` serves pages at ``http://localhost:<port>``, another site than the ``127.0.0.1`` of our own server,
so a browser treats our frame in it as a stranger's.  It also answers the one call that the panel makes
to a helpdesk: what an agent's address is.
"""

import json
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlencode

ZENDESK_SCRIPT = """
const frame = document.querySelector("iframe"), box = document.querySelector("textarea");
const site = document.body.dataset.site, heard = window.heard = [];
let ticket = document.body.dataset.ticket;
const say = message => frame.contentWindow.postMessage(JSON.stringify(message), site);
window.switchTo = id => { ticket = id; say({ key: "zaf.app.activated", message: {} }); };
addEventListener("message", event => {
  if (event.source !== frame.contentWindow || event.origin !== site) return;
  const asked = JSON.parse(event.data);
  heard.push(asked);
  if (asked.appGuid !== "g-1") return;
  if (asked.key === "iframe.handshake") say({ key: "zaf.app.registered", message: { metadata: {}, context: {} } });
  if (asked.request === "get") say({ id: asked.id, result: { errors: {}, "ticket.id": Number(ticket) } });
  if (asked.request === "invoke") {
    const text = asked.params["ticket.comment.appendText"];
    if (text) box.value += text[0];
    say({ id: asked.id, result: { errors: {} } });
  }
});
"""
CHATWOOT_SCRIPT = """
const frame = document.querySelector("iframe");
addEventListener("message", event => {
  if (event.data !== "chatwoot-dashboard-app:fetch-info") return;
  const conversation = { id: Number(document.body.dataset.ticket) }, currentAgent = { id: 1, email: "d@desk.example" };
  frame.contentWindow.postMessage(JSON.stringify({ event: "appContext", data: { conversation, currentAgent } }), "*");
});
"""
FRESHDESK_SDK = """
document.addEventListener("DOMContentLoaded", () => {
  window.editor = document.createElement("div");
  document.body.append(editor);
});
const client = {
  data: { get: async what => ({ [what]: { id: 48250 } }) },
  events: { on() {} },
  interface: {
    async trigger(what, { id, text }) {
      if (what === "setValue") throw { status: 404, message: "no editor is open" };
      if (what === "click" && id === "reply") editor.innerHTML = text;
    },
  },
};
window.app = { initialized: async () => client };
"""
FRONT_SDK = """
document.addEventListener("DOMContentLoaded", () => {
  window.editor = document.createElement("div");
  document.body.append(editor);
});
window.made = [];
const context = {
  type: "singleConversation",
  conversation: { id: "48250", draftId: undefined },
  listMessages: async () => ({ results: [{ id: "msg_1" }, { id: "msg_2" }] }),
  createDraft: async draft => { made.push(draft.replyOptions); editor.innerHTML = draft.content.body; },
};
window.Front = { contextUpdates: { subscribe(hear) { setTimeout(() => hear(context), 50); } } };
"""


class Host:
    """A helpdesk's web server: ``url`` is its address, ``emails`` what it knows of its agents by id."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.emails: dict[str, str] = {}
        self.pages: dict[str, str] = {}
        self.files: dict[str, bytes] = {}

    def put_zendesk(self, site: str, connection_id: str, token: str, *, ticket: str, origin: str | None = None) -> str:
        """Serve a ticket's page that opens our app as Zendesk does, by a form; return its address."""
        query = urlencode({"connection": connection_id, "origin": origin or self.url, "app_guid": "g-1"})
        form = (
            f'<form method="post" target="app" action="{site}/agent/sidebar?{query}">'
            f'<input type="hidden" name="token" value="{token}"></form>'
        )
        script = f"{ZENDESK_SCRIPT}\ndocument.querySelector('form').submit();"
        return self._put("zendesk", site, ticket, f'<iframe name="app"></iframe>{form}', script)

    def put_framed(self, site: str, path: str, *, ticket: str, script: str, attributes: str = "") -> str:
        """Serve a ticket's page with our panel at ``path`` in a frame.  Returns its address."""
        return self._put("framed", site, ticket, f'<iframe src="{site}{path}" {attributes}></iframe>', script)

    def _put(self, name: str, site: str, ticket: str, body: str, script: str) -> str:
        self.pages[f"/{name}"] = (
            "<!doctype html><meta charset=utf-8><title>Helpdesk</title><style>iframe{width:400px;height:760px}</style>"
            f'<body data-site="{site}" data-ticket="{ticket}"><textarea aria-label="Reply"></textarea>{body}'
            f"<script>{script}</script>"
        )
        return f"{self.url}/{name}"


@contextmanager
def hosting() -> Iterator[Host]:
    """Serve a host on a free port; yields it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            agent = self.path.rpartition("/")[2].removesuffix(".json")
            if "/users/" in self.path:
                user = {"id": agent, "email": host.emails.get(agent), "role": "agent"}
                self._answer("application/json", json.dumps({"user": user} if ".json" in self.path else user))
            elif self.path.partition("?")[0] in host.files:
                kind = mimetypes.guess_type(self.path.partition("?")[0])[0] or "text/html"
                self._answer(kind, host.files[self.path.partition("?")[0]].decode())
            else:
                self._answer("text/html; charset=utf-8", host.pages.get(self.path, "<title>Nothing</title>"))

        def _answer(self, kind: str, text: str) -> None:
            body = text.encode()
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    host = Host(f"http://localhost:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, name="host", daemon=True)
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
