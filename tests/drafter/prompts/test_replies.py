"""Reading a model's answer, whatever it looks like."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafter.completion import CompletionResolution, Prompt
from drafter.prompts.replies import read_reply
from tests.makers import make_brand, make_hit, make_ticket

PROMPT = Prompt("reply-1", (), make_ticket(), make_brand(), (make_hit("Sixty days.", snippet_id="snp_1"),), 10)
GOOD = {
    "can_answer": True,
    "abstain_reason": "",
    "language": "de",
    "sentences": [{"text": "Sie haben 60 Tage.", "snippet_ids": ["snp_1", "snp_9"], "starts_paragraph": True}],
}


def test_object_is_read_with_only_known_ids() -> None:
    reply = read_reply(json.dumps(GOOD), PROMPT)

    assert reply is not None
    assert reply.language == "de"
    assert [(s.text, s.snippet_ids, s.new_paragraph) for s in reply.sentences] == [
        ("Sie haben 60 Tage.", ("snp_1",), True)
    ]


@pytest.mark.parametrize("around", ["```json\n{}\n```", "Here you are: {} Anything else?", "\ufeff{}"])
def test_text_round_the_object_is_forgiven(around: str) -> None:
    reply = read_reply(around.replace("{}", json.dumps(GOOD)), PROMPT)

    assert reply is not None
    assert len(reply.sentences) == 1


@pytest.mark.parametrize(
    "written",
    [
        "{'can_answer': true, 'sentences': [{'text': 'You have 60 days.', 'snippet_ids': ['snp_1']}]}",
        '{"sentences": [{"text": "You have 60 days.", "snippet_ids": ["snp_1"],},],}',
        '{"thought": {"a": 1}} {"sentences": ["You have 60 days. [snp_1]"]} {"x": 2}',
        '{"reply": "You have 60 days. [snp_1]"}',
        '{"sentences": "You have 60 days. [snp_1]"}',
    ],
    ids=["single quotes", "closing commas", "another object first", "one text", "text for a list"],
)
def test_json_that_is_nearly_right_is_read(written: str) -> None:
    reply = read_reply(written, PROMPT)

    assert reply is not None
    assert [(s.text, s.snippet_ids) for s in reply.sentences] == [("You have 60 days.", ("snp_1",))]


def test_reply_inside_another_object_is_no_reply() -> None:
    assert read_reply(json.dumps({"unexpected": [GOOD]}), PROMPT) is None


def test_resolution_and_questions_back_are_read_field_by_field() -> None:
    resolution = {
        "rung": "refund",
        "amount": "24.50",
        "currency": "eur",
        "deadline": "2026-12-01",
        "conditions": ["unused", 3],
    }
    value = GOOD | {"resolution": resolution, "asks_back": ["Which size?", "Thanks."]}

    reply = read_reply(json.dumps(value), PROMPT)

    assert reply is not None
    assert reply.resolution == CompletionResolution("refund", Decimal("24.50"), "EUR", date(2026, 12, 1), ("unused",))
    assert reply.asks_back == ("Which size?",)


@pytest.mark.parametrize(
    "wrong", [None, 7, [], {"amount": "much", "deadline": "soon"}, {"amount": "-5"}, {"amount": "NaN"}]
)
def test_resolution_that_says_nothing_is_none(wrong: object) -> None:
    reply = read_reply(json.dumps(GOOD | {"resolution": wrong}), PROMPT)

    assert reply is not None
    assert reply.resolution is None


def test_ids_in_brackets_become_citations() -> None:
    reply = read_reply('{"sentences": ["You have 60 days [snp_1]. See [terms]."]}', PROMPT)

    assert reply is not None
    assert [(s.text, s.snippet_ids) for s in reply.sentences] == [
        ("You have 60 days.", ("snp_1",)),
        ("See [terms].", ("snp_1",)),
    ]


def test_refusal_to_answer_gives_a_reason() -> None:
    reply = read_reply('{"can_answer": false, "sentences": []}', PROMPT)

    assert reply is not None
    assert reply.sentences == ()
    assert reply.abstain_reason


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I cannot help with that.",
        "{",
        "}{",
        "[]",
        '{"sentences": null}',
        '{"sentences": [{"text": 5}, null, {"text": "  "}]}',
        '{"sentences": [{"text": "cut off',
        "{" * 5000,
    ],
)
def test_no_reply_is_read_from_garbage(text: str) -> None:
    assert read_reply(text, PROMPT) is None


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["sentences", "text", "snippet_ids", "can_answer", "language", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(st.text(max_size=200) | _JSON.map(json.dumps))
def test_reading_never_raises(text: str) -> None:
    reply = read_reply(text, PROMPT)

    if reply is not None:
        assert all(set(sentence.snippet_ids) <= {"snp_1"} for sentence in reply.sentences)
