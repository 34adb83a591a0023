"""The same z at every size, and the fade-in: both paths, their blend, and what the discriminator makes of it."""

from typing import Any

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.pictures.letters import grey
from explainers.gans.progressive.models import RUNS, level_at
from explainers.gans.progressive.networks import SIDES
from explainers.gans.progressive.result import ALPHAS, SIZES, Result, generated
from explainers.marks import line, words
from explainers.panels import panels
from explainers.vaes.tiles import tiles

PANELS = panels("sizes fade", "sizes scores", widths=(0.38, 0.62), heights=(0.66, 0.34), gaps=(0.06, 0.09))
NARROW_HEIGHTS = {"fade": 210, "sizes": 250, "scores": 170}
BARE = {"visible": False, "constrain": "domain"}
SHOWN = 4  # of the batch
SCORES = (-4.0, 4.0)


@Plot
def plot_fade(result: Result, style: Style) -> Drawing:
    """Draw four z at four sizes; the old path, the new one and the blend; and D's scores at every α."""
    title = {"text": "share of the new layers α", "standoff": 16, "font": {"size": style.text}}
    axes: dict[str, Layout] = {
        "sizes": {"xaxis": BARE | {"range": [-1.3, SHOWN - 0.45]},
                  "yaxis": BARE | {"range": [-0.6, 4.2], "scaleanchor": "x"}},
        "fade": {"xaxis": BARE | {"range": [-3.0, SHOWN - 0.45]},
                 "yaxis": BARE | {"range": [-0.6, 2.6], "scaleanchor": "x2"}},
        "scores": {"xaxis": {"range": [0, 1], "title": title},
                   "yaxis": {"range": list(SCORES), "nticks": 4}},
    }  # fmt: skip
    traces = [*sizes(result, style), *fade(result, style), *scores(result, style)]
    layout = base_layout(
        style, **PANELS.layout(**axes), margin={"l": 4, "r": 10, "t": 4, "b": 64 if style.lecture else 54}
    )
    side, alpha = SIDES[result.params.to], result.params.alpha
    real, made = (float(np.interp(alpha, ALPHAS, curve)) for curve in result.scores)
    alt = (f"Generated letters at 4, 8, 16 and 32 pixels. Below α = {alpha:.2f} of the new path at {side} pixels is "
           f"blended with {1 - alpha:.2f} of the old one, after {result.moment:,} pictures; D scores real letters "
           f"{real:.1f} and generated ones {made:.1f}.")  # fmt: skip
    narrow = PANELS.narrow(NARROW_HEIGHTS, gap=(20, 30), scores={"xaxis": {"title": {"text": ""}}})
    return Drawing(traces, layout, alt, narrow | {"margin": {"l": 30, "r": 16}})


def sizes(result: Result, style: Style) -> list[Trace]:
    """Return the same z when training ends at each size, and the sizes."""
    here: dict[str, Any] = dict(PANELS["sizes"].axes)
    batches = [generated("growing", seen, result.params.seed)[:SHOWN] for seen in SIZES]
    rows = [tiles(grey(batch), SHOWN, "generated", style, 3.0 - i, **here)
            for i, batch in enumerate(batches)]  # fmt: skip
    said = ["<b>the same z</b>, at each size", *(f"<b>{side}</b>" for side in SIDES)]
    names = words(
        [-1.2] * 5, [3.85, 3, 2, 1, 0], said, style.colour("text"), style, textposition="middle right", **here
    )
    return [*rows, names]


def fade(result: Result, style: Style) -> list[Trace]:
    """Return both paths and the blend, a row each, with their shares."""
    here: dict[str, Any] = dict(PANELS["fade"].axes)
    alpha, side = result.params.alpha, SIDES[result.params.to]
    roles = ("muted", "generator", "generated")
    rows = [tiles(grey(batch[:SHOWN]), SHOWN, role, style, 2.0 - i, **here)
            for i, (batch, role) in enumerate(zip(result.paths, roles, strict=True))]  # fmt: skip
    said = [f"<b>old path</b>, {side // 2} px", f"made larger  × {1 - alpha:.2f}", f"<b>new layer</b>, {side} px",
            f"× {alpha:.2f}", "<b>blend</b>, what", "G puts out"]  # fmt: skip
    names = words([-0.65] * 6, [2.2, 1.8, 1.2, 0.8, 0.2, -0.2], said,
                  [style.colour(role) for role in roles for _ in range(2)], style, textposition="middle left",
                  **here)  # fmt: skip
    return [*rows, names]


def scores(result: Result, style: Style) -> list[Trace]:
    """Return D's mean scores of real and generated letters along α, and where the slider and training are."""
    here: dict[str, Any] = dict(PANELS["scores"].axes)
    curves = [line(ALPHAS, curve, style.colour(role), style.stroke, "%{y:.2f}", **here)
              for curve, role in zip(result.scores, ("real", "generated"), strict=True)]  # fmt: skip
    now = line([result.params.alpha] * 2, SCORES, style.colour("generator"), style.stroke, **here)
    used = level_at(result.moment, RUNS["growing"]) - (result.params.to - 1)
    training = line([used, used], SCORES, style.colour("muted"), style.stroke, pen={"dash": "dot"}, **here)
    said = ["score of D: <b>real letters</b>", "<b>generated letters</b>"]
    names = words([0.02, 0.02], [0.85 * SCORES[1], 0.85 * SCORES[0]], said,
                  [style.colour("real"), style.colour("generated")], style, textposition="middle right",
                  **here)  # fmt: skip
    return [training, now, *curves, names]
