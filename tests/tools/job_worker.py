"""A real worker process whose jobs write down what they did, and the handle a test holds it by.

Each job thinks (like a call to a model) and then posts (like a note in a helpdesk).  Lines
of the effects file are ``think <subject> <executor>`` and ``post <subject> <executor>``, outside any
database, so that what really happened can be counted.  While the file ``hold`` is there,
thinking does not end.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.tools.waiting import until

WORK = "work"
QUICK = {"poll_s": 0.05, "beat_s": 0.2, "dead_after_s": 1.2, "sweep_s": 0.2, "stranded_after_s": 60.0, "slots": 8}


@dataclass
class WorkerProcess:
    """A worker in a process of its own."""

    process: "subprocess.Popen[bytes]"
    executor_id: str
    effects: "Effects"

    def kill(self) -> None:
        """End it with SIGKILL: nothing is tidied up."""
        self.process.kill()
        self.process.wait(10)

    def pause(self) -> None:
        """Stop it in its tracks with SIGSTOP."""
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on with SIGCONT."""
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """End it in good order."""
        self.resume()
        self.process.terminate()
        self.process.wait(30)


class Effects:
    """What the jobs of every worker did, in order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._hold = folder / "hold"

    def hold(self) -> None:
        """Keep every job in its thinking from now on."""
        self._hold.touch()

    def release(self) -> None:
        """Let thinking end."""
        self._hold.unlink(missing_ok=True)

    def of(self, verb: str) -> list[str]:
        """Return the subjects of one verb, as often as it was done."""
        path = self.folder / "effects"
        lines = path.read_text().splitlines() if path.exists() else []
        return sorted(line.split()[1] for line in lines if line.split()[0] == verb)


@contextmanager
def job_worker(url: str, executor_id: str, effects: Effects, **options: object) -> Iterator[WorkerProcess]:
    """Start a worker and wait until it lives; ``options`` are job settings and ``protocol``."""
    ready = effects.folder / f"ready-{executor_id}-{os.urandom(4).hex()}"
    protocol = str(options.pop("protocol", "1"))
    command = [sys.executable, "-m", "tests.tools.job_worker", url, executor_id, str(effects.folder), str(ready)]
    command += ["--protocol", protocol, "--jobs", json.dumps({**QUICK, **options})]
    process = subprocess.Popen(command, cwd=Path(__file__).parents[2], env={**os.environ, "OMP_NUM_THREADS": "1"})
    worker = WorkerProcess(process, executor_id, effects)
    try:
        until(lambda: ready.exists() or process.poll() is not None, what=f"worker {executor_id}", timeout_s=120)
        assert process.poll() is None, f"worker {executor_id} ended with {process.returncode}"
        yield worker
    finally:
        if process.poll() is None:
            worker.resume()
            worker.kill()


def main() -> None:
    """Run one worker until SIGTERM."""
    from knowledge_base.foundation.clock import utc_now
    from knowledge_base.foundation.database import Database, make_engine
    from webhook.jobs import durable
    from webhook.jobs.base import JobContext
    from webhook.jobs.durable import DbosJobs, DbosWorker
    from webhook.jobs.sweeping import Housekeeping
    from webhook.settings import JobSettings
    from webhook.telemetry import configure_logging

    parser = argparse.ArgumentParser()
    for name in ("url", "executor_id", "folder", "ready"):
        parser.add_argument(name)
    parser.add_argument("--protocol")
    parser.add_argument("--jobs")
    given = parser.parse_args()
    configure_logging("ERROR")
    durable.PROTOCOL_VERSION = given.protocol
    folder = Path(given.folder)

    def note(verb: str, subject: str) -> int:
        handle = os.open(folder / "effects", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(handle, f"{verb} {subject} {given.executor_id}\n".encode())
        os.close(handle)
        return 1

    def think(subject: str) -> int:
        note("think", subject)
        pause = threading.Event()
        while (folder / "hold").exists():
            pause.wait(0.02)
        return 1

    def work(subject: str, context: JobContext) -> None:
        context.step("think", lambda: think(subject))
        context.step("post", lambda: note("post", subject))

    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    database = Database(make_engine(given.url, pool_size=20))
    settings = JobSettings(**json.loads(given.jobs))
    jobs = DbosJobs(database, settings, clock=utc_now, holder=given.executor_id)
    worker = DbosWorker(jobs, {WORK: work}, executor_id=given.executor_id)
    keeping = Housekeeping(database, jobs, settings, clock=utc_now, executor_id=given.executor_id, version="test")
    keeping.start()
    worker.start()
    Path(given.ready).touch()
    stopping.wait()
    worker.stop()
    keeping.stop()
    jobs.close()
    database.engine.dispose()


if __name__ == "__main__":
    main()
