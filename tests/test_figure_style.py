"""The palette of roles: readable on its background, and apart for every kind of colour vision."""

from itertools import combinations

import numpy as np
import pytest
from colorspacious import cspace_convert, deltaE

from explainers.figure_style import DARK, LIGHT, Style, base_layout

PALETTES = {"light": LIGHT, "dark": DARK}
MEET = (("prior", "likelihood", "posterior", "truth", "guess"), ("real", "generated", "generator", "discriminator"))
NOT_TEXT = {"background", "grid"}
VISIONS = (None, "deuteranomaly", "protanomaly", "tritanomaly")


def rgb(colour):
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255


def luminance(colour):
    linear = np.where(rgb(colour) <= 0.04045, rgb(colour) / 12.92, ((rgb(colour) + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def seen(colour, vision):
    if vision is None:
        return rgb(colour)
    return np.clip(
        cspace_convert(rgb(colour), {"name": "sRGB1+CVD", "cvd_type": vision, "severity": 100}, "sRGB1"), 0, 1
    )


def test_light_and_dark_know_the_same_roles():
    assert LIGHT.keys() == DARK.keys()


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("role", sorted(LIGHT.keys() - NOT_TEXT))
def test_text_in_the_colour_of_a_role_is_readable(theme, role):
    palette = PALETTES[theme]
    assert contrast(palette[role], palette["background"]) >= 4.5  # WCAG AA


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("roles", MEET)
def test_roles_that_meet_in_a_figure_look_different(theme, vision, roles):
    palette = PALETTES[theme]
    near = {
        pair: deltaE(*(seen(palette[role], vision) for role in pair), input_space="sRGB1")
        for pair in combinations(roles, 2)
    }
    assert min(near.values()) >= 10, min(near, key=near.get)


def test_the_figure_backgrounds_are_those_of_the_theme():
    import tomllib
    from pathlib import Path

    theme = tomllib.loads(Path(".streamlit/config.toml").read_text())["theme"]
    for name, palette in PALETTES.items():
        assert theme[name]["backgroundColor"] == palette["background"]
        assert theme[name]["textColor"] == palette["text"]


@pytest.mark.parametrize("theme", PALETTES)
def test_buttons_and_links_are_readable(theme):
    import tomllib
    from pathlib import Path

    colours = tomllib.loads(Path(".streamlit/config.toml").read_text())["theme"][theme]
    assert contrast(colours["linkColor"], colours["backgroundColor"]) >= 4.5
    assert contrast(colours["primaryColor"], colours["backgroundColor"]) >= 3  # of what is not text


def test_lecture_mode_enlarges_type_and_strokes():
    assert Style(lecture=True).text > Style().text
    assert Style(lecture=True).stroke > Style().stroke


def test_layout_changes_are_merged_into_the_defaults():
    layout = base_layout(Style(), xaxis={"range": [0, 1]}, yaxis2={"domain": [0, 1]}, bargap=0.2)
    assert layout["xaxis"]["range"] == [0, 1]
    assert layout["xaxis"]["fixedrange"] is layout["yaxis2"]["fixedrange"] is True
    assert layout["bargap"] == 0.2
    assert "range" not in base_layout(Style())["xaxis"]  # the defaults themselves are untouched
