"""A letter that was ordered, from truncated noise, and what truncation does to quality and variety."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.big.models import EACH, TAUS
from explainers.gans.big.result import SHOWN, Result
from explainers.marks import dots, line, words
from explainers.panels import panels
from explainers.vaes.tiles import tiles

PANELS = panels("tiles shares", "tiles distance", widths=(0.5, 0.5), gaps=(0.1, 0.17))
NARROW_HEIGHTS = {"tiles": 330, "shares": 230, "distance": 160}
COLUMNS = 6
BARE = {"visible": False, "showgrid": False}
ROLES = {"precision": "posterior", "recall": "likelihood", "frechet": "text"}
AT = np.log2(np.array(TAUS))  # where a threshold stands on its axis


@Plot
def plot_order(result: Result, style: Style) -> Drawing:
    """Draw the pictures of the letter, and its precision, recall and Fréchet distance against the threshold."""
    curve, here, p = result.curve, result.here, result.params
    highest = 1.15 * float(curve[:, 2].max())
    traces = [
        tiles(result.ordered, COLUMNS, "generated", style) | PANELS["tiles"].axes,
        *against(result, "shares", 0, "<b>precision</b>, quality", style),
        *against(result, "shares", 1, "<b>recall</b>, variety", style),
        *against(result, "distance", 2, "", style),
    ]
    threshold = {"range": [AT[0] - 0.2, AT[-1] + 0.2], "tickvals": AT[[0, 1, 4, 7, 10, 11]],
                 "ticktext": [f"{TAUS[i]:g}" for i in (0, 1, 4, 7, 10, 11)]}  # fmt: skip
    axes: dict[str, Layout] = {
        "tiles": {"xaxis": BARE | {"range": [-0.5, COLUMNS - 0.5], "constrain": "domain"},
                  "yaxis": BARE | {"range": [-0.5, SHOWN / COLUMNS - 0.5], "scaleanchor": "x", "constrain": "domain"}},
        "shares": {"xaxis": threshold, "yaxis": {"range": [0, 1.12], "tickvals": [0, 0.5, 1], "tickformat": ".0%"}},
        "distance": {"xaxis": threshold | {"title": {"text": "truncation τ"}},
                     "yaxis": {"range": [0, highest], "nticks": 4}},
    }  # fmt: skip
    head = PANELS["distance"].over(f"Fréchet distance from real {p.letter}s: <b>{here[2]:.1f}</b>", style)
    layout = base_layout(style, **PANELS.layout(**axes), annotations=[head],
                         margin={"l": 44, "r": 10, "t": 8, "b": 64 if style.lecture else 52})  # fmt: skip
    alt = (f"{SHOWN} generated pictures of {p.letter} with τ = {p.tau:g}. Of {EACH} such pictures {here[0]:.0%} lie "
           f"where real ones do (precision), and {here[1]:.0%} of real ones lie where they do (recall); the Fréchet "
           f"distance is {here[2]:.1f}. With τ = {TAUS[-1]:g} precision is {curve[-1, 0]:.0%} and recall "
           f"{curve[-1, 1]:.0%}.")  # fmt: skip
    return Drawing(traces, layout, alt, PANELS.narrow(NARROW_HEIGHTS, gap=(30, 56)))


def against(result: Result, panel: str, column: int, name: str, style: Style) -> list[Trace]:
    """Return a measure against the threshold, and where it stands now."""
    where, colour = PANELS[panel].axes, style.colour(tuple(ROLES.values())[column])
    values, now = result.curve[:, column], float(result.here[column])
    hover = "%{y:.1f}" if column == 2 else "%{y:.0%}"
    drawn = [
        line(AT, values, colour, 0.7 * style.stroke, hover, **where),
        dots([np.log2(result.params.tau)], [now], colour, 4.5 * style.stroke, hover, **where),
    ]
    if name:
        y = 1.05 if column == 0 else 0.13
        drawn.append(words([AT[0] - 0.15], [y], [f"{name}: {now:.0%}"], colour, style, textposition="middle right",
                           **where))  # fmt: skip
    return drawn
