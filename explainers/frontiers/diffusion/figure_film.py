"""The film strip: noisy pictures on their way to a letter, each over the network's guess, and one of them large."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, base_layout
from explainers.frontiers.diffusion.film import guesses, strip
from explainers.frontiers.diffusion.result import Result
from explainers.frontiers.diffusion.unet import LETTERS, SIDE
from explainers.panels import panels
from explainers.vaes.tiles import tiles

STOPS = 8  # pictures of the strip
PLACES = panels("strip strip", "large guess", heights=(0.45, 0.55), gaps=(0.04, 0.1))
NARROW = PLACES.narrow({"strip": 120, "large guess": 180}, gap=40)
BARE: Layout = {"visible": False, "showgrid": False, "constrain": "domain"}


@Plot
def plot_film(result: Result, style: Style) -> Drawing:
    """Draw the strip of a film, and large the picture nearest to time t with the guess of what is in it."""
    film, t = result.film, result.params.t
    path = strip(film)
    said = guesses(film)
    now = round((1 - t) * film.steps)
    some = np.unique(np.linspace(0, film.steps, STOPS).round().astype(int))
    shown = [(path[some], "generated", 1.1, "strip"), (said[some], "real", 0.0, "strip"),
             (path[now : now + 1], "generated", 0.0, "large"), (said[now : now + 1], "real", 0.0, "guess")]  # fmt: skip
    traces = [
        tiles((row.reshape(-1, SIDE, SIDE) / 2 + 0.5).clip(0, 1), len(row), role, style, bottom, **PLACES[name].axes)
        for row, role, bottom, name in shown
    ]
    axes: dict[str, Layout] = {
        name: {"xaxis": BARE | {"range": [-0.55, wide - 0.45]},
               "yaxis": BARE | {"range": [-0.55, high - 0.4], "scaleanchor": f"x{PLACES[name].suffix}"}}
        for name, wide, high in (("strip", len(some), 2.1), ("large", 1, 1), ("guess", 1, 1))
    }  # fmt: skip
    titles = {"strip": "x<sub>t</sub> from noise to picture, and below x̂₀", "large": f"x<sub>t</sub>, t = {t:.2f}",
              "guess": "x̂₀, what the network sees in it"}  # fmt: skip
    layout = base_layout(style, **PLACES.layout(**axes), margin={"l": 4, "r": 4, "t": 34, "b": 4},
                         annotations=[PLACES[name].over(text, style) for name, text in titles.items()])  # fmt: skip
    alt = (f"A strip of {len(some)} pictures from noise to the letter {LETTERS[film.letter]}, in {film.steps} steps "
           f"with guidance {film.w:g}; large, the one at t = {t:.2f}.")  # fmt: skip
    return Drawing(traces, layout, alt, NARROW)
