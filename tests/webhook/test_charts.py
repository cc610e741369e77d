"""Charts: what they say without colours or scripts."""

from xml.etree import ElementTree

from webhook.charts import Estimate, Series, interval, percent, stacked, trend

WEEKS = ("2 Mar", "9 Mar", "16 Mar")


def test_stacked_columns_fill_their_week_and_an_empty_week_stays_empty() -> None:
    chart = stacked(
        "outcomes",
        "What agents did",
        "As drafted rises.",
        WEEKS,
        [Series("f1", (0.5, 0.0, 0.75)), Series("fm", (0.5, 0.0, 0.25))],
    )

    root = ElementTree.fromstring(chart)
    columns = list(root.iter("rect"))
    assert len(columns) == 4
    heights = [float(one.attrib["height"]) + 1.5 for one in columns]
    assert round(heights[0] + heights[1]) == round(heights[2] + heights[3]) == 190


def test_chart_names_itself_and_states_its_finding() -> None:
    root = ElementTree.fromstring(stacked("key", "Title <1>", "Finding & more", WEEKS, []))

    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "key-t key-d"
    assert (root.findtext("title"), root.findtext("desc")) == ("Title <1>", "Finding & more")
    assert "style" not in ElementTree.tostring(root, encoding="unicode")


def test_trend_breaks_at_a_missing_week_and_lone_points_have_bars() -> None:
    point = Estimate(0.5, 0.3, 0.7)

    root = ElementTree.fromstring(
        trend("key", "Rate", "Flat.", WEEKS, [point, None, point], ticks=(0, 0.5, 1), show=percent)
    )

    assert [one.attrib["class"] for one in root.iter("path")] == ["ci", "ci"]
    assert [one.findtext("title") for one in root.iter("g")] == ["2 Mar: 50% (30% to 70%)", "16 Mar: 50% (30% to 70%)"]


def test_trend_draws_a_band_round_its_line() -> None:
    points = [Estimate(0.5, 0.3, 0.7), Estimate(0.6, 0.4, 0.8), Estimate(0.7, 0.5, 0.9)]

    root = ElementTree.fromstring(trend("key", "Rate", "Rises.", WEEKS, points, ticks=(0, 0.5, 1), show=percent))

    assert [one.attrib["class"] for one in root.iter("path")] == ["band", "line"]


def test_interval_says_its_bounds() -> None:
    root = ElementTree.fromstring(interval("key", "Accepted", Estimate(0.75, 0.63, 0.84), show=percent))

    assert root.findtext("desc") == "75%, interval 63% to 84%"
