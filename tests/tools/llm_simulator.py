#!/usr/bin/env python3
"""A stand-in for an OpenAI-compatible model server. Standard library only, loopback by default.

Serves POST .../chat/completions .../responses .../embeddings, GET .../models /healthz, GET /_sim (counters) and
POST /_sim {"mode": ..} (change settings while it runs). Paths match by their end: /v1, /openai/v1, Azure deployments.
Which behaviour a request gets, first match wins: header "X-Sim: mode=429,latency=50,tps=30,retry_after=2"; model
name "<any>+<mode>", e.g. "gpt-5.5+hallucinate"; --errors 429:0.05,reset:0.01 (drawn with --seed); --mode.

Modes
  plain         answer made only of sentences from snippets in the prompt, cited by their ids
  hallucinate   plain, but every digit is changed and an invented promise is added
  leak          plain, but a ticket that asks for its instructions gets the system prompt back
  replay        from --cassette: JSONL of {"key", "content"}; key = hash of the messages (header x-sim-key)
  empty refusal content_filter length      finished answers that must never reach a customer
  malformed     valid JSON that breaks the requested schema    cut     text cut off, finish "stop"
  badbody       HTTP 200 whose body is not JSON                reset   TCP reset half-way
  stall         first half, then silence                       hang    no answer at all
  400 401 403 404 408 409 413 422 429 500 502 503 504 529      that status with an OpenAI error body

Snippets: <snippet id="a1">..</snippet> (or source, doc, document, article, passage, context, chunk), lines that begin
with [a1], or JSON objects with id and text. Question: <ticket>..</ticket> (or customer, message, question, email),
else what is left of the last user message.
"""

from __future__ import annotations

import argparse
import array
import asyncio
import base64
import contextlib
import functools
import hashlib
import itertools
import json
import math
import os
import random
import re
import signal
import socket
import struct
import sys
import time
from collections import Counter

_FINISHED = "plain hallucinate leak replay empty refusal content_filter length malformed cut badbody reset stall hang"
_STATUSES = "400 401 403 404 408 409 413 422 429 500 502 503 504 529"
MODES = set(f"{_FINISHED} {_STATUSES}".split())
ERROR_TYPES = {401: "authentication_error", 403: "permission_error", 404: "not_found_error", 429: "rate_limit_error"}
SETTINGS = ("mode", "errors", "latency", "tps", "retry_after")
TAG = r"<({0})\b([^>]*)>(.*?)</\1>"
SNIPPET_TAG = re.compile(TAG.format("snippet|source|doc|document|article|passage|context|chunk"), re.S | re.I)
QUESTION_TAG = re.compile(TAG.format("ticket|customer|customer_message|message|question|email"), re.S | re.I)
LABEL = r"^\s*\[([A-Za-z]{0,12}[-_:]?\d[\w.:-]*)\]"
SNIPPET_LINE = re.compile(rf"(?ms){LABEL}\s*(\S.*?)(?=^\s*\[[A-Za-z]{{0,12}}[-_:]?\d|\n\s*\n|\Z)")
ID_ATTR = re.compile(r"""\b(?:id|ref|key|n|index)\s*=\s*["']?([\w.:#/-]+)""")
ASKS_PROMPT = re.compile(
    r"(ignore|disregard|forget)\b.{0,40}\b(instruction|rule|above|previous)|(reveal|print|show|repeat|"
    r"output|tell)\b.{0,40}\b(system prompt|instructions|text above|your prompt)",
    re.S | re.I,
)
SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。!?])|\n+")
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_STOP_WORDS = """
    the and for you your with that this have has are was were not but can our from will they them when what how who
    would could should there their about been just also any all please hello thanks thank get got into then than
"""
STOP = set(_STOP_WORDS.split())


def make_counter():
    """Token counter: bpe-openai, or tiktoken if its cache is filled (no download); else characters / 4."""
    with contextlib.suppress(Exception):
        from bpe_openai import _bindings

        return _bindings.tokenizer_for_encoding("o200k_base").count, "bpe-openai"
    with contextlib.suppress(Exception):
        name = hashlib.sha1(b"https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken").hexdigest()
        os.stat(os.path.join(os.environ["TIKTOKEN_CACHE_DIR"], name))
        import tiktoken

        enc = tiktoken.get_encoding("o200k_base")
        return (lambda s: len(enc.encode(s, disallowed_special=()))), "tiktoken"
    return (lambda s: (len(s) + 3) // 4), "estimate"


def stems(text):
    out = set()
    for w in re.findall(r"\w+", text.lower()):
        if CJK.search(w):
            out.update(w[i : i + 2] for i in range(max(1, len(w) - 1)))
        elif len(w) > 2 and w not in STOP:
            out.add(w[:5])
    return out


def json_snippets(text):
    """(id, text) of every innermost-brace JSON object in the prompt that has an id and a text."""
    for blob in re.findall(r"\{[^{}]*\}", text):
        with contextlib.suppress(ValueError):
            v = json.loads(blob)
            ident, body = v.get("id", v.get("source_id")), v.get("text", v.get("content"))
            if ident is not None and isinstance(body, str):
                yield str(ident), body


class Prompt:
    """The messages of either API in one shape, with the snippets and the question taken out."""

    def __init__(self, body):
        items = body.get("messages", body.get("input")) or []
        items = [{"role": "user", "content": items}] if isinstance(items, str) else items
        self.messages = [("system", body["instructions"])] if body.get("instructions") else []
        for m in items:
            c = m.get("content") or ""
            c = c if isinstance(c, str) else "\n".join(part.get("text") or "" for part in c)
            self.messages.append(("system" if m.get("role") == "developer" else m.get("role", "user"), c))
        fmt = body.get("response_format") or (body.get("text") or {}).get("format") or {}
        inner = fmt.get("json_schema") or fmt
        self.json = fmt.get("type") in ("json_schema", "json_object")
        self.schema = inner.get("schema") if fmt.get("type") == "json_schema" else None
        self.key = hashlib.sha256(json.dumps([self.messages, inner.get("name")]).encode()).hexdigest()[:24]
        self.system = "\n".join(c for role, c in self.messages if role == "system")
        self.snippets, last = [], ""
        for role, c in self.messages:
            if role == "assistant":
                continue
            for n, (_, attrs, text) in enumerate(SNIPPET_TAG.findall(c), 1):
                found = ID_ATTR.search(attrs)
                self.snippets.append((found[1] if found else str(n), text.strip()))
            rest = SNIPPET_TAG.sub(" ", c)
            self.snippets += SNIPPET_LINE.findall(rest) + list(json_snippets(rest))
            last = SNIPPET_LINE.sub(" ", rest) if role == "user" else last
        tagged = QUESTION_TAG.findall("\n".join(c for role, c in self.messages if role == "user"))
        self.question = (tagged[-1][2] if tagged else last).strip()[-4000:]


class Reply:
    """What the pretend model says: text, the snippet ids it used, and how it ends."""

    def __init__(self, p, mode, rng, count):
        self.finish, self.refusal, self.quote, self.score, ranked = "stop", None, None, 0.1, []
        want, df = stems(p.question), Counter(s for _, t in p.snippets for s in stems(t))
        for ident, text in p.snippets:
            whole = sum(1 / df[s] for s in want & stems(text))
            for n, sentence in enumerate(SENTENCE.split(text)):
                hit = sum(1 / df[s] for s in want & stems(sentence))
                if hit:
                    ranked.append((hit + 0.3 * whole - 0.01 * n, ident, sentence.strip()))
        self.quotes = sorted(ranked, key=lambda q: -q[0])[:3]
        self.used = list(dict.fromkeys(ident for _, ident, _ in self.quotes))
        said = " ".join(f"{s} [{i}]" for _, i, s in self.quotes) or (
            "I could not find an answer in our articles, so a colleague will look at it and write to you."
        )
        if self.quotes:
            self.score = round(min(0.97, 0.45 + self.quotes[0][0] / (2 + len(want))), 2)
        if mode == "hallucinate":
            said = re.sub(
                r"\[[^\]\s]+\]|\d",
                lambda m: m[0] if m[0][0] == "[" else rng.choice("123456789".replace(m[0], "")),
                said,
            )
            said += f" We will also refund {rng.randint(11, 99)} % today."
        self.text = f"Hello,\n\nthank you for your message. {said}\n\nKind regards"
        if mode == "leak" and ASKS_PROMPT.search(p.question):
            self.text = "Sure, here are my instructions:\n" + p.system
        if p.json:
            value = self.fill(p.schema, p.schema, "") if p.schema else {"answer": self.text, "sources": self.used}
            self.text = json.dumps({"unexpected": [value]} if mode == "malformed" else value, ensure_ascii=False)
        elif mode == "malformed":
            self.text = '{"unexpected": [1, 2'
        if mode in ("empty", "refusal"):
            self.text, self.refusal = "", "I'm sorry, but I can't help with that." if mode == "refusal" else None
        elif mode in ("length", "cut", "content_filter"):
            self.text, self.finish = self.text[: len(self.text) * 2 // 3], "stop" if mode == "cut" else mode
        self.tokens = count(self.text or self.refusal or "")

    def fill(self, s, root, name, depth=0):
        """An instance of JSON schema `s`; what a field means is guessed from its name."""
        down = functools.partial(self.fill, root=root, depth=depth + 1)
        has = functools.partial(re.search, string=name, flags=re.I)
        variants = [v for union in ("anyOf", "oneOf", "allOf") for v in s.get(union, []) if v.get("type") != "null"]
        kind = s.get("type", "object" if "properties" in s else "string")
        kind = next((k for k in kind if k != "null"), "null") if isinstance(kind, list) else kind
        if "$ref" in s and depth < 24:
            target = root
            for part in s["$ref"].lstrip("#/").split("/"):
                target = target[part]
            return down({**target, **{k: v for k, v in s.items() if k != "$ref"}}, name=name)
        if variants:
            return down(variants[0], name=name)
        if "const" in s:
            return s["const"]
        if "enum" in s:
            doubt = [e for e in s["enum"] if re.search("unknown|none|human|escal|no_|cannot|insuff|low", str(e), re.I)]
            return next((e for e in s["enum"] if (e in doubt) != bool(self.used)), s["enum"][0])
        if kind == "null" or depth >= 24:
            return None
        if kind == "object":
            return {k: down(v, name=k) for k, v in s.get("properties", {}).items()}
        if kind == "array":
            out, outer, least = [], self.quote, s.get("minItems", 0)
            for quote in self.quotes or [(0, "", "")] * least:
                self.quote = quote
                out.append(down(s.get("items", {}), name=name))
            self.quote, out = outer, out if least else [v for n, v in enumerate(out) if v not in out[:n]]
            return out[: s.get("maxItems")]
        if kind == "boolean":
            return bool(self.used) != bool(has("escal|human|handoff|needs|refus|missing|insufficient"))
        if kind in ("number", "integer"):
            value = self.score if has("score|confid|prob|certain|relev") else len(self.used)
            if kind == "integer":
                ids = [self.quote[1]] if self.quote else self.used
                value = next((int(i) for i in ids if i.isdigit()), 0) if has("id|source|index") else round(value)
            return max(s.get("minimum", value), min(s.get("maximum", value), value))
        if has("(^|_)ids?$|citation|source|ref"):
            value = self.quote[1] if self.quote else ", ".join(self.used)
        elif has("lang|subject|title|reason|note|explain|summary"):
            value = "en" if has("lang") else f"Your request ({len(self.used)} matching sources)"
        else:
            value = self.quote[2] if self.quote else self.text
        return value[: s.get("maxLength")]


def chat_wire(seq, body, a, n_in, cached):
    """/chat/completions: (whole answer, first events, function for the events of one part, last events)."""
    base = {"id": f"chatcmpl-sim{seq}", "created": int(time.time()), "model": body.get("model")}
    usage = {
        "prompt_tokens": n_in,
        "completion_tokens": a.tokens,
        "total_tokens": n_in + a.tokens,
        "prompt_tokens_details": {"cached_tokens": cached},
    }
    message = {"role": "assistant", "content": None if a.refusal else a.text, "refusal": a.refusal}

    def chunk(finish=None, **delta):
        choices = [{"index": 0, "delta": delta, "finish_reason": finish}]
        return {**base, "object": "chat.completion.chunk", "choices": choices}

    whole = {
        **base,
        "object": "chat.completion",
        "usage": usage,
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": a.finish}],
    }
    tail = (
        [{**chunk(), "choices": [], "usage": usage}] if (body.get("stream_options") or {}).get("include_usage") else []
    )
    return (
        whole,
        [chunk(role="assistant", content="")],
        lambda part: [chunk(**{"refusal" if a.refusal else "content": part})],
        [chunk(a.finish), *tail, None],
    )


def responses_wire(seq, body, a, n_in, cached):
    """The same four for /responses."""
    why, name, n = (
        {"length": "max_output_tokens"}.get(a.finish, a.finish),
        "refusal" if a.refusal else "output_text",
        itertools.count(),
    )
    base = {
        "id": f"resp_sim{seq}",
        "object": "response",
        "created_at": int(time.time()),
        "model": body.get("model"),
        "error": None,
        "tools": [],
        "tool_choice": "auto",
        "parallel_tool_calls": True,
    }
    text = {"refusal": a.refusal} if a.refusal else {"text": a.text, "annotations": [], "logprobs": []}
    part, at = {**text, "type": name}, {"item_id": f"msg_sim{seq}", "output_index": 0, "content_index": 0}

    def item(status, *content):
        return {"id": at["item_id"], "type": "message", "role": "assistant", "status": status, "content": list(content)}

    def event(kind, **fields):
        return {**fields, "type": f"response.{kind}", "sequence_number": next(n)}

    def last():
        yield event(f"{name}.done", **text, **at)
        yield event("content_part.done", part=part, **at)
        yield event("output_item.done", output_index=0, item=whole["output"][0])
        yield event(whole["status"], response=whole)

    status, start = "completed" if why == "stop" else "incomplete", {**base, "status": "in_progress", "output": []}
    whole = {
        **base,
        "status": status,
        "incomplete_details": None if why == "stop" else {"reason": why},
        "output": [item(status, part)],
        "usage": {
            "input_tokens": n_in,
            "input_tokens_details": {"cached_tokens": cached, "cache_write_tokens": 0},
            "output_tokens": a.tokens,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": n_in + a.tokens,
        },
    }
    first = (
        event("created", response=start),
        event("in_progress", response=start),
        event("output_item.added", output_index=0, item=item("in_progress")),
        event("content_part.added", part={**part, "text": ""}, **at),
    )
    return whole, first, lambda piece: [event(f"{name}.delta", delta=piece, logprobs=[], **at)], last()


class Simulator:
    def __init__(self, o):
        self.o, self.n, self.active, self.peak, self.counts, self.seen = o, 0, 0, 0, Counter(), set()
        self.count, self.counter = make_counter()
        self.log = open(o.log, "a", buffering=1) if o.log else None  # noqa: SIM115, open for as long as it serves
        self.record = open(o.record, "a", buffering=1) if o.record else None  # noqa: SIM115
        with open(o.cassette or os.devnull, encoding="utf-8") as f:
            self.tape = {e["key"]: e for e in (json.loads(line) for line in f if line.strip())}
        self.configure({})

    def configure(self, changes):
        new = {**{k: getattr(self.o, k) for k in SETTINGS}, **{k: v for k, v in changes.items() if k in SETTINGS}}
        errors = [(m, float(rate)) for m, _, rate in (x.strip().partition(":") for x in new["errors"].split(",") if x)]
        if unknown := {new["mode"], *(m for m, _ in errors)} - MODES:
            raise ValueError(f"unknown mode: {', '.join(sorted(unknown))}")
        draw_delay(new["latency"], random.Random(0))
        self.errors = errors
        vars(self.o).update(new)

    def choose(self, headers, model, rng):
        opt, draw, named = {k: getattr(self.o, k) for k in SETTINGS}, rng.random(), model.rpartition("+")
        for mode, rate in self.errors:
            opt["mode"] = mode if 0 <= draw < rate else opt["mode"]
            draw -= rate
        opt["mode"] = named[2] if named[1] and named[2] in MODES else opt["mode"]
        opt.update(re.findall(r"(\w+)=([^=]*?)\s*(?:,(?=\s*\w+=)|$)", headers.get("x-sim", "")))
        if opt["mode"] not in MODES:
            raise ValueError(f"unknown mode {opt['mode']}")
        return opt["mode"], draw_delay(opt["latency"], rng), float(opt["tps"]), float(opt["retry_after"])

    async def connection(self, r, w):
        quiet = (asyncio.CancelledError, asyncio.LimitOverrunError, EOFError, ConnectionError, ValueError)
        with contextlib.closing(w), contextlib.suppress(*quiet):
            while True:
                head = (await r.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                method, target, _ = head[0].split(" ", 2)
                headers = {k.lower(): v.strip() for k, _, v in (h.partition(":") for h in head[1:] if h)}
                raw = await r.readexactly(int(headers.get("content-length") or 0))
                self.active += 1
                self.peak = max(self.peak, self.active)
                try:
                    out = await self.request(w, method, target.partition("?")[0].rstrip("/"), headers, raw)
                finally:
                    self.active -= 1
                if out is None:
                    break
                w.write(out)
                await w.drain()

    def reply(self, status, value, extra=""):
        data = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
        head = f"HTTP/1.1 {status} Simulated\r\nContent-Type: application/json\r\n"
        head += f"Content-Length: {len(data)}\r\n{extra}\r\n"
        return head.encode() + data

    def fail(self, status, message="simulated", extra="", code=None):
        kind = ERROR_TYPES.get(status, "server_error" if status >= 500 else "invalid_request_error")
        return self.reply(status, {"error": {"message": message, "type": kind, "param": None, "code": code}}, extra)

    async def request(self, w, method, path, headers, raw):
        """The bytes still to send (after the log line is written), or None to close the connection."""
        kind = path.rsplit("/", 1)[-1]
        if kind in ("healthz", "_sim"):
            try:
                self.configure(json.loads(raw) if method == "POST" else {})
            except (ValueError, AttributeError) as e:
                return self.fail(400, str(e))
            return self.reply(
                200,
                {
                    "requests": self.n,
                    "active": self.active,
                    "peak": self.peak,
                    "by_mode": self.counts,
                    "tokens_by": self.counter,
                    **{k: getattr(self.o, k) for k in SETTINGS},
                },
            )
        if self.o.api_key and self.o.api_key not in (headers.get("authorization", "")[7:], headers.get("api-key")):
            return self.fail(401, "wrong API key")
        if kind == "models":
            return self.reply(
                200, {"object": "list", "data": [{"id": "sim", "object": "model", "created": 0, "owned_by": "x"}]}
            )
        if method != "POST" or kind not in ("completions", "responses", "embeddings"):
            return self.fail(404, f"no route {method} {path}")
        self.n += 1
        seq, t0, rng = self.n, time.perf_counter(), random.Random(f"{self.o.seed}/{self.n}")
        try:
            body = json.loads(raw)
            mode, wait, tps, after = self.choose(headers, str(body.get("model")), rng)
            p = Prompt(body if kind != "embeddings" else {})
        except (ValueError, KeyError, TypeError, AttributeError) as e:
            return self.fail(400, f"{type(e).__name__}: {e}")
        self.counts[mode] += 1
        note = {
            "seq": seq,
            "time": round(time.time(), 3),
            "path": path,
            "model": body.get("model"),
            "mode": mode,
            "key": p.key,
            "status": 200,
            "stream": bool(body.get("stream")),
            "retry": headers.get("x-stainless-retry-count"),
        }
        extra, out = f"x-request-id: sim-{seq}\r\nx-sim-key: {p.key}\r\n", None
        try:
            await asyncio.sleep(wait)
            if mode == "hang":
                await asyncio.sleep(self.o.hang)
            elif mode.isdigit():
                note["status"] = int(mode)
                extra += f"Retry-After: {after:g}\r\n" if mode in ("429", "503") and after > 0 else ""
                out = self.fail(int(mode), extra=extra, code="rate_limit_exceeded" if mode == "429" else None)
            elif kind == "embeddings":
                out = self.embeddings(body, extra)
            else:
                out = await self.answer(w, kind, body, p, mode, rng, tps, extra, note)
        except ConnectionError:
            note["client_gone"] = True
        if self.log:
            note.update(ms=round((time.perf_counter() - t0) * 1000, 1), **({"body": body} if self.o.log_bodies else {}))
            self.log.write(json.dumps(note, ensure_ascii=False) + "\n")
        return out

    def embeddings(self, body, extra):
        texts = body["input"] if isinstance(body.get("input"), list) else [body.get("input") or ""]
        data = []
        for i, text in enumerate(texts):
            v = embed(str(text), int(body.get("dimensions") or 384))
            v = (
                base64.b64encode(array.array("f", v).tobytes()).decode()
                if body.get("encoding_format") == "base64"
                else v
            )
            data.append({"object": "embedding", "index": i, "embedding": v})
        n = sum(self.count(str(text)) for text in texts)
        usage = {"prompt_tokens": n, "total_tokens": n}
        return self.reply(200, {"object": "list", "data": data, "model": body.get("model"), "usage": usage}, extra)

    async def answer(self, w, kind, body, p, mode, rng, tps, extra, note):
        a = Reply(p, mode, rng, self.count)
        if mode == "replay" and (p.key in self.tape or self.o.on_miss == "error"):
            if p.key not in self.tape:
                note["status"] = 404
                return self.fail(404, f"the cassette has no key {p.key}", extra, "cassette_miss")
            a.text, a.finish = self.tape[p.key]["content"], self.tape[p.key].get("finish", "stop")
            a.tokens = self.count(a.text)
        if self.record:
            line = {"key": p.key, "question": p.question[:120], "content": a.text, "finish": a.finish}
            self.record.write(json.dumps(line, ensure_ascii=False) + "\n")
        counts = [self.count(c) for _, c in p.messages]
        cached = counts[0] // 128 * 128 if counts and counts[0] >= 1024 and p.messages[0] in self.seen else 0
        self.seen.update(p.messages[:1])  # a prefix cache: the first message, from 1,024 tokens
        note.update(prompt_tokens=3 + sum(counts) + 4 * len(counts), cached_tokens=cached, completion_tokens=a.tokens)
        wire = chat_wire if kind == "completions" else responses_wire
        whole, first, delta, last = wire(note["seq"], body, a, note["prompt_tokens"], cached)
        seconds = a.tokens / tps if tps > 0 else 0.0
        if not body.get("stream"):
            await asyncio.sleep(seconds)
            data = json.dumps(whole, ensure_ascii=False).encode()
            if mode in ("reset", "stall"):
                w.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data[: len(data) // 2])
                return await self.break_off(w, mode)
            return self.reply(200, b"<html>not JSON</html>" if mode == "badbody" else data, extra)

        def frame(events):
            blob = "".join(
                "data: [DONE]\n\n"
                if e is None
                else (f"event: {e['type']}\n" if "type" in e else "") + f"data: {json.dumps(e, ensure_ascii=False)}\n\n"
                for e in events
            ).encode()
            return f"{len(blob):x}\r\n".encode() + blob + b"\r\n"

        w.write(
            f"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n{extra}\r\n".encode()
        )
        words = re.findall(r"\s*\S+|\s+$", a.text or a.refusal or "")
        step = max(1, round(len(words) * 0.04 / seconds)) if seconds else 8  # at most 25 chunks a second
        parts = ["".join(words[i : i + step]) for i in range(0, len(words), step)]
        w.write(frame(first))
        for i, part in enumerate(parts):
            if i >= len(parts) // 2 and mode in ("reset", "stall", "badbody"):
                w.write(b'f\r\ndata: {"broken\n\n\r\n' if mode == "badbody" else b"")
                return await self.break_off(w, mode)
            await asyncio.sleep(seconds / len(parts))
            w.write(frame(delta(part)))
            await w.drain()
        return frame(last) + b"0\r\n\r\n"

    async def break_off(self, w, mode):
        await w.drain()
        await asyncio.sleep(self.o.hang if mode == "stall" else 0.02)
        if mode == "reset":
            w.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            w.transport.abort()


def draw_delay(spec, rng):
    """Seconds from milliseconds '120', 'uniform:50,200', 'normal:300,80' or 'lognormal:400,0.5' (median, sigma)."""
    name, _, args = str(spec).partition(":")
    a, b = (float(x) for x in args.split(",")) if args else (float(name), 0)
    draw = {"uniform": rng.uniform, "normal": rng.gauss, "lognormal": lambda m, s: m * math.exp(rng.gauss(0, s))}
    return max(0.0, draw[name](a, b) if args else a) / 1000


def embed(text, dim):
    """Bag of hashed words: shared words give similar vectors, so retrieval tests behave sensibly."""
    v = [0.0] * dim
    for w in stems(text) or {"?"}:
        h = int.from_bytes(hashlib.blake2b(w.encode(), digest_size=8).digest(), "little")
        v[h % dim] += 1.0 if h >> 63 else -1.0
    norm = math.sqrt(sum(x * x for x in v)) or 1.0
    return [x / norm for x in v]


async def serve(o):
    sim, stop = Simulator(o), asyncio.Event()
    server = await asyncio.start_server(sim.connection, o.host, o.port, backlog=2048, limit=8 << 20)
    for s in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(s, stop.set)
    url = "http://{}:{}/v1".format(*server.sockets[0].getsockname()[:2])
    print(json.dumps({"listening": url, "mode": o.mode, "tokens_by": sim.counter}), flush=True)
    await stop.wait()
    server.close()


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for flag, default, text in (
        ("--host", "127.0.0.1", ""),
        ("--port", 8089, "0 = any free one; the first line printed (JSON) names it"),
        ("--mode", "plain", "default behaviour, see above"),
        ("--errors", "", "rates, e.g. 429:0.05,500:0.01,reset:0.01"),
        ("--latency", "0", "ms to the first token: 120 | uniform:50,200 | normal:300,80 | lognormal:400,0.5"),
        ("--tps", 0.0, "tokens a second per answer, 0 = at once"),
        ("--seed", 1, "for error rates and delays"),
        ("--retry-after", 1.0, "seconds sent with 429 and 503, 0 = no header"),
        ("--hang", 3600.0, "seconds that hang and stall stay silent"),
        ("--api-key", "", "require this key"),
        ("--cassette", "", "JSONL for mode replay"),
        ("--on-miss", "error", "replay, unknown key: error | plain"),
        ("--record", "", "append every answer as a cassette line"),
        ("--log", "", "append one JSON line a request"),
    ):
        a.add_argument(flag, default=default, type=type(default), help=f"{text} (default: {default or 'none'})")
    a.add_argument("--log-bodies", action="store_true", help="log what the client sent as well")
    try:
        asyncio.run(serve(a.parse_args()))
    except (ValueError, OSError, KeyError) as e:
        sys.exit(f"llm_simulator: {e}")


if __name__ == "__main__":
    main()
