"""Panels placed by name: nothing overlaps, nothing leaves the figure, and the narrow stack keeps the order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainers.figure_style import Style
from explainers.panels import panels

shares = st.floats(0.2, 3.0)


def test_a_name_in_several_cells_takes_them_all():
    places = panels("field field loss", "field field score", gaps=(0.1, 0.2))
    assert places["field"].axes == {"xaxis": "x", "yaxis": "y"}
    assert places["field"].y == (0.0, 1.0)
    assert places["loss"].x == places["score"].x == pytest.approx((0.1 + 2 * 0.8 / 3 + 0.1, 1.0))
    assert places["loss"].y == pytest.approx((0.6, 1.0))
    assert places["score"].y == pytest.approx((0.0, 0.4))


@given(st.lists(shares, min_size=1, max_size=4), st.lists(shares, min_size=1, max_size=4))
def test_panels_lie_in_the_figure_and_do_not_overlap(widths, heights):
    rows = [" ".join(f"p{i}_{j}" for j in range(len(widths))) for i in range(len(heights))]
    places = list(panels(*rows, widths=tuple(widths), heights=tuple(heights), gaps=(0.05, 0.05)).named.values())
    for panel in places:
        assert 0 <= panel.x[0] < panel.x[1] <= 1, "plotly takes nothing beyond, however little"
        assert 0 <= panel.y[0] < panel.y[1] <= 1
    for i, a in enumerate(places):
        for b in places[i + 1 :]:
            apart = a.x[1] < b.x[0] or b.x[1] < a.x[0] or a.y[1] < b.y[0] or b.y[1] < a.y[0]
            assert apart, (a, b)


def test_the_narrow_stack_keeps_the_order_and_the_heights():
    narrow = panels("left right").narrow({"left": 300, "right": 100}, gap=100, right={"xaxis": {"showgrid": False}})
    assert narrow["height"] == 560
    assert narrow["yaxis"]["domain"] == pytest.approx([0.4, 1.0])
    assert narrow["yaxis2"]["domain"] == pytest.approx([0.0, 0.2])
    assert narrow["xaxis2"] == {"domain": [0.0, 1.0], "showgrid": False}


def test_on_a_telephone_panels_may_stand_side_by_side():
    narrow = panels("a b c").narrow({"a": 60, "b c c": 30}, gap=[10], across=0.1)
    assert narrow["height"] == 160
    assert narrow["xaxis"]["domain"] == [0.0, 1.0]
    assert narrow["yaxis"]["domain"] == pytest.approx([0.4, 1.0])
    assert narrow["xaxis2"]["domain"] == pytest.approx([0.0, 0.8 / 3])
    assert narrow["xaxis3"]["domain"] == pytest.approx([0.8 / 3 + 0.1, 1.0])
    assert narrow["yaxis2"]["domain"] == narrow["yaxis3"]["domain"] == pytest.approx([0.0, 0.3])


def test_a_mosaic_leaves_room_for_the_names_on_its_axes():
    places = panels("a b", "a c", gaps=(0.1, 0.2), x=(0.1, 1.0), y=(0.2, 1.0))
    assert places["a"].x == pytest.approx((0.1, 0.5))
    assert places["a"].y == pytest.approx((0.2, 1.0))
    assert places["b"].x == places["c"].x == pytest.approx((0.6, 1.0))
    assert places["c"].y == pytest.approx((0.2, 0.5))
    narrow = places.narrow({"a": 100, "b": 100}, gap=0, width=(0.2, 0.9), margin=(20, 30))
    assert narrow["height"] == 250
    assert narrow["margin"] == {"t": 20, "b": 30}
    assert narrow["xaxis"]["domain"] == narrow["xaxis2"]["domain"] == pytest.approx([0.2, 0.9])


def test_a_column_may_have_rows_of_its_own():
    places = panels("left right", gaps=(0.2, 0)).within(right=panels("a", "b", gaps=(0, 0.5)))
    assert list(places.named) == ["left", "a", "b"]
    assert [panel.number for panel in places.named.values()] == [1, 2, 3]
    assert places["left"].x == pytest.approx((0.0, 0.4))
    assert places["a"].x == places["b"].x == pytest.approx((0.6, 1.0))
    assert places["b"].y == pytest.approx((0.0, 0.25))


def test_words_over_a_panel_follow_it_wherever_it_goes():
    over = panels("a b")["b"].over("<b>b</b>", Style(), yshift=5)
    assert (over["xref"], over["yref"], over["x"], over["y"], over["yshift"]) == ("x2 domain", "y2 domain", 0, 1, 5)


def test_a_ragged_mosaic_is_refused():
    with pytest.raises(ValueError, match="as many names"):
        panels("a b", "c")
