"""Growing networks beside others, trained on as many pictures or for as long: their letters, and their distances."""

from typing import Any

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.pictures.letters import grey
from explainers.gans.progressive.measures import SCALES
from explainers.gans.progressive.models import PICTURES, recorded
from explainers.gans.progressive.result import Result, generated, reached
from explainers.gans.progressive.settings import RIVALS
from explainers.marks import dots, line, words
from explainers.panels import panels
from explainers.vaes.tiles import tiles

PANELS = panels("left right", widths=(0.56, 0.44), gaps=(0.06, 0)).within(
    left=panels("growing", "rival", gaps=(0, 0.02)), right=panels("s32", "s16", "s8", gaps=(0, 0.06))
)
NARROW_HEIGHTS = {"growing": 190, "rival": 190, "s32": 120, "s16": 120, "s8": 120}
DISTANCE = (0.007, 3.0)  # of the logarithmic axis
COLUMNS, ROWS = 5, 3
ROLES = ("generated", "guess")


@Plot
def plot_race(result: Result, style: Style) -> Drawing:
    """Draw the same z from both, and the sliced Wasserstein distance at each scale along training."""
    time = result.params.axis == "time"
    bare = {"visible": False, "constrain": "domain"}
    axes: dict[str, Layout] = {
        name: {"xaxis": bare | {"range": [-0.55, COLUMNS - 0.45]},
               "yaxis": bare | {"range": [-0.6, ROWS + 0.1], "scaleanchor": f"x{PANELS[name].suffix}"}}
        for name in ("growing", "rival")
    }  # fmt: skip
    last = max(reached(name, "seconds") for name, _ in result.both) if time else PICTURES / 1000
    for side in SCALES:
        axes[f"s{side}"] = {
            "xaxis": {"range": [0, 1.02 * last], "showticklabels": side == SCALES[0]},
            "yaxis": {"type": "log", "range": list(np.log10(DISTANCE)), "tickvals": [0.03, 0.1, 0.3, 1]},
        }
    axes["s8"]["xaxis"]["title"] = {
        "text": "seconds of one core" if time else "thousands of pictures seen",
        "standoff": 16,
        "font": {"size": style.text},
    }
    traces = [*letters(result, style), *(trace for side in SCALES for trace in curves(result, side, last, style))]
    layout = base_layout(
        style, **PANELS.layout(**axes), margin={"l": 4, "r": 10, "t": 8, "b": 64 if style.lecture else 54}
    )
    said = [f"{RIVALS.get(name, 'growing')}, after {seen:,} pictures, "
            + ", ".join(f"{value:.3f}" for value in reached(name, "swd", seen))
            for name, seen in result.both]  # fmt: skip
    alt = f"Sliced Wasserstein distance to real letters at 8, 16 and 32 pixels: {'; '.join(said)}."
    return Drawing(traces, layout, alt, PANELS.narrow(NARROW_HEIGHTS, gap=(16, 30, 26, 26)))


def letters(result: Result, style: Style) -> list[Trace]:
    """Return the letters of both, and over them what they are and what they have seen."""
    traces = []
    for panel, (name, seen), role in zip(("growing", "rival"), result.both, ROLES, strict=True):
        here: dict[str, Any] = dict(PANELS[panel].axes)
        batch = grey(generated(name, seen, result.params.seed))[: ROWS * COLUMNS]
        spent = reached(name, "seconds", seen)
        said = f"<b>{RIVALS.get(name, 'growing')}</b>: {seen / 1000:g}k, {spent:.0f} s"
        traces += [tiles(batch, COLUMNS, role, style, **here),
                   words([-0.5], [ROWS - 0.28], [said], style.colour(role), style,
                         textposition="middle right", **here)]  # fmt: skip
    return traces


def curves(result: Result, side: int, last: float, style: Style) -> list[Trace]:
    """Return the distance at one scale along both runs, where they are now, and that of other real letters."""
    here: dict[str, Any] = dict(PANELS[f"s{side}"].axes)
    scale, time = SCALES.index(side), result.params.axis == "time"
    traces = []
    for (name, seen), role in zip(result.both, ROLES, strict=True):
        kept = recorded(name)
        along = np.array(kept["seconds"] if time else kept["seen"]) / (1 if time else 1000)
        values = np.clip(np.array(kept["swd"])[:, scale], *DISTANCE)
        now = kept["seen"].index(seen)
        traces += [line(along, values, style.colour(role), 0.8 * style.stroke, "%{y:.3f}", **here),
                   dots(along[[now]], values[[now]], style.colour(role), 3.4 * style.stroke, "%{y:.3f}",
                        **here)]  # fmt: skip
    floor = recorded("real")["swd"][scale]
    least = line([0, last], [floor, floor], style.colour("real"), 0.6 * style.stroke, pen={"dash": "dash"}, **here)
    said = words([last, last], [0.7 * DISTANCE[1], 0.65 * floor], [f"<b>at {side} px</b>", "other real letters"],
                 [style.colour("text"), style.colour("real")], style, textposition="middle left", **here)  # fmt: skip
    return [least, *traces, said]
