"""One coordinate is missing: one model integrates it out, the other has to be given something in its place."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.foundations.generative.figure_plane import boundary, hills, surfaces
from explainers.foundations.generative.model import Result
from explainers.foundations.marks import by_class, cross, plane
from explainers.foundations.plane import REACH
from explainers.marks import dots, line, words
from explainers.panels import panels

PANELS = panels("plane marginal", "plane posterior", heights=(0.38, 0.62), gaps=(0.1, 0.12))
ALONG = np.linspace(-REACH, REACH, 121)
ROLES = ("generator", "discriminator")


@Plot
def plot_missing(result: Result, style: Style) -> Drawing:
    """Draw the line on which the query may lie, the densities of x₁ alone, and what either model makes of it."""
    fit, name, x1 = result.fit, result.names[1], result.params.x1
    here, filled = PANELS["plane"], float(fit.plane[:, 1].mean())
    answers = answer(result, np.array([x1]))
    traces = [
        *hills(fit, style, here),
        boundary(surfaces(fit)[3], style, here),
        *by_class(fit.plane, fit.y, result.names, style, here),
        line([x1, x1], [-REACH, REACH], style.colour("guess"), style.stroke, "x₁ is known", **here.axes),
        cross(x1, filled, style, here, "x₂ := its mean", "discriminator"),
        *marginals(result, style),
        scores(result, style),
    ]
    axis = {"range": [-REACH, REACH], "tickvals": [-4, -2, 0, 2, 4]}
    p_joint = {"range": [0, 0.36], "tickvals": [0, 0.2], "title": {"text": "p(x₁, y)"}}
    p_given = {"range": [-0.03, 1.75], "tickvals": [0, 0.5, 1], "title": {"text": f"p({name} | x₁)"}}
    axes: dict[str, Layout] = {
        "plane": plane(style, here),
        "marginal": {"xaxis": axis | {"showticklabels": False}, "yaxis": p_joint},
        "posterior": {"xaxis": axis | {"title": {"text": "x₁"}}, "yaxis": p_given},
    }
    layout = base_layout(style, **PANELS.layout(**axes), margin={"l": 6, "r": 10, "t": 4})
    alt = (f"Only x₁ = {x1:g} is known. With x₂ integrated out, class {name} has probability {answers[0][0]:.3f}; "
           f"logistic regression with the mean {filled:.2f} for x₂ says {answers[1][0]:.3f}. Of the test set "
           f"{fit.scores['marginal']:.1%} and {fit.scores['filled']:.1%} are got right.")  # fmt: skip
    aside = {"xaxis": {"domain": [0.16, 1.0]}}  # room for numbers
    narrow = PANELS.narrow({"plane": 330, "marginal": 130, "posterior": 230}, 40, marginal=aside, posterior=aside)
    return Drawing(traces, layout, alt, narrow)


def answer(result: Result, x1: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return p(y = B | x₁) by both models at places x₁ (n,): x₂ integrated out, and x₂ replaced by its mean."""
    fit = result.fit
    filled = np.stack([x1, np.full(len(x1), fit.plane[:, 1].mean())], axis=1)
    return fit.joint.marginal().posterior(x1[:, None])[:, 1], fit.given.posterior(filled)[:, 1]


def marginals(result: Result, style: Style) -> list[Trace]:
    """Return the densities of x₁ in each class, and below them both models' answers along x₁."""
    top, low, x1 = PANELS["marginal"], PANELS["posterior"], result.params.x1
    densities = np.exp(result.fit.joint.marginal().log_joint(ALONG[:, None])).T
    traces = [line(ALONG, density, style.colour(f"class_{k}"), style.stroke, f"p(x₁, {name}) = %{{y:.3f}}", **top.axes)
              for k, (density, name) in enumerate(zip(densities, result.names, strict=True))]  # fmt: skip
    for role, along, at in zip(ROLES, answer(result, ALONG), answer(result, np.array([x1])), strict=True):
        traces.append(line(ALONG, along, style.colour(role), style.stroke, "%{y:.3f}", **low.axes))
        traces.append(dots([x1], at, style.colour(role), 4 * style.stroke, "%{y:.3f}", **low.axes))
    for panel, height in ((top, 0.36), (low, 1.0)):
        traces.append(line([x1, x1], [0, height], style.colour("guess"), 0.5 * style.stroke, **panel.axes))
    return traces


def scores(result: Result, style: Style) -> Trace:
    """Return how much of the test set is got right, without x₂ and with it."""
    right = {name: f"{share:.0%}" for name, share in result.fit.scores.items()}
    texts = [f"<b>{right['marginal']} right with x₂ integrated out</b>",
             f"<b>{right['filled']} with x₂ := its mean</b>",
             f"{right['generative']} and {right['discriminative']} with x₂ known"]  # fmt: skip
    colours = [style.colour(role) for role in (*ROLES, "text")]
    return words([-5.8] * 3, [1.62, 1.4, 1.18], texts, colours, style, textposition="middle right",
                 **PANELS["posterior"].axes)  # fmt: skip
