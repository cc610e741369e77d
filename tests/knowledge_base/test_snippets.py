"""Cutting: one snippet a section, with its path, its span and an id that stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.snippets import MAX_PASSAGE_WORDS, MAX_SNIPPET_WORDS, Snippet, cut_snippets, heading_text

TEXT = """# Returns

Before the first section.

## Return window

You can return boots within 60 days.

:::internal
Seven days of grace.
:::

## Fees

### Canada

A label costs $12.95.
"""


def cut(text: str, *, policy_id: str = "pol_1", title: str = "Returns") -> tuple[Snippet, ...]:
    return cut_snippets(text, policy_id=policy_id, title=title)


def test_each_section_becomes_a_snippet_under_its_path() -> None:
    text = TEXT.replace("Before the first section.", "Before 1 June.")

    assert [snippet.heading for snippet in cut(text)] == [(), ("Return window",), ("Fees", "Canada")]


def test_few_words_that_lead_to_a_section_are_cut_with_it() -> None:
    first = cut(TEXT)[0]

    assert first.heading == ("Return window",)
    assert first.text == "Before the first section.\n\nYou can return boots within 60 days."
    assert TEXT[first.start : first.end].startswith("Before the first section.")


@pytest.mark.parametrize(
    "lead", ["Valid for 30 days.", "- A list\n- of rules", ":::internal\nFor us.\n:::", "word " * 12]
)
def test_what_says_something_itself_stays_a_snippet(lead: str) -> None:
    assert [snippet.heading for snippet in cut(f"{lead}\n\n## First\n\nText.")] == [(), ("First",)]


def test_internal_words_are_searched_but_not_quoted() -> None:
    snippet = cut(TEXT)[0]

    assert snippet.text == "Before the first section.\n\nYou can return boots within 60 days."
    assert snippet.internal == "Seven days of grace."
    assert "grace" in snippet.searchable


def test_span_covers_the_section() -> None:
    snippet = cut(TEXT)[1]

    assert TEXT[snippet.start : snippet.end].startswith("### Canada")
    assert "$12.95" in TEXT[snippet.start : snippet.end]


def test_id_stays_when_another_section_changes() -> None:
    before, after = cut(TEXT), cut(TEXT.replace("60 days", "30 days"))

    assert before[1].id == after[1].id
    assert before[0].id != after[0].id


def test_same_words_in_another_policy_have_another_id() -> None:
    assert cut(TEXT)[0].id != cut(TEXT, policy_id="pol_2")[1].id


def test_repeated_section_gets_an_id_of_its_own() -> None:
    snippets = cut("## A\n\nSame words.\n\n## A\n\nSame words.")

    assert len({snippet.id for snippet in snippets}) == 2


def test_heading_without_text_can_be_found() -> None:
    snippets = cut("## Lost or stolen card", title="Help")

    assert [(one.heading, one.text) for one in snippets] == [(("Lost or stolen card",), "")]


def test_long_section_is_cut_at_its_paragraphs() -> None:
    paragraph = "word " * 150
    snippets = cut(f"## Long\n\n{paragraph}\n\n{paragraph}\n\n{paragraph}")

    assert [snippet.part for snippet in snippets] == [0, 1]
    assert all(len(snippet.text.split()) <= MAX_SNIPPET_WORDS for snippet in snippets)


def test_short_paragraphs_share_a_passage() -> None:
    passages = cut("## A\n\nOne.\n\nTwo.\n\nThree.")[0].passages

    assert passages == ("One.\nTwo.\nThree.",)


def test_heading_text_leaves_out_what_is_empty() -> None:
    assert heading_text("Returns", ("Fees", "Canada")) == "Returns > Fees > Canada"
    assert heading_text("", ("Fees",)) == "Fees"


@given(st.lists(st.sampled_from(["# A", "## B", "### C", "words " * 30, "- item\n- item", ":::internal", ":::", ""])))
def test_every_word_is_in_some_snippet(parts: list[str]) -> None:
    snippets = cut("\n\n".join(parts))

    quoted = sum(snippet.searchable.split().count("words") for snippet in snippets)
    assert quoted == sum(part.split().count("words") for part in parts)
    assert all(len(p.split()) <= MAX_PASSAGE_WORDS + 12 for snippet in snippets for p in snippet.passages)
    assert len({snippet.id for snippet in snippets}) == len(snippets)
