"""A critic in training, laid over the best critic there is, and where its slope is larger than it may be."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.gans.wasserstein_vs_js.critic import Critic, bound_at, critic_at
from explainers.gans.wasserstein_vs_js.model import AXIS, MAX_STEPS, TICKS, Result
from explainers.gans.wasserstein_vs_js.mounds import height, hidden, mound
from explainers.gans.wasserstein_vs_js.transport import Potential, potential
from explainers.marks import dots, line, words

LEFT, RIGHT = (0.0, 0.62), (0.72, 1.0)  # shares of the width
SCORES, SLOPES, HEAPS = (0.46, 1.0), (0.2, 0.38), (0.0, 0.14)  # shares of the height
NARROW = {  # on a telephone numbers and progress stand below
    "height": 520,
    **{f"xaxis{i}": {"domain": [0.0, 1.0]} for i in ("", 2, 3)},
    "yaxis": {"domain": [0.68, 1.0]},
    "yaxis2": {"domain": [0.5, 0.63]},
    "yaxis3": {"domain": [0.4, 0.47]},
    "xaxis4": {"domain": [0.62, 1.0]},
    "yaxis4": {"domain": [0.0, 0.26]},
    "xaxis5": {"domain": [0.0, 0.5]},
    "yaxis5": {"domain": [0.0, 0.3]},
}
X = np.linspace(*AXIS, 181)
SAMPLED = np.linspace(0, MAX_STEPS, 41).astype(int)  # steps at which the curve of the estimate has a point
STEEP = 2.0  # the slope up to which is drawn


@Plot
def plot_critic(result: Result, style: Style) -> Drawing:
    """Draw the critic's score over the exact potential, its slope against 1, and its estimate of W₁ so far."""
    critic, best = critic_at(result.training, result.step, X), potential(result.p, result.q)
    room = 1.3 * float(np.abs(best(X)).max()) + 0.5
    top = 1.05 * max(height(result.p), height(result.q), 1e-9)
    f, ink = centred(critic), style.colour("discriminator")
    side = -1 if result.q.mean >= result.p.mean else 1  # below the higher end of the scores
    traces = [
        line(X, best(X), style.colour("generator"), 1.6 * style.stroke, "exact potential at %{x:.2f}: %{y:.3f}"),
        line(X, np.clip(f, -2 * room, 2 * room), ink, style.stroke, "critic at %{x:.2f}: %{y:.3f}"),
        words([0.97 * side * AXIS[1]] * 2, [-0.55 * room, -0.83 * room], ["<b>exact potential</b>", "<b>critic</b>"],
              [style.colour("generator"), ink], style, textposition=f"middle {'right' if side < 0 else 'left'}"),
        *slopes(critic, style),
        mound(result.p, "real", style, top, xaxis="x3", yaxis="y3"),
        mound(result.q, "generated", style, top, xaxis="x3", yaxis="y3"),
        *progress(result, critic, best, style),
    ]  # fmt: skip
    layout = base_layout(
        style,
        xaxis={"domain": list(LEFT), "range": list(AXIS), "anchor": "y", "showticklabels": False, "ticks": ""},
        yaxis={"domain": list(SCORES), "range": [-room, room], "nticks": 5},
        xaxis2={"domain": list(LEFT), "range": list(AXIS), "anchor": "y2", "showticklabels": False, "ticks": ""},
        yaxis2={"domain": list(SLOPES), "range": [0, STEEP], "anchor": "x2", "tickvals": [0, 1, 2]},
        xaxis3={"domain": list(LEFT), "range": list(AXIS), "anchor": "y3", "tickvals": TICKS, "showgrid": False},
        yaxis3=hidden(HEAPS, [0, 1.1]),
        xaxis4={"domain": list(RIGHT), "range": [0, MAX_STEPS], "anchor": "y4", "nticks": 4, "title": {"text": "step"}},
        yaxis4={"domain": [0.0, 0.5], "range": [0, 1.5 * max(best.best, 0.2)], "anchor": "x4", "nticks": 5},
        xaxis5={"domain": list(RIGHT), "range": [0, 1], "anchor": "y5", "visible": False},
        yaxis5={"domain": [0.56, 1.0], "range": [5.6, -0.6], "anchor": "x5", "visible": False},
        margin={"l": 36, "r": 10, "t": 4},
    )  # fmt: skip
    alt = (f"After {result.step} steps the critic scores p above q by {critic.estimate:.3f}, with a slope of up to "
           f"{critic.steepest:.3f} between grains. Divided by it, that is {critic.bound:.3f}; the exact W₁ is "
           f"{best.best:.3f}, and the duality gap {best.best - critic.bound:.3f}.")  # fmt: skip
    return Drawing(traces, layout, alt, NARROW)


def centred(critic: Critic) -> np.ndarray:
    """Return the critic's scores, shifted so that the means on p and q lie as far above zero as below."""
    return critic.f - 0.5 * (critic.mean_real + critic.mean_generated)


def slopes(critic: Critic, style: Style) -> list[Trace]:
    """Return the map of the slope: the bound as a line, and what is beyond it filled."""
    axes = {"xaxis": "x2", "yaxis": "y2"}
    over = np.clip(critic.slope, 1, STEEP)
    broken = line(
        np.concatenate([X, X[::-1]]), np.concatenate([over, np.ones_like(X)]), style.colour("guess"), 0, **axes
    )
    return [
        broken | {"fill": "toself", "fillcolor": style.colour("guess", 0.55)},
        line(list(AXIS), [1, 1], style.colour("muted"), 1.5, pen={"dash": "dash"}, **axes),
        line(X, np.clip(critic.slope, 0, STEEP), style.colour("discriminator"), 0.7 * style.stroke,
             "slope of the critic at %{x:.2f}: %{y:.3f}", **axes),
        words([0.97 * AXIS[0]], [1.75], ["slope |f′|: <b>bound 1 broken</b> where filled"], style.colour("guess"),
              style, textposition="middle right", **axes),
    ]  # fmt: skip


def progress(result: Result, critic: Critic, best: Potential, style: Style) -> list[Trace]:
    """Return the critic's bound on W₁ so far, W₁ itself, and the numbers."""
    axes, ink = {"xaxis": "x4", "yaxis": "y4"}, style.colour("discriminator")
    so_far = np.minimum(SAMPLED, result.step)
    found = [max(bound_at(result.training, int(k)), 0.0) for k in so_far]
    texts = [
        f"score, p above q: <b>{critic.estimate:.3f}</b>",
        f"steepest slope L: <b>{critic.steepest:.3f}</b>",
        f"score / L: <b>{critic.bound:.3f}</b>",
        f"W₁, exact: <b>{best.best:.3f}</b>",
        f"duality gap: <b>{best.best - critic.bound:.3f}</b>",
    ]
    roles = ("discriminator", "discriminator", "discriminator", "generator", "text")
    return [
        line([0, MAX_STEPS], [best.best] * 2, style.colour("generator"), style.stroke, "exact W₁: %{y:.3f}", **axes),
        line(so_far, found, ink, 0.8 * style.stroke, "score / L at step %{x}: %{y:.3f}", **axes),
        dots(so_far[-1:], found[-1:], ink, 2.5 * style.stroke, "%{y:.3f}", **axes),
        words([0.0] * 5, np.arange(5.0), texts, [style.colour(role) for role in roles], style,
              textposition="middle right", xaxis="x5", yaxis="y5"),
    ]  # fmt: skip
