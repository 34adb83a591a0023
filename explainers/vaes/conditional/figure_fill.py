"""What is hidden, filled in: many samples beside one answer, and where the samples differ."""

import base64
import io
from typing import Any

import numpy as np
from PIL import Image

from explainers.data.images import SIDE
from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import words
from explainers.panels import panels
from explainers.vaes.conditional.figure_grid import BARE
from explainers.vaes.conditional.result import SAMPLES, Picture, Result
from explainers.vaes.tiles import sheet, tiles

PANELS = panels("tiles", "named", heights=(0.8, 0.2), gaps=(0.0, 0.07))
ACROSS = 4  # samples in a row, and rows of them
NARROW_HEIGHTS = {"tiles": 230, "named": 110}
DARKEST = 0.5  # the largest standard deviation that a share of ink can have


@Plot
def plot_fill(result: Result, style: Style) -> Drawing:
    """Draw x, what is visible, the regression's answer, the spread, sixteen samples, and what they are named."""
    here: dict[str, Any] = dict(PANELS["tiles"].axes)
    shown = result.samples[: ACROSS**2]
    traces = [
        tiles(result.x, 1, "real", style, **large(0, 1), **here),
        {"type": "image", "source": given(result, style), "hoverinfo": "skip", **large(1, 1), **here},
        {"type": "image", "source": coloured(result.answer[None], result, 1, style), "hoverinfo": "skip",
         **large(0, 0), **here},
        tiles(result.deviation / DARKEST, 1, "guess", style, **large(1, 0), **here),
        {"type": "image", "source": coloured(shown, result, ACROSS, style), "hoverinfo": "skip",
         "x0": 5.0 + 0.5 / SIDE, "y0": -1.15 + 0.5 / SIDE, "dx": 1.13 / SIDE, "dy": 1.13 / SIDE, **here},
        captions(style), *bars(result, style),
    ]  # fmt: skip
    axes: dict[str, Layout] = {
        "tiles": {"xaxis": BARE | {"range": [-0.05, 9.6], "constrain": "domain"},
                  "yaxis": BARE | {"range": [-1.2, 3.85], "scaleanchor": "x", "constrain": "domain"}},
        "named": {"xaxis": {"range": [-2.4, 9.6], "tickvals": list(range(10)), "showgrid": False, "ticks": ""},
                  "yaxis": {"range": [0, SAMPLES * 1.3], "visible": False}},
    }  # fmt: skip
    layout = base_layout(
        style, **PANELS.layout(**axes), margin={"l": 4, "r": 4, "t": 4, "b": 36 if style.lecture else 28}
    )
    hidden = int((1 - result.visible).sum())
    first, second = np.argsort(-result.named, kind="stable")[:2]
    alt = (f"{hidden} of 784 pixels of a {result.label} are hidden and filled in {SAMPLES} times: "
           f"{result.named[first]} of the samples are named {first}, {result.named[second]} are named {second}. The "
           f"largest standard deviation of a pixel is {result.deviation.max():.2f}.")  # fmt: skip
    return Drawing(traces, layout, alt, PANELS.narrow(NARROW_HEIGHTS, gap=20))


def large(column: int, row: int) -> dict[str, Any]:
    """Return where one of the four large tiles stands, rows counted from below."""
    return {"x0": 2.4 * column + 1 / SIDE, "y0": 2.55 * row - 1.15 + 1 / SIDE, "dx": 2.1 / SIDE, "dy": 2.1 / SIDE}


def coloured(pictures: Picture, result: Result, columns: int, style: Style) -> str:
    """Return pictures (n, SIDE²) as the address of an image: what was given in one colour, the rest in another."""
    grey = sheet(pictures, columns, gap=0)[..., None]
    mask = sheet(np.broadcast_to(result.visible, pictures.shape), columns, gap=0)[..., None]
    paper, real, made = (rgb(style.colour(role)) for role in ("background", "real", "generated"))
    return address(paper + grey * (mask * real + (1 - mask) * made - paper))


def given(result: Result, style: Style) -> str:
    """Return what is visible of x as the address of an image, hidden pixels in the colour of the grid."""
    grey, mask = (part.reshape(SIDE, SIDE, 1) for part in (result.x, result.visible))
    paper, real, hidden = (rgb(style.colour(role)) for role in ("background", "real", "muted"))
    return address(mask * (paper + grey * (real - paper)) + (1 - mask) * (0.65 * paper + 0.35 * hidden))


def rgb(colour: str) -> np.ndarray:
    """Return a colour such as #3F6FB5 as three numbers from 0 to 255."""
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], np.float32)


def address(pixels: np.ndarray) -> str:
    """Return colours (h, w, 3), the first row on top, as the address of an image trace, whose rows go up."""
    file = io.BytesIO()
    Image.fromarray(np.rint(pixels[::-1]).astype(np.uint8)).save(file, "PNG", compress_level=1)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def captions(style: Style) -> Trace:
    """Return what the tiles are."""
    texts = ["<b>x</b>", "<b>visible</b>", "<b>regression</b>", "<b>spread</b>",
             f"<b>samples</b>, 16 of {SAMPLES}"]  # fmt: skip
    roles = ["real", "real", "text", "guess", "generated"]
    x, y = [0, 2.4, 0, 2.4, 5.0], [3.65, 3.65, 1.1, 1.1, 3.65]
    colours = [style.colour(role) for role in roles]
    return words(x, y, texts, colours, style, textposition="middle right", **PANELS["tiles"].axes)


def bars(result: Result, style: Style) -> list[Trace]:
    """Return as how many of the samples the classifier names each digit."""
    here, counts = PANELS["named"].axes, result.named
    bar = {"type": "bar", "x": np.arange(10.0), "y": counts.astype(float), "width": 0.7,
           "marker": {"color": style.colour("generated")}, "text": [f"{count}" if count else "" for count in counts],
           "textposition": "outside", "cliponaxis": False, "textfont": {"size": style.text},
           "hovertemplate": "%{y} named %{x}<extra></extra>", **here}  # fmt: skip
    texts = [f"the {SAMPLES} samples", "are named:"]
    head = words([-2.35] * 2, [58, 22], texts, style.colour("text"), style, textposition="middle right", **here)
    return [bar, head]
