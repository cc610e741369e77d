"""``drafter demo``; ``demo run`` itself is tried in tests/browser/test_demo.py."""

import socket

from tests.webhook.cli.conftest import Run


def test_demo_is_loaded_once(run: Run) -> None:
    first = run("demo", "load", "--json").json
    second = run("demo", "load", "--json").json

    assert (first["new_policies"], first["new_tickets"]) == (29, 56)
    assert (second["new_policies"], second["new_tickets"]) == (0, 0)
    assert second["connection_id"] == first["connection_id"]
    assert run("brand", "show", "northway", "--json").json["name"] == "Northway Outdoor"


def test_used_port_is_said_before_anything_is_loaded(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        ran = run("demo", "run", "--port", port)

    assert ran.code == 1
    assert f"127.0.0.1:{port}" in ran.err
    assert len(ran.err.splitlines()) == 1
    assert run("brand", "list", "--json").lines == []
