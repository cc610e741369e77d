"""A burst of signed events against a real ``drafter serve`` that is killed on the way.

The sender behaves as helpdesks do: it signs, retries until it hears 202, and delivers a few
events more than once.  The receiver of our drafts counts them by the id of their delivery.
What must hold in the end is in ``Outcome.losses``.
"""

import http.client
import json
import queue
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from knowledge_base.foundation.clock import utc_now
from tests.tools.sending import SECRET, event_body, signed, ticket_data
from tests.tools.served import ROOT, Served, drafter, free_port, served
from tests.tools.waiting import until

DUPLICATES = 0.03
SENDERS = 16
POLICIES = ROOT / "webhook" / "demo" / "brand" / "policies"
QUESTIONS = [
    "How long do I have to return boots that do not fit?",
    "My tent arrived with a broken pole. What happens now?",
    "I was charged twice for order A10482. Can you refund one of them?",
    "Where is my parcel? It was due last week.",
    "Can I change the delivery address after ordering?",
    "Do you match a lower price that I found elsewhere?",
]
QUICK_JOBS = {
    "DRAFTER_JOBS__POLL_S": "0.1",
    "DRAFTER_JOBS__BEAT_S": "0.3",
    "DRAFTER_JOBS__DEAD_AFTER_S": "2",
    "DRAFTER_JOBS__SWEEP_S": "0.5",
    "DRAFTER_JOBS__STRANDED_AFTER_S": "10",
}


class DraftCounter:
    """Receives ``draft.ready`` events: how often each delivery came, and for which ticket."""

    def __init__(self) -> None:
        self.by_marker: Counter[str] = Counter()
        self.ticket_of: dict[str, str] = {}
        self._lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer._take(self.headers["webhook-id"], self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(204)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/drafts"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def __enter__(self) -> "DraftCounter":
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def tickets(self) -> Counter[str]:
        """How many different deliveries each ticket got."""
        return Counter(self.ticket_of.values())

    def _take(self, marker: str, body: bytes) -> None:
        ticket = json.loads(body)["data"]["ticket"]
        with self._lock:
            self.by_marker[marker] += 1
            self.ticket_of[marker] = ticket


@dataclass
class Acks:
    """What the sender heard: milliseconds of each 202, and how often it had to try again."""

    ms: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    retries: int = 0
    seconds: float = 0.0

    def percentile(self, share: float) -> float:
        """Return the time within which this share of the 202s came, in milliseconds."""
        ordered = sorted(self.ms)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    @property
    def per_s(self) -> float:
        """202s in a second."""
        return len(self.ms) / self.seconds


class Sender:
    """Sends events from several threads over kept connections, each until it is acknowledged."""

    def __init__(self, port: int, path: str, *, threads: int = SENDERS) -> None:
        self._port, self._path, self._threads = port, path, threads
        self.acks = Acks()
        self._lock = threading.Lock()

    def send(self, events: Sequence[tuple[str, bytes]]) -> Acks:
        """Send every event; returns when all are acknowledged."""
        waiting: queue.SimpleQueue[tuple[str, bytes]] = queue.SimpleQueue()
        for one in events:
            waiting.put(one)
        started = time.perf_counter()
        with ThreadPoolExecutor(self._threads) as pool:
            for done in [pool.submit(self._work, waiting) for _ in range(self._threads)]:
                done.result()
        self.acks.seconds = time.perf_counter() - started
        return self.acks

    def _work(self, waiting: "queue.SimpleQueue[tuple[str, bytes]]") -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            while True:
                event_id, body = waiting.get_nowait()
                while not self._try(connection, event_id, body):
                    with self._lock:
                        self.acks.retries += 1
                    time.sleep(0.05)
        except queue.Empty:
            connection.close()

    def _try(self, connection: http.client.HTTPConnection, event_id: str, body: bytes) -> bool:
        headers = signed(body, event_id=event_id, now=utc_now())
        started = time.perf_counter()
        try:
            connection.request("POST", self._path, body, headers)
            answer = connection.getresponse()
            said = answer.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            return False
        if answer.status >= 500:
            return False
        assert answer.status in (200, 202), f"{answer.status} {said!r}"
        with self._lock:
            self.acks.ms.append((time.perf_counter() - started) * 1000)
            self.acks.statuses[json.loads(said)["status"]] += 1
        return True


@dataclass(frozen=True)
class Line:
    """A database with a brand, its policies and a connection that calls back."""

    env: Mapping[str, str]
    path: str

    @property
    def url(self) -> str:
        """The database's URL."""
        return self.env["DRAFTER_DATABASE_URL"]

    def figures(self) -> dict[str, int]:
        """Return counts of everything that an event leaves behind."""
        queries = {
            "events": "SELECT count(*) FROM events",
            "tickets": "SELECT count(*) FROM tickets",
            "messages": "SELECT count(*) FROM messages",
            "drafts": "SELECT count(*) FROM drafts",
            "texts": "SELECT count(*) FROM draft_texts",
            "deliveries": "SELECT count(*) FROM deliveries",
            "confirmed": "SELECT count(*) FROM deliveries WHERE state = 'confirmed'",
            "jobs": "SELECT count(*) FROM jobs",
            "jobs done": "SELECT count(*) FROM jobs WHERE state = 'done'",
        }
        engine = create_engine(self.url)
        with engine.connect() as connection:
            found = {name: connection.execute(text(query)).scalar_one() for name, query in queries.items()}
        engine.dispose()
        return found


def open_line(database_url: str, folder: Path, callback_url: str | None, **variables: str) -> Line:
    """Make the database's tables, a brand with the demo policies, and a generic connection."""
    env = {"DRAFTER_DATABASE_URL": database_url, "DRAFTER_DATA_DIR": str(folder), **QUICK_JOBS, **variables}
    drafter("db", "upgrade", env=env)
    drafter("brand", "add", "Northway", env=env)
    drafter("policy", "import", str(POLICIES), "--brand", "northway", "--publish", env=env)
    options = ["--option", f"callback_url={callback_url}"] if callback_url else []
    added = drafter(
        "connection", "add", "generic", "--brand", "northway", "--name", "shop", "--secret", SECRET, *options, "--json",
        env=env,
    )  # fmt: skip
    return Line(env, json.loads(added.stdout)["path"])


def make_events(count: int, *, seed: int, first: int = 0) -> list[tuple[str, bytes]]:
    """Return ``count`` events of as many tickets, 3 % of them a second time somewhere later."""
    rng = random.Random(seed)
    once = [
        (f"evt-{n}", event_body("ticket.created", ticket_data(f"T-{n}", f"{rng.choice(QUESTIONS)} (#{n})")))
        for n in range(first, first + count)
    ]
    events = list(once)
    for again in rng.sample(once, max(1, round(count * DUPLICATES))):
        events.insert(rng.randrange(events.index(again) + 1, len(events) + 1), again)
    return events


@dataclass(frozen=True)
class Outcome:
    """What a burst left behind."""

    sent: int
    different: int
    acks: Acks
    figures: Mapping[str, int]
    repeated_posts: int
    drafted_per_s: float
    seconds: float
    kills: Sequence[str]
    losses: Sequence[str]


def run_burst(
    line: Line, counter: DraftCounter, *, count: int, seed: int, workers: int = 0, timeout_s: float = 120
) -> Outcome:
    """Send a burst, kill everything twice on the way, and wait until nothing moves any more.

    ``workers`` 0 leaves the worker to ``drafter serve``; otherwise so many run apart, and the
    second kill leaves one of them alive.
    """
    rng = random.Random(seed)
    events = make_events(count, seed=seed)
    with _Processes(line, workers) as processes:
        sender = Sender(processes.port, line.path)
        begun = time.perf_counter()
        sending = threading.Thread(target=sender.send, args=(events,))
        sending.start()
        acked = int(count * rng.uniform(0.2, 0.5))
        processes.wait(lambda: len(sender.acks.ms) >= acked, f"{acked} acks", timeout_s)
        processes.kill(all_workers=True, note=f"after {len(sender.acks.ms)} acks")
        shown = int(count * rng.uniform(0.3, 0.7))
        processes.wait(lambda: len(counter.by_marker) >= shown, f"{shown} drafts shown", timeout_s)
        processes.kill(all_workers=workers < 2, note=f"after {len(counter.by_marker)} drafts shown")
        sending.join(timeout_s)
        wanted = _expected(count)
        with suppress(AssertionError):  # the outcome tells what is missing
            until(lambda: line.figures() == wanted, timeout_s=timeout_s, what="everything done", every_s=0.2)
        seconds = time.perf_counter() - begun
    figures = line.figures()
    losses = [f"{name}: {figures[name]} instead of {n}" for name, n in wanted.items() if figures[name] != n]
    losses += [f"ticket {t} got {n} drafts" for t, n in counter.tickets.items() if n != 1]
    missing = {f"T-{n}" for n in range(count)} - set(counter.tickets)
    losses += [f"{len(missing)} tickets got no draft, e.g. {min(missing)}"] if missing else []
    return Outcome(
        sent=len(events),
        different=count,
        acks=sender.acks,
        figures=figures,
        repeated_posts=sum(counter.by_marker.values()) - len(counter.by_marker),
        drafted_per_s=count / seconds,
        seconds=seconds,
        kills=tuple(processes.kills),
        losses=tuple(losses),
    )


def _expected(count: int) -> dict[str, int]:
    one_each = ("events", "tickets", "messages", "drafts", "texts", "deliveries", "confirmed")
    return {**dict.fromkeys(one_each, count), "jobs": 3 * count, "jobs done": 3 * count}


class _Processes:
    """The web process and its workers, killed and started again together."""

    def __init__(self, line: Line, workers: int) -> None:
        self._line, self._workers = line, workers
        self._stack = ExitStack()
        self.port = free_port()
        self.kills: list[str] = []
        self._web: Served | None = None
        self._apart: list[Served] = []

    def __enter__(self) -> "_Processes":
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def wait(self, condition: Callable[[], bool], what: str, timeout_s: float) -> None:
        """Wait for something that the processes bring about; a failure shows the end of their log."""
        assert self._web
        try:
            until(condition, what=what, timeout_s=timeout_s, every_s=0.005)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self._web.log.read_text()[-3000:]}") from error

    def kill(self, *, all_workers: bool, note: str) -> None:
        """SIGKILL the web process and its workers (one may live on), then start what is missing."""
        assert self._web
        doomed = self._apart if all_workers else self._apart[1:]
        for one in [self._web, *doomed]:
            one.kill_all()
        self.kills.append(f"web and {len(doomed) or 'its'} worker(s) {note}")
        self._apart = [one for one in self._apart if one not in doomed]
        self._start()

    def _start(self) -> None:
        env = self._line.env
        makers: list[Callable[[], Served]] = [
            lambda: self._stack.enter_context(served("worker", env=env, wait_for=None))
            for _ in range(self._workers - len(self._apart))
        ]
        self._apart += [make() for make in makers]
        self._web = self._stack.enter_context(served(env=env, port=self.port))
