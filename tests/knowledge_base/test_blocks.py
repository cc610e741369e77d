"""Markdown to blocks: plain words, spans, and fences that never leak."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.blocks import BlockKind, plain_text, read_blocks

PAGE = """# Returns

You can **return** most items
within [60 days](https://northway.example/returns).

- boots
- tents
  - with poles

| Fee | Price |
| --- | --- |
| Label | $6.95 |

:::internal
Seven days of grace.
:::

:::steps
- Refund the customer
:::
"""


def test_each_kind_of_block_is_told_apart() -> None:
    kinds = [block.kind for block in read_blocks(PAGE)]

    assert kinds == [
        BlockKind.HEADING,
        BlockKind.TEXT,
        BlockKind.LIST,
        BlockKind.TABLE,
        BlockKind.INTERNAL,
        BlockKind.STEPS,
    ]


def test_text_loses_its_marks_and_keeps_web_addresses() -> None:
    text = read_blocks(PAGE)[1].text

    assert text == "You can return most items within 60 days (https://northway.example/returns)."


def test_list_rows_keep_their_depth() -> None:
    assert read_blocks(PAGE)[2].lines == ("- boots", "- tents", "  - with poles")


def test_table_row_can_be_read_alone() -> None:
    assert read_blocks(PAGE)[3].lines == ("- Fee: Label; Price: $6.95",)


def test_span_points_at_the_source() -> None:
    block = next(one for one in read_blocks(PAGE) if one.kind is BlockKind.INTERNAL)

    assert "Seven days of grace." in PAGE[block.start : block.end]
    assert "Returns" not in PAGE[block.start : block.end]


def test_unclosed_fence_hides_all_that_follows() -> None:
    blocks = read_blocks("Open words.\n\n:::internal\nSecret words.\n\n## More\n\nAlso secret.")

    assert [block.text for block in blocks if block.kind is BlockKind.TEXT] == ["Open words."]
    assert [block.kind for block in blocks] == [BlockKind.TEXT, BlockKind.INTERNAL]


def test_fence_inside_code_is_no_fence() -> None:
    blocks = read_blocks("```\n:::internal\n```\n\nOpen words.")

    assert all(block.kind is BlockKind.TEXT for block in blocks)


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("a <script>alert(1)</script> b", "a alert(1) b"),
        ("<div>boxed</div>", "boxed"),
        ("a<br>b", "a\nb"),
        ("![a boot](boot.png)", "a boot"),
        ("[see below](#fees)", "see below"),
        ("soft\u00adhyphen and zero\u200bwidth", "softhyphen and zerowidth"),
        ("", ""),
    ],
    ids=["script", "html block", "line break", "image", "anchor", "unseen signs", "empty"],
)
def test_odd_marks_become_plain_words(markdown: str, text: str) -> None:
    assert plain_text(markdown) == text


@given(st.text(alphabet="# \n-*|>`:[]()<ab\r\t1.", max_size=200))
def test_no_text_breaks_the_reader(markdown: str) -> None:
    for block in read_blocks(markdown):
        assert 0 <= block.start <= block.end <= len(markdown)
