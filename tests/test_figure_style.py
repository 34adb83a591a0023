"""The palette can be read and told apart: by everyone, in light and dark, on screens and projectors."""

import tomllib
from itertools import combinations

import numpy as np
import plotly.graph_objects as go
import pytest
from colorspacious import cspace_convert, deltaE

from explainers.figure_style import DARK, LIGHT, Drawing, Plot, Style, base_layout
from tests.conftest import ROOT

PALETTES = {"light": LIGHT, "dark": DARK}
NOT_TEXT = {"background", "grid"}
VISIONS = {"normal": None, "deuteranopia": "deuteranomaly", "protanopia": "protanomaly", "tritanopia": "tritanomaly"}

# Roles that meet in one picture. A guess is drawn over the curves; grey is the stems, the axis, and what is set aside.
INFERENCE = ("prior", "likelihood", "posterior", "truth")
PAIRS = {
    *combinations(INFERENCE, 2),
    *combinations(("real", "generated", "generator", "discriminator"), 2),
    *((other, role) for other in ("guess", "muted") for role in INFERENCE),
}

every_palette = pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)


def channels(colour: str) -> np.ndarray:
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255


def seen(colour: str, vision: str) -> np.ndarray:
    """Return a colour as someone without one kind of cone sees it (Machado, Oliveira and Fernandes 2009)."""
    if VISIONS[vision] is None:
        return channels(colour)
    space = {"name": "sRGB1+CVD", "cvd_type": VISIONS[vision], "severity": 100}
    return np.clip(cspace_convert(channels(colour), space, "sRGB1"), 0, 1)


def luminance(colour: str) -> float:
    c = channels(colour)
    return float(np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_measures_are_right():
    """Black on white is 21 to 1, and #767676 is the lightest grey that passes on white."""
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)
    assert deltaE(seen("#FF0000", "normal"), seen("#00A000", "normal"), input_space="sRGB1") > 40


def test_light_and_dark_have_the_same_roles():
    assert list(LIGHT) == list(DARK)


@every_palette
def test_text_in_every_role_has_the_contrast_of_wcag_aa(palette):
    ratios = {role: contrast(colour, palette["background"]) for role, colour in palette.items() if role not in NOT_TEXT}
    assert {role: round(ratio, 2) for role, ratio in ratios.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("vision", VISIONS)
@every_palette
def test_roles_that_meet_are_told_apart(palette, vision):
    """By ten units of CAM02-UCS at least, where one is just noticeable side by side."""
    apart = {
        (a, b): float(deltaE(seen(palette[a], vision), seen(palette[b], vision), input_space="sRGB1")) for a, b in PAIRS
    }
    assert {pair: round(distance, 1) for pair, distance in apart.items() if distance < 10} == {}


def test_figures_have_the_background_and_the_ink_of_the_page():
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    for name, palette in PALETTES.items():
        assert theme[name]["backgroundColor"].upper() == palette["background"].upper()
        assert theme[name]["textColor"].upper() == palette["text"].upper()


def test_links_and_buttons_of_the_page_can_be_read():
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    for name, palette in PALETTES.items():
        assert contrast(theme[name]["linkColor"], palette["background"]) >= 4.5
        assert contrast(theme[name]["primaryColor"], palette["background"]) >= 3  # not text: the marks of controls
        assert contrast(theme[name]["textColor"], theme[name]["secondaryBackgroundColor"]) >= 4.5


def test_lecture_mode_enlarges_type_and_strokes():
    assert Style(lecture=True).text > Style().text
    assert Style(lecture=True).stroke > Style().stroke


def test_a_colour_can_be_made_transparent():
    assert Style().colour("background") == "#FFFFFF"
    assert Style().colour("background", 0.5) == "rgba(255,255,255,0.5)"
    assert Style(dark=True).colour("text") != Style().colour("text")


def test_a_layout_changes_only_what_it_is_told_to():
    plain, changed = base_layout(Style()), base_layout(Style(), xaxis={"range": [0, 1]}, yaxis2={"domain": [0, 0.5]})
    assert changed["xaxis"] == plain["xaxis"] | {"range": [0, 1]}
    assert changed["xaxis"]["fixedrange"] is changed["yaxis2"]["fixedrange"] is True
    assert changed["yaxis2"]["gridcolor"] == plain["yaxis"]["gridcolor"]
    assert changed["yaxis"] == plain["yaxis"]
    assert plain == base_layout(Style()), "one figure's changes stay with it"


def test_a_plot_is_a_figure_when_called_and_plain_data_when_drawn():
    @Plot
    def plot_point(x: float, style: Style) -> Drawing:
        """Draw a point."""
        return Drawing([{"type": "scatter", "x": [x], "y": [0.0]}], base_layout(style), f"A point at {x}.")

    assert isinstance(plot_point(3.0, Style()), go.Figure)
    assert plot_point(3.0, Style()).layout.meta["alt"] == "A point at 3.0."
    assert plot_point.draw(3.0, Style()).traces[0]["x"] == [3.0]
    assert plot_point.__name__ == "plot_point"
    assert plot_point.__doc__ == "Draw a point."


def test_a_plot_refuses_what_plotly_does_not_know():
    @Plot
    def plot_slip(style: Style) -> Drawing:
        return Drawing([{"type": "scatter", "colour": "red"}], base_layout(style), "A slip.")

    with pytest.raises(ValueError, match="colour"):
        plot_slip(Style())


def test_a_trace_that_is_kept_is_not_touched_when_plotly_checks_it():
    kept = {"type": "bar", "x": [1, 2], "y": [3, 4]}
    plot = Plot(lambda: Drawing([kept], {}, "Two bars."))
    assert plot().data[0].type == "bar"
    assert list(kept) == ["type", "x", "y"], "two visitors may draw it at the same moment"
