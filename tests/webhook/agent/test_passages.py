"""A draft's text cut for the page."""

from dataclasses import replace

from drafter.findings import Severity
from tests.makers import make_draft, make_finding, make_hit
from webhook.agent.passages import Paragraph, Quoted, Run, cut_paragraphs, mark_quotes

WINDOW = make_hit("You have 60 days.")


def test_paragraphs_end_at_empty_lines() -> None:
    draft = make_draft("Hi,\n\n", ("You have 60 days.", (WINDOW,)), "\n \nWarm regards,\nThe team")

    cut = cut_paragraphs(draft, {}, {})

    assert [_text(one) for one in cut] == ["Hi,", "You have 60 days.", "Warm regards,\nThe team"]


def test_source_numbers_stand_before_the_closing_mark() -> None:
    draft = make_draft("Hi, ", ("You have “60 days.”", (WINDOW, WINDOW)), " Bye")

    passage = cut_paragraphs(draft, {}, {"snp_1": 3})[0].passages[1]

    assert passage.is_sentence
    assert passage.cites == (3,)
    assert [run.text for run in passage.runs] == ["You have “60 days"]
    assert [run.text for run in passage.closing] == [".”"]


def test_noticed_words_are_marked_with_their_check() -> None:
    draft = make_draft(("We refund $45 by Friday.", ()))
    findings = {0: make_finding(draft, "$45"), 1: make_finding(draft, "Friday", severity=Severity.LOW)}

    runs = cut_paragraphs(draft, findings, {})[0].passages[0].runs

    assert runs == (
        Run("We refund "),
        Run("$45", 0, is_grave=True),
        Run(" by "),
        Run("Friday", 1),
    )


def test_finding_across_sentences_is_marked_in_both() -> None:
    draft = make_draft(("One.", ()), " ", ("Two.", ()))

    passages = cut_paragraphs(draft, {0: make_finding(draft, "e. T")}, {})[0].passages

    assert [[run.text for run in (*p.runs, *p.closing) if run.check == 0] for p in passages] == [
        ["e", "."],
        [" "],
        ["T"],
    ]


def test_sentences_outside_the_text_are_left_out() -> None:
    draft = make_draft(("One.", ()), " ", ("Two.", ()))

    cut = cut_paragraphs(replace(draft, text="One."), {}, {})

    assert [_text(one) for one in cut] == ["One."]


def _text(paragraph: Paragraph) -> str:
    return "".join(run.text for p in paragraph.passages for run in (*p.runs, *p.closing))


def test_quotes_are_marked_in_their_passage() -> None:
    parts = mark_quotes("One. Two. Three.", ["Two.", "One.", "Two."])

    assert parts == (Quoted("One.", True), Quoted(" "), Quoted("Two.", True), Quoted(" Three."))


def test_overlapping_quotes_are_marked_once() -> None:
    assert mark_quotes("You have 60 days.", ["You have 60", "60 days."]) == (
        Quoted("You have 60", True),
        Quoted(" days.", True),
    )


def test_quote_in_other_words_than_the_passage_stands_after_it() -> None:
    assert mark_quotes("One.", ["Uno."]) == (Quoted("One."), Quoted(" … Uno.", True))


def test_long_passage_is_cut_to_its_quotes() -> None:
    filler = "And so it goes on. " * 30

    shown = "".join(part.text for part in mark_quotes(f"{filler}You have 60 days. {filler}", ["You have 60 days."]))
    begun = "".join(part.text for part in mark_quotes(filler, []))

    assert shown == "… You have 60 days. …"
    assert len(begun) < 430
    assert begun.endswith(" …")
