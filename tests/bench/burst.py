"""``make bench-burst``: acknowledgements beside a plain insert, then the whole line under kill -9.

    python -m tests.bench.burst [--events 2000] [--workers 3] [--no-postgresql]

The time to acknowledge is measured three times with the same sender: against a plain Flask
route with one durable insert, against ours while nothing drafts, and against ours while the
worker drafts the same burst on the same cores.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.reference import PATH
from tests.bench.tables import load, print_table
from tests.tools.bursting import Acks, DraftCounter, Line, Outcome, Sender, make_events, open_line, run_burst
from tests.tools.databases import postgres_server
from tests.tools.served import ROOT, fetch, free_port, served
from tests.tools.waiting import until

SEED = 20261125
WARM_UP = 100
CONNECTIONS = (1, 4, 16)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=2000, help="how many different events (3 %% come twice)")
    parser.add_argument("--workers", type=int, default=3, help="worker processes on PostgreSQL")
    parser.add_argument("--no-postgresql", action="store_true", help="leave the PostgreSQL burst out")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="drafter-burst-") as folder:
        acks(Path(folder), given.events)
        rows = [("SQLite", 1, sqlite_burst(Path(folder), given.events))]
        if not given.no_postgresql:
            rows.append(("PostgreSQL", given.workers, postgresql_burst(Path(folder), given.events, given.workers)))
    print_bursts(rows)
    if any(outcome.losses for _, _, outcome in rows):
        sys.exit(1)


def acks(folder: Path, count: int) -> None:
    """Print how quickly events are acknowledged from few and from many connections, beside the reference."""
    with plain_route(folder) as port:
        reference = {n: send(port, PATH, count, n) for n in CONNECTIONS}
    line = open_line(f"sqlite:///{folder}/acks.db", folder / "acks", None)
    with served("--no-worker", env=line.env) as one:
        paused = {n: send(one.port, line.path, count, n) for n in CONNECTIONS}
    busy_line = open_line(f"sqlite:///{folder}/busy.db", folder / "busy", None)
    with served(env=busy_line.env, wait_for="/readyz") as one:
        busy = {n: send(one.port, busy_line.path, count, n) for n in CONNECTIONS}
    measured = {
        "plain Flask + SQLite (WAL, FULL), one insert": reference,
        "drafter, drafting paused": paused,
        "drafter, worker drafting meanwhile": busy,
    }
    rows = [_ack_row(name, n, acks_of[n], reference[n]) for n in CONNECTIONS for name, acks_of in measured.items()]
    print_table(
        f"Acknowledging {count:,} signed events, SQLite",
        ["route", "connections", "acks/s", "p50 ms", "p99 ms", "p50 / reference", "p99 / reference"],
        rows,
        f"Measured on {load()}. One ack of ours is a verified signature, a checked ticket, the event, its job and the"
        " engine's run in one durable transaction. Requests that wait share a commit and leave in the order they came;"
        " in the plain route writers wait for SQLite's lock by sleeping, so that a lucky one passes many others: p50"
        " is low there and p99 high.",
        "While the worker drafts, p99 is its doing: SQLite has one writer, each step of a job is a durable transaction"
        " of its own, and drafting takes processor time from the route; on PostgreSQL neither lock is shared.",
    )


def sqlite_burst(folder: Path, count: int) -> Outcome:
    """Run the burst on the embedded database, everything killed twice."""
    with DraftCounter() as counter:
        line = open_line(f"sqlite:///{folder}/burst.db", folder / "burst", counter.url)
        return run_burst(line, counter, count=count, seed=SEED, timeout_s=900)


def postgresql_burst(folder: Path, count: int, workers: int) -> Outcome:
    """Run the burst on PostgreSQL, with workers apart of which one survives the second kill."""
    with postgres_server() as server, DraftCounter() as counter:
        line = open_line(server.empty_database(), folder / "burst-pg", counter.url)
        return run_burst(line, counter, count=count, seed=SEED, workers=workers, timeout_s=900)


def print_bursts(rows: list[tuple[str, int, Outcome]]) -> None:
    """Print what became of each burst."""
    print_table(
        "kill -9: web and workers killed twice while events come in and drafts go out",
        ["database", "workers", "events", "sent again", "lost", "doubled", "posts repeated", "drafts/s", "ack p50 ms"],
        [
            (
                name,
                workers,
                one.different,
                one.acks.statuses["duplicate"],
                sum("instead of" in loss or "no draft" in loss for loss in one.losses),
                sum(" got " in loss and "no draft" not in loss for loss in one.losses),
                one.repeated_posts,
                one.drafted_per_s,
                one.acks.percentile(0.5),
            )
            for name, workers, one in rows
        ],
        "Drafts a second run from the first event to the last confirmed delivery, both outages included. A post is"
        " repeated, under the same delivery id, when the kill came between the receiver's answer and our record of it.",
        *(f"{name}: killed {', then '.join(one.kills)}; {one.acks.retries:,} tries failed." for name, _, one in rows),
        *(f"{name}: {loss}" for name, _, one in rows for loss in one.losses),
    )


@contextmanager
def plain_route(folder: Path) -> Iterator[int]:
    """Serve the reference; yield its port."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.reference", str(folder / "reference.db"), str(port)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        until(lambda: fetch(f"http://127.0.0.1:{port}/healthz")[0] == 200, what="the reference", timeout_s=30)
        yield port
    finally:
        process.terminate()
        process.wait(15)


def send(port: int, path: str, count: int, connections: int) -> Acks:
    """Send some events to warm up, then ``count`` that are measured."""
    first = connections * 10**6  # other events for each number of connections
    Sender(port, path, threads=connections).send(make_events(WARM_UP, seed=1, first=first + 10**5))
    return Sender(port, path, threads=connections).send(make_events(count, seed=SEED, first=first))


def _ack_row(name: str, connections: int, one: Acks, reference: Acks) -> tuple[object, ...]:
    p50, p99 = one.percentile(0.5), one.percentile(0.99)
    return (name, connections, one.per_s, p50, p99, p50 / reference.percentile(0.5), p99 / reference.percentile(0.99))


__all__ = ["Line", "acks", "main"]

if __name__ == "__main__":
    main()
