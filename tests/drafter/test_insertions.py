"""What an agent added to a draft, and which cited sentences were taken out."""

from datetime import UTC, datetime

from drafter.drafts import Citation, Sentence
from drafter.insertions import Source, added_and_removed

NOW = datetime(2026, 11, 25, tzinfo=UTC)
SOURCE = Source("edt_1", "tkt_1", "Ann", NOW)
RETURNS = "You can return the boots within 30 days of delivery."
LABEL = "A return label costs $6.95."
DRAFT = f"Hi Sam,\n\n{RETURNS} {LABEL}\n\nKind regards,\nNorthway"


def sentence(text: str, snippet_id: str) -> Sentence:
    start = DRAFT.index(text)
    return Sentence(text, start, start + len(text), (Citation(snippet_id, "pol", "Returns", "rev", 1, (), text),))


SENTENCES = (sentence(RETURNS, "snp_1"), sentence(LABEL, "snp_2"))


def test_added_sentence_is_found_with_its_facts_marked() -> None:
    more = "Please cut off the old label, or the parcel goes astray for 5 days."
    sent = DRAFT.replace(LABEL, f"{LABEL} {more}")

    [one], gone = added_and_removed(DRAFT, SENTENCES, sent, SOURCE)

    assert one.text == more
    assert one.marked == "Please cut off the old label, or the parcel goes astray for [time span]."
    assert one.snippet_ids == ("snp_1", "snp_2")
    assert gone == ()


def test_reworded_sentence_is_neither_added_nor_removed() -> None:
    sent = DRAFT.replace(RETURNS, "The boots can be returned within 30 days of delivery.")

    assert added_and_removed(DRAFT, SENTENCES, sent, SOURCE) == ((), ())


def test_taken_out_sentence_names_its_snippet() -> None:
    added, [gone] = added_and_removed(DRAFT, SENTENCES, DRAFT.replace(f" {LABEL}", ""), SOURCE)

    assert added == ()
    assert (gone.text, gone.snippet_ids) == (LABEL, ("snp_2",))


def test_greeting_closing_comfort_and_short_words_say_nothing() -> None:
    sent = DRAFT.replace("Hi Sam,", "Dear Sam,").replace(LABEL, f"{LABEL} I am so sorry for the trouble. Of course!")
    added, _ = added_and_removed(DRAFT, SENTENCES, sent.replace("Kind regards", "All the best"), SOURCE)

    assert added == ()


def test_nothing_sent_took_everything_out() -> None:
    added, gone = added_and_removed(DRAFT, SENTENCES, "", SOURCE)

    assert added == ()
    assert {one.text for one in gone} == {RETURNS, LABEL}


def test_own_name_in_place_of_the_sign_off_is_no_rule() -> None:
    sent = DRAFT.replace("Kind regards,\nNorthway", "Ines Duarte, Northway Outdoor support")

    assert added_and_removed(DRAFT, SENTENCES, sent, SOURCE) == ((), ())


def test_last_line_that_is_a_sentence_counts() -> None:
    sent = DRAFT.replace("Kind regards,\nNorthway", "Keep the box for the courier.")

    [one], _ = added_and_removed(DRAFT, SENTENCES, sent, SOURCE)

    assert one.text == "Keep the box for the courier."
