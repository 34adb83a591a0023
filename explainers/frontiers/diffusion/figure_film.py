"""The film strip: noisy pictures on their way to a letter, each over the network's guess, and one of them large."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, base_layout
from explainers.frontiers.diffusion.figure_parts import BARE
from explainers.frontiers.diffusion.pictures import STEPS, film, mask, unseen_picture
from explainers.frontiers.diffusion.result import Result
from explainers.frontiers.diffusion.unet import LETTERS, SIDE
from explainers.panels import panels
from explainers.vaes.tiles import tiles

STOPS = 9  # pictures of the strip
PLACES = panels("strip strip strip", "start large guess", heights=(0.45, 0.55), gaps=(0.03, 0.1))
NARROW = PLACES.narrow({"strip": 80, "start large guess": 130}, gap=40)
FROM = {"noise": "x₁, noise", "hole": "the picture, and its hole", "inverted": "the two, and x₁ between"}


@Plot
def plot_film(result: Result, style: Style) -> Drawing:
    """Draw the strip of a film; below it what it starts from, the picture nearest to time t and the guess in it."""
    p, (path, said) = result.params, film(result.params)
    now = round((1 - p.t) * STEPS)
    some = np.unique(np.linspace(0, STEPS, STOPS).round().astype(int))
    shown = [(path[some], "generated", 1.08, "strip"), (said[some], "real", 0.0, "strip"),
             (path[now : now + 1], "generated", 0.0, "large"), (said[now : now + 1], "real", 0.0, "guess"),
             (given(result), "muted", 0.0, "start")]  # fmt: skip
    traces = [
        tiles((rows.reshape(-1, SIDE, SIDE) / 2 + 0.5).clip(0, 1), len(rows), role, style, bottom, **PLACES[name].axes)
        for rows, role, bottom, name in shown
    ]
    sizes = {"strip": (len(some), 2.08), "large": (1, 1), "guess": (1, 1), "start": (len(given(result)), 1)}
    axes: dict[str, Layout] = {
        name: {"xaxis": BARE | {"range": [-0.52, wide - 0.48]},
               "yaxis": BARE | {"range": [-0.52, high - 0.48], "scaleanchor": f"x{PLACES[name].suffix}"}}
        for name, (wide, high) in sizes.items()
    }  # fmt: skip
    titles = {"strip": f"<b style='color:{style.colour('generated')}'>x<sub>t</sub></b> from noise to picture, and "
                       f"<b style='color:{style.colour('real')}'>x̂₀</b>, guessed from it",
              "start": FROM[p.start], "large": f"x<sub>t</sub>, t = {p.t:.2f}", "guess": "x̂₀"}  # fmt: skip
    layout = base_layout(style, **PLACES.layout(**axes), margin={"l": 4, "r": 4, "t": 34, "b": 4},
                         annotations=[PLACES[name].over(text, style) for name, text in titles.items()])  # fmt: skip
    how = "from the noise of two pictures" if p.start == "inverted" else f"with guidance {p.w:g}"
    alt = (f"A strip of {len(some)} pictures from noise to the letter {LETTERS[p.letter]}, in {STEPS} steps, {how}; "
           f"large, the one at t = {p.t:.2f}.")  # fmt: skip
    return Drawing(traces, layout, alt, NARROW)


def given(result: Result) -> np.ndarray:
    """Return what a film starts from: noise, a picture with its hole in grey, or two pictures and the noise between."""
    p, path = result.params, film(result.params)[0]
    match p.start:
        case "hole":
            return np.where(mask(p.hidden), 0.0, unseen_picture(p.picture))
        case "inverted":
            return np.concatenate([unseen_picture(p.picture), unseen_picture(p.other), path[:1]])
        case _:
            return path[:1]
