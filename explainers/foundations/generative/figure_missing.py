"""One coordinate is missing: one model integrates it out, the other has to be given something in its place."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, base_layout
from explainers.foundations.generative.figure_plane import boundary, hills, surfaces
from explainers.foundations.generative.model import Result
from explainers.foundations.marks import by_class, plane
from explainers.foundations.plane import REACH
from explainers.marks import dots, line, words
from explainers.panels import panels

PANELS = panels("plane marginal", "plane posterior", widths=(0.5, 0.5), heights=(0.42, 0.58), gaps=(0.1, 0.16))
ALONG = np.linspace(-REACH, REACH, 121)


@Plot
def plot_missing(result: Result, style: Style) -> Drawing:
    """Draw the line on which the query may lie, the densities of x₁ alone, and what either model makes of it."""
    fit, names, x1 = result.fit, result.names, result.params.x1
    flat, fill = fit.joint.marginal(), float(fit.plane[:, 1].mean())
    here, top, low = PANELS["plane"], PANELS["marginal"], PANELS["posterior"]
    densities = np.exp(flat.log_joint(ALONG[:, None]))
    filled = np.stack([ALONG, np.full(len(ALONG), fill)], axis=1)
    answers = {"generator": flat.posterior(ALONG[:, None])[:, 1], "discriminator": fit.given.posterior(filled)[:, 1]}
    at = {"generator": flat.posterior(np.array([[x1]]))[0, 1],
          "discriminator": fit.given.posterior(np.array([[x1, fill]]))[0, 1]}  # fmt: skip
    traces = [
        *hills(fit, style, here),
        boundary(surfaces(fit)[3], style, here),
        *by_class(fit.plane, fit.y, names, style, here),
    ]
    traces.append(line([x1, x1], [-REACH, REACH], style.colour("guess"), style.stroke, "x₁ is known", **here.axes))
    cross = dots([x1], [fill], style.colour("discriminator"), 5 * style.stroke, "x₂ filled in: its mean", **here.axes)
    cross["marker"]["symbol"] = "x"
    traces.append(cross)
    for k in (0, 1):
        traces.append(line(ALONG, densities[:, k], style.colour(f"class_{k}"), style.stroke,
                           f"p(x₁, {names[k]}) = %{{y:.3f}}", **top.axes))  # fmt: skip
    for role, p in answers.items():
        traces.append(line(ALONG, p, style.colour(role), style.stroke, "%{y:.3f}", **low.axes))
        traces.append(dots([x1], [at[role]], style.colour(role), 4 * style.stroke, "%{y:.3f}", **low.axes))
    for panel, height in ((top, 0.36), (low, 1.0)):
        traces.append(line([x1, x1], [0, height], style.colour("guess"), 0.5 * style.stroke, **panel.axes))
    scores = fit.scores
    said = [
        f"<b>x₂ integrated out: {scores['marginal']:.0%} right</b>",
        f"<b>x₂ := its mean: {scores['filled']:.0%} right</b>",
    ]
    traces.append(words([-5.8, -5.8], [1.34, 1.15], said, [style.colour(role) for role in answers], style,
                        textposition="middle right", **low.axes))  # fmt: skip
    with_both = f"with x₂: {scores['generative']:.0%} and {scores['discriminative']:.0%} right"
    square = plane(style, here)
    square["xaxis"] = square["xaxis"] | {"title": {"text": with_both}}
    axis = {"range": [-REACH, REACH], "tickvals": [-4, -2, 0, 2, 4]}
    axes: dict[str, Layout] = {
        "plane": square,
        "marginal": {
            "xaxis": axis | {"showticklabels": False},
            "yaxis": {"range": [0, 0.36], "tickvals": [0, 0.2, 0.4], "title": {"text": "p(x₁, y)"}},
        },
        "posterior": {
            "xaxis": axis | {"title": {"text": "x₁"}},
            "yaxis": {"range": [-0.03, 1.45], "tickvals": [0, 0.5, 1], "title": {"text": f"p({names[1]} | x₁)"}},
        },
    }
    layout = base_layout(style, **PANELS.layout(**axes), margin={"l": 6, "r": 10, "t": 4})
    alt = (f"Only x₁ = {x1:g} is known. With x₂ integrated out, class {names[1]} has "
           f"probability {at['generator']:.3f}; logistic regression with the mean {fill:.2f} for x₂ says "
           f"{at['discriminator']:.3f}. Of the test set {scores['marginal']:.1%} and "
           f"{scores['filled']:.1%} are got right.")  # fmt: skip
    return Drawing(traces, layout, alt, PANELS.narrow({"plane": 330, "marginal": 130, "posterior": 230}, gap=40))
