import pytest

from pages.charts import theme


def brightness(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    high, low = sorted([brightness(one), brightness(other)], reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_words_read_on_paper_and_on_every_step_of_the_scale(dark):
    colours = theme.palette(dark)
    assert contrast(colours.ink, colours.paper) >= 4.5
    assert contrast(colours.quiet, colours.paper) >= 4.5
    for step, words in zip(colours.scale, colours.on_scale, strict=True):
        assert contrast(step, words) >= 4.5, step


@pytest.mark.parametrize("dark", [False, True])
def test_marks_stand_out_from_the_paper(dark):
    colours = theme.palette(dark)
    assert all(contrast(mark, colours.paper) >= 2.7 for mark in colours.series)


def test_a_figure_is_transparent_fixed_and_as_tall_as_told():
    figure = theme.base_figure(False, 220)
    layout = figure.layout.template.layout
    assert figure.layout.height == 220
    assert layout.xaxis.fixedrange and layout.yaxis.fixedrange
    assert layout.paper_bgcolor == "rgba(0,0,0,0)"
    assert not layout.xaxis.showgrid and layout.yaxis.showgrid


def test_an_axis_starts_at_zero_and_leaves_room():
    assert theme.fixed_range([4, 10, None], 0.1) == [0, 11]
    assert theme.fixed_range([-10, 10], 0.1) == [-12, 12]
    low, high = theme.fixed_range([])
    assert low == 0 and high > 0


def test_months_are_words_in_their_order():
    figure = theme.months_axis(theme.base_figure(True, 200), ["Dec", "Jan"])
    assert figure.layout.xaxis.type == "category"
    assert list(figure.layout.xaxis.categoryarray) == ["Dec", "Jan"]


def test_an_interval_is_the_lines_colour_seen_through():
    figure = theme.interval(theme.base_figure(False, 200), [1, 2], [1, 1], [2, 3], theme.LIGHT.jade)
    assert figure.data[1].fillcolor == "rgba(14,124,102,0.15)"
    assert figure.data[1].fill == "tonexty"


def test_names_of_users_are_no_markup():
    figure = theme.end_label(theme.base_figure(False, 200), 1, 2, "<a href='x'>Bo & Co</a>", "#000000")
    assert figure.layout.annotations[0].text == "&lt;a href='x'&gt;Bo &amp; Co&lt;/a&gt;"


def test_the_spoken_text_names_values_and_stops_somewhere():
    assert theme.alt("Won", ["Jan", "Feb"], ["¥1M", "¥2M"]) == "Won: Jan ¥1M; Feb ¥2M"
    assert theme.alt("Won", range(20), range(20)).endswith("; …")
