"""Tokens and the normal form."""

from drafter.measures.words import located_tokens, normal_form, tokens


def test_tokens_of_the_published_example() -> None:
    text = "See https://a.example/x. It costs $5.95 (4-6 days), don't worry! 我们"

    expected = (
        "see | https://a.example/x | . | it | costs | $ | 5.95 | ( | 4-6 | days | ) | , | don't | worry | ! | 我 | 们"
    )
    assert tokens(text) == expected.split(" | ")


def test_normal_form_has_one_line_end_and_no_blanks_at_ends() -> None:
    assert normal_form("  a \r\nb\t\rc \n") == "a\nb\nc"


def test_located_tokens_point_at_their_words() -> None:
    text = "Größe M,\n OK"

    assert [text[token.start : token.end].lower() for token in located_tokens(text)] == tokens(text)
