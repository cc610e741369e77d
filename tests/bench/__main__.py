"""``make bench``: every figure of the README's performance table, each beside its reference of the same run.

    python -m tests.bench [--data FOLDER]… [--events 2000]

``--data`` (or DRAFTER_BENCH_DATA, folders separated by colons) names labelled collections for
search; without one, the demo brand's own tickets are used.
"""

import argparse
import os
import tempfile
from pathlib import Path

from tests.bench.burst import acks
from tests.bench.checks import checks
from tests.bench.drafting import drafting
from tests.bench.retrieval import retrieval


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given = [Path(one) for one in os.environ.get("DRAFTER_BENCH_DATA", "").split(":") if one]
    parser.add_argument("--data", type=Path, action="append", default=given, help="a labelled collection")
    parser.add_argument("--events", type=int, default=2000, help="events for the time to acknowledge")
    arguments = parser.parse_args()
    retrieval(arguments.data)
    drafting()
    checks()
    with tempfile.TemporaryDirectory(prefix="drafter-bench-") as folder:
        acks(Path(folder), arguments.events)


if __name__ == "__main__":
    main()
