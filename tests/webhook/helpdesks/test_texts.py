"""Messages in HTML as plain text, and back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafter.turns import own_words
from webhook.helpdesks.texts import html_to_text, looks_like_html, plain, text_to_html

CASES = [
    ("<p>Hi&nbsp;Maya,</p><p>two <b>bold</b> lines<br>next</p>", "Hi Maya,\n\ntwo bold lines\nnext"),
    ("<div>one</div><div>two</div>", "one\ntwo"),
    ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
    ("a<script>alert(1)</script>b<style>x{}</style>", "ab"),
    ("<p>seen</p><p style='display: none'>hidden</p>", "seen"),
    ("<div>new</div><blockquote>old<br>older</blockquote>", "new\n\n> old\n> older"),
    ("<div>new</div><div class='gmail_quote'>On Mon, Ben wrote:<blockquote>q</blockquote></div>", None),
    ("<p>text</p><div data-signature='true'>Sam<br>Northway</div>", "text\n\n--\nSam\nNorthway"),
    ("<pre>a\n  b</pre>", "a\n  b"),
    ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
    ("5 &lt; 6 &amp; 7", "5 < 6 & 7"),
    ("<img alt='smile' src=x>", "smile"),
    ("unclosed <b>bold", "unclosed bold"),
    ("</p></div>stray", "stray"),
    ("", ""),
    ("<p>größe 👟 日本語</p>", "größe 👟 日本語"),
]


@pytest.mark.parametrize(("source", "text"), [case for case in CASES if case[1] is not None])
def test_html_reads_as_it_looks(source: str, text: str) -> None:
    assert html_to_text(source) == text


@pytest.mark.parametrize(("source", "text"), CASES[5:8])
def test_quotes_and_signatures_can_be_told_from_new_words(source: str, text: str | None) -> None:
    assert own_words(html_to_text(source)) in ("new", "text")


@pytest.mark.parametrize("text", ['use {{x}} & <b>"y"</b>', "a\n\nb\nc", "> quoted", "5 < 6", "  lead", "größe 👟"])
def test_our_text_comes_back_from_html(text: str) -> None:
    assert html_to_text(text_to_html(text)).split() == text.split()


@pytest.mark.parametrize(
    ("text", "is_html"), [("<p>x</p>", True), ("x<br/>y", True), ("a <b>c</b>", False), ("1<2", False)]
)
def test_html_is_known_by_tags_that_break_lines(text: str, is_html: bool) -> None:
    assert looks_like_html(text) is is_html
    assert plain("<p>x</p>", content_type="text/plain") == "<p>x</p>"


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.text(alphabet="<>/=\"' abpdivblockquote&;#\n\x00", max_size=80))
def test_any_bytes_are_read(source: str) -> None:
    assert isinstance(html_to_text(source), str)


def test_deep_and_large_input_is_read_quickly() -> None:
    assert "end" in html_to_text("<div>" * 20_000 + "end")
    assert len(html_to_text("<p>word</p>" * 100_000)) > 100_000
