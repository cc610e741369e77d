"""Runs the model simulator as a real server on loopback for the length of a test session."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def simulated_model(*options: str) -> Iterator[str]:
    """Start the simulator on a free port; yield its base URL, stop it at the end."""
    command = [sys.executable, str(Path(__file__).with_name("llm_simulator.py")), "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["listening"]
    finally:
        process.terminate()
        process.wait(10)
