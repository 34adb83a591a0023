"""The latent plane as every view draws it: codes by class, the prior, and a veil where no picture was encoded.

Codes and veil are one image, made once: a thousand dots and a blurred heatmap would cost a tenth of a second a repaint.
"""

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from explainers.controls import SUBSCRIPTS
from explainers.figure_style import Layout, Style, Trace
from explainers.lens import Lens
from explainers.marks import line, words
from explainers.panels import Panel
from explainers.vaes.latent_walk.codes import Array, Codes, aggregate, codes, grid
from explainers.vaes.latent_walk.colours import class_colours
from explainers.vaes.tiles import address, rgb

DRAWN = 2  # every second test picture has its dot
SIDE, FINER = 600, 2  # pixels of the image along each side; how many times as many it is drawn with
DOT = 2.3  # radius of a dot, in pixels of the image, for a stroke of one pixel on screen
CIRCLES = (1.0, 2.0)  # σ of the prior


def plane(data: str, kind: str, found: Codes, classes: tuple[str, ...], style: Style, panel: Panel,
          small: bool = False) -> list[Trace]:  # fmt: skip
    """Return the latent plane of a model that comes with the course.

    In a small one the names of the classes are small too.
    """
    at = panel.axes
    traces = [codes_image(data, kind, found.mu.shape[1], style) | at]
    turn = np.linspace(0, 2 * np.pi, 61)
    for radius in CIRCLES:
        traces.append(line(radius * np.cos(turn), radius * np.sin(turn), style.colour("prior", 0.8),
                           0.4 * style.stroke, pen={"dash": "dot"}, **at))  # fmt: skip
    middle = found.means[:, found.axes]
    if small and style.lecture:
        middle = apart(middle, found.window[1] * np.array([0.7, 0.17]))
    names = words(middle[:, 0], middle[:, 1], [f"<b>{name}</b>" for name in classes], style.colour("text"), style, **at)
    names["textfont"] |= {"size": style.text - (4 if small else 0)}
    traces.append(haloed(names, style))
    centre, half = found.window
    symbols = [f"z{str(i + 1).translate(SUBSCRIPTS)}" for i in found.axes]
    places = centre + half * np.array([[0.94, -0.95], [-0.94, 0.95]])
    traces.append(words(places[:, 0], places[:, 1], symbols, style.colour("muted"), style, **at))
    return traces


def apart(centres: np.ndarray, room: np.ndarray) -> np.ndarray:
    """Return places for words near their centres, moved up or down until they hardly cover each other.

    Both are of shape (n, 2); `room` is the width and height that words need.
    """
    places, order = centres.astype(float), np.subtract.outer(*[np.arange(len(centres))] * 2)
    close = (np.abs(np.subtract.outer(places[:, 0], places[:, 0])) < room[0]) & (order != 0)
    for _ in range(20):
        gap = np.subtract.outer(places[:, 1], places[:, 1])
        lacking = close * np.maximum(room[1] - np.abs(gap), 0)
        if not lacking.any():
            break
        places[:, 1] += 0.4 * (np.where(gap != 0, np.sign(gap), np.sign(order)) * lacking).sum(axis=1)
    return places


def haloed(text: Trace, style: Style) -> Trace:
    """Return words that can be read in front of dots."""
    glow = ", ".join([f"0 0 3px {style.colour('background')}"] * 5)
    return text | {"textfont": text["textfont"] | {"shadow": glow, "weight": 700}}


@lru_cache(maxsize=24)
def codes_image(data: str, kind: str, latent: int, style: Style) -> Trace:
    """Return the codes μ(x) of test pictures as dots in the colours of their classes, over a veil, as an image.

    The veil lies where the aggregate posterior has no mass, in two dimensions; with more there is none.
    """
    found = codes(data, kind, latent)
    paper = np.array(rgb(style.colour("background")), float)
    share = np.zeros((2, 2))
    if latent == 2:
        share = 0.28 * np.clip(-aggregate(data, kind)[2], 0.0, 1.5) / 1.5
    shade = paper + share[..., None] * (np.array(rgb(style.colour("muted"))) - paper)
    image = Image.fromarray(np.rint(shade).astype(np.uint8)).resize((SIDE * FINER,) * 2, Image.Resampling.BILINEAR)
    pen, radius = ImageDraw.Draw(image, "RGBA"), DOT * FINER * 0.5 * style.stroke
    centre, half = found.window
    places = (found.mu[::DRAWN, found.axes] - centre) / half
    inks = [(*rgb(colour), 128) for colour in class_colours(style)]
    for (x, y), of in zip((places + 1) / 2 * SIDE * FINER, found.labels[::DRAWN], strict=True):
        pen.ellipse([x - radius, y - radius, x + radius, y + radius], inks[of])
    small = image.resize((SIDE, SIDE), Image.Resampling.BOX).quantize(128)
    (x0, y0), (dx, dy) = centre - half + half / SIDE, 2 * half / SIDE  # rows of an image trace go up
    return {"type": "image", "source": address(small), "x0": x0, "y0": y0, "dx": dx, "dy": dy, "hoverinfo": "skip"}


def plane_axes(found: Codes, style: Style, panel: Panel) -> dict[str, Layout]:
    """Return the axes of a panel, square, that holds the plane."""
    centre, half = found.window
    side = {"showgrid": False, "constrain": "domain", "nticks": 6, "linecolor": style.colour("grid")}
    across, up = (side | {"range": [centre[i] - half[i], centre[i] + half[i]]} for i in (0, 1))
    return {"xaxis": across, "yaxis": up | {"scaleanchor": panel.refs[0]}}


def lens(data: str, kind: str, style: Style, axes: tuple[str, str] = ("x", "y")) -> Lens:
    """Return the decodings over a plane, for the browser to show under the pointer."""
    x, y, pictures = grid(data, kind)
    return Lens(f"{data}-{kind}", axes, x, y, pictures, style.colour("background"), style.colour("generated"))


def ellipse(mu: Array, sigma: Array, deviations: float = 2.0) -> tuple[Array, Array]:
    """Return the outline of a Gaussian with independent coordinates, at so many standard deviations."""
    turn = np.linspace(0, 2 * np.pi, 61)
    return mu[0] + deviations * sigma[0] * np.cos(turn), mu[1] + deviations * sigma[1] * np.sin(turn)
