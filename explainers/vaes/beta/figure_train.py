"""A β-VAE in training: sprites through it, what each latent does by now, and the curves of its loss."""

import numpy as np

from explainers.curves import steps_axis, thinned
from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import line, words
from explainers.panels import panels
from explainers.vaes.beta.models import ACTIVE
from explainers.vaes.beta.result import Result
from explainers.vaes.beta.sprites import SIDE, Pictures
from explainers.vaes.beta.training import Trained
from explainers.vaes.tiles import placed, sheet, source

PLACES = panels("pictures curves", widths=(0.47, 0.425), gaps=(0.105, 0)).within(
    curves=panels("distortion", "kl", "mig", gaps=(0, 0.12), y=(0.0, 0.94))
)
HORIZONS = (300, 500, 1000, 2000, 5000, 10_000)  # steps that the curves have room for
COLUMNS = 8  # sprites side by side
BESIDE = {"xaxis": {"domain": [0.08, 1.0]}}  # room for the numbers of the other axis
NARROW = PLACES.narrow(
    {"pictures": 435, "distortion": 104, "kl": 104, "mig": 104}, gap=[35, 44, 44], margin=(4, 26),
    distortion=BESIDE, kl=BESIDE, mig=BESIDE,
) | {"margin": {"l": 40, "r": 10}}  # fmt: skip


@Plot
def plot_train(result: Result, style: Style) -> Drawing:
    """Draw eight sprites and what is rebuilt, a strip for each latent, and distortion, KL by latent and MIG so far."""
    now = result.trained
    latents = len(now.kl)
    steps = steps_axis(now.step, HORIZONS) | {"showgrid": False}
    quiet = steps | {"showticklabels": False}
    most = max(14.0, 1.15 * float(np.nanmax(now.history[1:, 1:].sum(1), initial=0)), 1.1 * now.params.capacity)
    layout = base_layout(
        style,
        **PLACES.layout(
            pictures={"xaxis": {"range": [-2.15, COLUMNS], "visible": False, "constrain": "domain"},
                      "yaxis": {"range": [latents + 3.35, -0.1], "visible": False, "constrain": "domain",
                                "scaleanchor": PLACES["pictures"].refs[0], "constraintoward": "top"}},
            distortion={"xaxis": quiet, "yaxis": {"range": [0, 150], "nticks": 4}},
            kl={"xaxis": quiet, "yaxis": {"range": [0, most], "nticks": 4}},
            mig={"xaxis": steps, "yaxis": {"range": [0, 0.6], "nticks": 4}},
        ),
        images=pictures_of(now, style), annotations=headings_of(now, style),
        margin={"l": 6, "r": 10, "t": 4, "b": 34 if style.lecture else 26},
    )  # fmt: skip
    return Drawing([*row_names(now, style), *curves_of(now, steps["range"][1], style)], layout, described(now), NARROW)


def order_of(now: Trained) -> list[int]:
    """Return the latents by falling KL, as it was over the last hundred steps: so that strips seldom change places."""
    lately = now.history[max(now.step - 100, 1) :, 1:].mean(axis=0) if now.step else now.kl
    return np.argsort(-lately, kind="stable").tolist()


def pictures_of(now: Trained, style: Style) -> list[Layout]:
    """Return two rows of sprites and one strip for each latent, as images of the left panel."""

    def image(pictures: Pictures, columns: int, role: str, x: float, top: float) -> Layout:
        flat = pictures.reshape(-1, SIDE * SIDE)
        grey = source(sheet(flat, columns, gap=0, side=SIDE), role, style)
        return placed(grey, PLACES["pictures"].refs, x, top, columns, len(flat) / columns)

    strips = now.strips[order_of(now)]
    return [
        image(now.x, COLUMNS, "real", 0, 0),
        image(now.rebuilt, COLUMNS, "generated", 0, 1.1),
        image(strips, strips.shape[1], "generated", 0, 3.2),
    ]


def row_names(now: Trained, style: Style) -> list[Trace]:
    """Return what stands before each row of pictures: of a strip, its latent and its KL."""
    order = order_of(now)
    rows = [0.5, 1.6, *(3.7 + np.arange(len(order)))]
    texts = [
        "<b>real</b>",
        "<b>rebuilt</b>",
        *(f"z{'₁₂₃₄₅₆₇₈₉'[i] if i < 9 else '₁₀'}  {now.kl[i]:.2f}" for i in order),
    ]
    roles = ["real", "generated", *("posterior" if now.kl[i] > ACTIVE else "muted" for i in order)]
    head = words([-0.2], [2.72], ["one latent, −3 to 3, and its KL"], style.colour("text"), style,
                 textposition="middle right")  # fmt: skip
    return [words([-0.2] * len(rows), rows, texts, [style.colour(role) for role in roles], style,
                  textposition="middle left"), head]  # fmt: skip


def curves_of(now: Trained, horizon: int, style: Style) -> list[Trace]:
    """Return distortion, KL in all and by latent, the capacity, and MIG; dotted without the change."""
    steps, noted = thinned(now.history)
    thin, bold = 0.3 * style.stroke, 0.9 * style.stroke
    traces = [
        line(steps, -noted[:, 0], style.colour("likelihood", 0.45), thin, **PLACES["distortion"].axes),
        *(line(steps, noted[:, 1 + i], style.colour("muted"), 2 * thin, f"z{i + 1}: %{{y:.2f}}", **PLACES["kl"].axes)
          for i in range(len(now.kl))),
        line(steps, noted[:, 1:].sum(1), style.colour("posterior", 0.45), thin, **PLACES["kl"].axes),
        line([0, horizon], [now.params.capacity or np.nan] * 2, style.colour("text"), 0.5 * style.stroke,
             pen={"dash": "dash"}, **PLACES["kl"].axes),
    ]  # fmt: skip
    beside = now.beside.measured if now.beside else now.measured[:0]
    beside = beside[beside[:, 0] >= now.params.fork]
    for column, (name, role) in enumerate((("distortion", "likelihood"), ("kl", "posterior"), ("mig", "truth")), 1):
        said = f"{name}, step %{{x}}: %{{y:.2f}}"
        traces += [
            line(now.measured[:, 0], now.measured[:, column], style.colour(role), bold, said, **PLACES[name].axes),
            line(beside[:, 0], beside[:, column], style.colour(role), 0.6 * bold, f"{said} without the change",
                 pen={"dash": "dot"}, **PLACES[name].axes),
        ]  # fmt: skip
    return traces


def headings_of(now: Trained, style: Style) -> list[Layout]:
    """Return what stands over each curve, with the numbers last measured."""
    _, distortion, rate, gap = now.measured[-1]
    unchanged = "  ⋯ without the change" if now.beside else ""
    capacity = f", C = {now.params.capacity:g}" if now.params.capacity else ""
    texts = [
        ("distortion", "likelihood", f"distortion {distortion:.1f}", unchanged),
        ("kl", "posterior", f"KL {rate:.2f}", f", grey by latent{capacity}"),
        ("mig", "truth", f"MIG {gap:.2f}", ""),
    ]
    return [PLACES[name].over(f"<span style='color:{style.colour(role)}'><b>{text}</b></span>{more}", style)
            for name, role, text, more in texts]  # fmt: skip


def described(now: Trained) -> str:
    """Return the picture in a sentence."""
    step, distortion, rate, gap = now.measured[-1]
    broke = f" Training broke down at step {now.diverged}." if now.diverged else ""
    beside = f" Without the change at step {now.params.fork} KL is {now.beside.rate:.2f}." if now.beside else ""
    active = int((now.kl > ACTIVE).sum())
    return (f"After {now.step} steps, measured after {step:.0f}: distortion {distortion:.1f} nats, KL {rate:.2f} nats, "
            f"{active} of {len(now.kl)} latents active, mutual information gap {gap:.2f}.{beside}{broke}")  # fmt: skip
