"""Two runs at a large learning rate, without and with spectral norm: curves to the end, and pictures of one moment."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, base_layout
from explainers.gans.big.figure_order import BARE
from explainers.gans.big.models import AT_LARGE_RATE, PICTURES, pictures_along
from explainers.gans.big.networks import LETTERS
from explainers.gans.big.result import Result, along
from explainers.marks import dots, line
from explainers.panels import panels
from explainers.vaes.tiles import tiles

PANELS = panels("distance without_norm", "read with_norm", widths=(0.46, 0.54), gaps=(0.05, 0.17))
NARROW_HEIGHTS = {"distance": 190, "read": 170, "without_norm": 110, "with_norm": 110}
RUNS = {"without_norm": ("without", "generated"), "with_norm": ("with", "discriminator")}  # roles of the runs
DISTANCES = (3.0, 1500.0)  # the ends of the axis
ROWS = 3


@Plot
def plot_breakdown(result: Result, style: Style) -> Drawing:
    """Draw Fréchet distance and share of letters read as ordered along both runs, and what each draws at a moment."""
    moment, traces = result.moment, []
    for name, (_, role) in RUNS.items():
        for panel, column, hover in (("distance", "frechet", "%{y:.3g}"), ("read", "read", "%{y:.0%}")):
            x, y, where, colour = along(name, "pictures"), along(name, column), PANELS[panel].axes, style.colour(role)
            traces += [line(x, y, colour, 0.8 * style.stroke, hover, **where),
                       dots(x[[moment]], y[[moment]], colour, 4 * style.stroke, hover, **where)]  # fmt: skip
        shown = pictures_along(name)[moment].reshape(-1, 32, 32) / 255
        traces.append(tiles(shown, len(LETTERS), role, style) | PANELS[name].axes)
    seen = {"range": [-1500, 1.03 * PICTURES], "nticks": 5}
    axes: dict[str, Layout] = {
        "distance": {"xaxis": seen, "yaxis": {"type": "log", "range": list(np.log10(DISTANCES)),
                                              "tickvals": [10, 100, 1000]}},
        "read": {"xaxis": seen | {"title": {"text": "pictures seen"}},
                 "yaxis": {"range": [-0.03, 1.06], "tickvals": [0, 0.5, 1], "tickformat": ".0%"}},
    }  # fmt: skip
    for name in AT_LARGE_RATE:
        axes[name] = {"xaxis": BARE | {"range": [-0.5, len(LETTERS) - 0.5], "constrain": "domain"},
                      "yaxis": BARE | {"range": [-0.5, ROWS - 0.5], "scaleanchor": PANELS[name].axes["xaxis"],
                                       "constrain": "domain"}}  # fmt: skip
    margin = {"l": 52, "r": 6, "t": 28, "b": 64 if style.lecture else 52}
    layout = base_layout(style, **PANELS.layout(**axes), annotations=heads(style), margin=margin)
    ends = [(word, along(name, "frechet")[moment], along(name, "read")[moment]) for name, (word, _) in RUNS.items()]
    said = "; ".join(f"{distance:.0f} {word} spectral norm, where {read:.0%} of the letters are read as ordered"
                     for word, distance, read in ends)  # fmt: skip
    alt = f"After {along('with_norm', 'pictures')[moment]:,.0f} pictures the Fréchet distance is: {said}."
    return Drawing(traces, layout, alt, PANELS.narrow(NARROW_HEIGHTS, gap=(46, 70, 36)))


def heads(style: Style) -> list[Layout]:
    """Return what the panels show, and which run is which."""
    named = {name: f'<span style="color:{style.colour(role)}"><b>{word}</b></span>'
             for name, (word, role) in RUNS.items()}  # fmt: skip
    texts = {"distance": f"Fréchet distance {' and '.join(named.values())} spectral norm",
             "read": "Read as the letter that was ordered",
             **{name: f"{word} spectral norm" for name, word in named.items()}}  # fmt: skip
    return [PANELS[panel].over(text, style) for panel, text in texts.items()]
