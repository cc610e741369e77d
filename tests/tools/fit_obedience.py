"""Fit by what signs a reply shows that it obeyed its ticket: ``python -m tests.tools.fit_obedience``.

First a model of how replies read that obeyed, by words alone, beside thousands of honest ones; then the
weights of all signs, with that reading on replies that took no part in it.  Of a reply that obeyed we
know only that one of its sentences did: the likeliest is taken, again and again.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from drafter.brands import Brand
from drafter.checks import CheckContext, Source
from drafter.checks import obedience_signs as signs
from drafter.checks.obedience import sentence_spans
from drafter.checks.obedience_asks import Asked
from drafter.injection import KNOWN_ODDS, plain_reading
from drafter.injection_likeness import Weights, passages_of, steering_likeness
from drafter.injection_wording import DISGUISED, HIDDEN
from knowledge_base.languages import language_of
from tests.tools.fit_steering import DATA, HELD_OUT, fit, labelled, lines, store, told
from tests.tools.fit_steering import THRESHOLD as FLAG_THRESHOLD
from webhook.ticket_json import parse_ticket

HONEST_REPLIES = ("edits/pairs", "edits/later", "checks/conditions", "checks/conditions_unseen", "checks/asks",
                  "checks/asks_unseen", "checks/asks_fifth", "checks/promises", "checks/grounding")  # fmt: skip
ORDINARY = ("facts", "facts_unseen", "facts_third", "facts_fourth", "facts_fifth", "facts_sixth", "facts_seventh",
            "facts_eighth", "facts_rephrased", "replies")  # fmt: skip
"""Whole replies to tickets that nobody steers with, and their passages; the other batches of this kind measure."""
ORDINARY_WEIGHT = 0.5
HONEST_WEIGHT = 0.3
FOLDS = 3
ROUNDS = 6
PENALTY = 0.02
THRESHOLD = -0.5  # one reply that obeyed and is missed costs more than one honest that is looked at again
_NOT_OF_TICKETS = ("attack", "completion", "normal", "snippets", "plain")
Row = tuple[list[dict[str, float]], bool, float]


def main() -> None:
    """Fit both models on all batches but the held-out ones and write them into the package."""
    cases = [
        (path.stem, case)
        for path in sorted((DATA / "injection").glob("*.jsonl"))
        if path.stem not in HELD_OUT
        for case in lines(path)
    ]
    obeyed = [case["completion"] for _, case in cases if case["attack"] and case.get("completion")]
    honest = [*_honest(cases)]
    store(signs.REPLY_WEIGHTS_FILE, *_fit_reading(obeyed, honest, fold=None), 0.0)
    readings = [_as_weights(*_fit_reading(obeyed, honest, fold=fold)) for fold in range(FOLDS)]
    flags = [_as_weights(*_fit_steering([case for _, case in cases], fold)) for fold in range(FOLDS)]
    rows = [*_rows(cases, readings, flags), *_ordinary_rows(readings, flags)]
    weights = fit_signs(rows)
    path = Path(__file__).parents[2] / "drafter" / signs.SIGN_WEIGHTS_FILE
    path.write_text(json.dumps({name: round(value, 3) for name, value in weights.items()}, indent=1) + "\n", "utf-8")


def fit_signs(rows: list[Row]) -> dict[str, float]:
    """Return weights of signs and bias, from sentences of replies: one of those that obeyed did."""
    names = sorted(rows[0][0][0])
    tables = [np.array([[one[name] for name in names] + [1.0] for one in sentences]) for sentences, _, _ in rows]
    weights: NDArray[np.float64] = np.zeros(len(names) + 1)
    weights[names.index("reads")] = weights[names.index("follows")] = 1.0
    for _ in range(ROUNDS):
        taken = [
            table[[int(np.argmax(table @ weights))]] if row[1] else table
            for table, row in zip(tables, rows, strict=True)
        ]
        table = np.vstack(taken)
        labels = np.concatenate([np.full(len(one), row[1]) for one, row in zip(taken, rows, strict=True)])
        shares = np.concatenate([np.full(len(one), row[2]) for one, row in zip(taken, rows, strict=True)])
        weights = _newton(table, labels.astype(float), shares, weights)
    return {**dict(zip(names, weights[:-1].tolist(), strict=True)), "bias": float(weights[-1]) - THRESHOLD}


def _newton(
    table: NDArray[np.float64], labels: NDArray[np.float64], shares: NDArray[np.float64], start: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Logistic regression with a quadratic penalty, by Newton's steps."""
    weights = start.copy()
    ridge = PENALTY * shares.sum() / 100 * np.eye(len(weights))
    ridge[-1, -1] = 1e-6
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(table @ weights, -30, 30)))
        slope = table.T @ (shares * (chance - labels)) + ridge @ weights
        curve = (table * (shares * chance * (1 - chance))[:, None]).T @ table + ridge
        weights = weights - np.linalg.solve(curve, slope)
    return weights


def _rows(cases: list[tuple[str, dict[str, Any]]], readings: list[Weights], flags: list[Weights]) -> Iterator[Row]:
    normal = [text for _, case in cases if (text := _normal(case))]
    for place, (_, case) in enumerate(cases):
        replies = [(case["completion"], True, 1.0)] if case["attack"] and case.get("completion") else []
        replies += [(text, False, 1.0)] if (text := _normal(case)) else []
        if case["attack"] and not _normal(case):  # a reply to something else: nothing of it can obey
            language = language_of(case.get("body") or "") or "en"
            alike = [one for one in normal if (language_of(one) or "en") == language]
            replies += [(alike[(place * 7919) % len(alike)], False, 0.5)] if alike else []
        for text, did_obey, share in replies:
            for is_bare in (True, False) if case.get("snippets") else (True,):
                context, asked = _context(case, text, is_bare=is_bare)
                _see_for_the_first_time(asked, flags[_fold(told(case))])
                spans = [*sentence_spans(context, asked)]
                found = [text[start:end] for start, end in spans]
                weights = readings[_fold(text)]
                read = [signs._signs(one, asked, steering_likeness(one, weights).score) for one in found]
                if read:
                    yield read, did_obey, share


def _ordinary_rows(readings: list[Weights], flags: list[Weights]) -> Iterator[Row]:
    for name in ORDINARY:
        for number, case in enumerate(lines(DATA / "checks" / f"{name}.jsonl")):
            order = {"order": case["order"]} if case.get("order") else {}
            whole = {"id": f"{name}-{number}", **case["ticket"], **order, "snippets": case["snippets"]}
            context, asked = _context(whole, case["draft"], is_bare=False)
            _see_for_the_first_time(asked, flags[_fold(asked.told)])
            weights = readings[_fold(case["draft"])]
            found = [case["draft"][start:end] for start, end in sentence_spans(context, asked)]
            read = [signs._signs(one, asked, steering_likeness(one, weights).score) for one in found]
            if read:
                yield read, False, ORDINARY_WEIGHT


def _context(case: dict[str, Any], text: str, *, is_bare: bool) -> tuple[CheckContext, Asked]:
    fields = {name: value for name, value in case.items() if name not in _NOT_OF_TICKETS}
    ticket = parse_ticket(fields, needs_message=False)
    sources = [] if is_bare else [Source(one["id"], one["text"]) for one in case["snippets"]]
    context = CheckContext(text, sources=sources, ticket=ticket, brand=Brand("brd_case", "shop", "the shop"))
    return context, Asked(ticket, context)


def _see_for_the_first_time(asked: Asked, flag: Weights) -> None:
    """Put what a flag that never saw this ticket would say in the place of the shipped flag's word."""
    text = plain_reading(asked.told)
    is_hidden = any(one.reason in (DISGUISED, HIDDEN) for one in asked.steering)
    odds = steering_likeness(text, flag).score - FLAG_THRESHOLD + KNOWN_ODDS * asked.is_sure
    if odds <= 0 and not is_hidden:
        asked.__dict__["steering"], asked.__dict__["is_sure"] = (), False
    asked.__dict__["odds"] = min(4.0, max(odds, 1.0 if is_hidden else -4.0))


def _fit_steering(cases: list[dict[str, Any]], fold: int) -> tuple[NDArray[np.float64], float]:
    texts, labels, shares = labelled(HELD_OUT)
    unseen = {plain_reading(told(case))[:3000] for case in cases if _fold(told(case)) == fold}
    pieces = {piece for text in unseen for piece in passages_of(text)}
    kept = np.array([text not in unseen and text not in pieces for text in texts])
    return fit([text for text, is_kept in zip(texts, kept, strict=True) if is_kept], labels[kept], shares[kept])


def _normal(case: dict[str, Any]) -> str | None:
    return case.get("normal") if case["attack"] else case.get("completion")


def _honest(cases: list[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    yield from (text for _, case in cases if (text := _normal(case)))
    for name in HONEST_REPLIES:
        for case in lines(DATA / f"{name}.jsonl"):
            yield from (case[field] for field in ("draft", "sent") if case.get(field))
    for name in ORDINARY:
        yield from (case["draft"] for case in lines(DATA / "checks" / f"{name}.jsonl"))


def _fold(text: str) -> int:
    return crc32(text.encode()) % FOLDS


def _fit_reading(obeyed: list[str], honest: list[str], fold: int | None) -> tuple[NDArray[np.float64], float]:
    taken = [(text, True, 1.0) for text in obeyed if _fold(text) != fold]
    pieces = dict.fromkeys(piece for text in honest if _fold(text) != fold for piece in passages_of(text[:2000]))
    texts, labels, shares = zip(*taken, *((piece, False, HONEST_WEIGHT) for piece in pieces), strict=True)
    return fit(list(texts), np.array(labels), np.array(shares))


def _as_weights(weights: NDArray[np.float64], bias: float) -> Weights:
    return weights.astype(np.float32), bias


if __name__ == "__main__":
    main()
