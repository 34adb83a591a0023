"""A run in training: the map of codes, pictures through it and out of it, and the curves of the bound and its parts."""

from functools import cache
from typing import Any

import numpy as np

from explainers.curves import steps_axis, thinned
from explainers.data.images import IMAGES
from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import coloured, dots, line, words
from explainers.panels import panels
from explainers.vaes.latent_walk.colours import class_colours, class_text_colours
from explainers.vaes.latent_walk.latent_plane import apart, haloed
from explainers.vaes.latent_walk.result import Result
from explainers.vaes.latent_walk.training_result import Trained, held_out_classes
from explainers.vaes.tiles import tiles

PLACES = (
    panels("map beside", widths=(0.47, 0.48), gaps=(0.05, 0))
    .within(
        map=panels("map", y=(0.0, 0.94)),
        beside=panels("pictures", "run", heights=(0.31, 0.58), gaps=(0, 0.11)).within(
            run=panels(
                "bound bars", "kl bars", widths=(0.49, 0.24), heights=(0.43, 0.35), gaps=(0.18, 0.22), x=(0.09, 1.0)
            )
        ),
    )
    .within(bars=panels("bars", y=(0.0, 0.78)))
)
LOOK = 3.6  # half the width of the map, at least
ROW = 1.1  # from one row of pictures to the next, in pictures
ROWS = ("real", "rebuilt", "new")
HORIZONS_TRAIN = (300, 500, 1000, 2000, 5000, 10_000)  # steps that the curves have room for
BEGINNING = 0.1  # share of a run whose bound need not fit into its panel: it rises steeply at first
LOSS, GAIN = 60.0, 100.0  # nats for which there is room at most below, and at least above, what a run begins with
CURVES = {"xaxis": {"domain": [0.06, 0.7]}}  # on a telephone, beside the bars
NARROW = PLACES.narrow(
    {"pictures": 92, "map": 354, "bound": 92, "kl bars": 85}, gap=[38, 62, 46], margin=(4, 26), bound=CURVES, kl=CURVES,
    bars={"xaxis": {"domain": [0.84, 1.0]}, "yaxis": {"domain": [0.0, 0.2]}},
) | {"margin": {"l": 34, "r": 10}}  # fmt: skip


@Plot
def plot_train(result: Result, style: Style) -> Drawing:
    """Draw the codes of held-out pictures, what becomes of ten of them, and the run so far."""
    now = result.trained
    steps = steps_axis(now.step, HORIZONS_TRAIN)
    first, second = axes_shown(now)
    half = reach(now, (first, second))
    traces = [
        *prior_circles(style),
        *code_map(now, (first, second), half, style),
        *rows_of_pictures(now, style),
        *curves_of(now, steps["range"][1], style),
        bars(now, style),
    ]
    square = {"range": [-half, half], "nticks": 7, "tickformat": "~s", "showgrid": False, "constrain": "domain"}
    bare = {"showgrid": False, "showticklabels": False, "ticks": "", "showline": False, "constrain": "domain"}
    down = {"constraintoward": "top"}
    layout = base_layout(
        style,
        **PLACES.layout(
            map={"xaxis": square, "yaxis": square | down | {"scaleanchor": PLACES["map"].refs[0]}},
            pictures={"xaxis": bare | {"range": [-2.6, 9.5], "constraintoward": "right"},
                      "yaxis": bare | down | {"range": [-0.5, 2 * ROW + 0.5],
                                              "scaleanchor": PLACES["pictures"].refs[0]}},
            bound={"xaxis": steps | {"showticklabels": False}, "yaxis": {"range": bound_range(now), "nticks": 5}},
            kl={"xaxis": steps, "yaxis": {"range": [0, kl_range(now)], "nticks": 3}},
            bars={"xaxis": {"range": [0.4, len(now.kl) + 0.6], "showgrid": False, "tick0": 1,
                            "dtick": -(-len(now.kl) // 4)},
                  "yaxis": {"range": [0, max(4.0, 1.1 * float(now.kl.max()))], "nticks": 4}},
        ),
        annotations=headings_of(now, (first, second), style),
        margin={"l": 26, "r": 8, "t": 4, "b": 34 if style.lecture else 26},
    )  # fmt: skip
    return Drawing(traces, layout, described(now), NARROW)


def axes_shown(now: Trained) -> tuple[int, int]:
    """Return the two dimensions with the largest KL over the run so far: so the map seldom turns to others."""
    so_far = now.history[1:, 1:].mean(axis=0) if now.step else now.kl
    one, other = sorted(np.argsort(-so_far, kind="stable")[:2].tolist())
    return one, other


def reach(now: Trained, axes: tuple[int, int]) -> float:
    """Return half the width of the map: it glides with the codes, and holds nearly all of them."""
    return max(LOOK, 1.15 * float(np.percentile(np.abs(now.codes[:, axes]), 99)))


@cache
def prior_circles(style: Style) -> list[Trace]:
    """Return where the prior is: circles of one, two and three standard deviations about 0."""
    around = np.append(np.linspace(0, 2 * np.pi, 61), np.nan)
    x, y = (np.concatenate([r * side(around) for r in (1, 2, 3)]) for side in (np.cos, np.sin))
    return [
        line(x, y, style.colour("prior", 0.7), 0.35 * style.stroke),
        haloed(words([0.0], [-3.0], ["prior: 1, 2, 3 σ"], style.colour("prior"), style, textposition="bottom center"),
               style),
    ]  # fmt: skip


def code_map(now: Trained, axes: tuple[int, int], half: float, style: Style) -> list[Trace]:
    """Return the codes in the colours of their classes, and the name of each class at its centre."""
    at, (colours, each) = now.codes[:, axes], of_each_code(now.params.data, style)
    means = np.array([at[now.classes == number].mean(axis=0) for number in range(len(now.names))])
    places = apart(means, half * np.array([0.5, 0.14]))
    return [
        dots(at[:, 0], at[:, 1], colours, 1.5 * style.stroke, "%{text}: μ = (%{x:.2f}, %{y:.2f})", text=each),
        haloed(words(places[:, 0], places[:, 1], now.names, class_text_colours(style), style), style),
    ]


@cache
def of_each_code(data: str, style: Style) -> tuple[list[str], list[str]]:
    """Return the colour and the name of the class of each code."""
    classes = held_out_classes(data).tolist()
    return [class_colours(style)[number] for number in classes], [IMAGES[data].classes[number] for number in classes]


def rows_of_pictures(now: Trained, style: Style) -> list[Trace]:
    """Return ten pictures, what comes back of them, and ten drawn from the prior, a row each."""
    place, roles = PLACES["pictures"].axes, ("real", "generated", "generated")
    rows = list(zip((2 * ROW, ROW, 0.0), (now.x, now.reconstructed, now.invented), roles, strict=True))
    return [
        *(tiles(pictures, 10, role, style, bottom, **place) for bottom, pictures, role in rows),
        words([-0.6] * 3, [bottom for bottom, *_ in rows], [f"<b>{row}</b>" for row in ROWS],
              [style.colour(role) for role in roles], style, textposition="middle left", **place),
    ]  # fmt: skip


def curves_of(now: Trained, horizon: int, style: Style) -> list[Trace]:
    """Return log p(x|z), the ELBO and KL: of each batch thin, of held-out pictures bold; dotted without the change."""
    traces = []
    steps, noted = thinned(now.history)
    beside = now.beside.held if now.beside else now.held[:0]
    beside = beside[beside[:, 0] >= now.params.fork]
    for role, name, of, place in parts():
        traces += [
            line(steps, of(noted), style.colour(role, 0.45), 0.3 * style.stroke,
                 f"{name}, batches, step %{{x}}: %{{y:.1f}}", **place),
            line(beside[:, 0], of(beside[:, 1:]), style.colour(role, 0.8), 0.5 * style.stroke,
                 f"{name} without the change: %{{y:.1f}}", pen={"dash": "dot"}, **place),
            line(now.held[:, 0], of(now.held[:, 1:]), style.colour(role), 0.8 * style.stroke,
                 f"{name}, held out, step %{{x}}: %{{y:.1f}}", **place),
        ]  # fmt: skip
    return traces


def parts() -> list[tuple[str, str, Any, dict[str, str]]]:
    """Return of each curve its role, its name, what it is of log p(x|z) and KL by dimension, and where it stands."""
    bound, cost = PLACES["bound"].axes, PLACES["kl"].axes
    return [
        ("likelihood", "log p(x|z)", lambda noted: noted[:, 0], bound),
        ("text", "ELBO", lambda noted: noted[:, 0] - noted[:, 1:].sum(axis=1), bound),
        ("posterior", "KL", lambda noted: noted[:, 1:].sum(axis=1), cost),
    ]


def bound_range(now: Trained) -> list[float]:
    """Return limits for the ELBO and log p(x|z), which glide: they hold what was measured, but for the beginning."""
    steps, log_likelihood = now.held[:, 0], now.held[:, 1]
    bound, early = log_likelihood - now.held[:, 2:].sum(axis=1), BEGINNING * now.step
    low = max(float(bound[steps >= early].min(initial=np.interp(early, steps, bound))), float(log_likelihood[0]) - LOSS)
    high = max(float(log_likelihood.max()), float(log_likelihood[0]) + GAIN)
    return [low - 0.05 * (high - low), high + 0.05 * (high - low)]


def kl_range(now: Trained) -> float:
    """Return the upper limit of KL, which glides with the most that was measured."""
    return max(12.0, 1.15 * float(now.held[:, 2:].sum(axis=1).max()))


def bars(now: Trained, style: Style) -> Trace:
    """Return KL by dimension: grey where the dimension says nothing about a picture."""
    colours = [style.colour("posterior" if active else "muted") for active in now.active]
    spreads = [f"variance of μ: {spread:.3g}" for spread in now.spread]
    dimensions = np.arange(1, len(now.kl) + 1)
    return {"type": "bar", "x": dimensions, "y": now.kl, "marker": {"color": colours}, "text": spreads,
            "textposition": "none", "hovertemplate": "dimension %{x}: KL %{y:.2f}<br>%{text}<extra></extra>",
            **PLACES["bars"].axes}  # fmt: skip


def headings_of(now: Trained, axes: tuple[int, int], style: Style) -> list[Layout]:
    """Return what stands over each panel, with the numbers last measured."""

    unchanged = "  ⋯ without the change" if now.beside else ""
    whole, kl = coloured("ELBO", "text", style), coloured("KL", "posterior", style)
    reconstruction = coloured("log p(x|z)", "likelihood", style)
    bound = f"{whole} {now.elbo:.1f} = {reconstruction} {now.reconstruction:.1f} − {kl} {now.total_kl:.1f}"
    active = f"KL by dimension:<br>{coloured(f'{now.active.sum()} of {len(now.kl)}', 'posterior', style)} active"
    which = f", dimensions {axes[0] + 1} and {axes[1] + 1}" if len(now.kl) > 2 else ""
    codes = f"codes μ(x) of {len(now.codes)} pictures held out{which}"
    return [
        PLACES["bound"].over(bound.replace(" -", " −"), style, x=-0.19),
        PLACES["kl"].over(coloured("KL", "posterior", style) + unchanged, style, x=-0.19),
        PLACES["bars"].over(active, style, x=1, xanchor="right", align="right"),
        PLACES["map"].over(codes, style, xref="paper", xshift=-24),
    ]


def described(now: Trained) -> str:
    """Return the picture in a sentence."""
    broke = f" Training broke down at step {now.diverged}." if now.diverged else ""
    beside = f" Without the change at step {now.params.fork} it is {now.beside.elbo:.1f}." if now.beside else ""
    measured = int(now.held[-1, 0])
    late = "" if measured == now.step else f", last measured after {measured},"
    sentence = (
        f"After {now.step} steps the ELBO of held-out pictures{late} is {now.elbo:.1f} nats: log p(x|z) of "
        f"{now.reconstruction:.1f} less KL of {now.total_kl:.1f}.{beside} {now.active.sum()} of {len(now.kl)} latent "
        f"dimensions are active.{broke}"
    )
    return sentence.replace(" -", " −")
