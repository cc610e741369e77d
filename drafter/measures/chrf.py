"""chrF: agreement of two texts in runs of characters."""

from collections import Counter

LONGEST_RUN = 6
RECALL_WEIGHT = 2  # beta of the F-measure: recall counts twice as much as precision


def chrf(draft: str, sent: str) -> float:
    """Return chrF of the draft against the sent text, 0 to 100.

    Precision and recall of character runs of 1 to 6, blanks left out and case kept, each
    averaged over the lengths that both texts have, then joined with beta 2.  Equal to
    sacrebleu's default CHRF.
    Source: Popović 2015, "chrF: character n-gram F-score for automatic MT evaluation".
    """
    left, right = "".join(draft.split()), "".join(sent.split())
    lengths = range(1, min(LONGEST_RUN, len(left), len(right)) + 1)
    if not lengths:
        return 0.0
    precision = recall = 0.0
    for length in lengths:
        ours, theirs = _runs(left, length), _runs(right, length)
        shared = _shared(ours, theirs)
        precision += shared / (len(left) - length + 1)
        recall += shared / (len(right) - length + 1)
    precision /= len(lengths)
    recall /= len(lengths)
    if not precision + recall:
        return 0.0
    weight = RECALL_WEIGHT**2
    return 100 * ((1 + weight) * precision * recall / (weight * precision + recall))


def _runs(text: str, length: int) -> Counter[str]:
    return Counter(text[start : start + length] for start in range(len(text) - length + 1))


def _shared(left: Counter[str], right: Counter[str]) -> int:
    few, many = (left, right) if len(left) < len(right) else (right, left)
    return sum(min(count, many[run]) for run, count in few.items() if run in many)
