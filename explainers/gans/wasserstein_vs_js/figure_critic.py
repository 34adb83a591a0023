"""A critic in training, laid over the best critic there is, and where its slope is larger than it may be."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.gans.wasserstein_vs_js.critic import Critic, bound_at, critic_at
from explainers.gans.wasserstein_vs_js.model import AXIS, MAX_STEPS, TICKS, Result
from explainers.gans.wasserstein_vs_js.mounds import height, hidden, mound
from explainers.gans.wasserstein_vs_js.transport import Potential, potential
from explainers.marks import dots, line, words
from explainers.panels import panels

PLACES = panels("left right", widths=(0.62, 0.28), gaps=(0.1, 0)).within(
    left=panels("scores", "slopes", "heaps", heights=(0.54, 0.18, 0.14), gaps=(0, 0.07)),
    right=panels("numbers", "progress", heights=(0.44, 0.5), gaps=(0, 0.06)),
)
NARROW = PLACES.narrow(  # on a telephone numbers and progress stand below
    {"scores": 147, "slopes": 60, "heaps": 32, "numbers numbers numbers progress progress": 130}, (23, 15, 58), 0.12
)
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
        mound(result.p, "real", style, top, **PLACES["heaps"].axes),
        mound(result.q, "generated", style, top, **PLACES["heaps"].axes),
        *progress(result, critic, best, style),
    ]  # fmt: skip
    across = {"range": list(AXIS), "showticklabels": False, "ticks": ""}
    places = PLACES.layout(
        scores={"xaxis": across, "yaxis": {"range": [-room, room], "nticks": 5}},
        slopes={"xaxis": across, "yaxis": {"range": [0, STEEP], "tickvals": [0, 1, 2]}},
        heaps={"xaxis": {"range": list(AXIS), "tickvals": TICKS, "showgrid": False}, "yaxis": hidden(0, 1.1)},
        numbers={"xaxis": hidden(0, 1), "yaxis": hidden(5.6, -0.6)},
        progress={"xaxis": {"range": [0, MAX_STEPS], "nticks": 4, "title": {"text": "step"}},
                  "yaxis": {"range": [0, 1.5 * max(best.best, 0.2)], "nticks": 5}},
    )  # fmt: skip
    layout = base_layout(style, **places, margin={"l": 36, "r": 10, "t": 4})
    alt = (f"After {result.step} steps the critic scores p above q by {critic.estimate:.3f}, with a slope of up to "
           f"{critic.steepest:.3f} between grains. Divided by it, that is {critic.bound:.3f}; the exact W₁ is "
           f"{best.best:.3f}, and the duality gap {best.best - critic.bound:.3f}.")  # fmt: skip
    return Drawing(traces, layout, alt, NARROW)


def centred(critic: Critic) -> np.ndarray:
    """Return the critic's scores, shifted so that the means on p and q lie as far above zero as below."""
    return critic.f - 0.5 * (critic.mean_real + critic.mean_generated)


def slopes(critic: Critic, style: Style) -> list[Trace]:
    """Return the map of the slope: the bound as a line, and what is beyond it filled."""
    axes = PLACES["slopes"].axes
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
    axes, ink = PLACES["progress"].axes, style.colour("discriminator")
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
              textposition="middle right", **PLACES["numbers"].axes),
    ]  # fmt: skip
