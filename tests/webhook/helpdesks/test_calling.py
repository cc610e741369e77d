"""Calls to configured addresses: which are allowed, and what may come back."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from webhook.errors import HelpdeskRejectedError, HelpdeskUnavailableError
from webhook.helpdesks.calling import MAX_ANSWER_BYTES, Answer, call_json, post, reach

Talk = Callable[[socket.socket, bytes], None]


def test_body_and_headers_arrive_as_sent() -> None:
    seen: list[bytes] = []
    with server(lambda peer, request: (seen.append(request), answer(peer, b"ok"))[0]) as url:
        found = post(f"{url}/hook?a=1", b'{"x":1}', {"X-Own": "yes"}, allow_private=True)

    head, _, body = seen[0].partition(b"\r\n\r\n")
    assert found == Answer(200, b"ok")
    assert head.startswith(b"POST /hook?a=1 HTTP/1.1\r\n")
    assert b"X-Own: yes" in head
    assert f"Host: {url.removeprefix('http://')}".encode() in head
    assert body == b'{"x":1}'


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "169.254.169.254", "0.0.0.0", "[::ffff:127.0.0.1]", "2130706433"],
)
def test_inner_address_is_refused_unless_the_operator_gave_it(host: str) -> None:
    with pytest.raises(HelpdeskRejectedError, match="private network"):
        post(f"http://{host}:9/x", b"", {}, allow_private=False)


@pytest.mark.parametrize(
    "address",
    ["64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1", "fc00::1", "fe80::1", "100.64.0.1", "224.0.0.1", "192.0.2.1"],
    ids=["nat64", "6to4", "compatible", "unique-local", "link-local", "shared", "multicast", "documentation"],
)
def test_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    _resolve_to(monkeypatch, address)

    with pytest.raises(HelpdeskRejectedError, match="private network"):
        post("https://shop.example/x", b"", {}, allow_private=False)


def test_name_with_one_inner_address_among_several_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    _resolve_to(monkeypatch, "93.184.216.34", "127.0.0.1")

    with pytest.raises(HelpdeskRejectedError, match="private network"):
        post("https://shop.example/x", b"", {}, allow_private=False)


def test_name_is_resolved_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    with server(lambda peer, request: answer(peer, b"ok")) as url:
        port = int(url.rpartition(":")[2])
        real = socket.getaddrinfo

        def resolve(host: str, *args: object, **kwargs: object) -> object:
            asked.append(host)
            return real("127.0.0.1", *args, **kwargs)  # type: ignore[arg-type]

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        post(f"http://shop.example:{port}/x", b"", {}, allow_private=True)

    assert asked.count("shop.example") == 1


@pytest.mark.parametrize(
    "url",
    ["ftp://x/y", "file:///etc/passwd", "http://", "//x", "http://user@x/", "http://x:99999/", "http://[::1/", "x", ""],
)
def test_unusable_address_is_refused(url: str) -> None:
    with pytest.raises(HelpdeskRejectedError):
        post(url, b"", {}, allow_private=True)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirect_is_not_followed(status: int) -> None:
    calls: list[bytes] = []

    def talk(peer: socket.socket, request: bytes) -> None:
        calls.append(request)
        peer.sendall(f"HTTP/1.1 {status} X\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n".encode())

    with server(talk) as url, pytest.raises(HelpdeskRejectedError, match=str(status)):
        post(url, b"", {}, allow_private=True)

    assert len(calls) == 1


@pytest.mark.parametrize("status", [400, 401, 404, 410, 422])
def test_no_is_not_tried_again(status: int) -> None:
    with server(lambda peer, _: answer(peer, b"no", status)) as url, pytest.raises(HelpdeskRejectedError) as caught:
        post(url, b"", {}, allow_private=True)

    assert (caught.value.retryable, caught.value.status) == (False, status)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_trouble_is_tried_again(status: int) -> None:
    with server(lambda peer, _: answer(peer, b"", status)) as url, pytest.raises(HelpdeskUnavailableError) as caught:
        post(url, b"", {}, allow_private=True)

    assert caught.value.retryable


@pytest.mark.parametrize(("header", "wait"), [("30", 30.0), ("soon", None), ("-1", None), ("9" * 20, None)])
def test_wish_to_wait_is_passed_on(header: str, wait: float | None) -> None:
    def talk(peer: socket.socket, _: bytes) -> None:
        peer.sendall(f"HTTP/1.1 429 X\r\nRetry-After: {header}\r\nContent-Length: 0\r\n\r\n".encode())

    with server(talk) as url, pytest.raises(HelpdeskUnavailableError) as caught:
        post(url, b"", {}, allow_private=True)

    assert caught.value.retry_after_s == wait


def test_huge_answer_is_cut() -> None:
    with server(lambda peer, _: answer(peer, b"x" * 5_000_000)) as url:
        found = post(url, b"", {}, allow_private=True)

    assert len(found.body) == MAX_ANSWER_BYTES


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000,
    ],
    ids=["nothing", "nonsense", "headers", "header"],
)
def test_answer_that_is_no_http_is_trouble(said: bytes) -> None:
    with server(lambda peer, _: peer.sendall(said)) as url, pytest.raises(HelpdeskUnavailableError):
        post(url, b"", {}, allow_private=True)


@pytest.mark.parametrize(
    ("first", "drop"),
    [(b"", b"H"), (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"), (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", b"z")],
    ids=["silent", "headers", "body"],
)
def test_answer_that_drips_ends_at_the_deadline(first: bytes, drop: bytes) -> None:
    stop, outlasted = threading.Event(), []

    def talk(peer: socket.socket, _: bytes) -> None:
        peer.sendall(first)
        for _ in range(1200):  # a minute, far beyond the caller's deadline
            if stop.wait(0.05):
                return
            if first:
                peer.sendall(drop)
        outlasted.append(True)

    with server(talk) as url:
        with pytest.raises(HelpdeskUnavailableError):
            post(url, b"", {}, allow_private=True, timeout_s=0.4)
        stop.set()

    assert not outlasted


def test_closed_port_is_trouble() -> None:
    with server(lambda peer, _: None) as url:
        pass

    with pytest.raises(HelpdeskUnavailableError):
        post(url, b"", {}, allow_private=True, timeout_s=1)
    with pytest.raises(HelpdeskUnavailableError):
        reach(url, allow_private=True, timeout_s=1)


def test_secure_address_without_certificate_is_trouble() -> None:
    with server(lambda peer, _: answer(peer, b"ok")) as url, pytest.raises(HelpdeskUnavailableError, match="secure"):
        post(url.replace("http://", "https://"), b"", {}, allow_private=True, timeout_s=2)


def test_unknown_name_is_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror("not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)

    with pytest.raises(HelpdeskUnavailableError, match="cannot be resolved"):
        post("https://shop.example/", b"", {}, allow_private=False)


def test_json_goes_both_ways() -> None:
    def talk(peer: socket.socket, request: bytes) -> None:
        sent = json.loads(request.partition(b"\r\n\r\n")[2])
        answer(peer, json.dumps({"got": sent}).encode())

    with server(talk) as url:
        assert call_json("PUT", url, {"a": "é"}, headers={}, allow_private=True) == {"got": {"a": "é"}}


@pytest.mark.parametrize("said", [b"<html>", b"[" * 100_000, b"\xff"], ids=["html", "deep", "bytes"])
def test_answer_that_is_no_json_is_trouble(said: bytes) -> None:
    with server(lambda peer, _: answer(peer, said)) as url, pytest.raises(HelpdeskUnavailableError):
        call_json("GET", url, headers={}, allow_private=True)


def answer(peer: socket.socket, body: bytes, status: int = 200) -> None:
    """Send a whole answer."""
    peer.sendall(f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)


@contextmanager
def server(talk: Talk) -> Iterator[str]:
    """Listen on loopback; each connection's request is handed to ``talk`` with its socket."""
    listener = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []

    def serve_one(peer: socket.socket) -> None:
        with peer:
            try:
                talk(peer, _read_request(peer))
            except OSError:
                return  # the caller hung up, as it may

    def accept() -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            threads.append(threading.Thread(target=serve_one, args=(peer,), daemon=True))
            threads[-1].start()

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join(5)
        for thread in threads:
            thread.join(5)


def _read_request(peer: socket.socket) -> bytes:
    peer.settimeout(5)
    raw = b""
    while b"\r\n\r\n" not in raw:
        part = peer.recv(65_536)
        if not part:
            return raw
        raw += part
    head, _, body = raw.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
    )
    while len(body) < length:
        body += peer.recv(65_536)
    return head + b"\r\n\r\n" + body


def _resolve_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def resolve(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(None, None, None, "", (address, 443)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
