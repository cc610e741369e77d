"""The views of a snippet, and which row of the vectors is which."""

import numpy as np

from knowledge_base.search.dense import ambiguous_headings, layout_of, row_texts, view_texts, views_of
from knowledge_base.snippets import Snippet


def make_snippet(*heading: str, text: str = "Words.", passages: tuple[str, ...] = ("One.", "Two.")) -> Snippet:
    return Snippet("sni_1", heading, text, 0, 0, passages)


def test_heading_path_stands_in_front_of_every_text() -> None:
    views = view_texts("Returns", make_snippet("Fees", "Canada"))

    assert views.section == "Returns > Fees > Canada\nWords."
    assert views.path == "Returns > Fees > Canada"
    assert views.heading == "Canada"
    assert views.passages == ("Returns > Fees > Canada: One.", "Returns > Fees > Canada: Two.")


def test_heading_that_others_have_too_is_replaced_by_its_path() -> None:
    ambiguous = ambiguous_headings([("pol_1", "Exceptions"), ("pol_2", "exceptions"), ("pol_2", "Fees")])

    assert ambiguous == {"exceptions"}
    assert view_texts("Returns", make_snippet("Exceptions"), ambiguous=ambiguous).heading == "Returns > Exceptions"


def test_two_wordings_of_one_section_do_not_make_it_ambiguous() -> None:
    assert ambiguous_headings([("pol_1", "Fees"), ("pol_1", "Fees")]) == frozenset()


def test_snippet_without_text_is_its_heading() -> None:
    views = view_texts("Help", make_snippet("Lost card", text="", passages=()))

    assert views.passages == (views.section,) == ("Help > Lost card",)


def test_best_passage_counts() -> None:
    views = [view_texts("A", make_snippet("B")), view_texts("A", make_snippet("C", passages=("Three.",)))]
    cosines = np.arange(len(row_texts(views)), dtype=np.float32)

    found = views_of(cosines, layout_of([2, 1]))

    assert found.section.tolist() == [0, 1]
    assert found.path.tolist() == [2, 3]
    assert found.heading.tolist() == [4, 5]
    assert found.passage.tolist() == [7, 8]
    assert found.similarity.tolist() == [7, 8]
    assert found.at(np.array([1])).passage.tolist() == [8]
