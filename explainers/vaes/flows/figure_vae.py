"""Inside a VAE: the exact posterior of a picture, the q that imitate it, and what is left of log p(x)."""

import numpy as np

from explainers.data.images import SIDE as PIXELS
from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import line, words
from explainers.panels import Panel, panels
from explainers.vaes.flows.figure_parts import square
from explainers.vaes.flows.model import Result
from explainers.vaes.flows.posterior import FINE, ROWS, Gap, chosen, label
from explainers.vaes.flows.targets import Array
from explainers.vaes.tiles import source

PLACES = panels("seen exact gauss flow", "bars bars bars bars", widths=(0.19, 0.27, 0.27, 0.27), heights=(0.6, 0.4),
                gaps=(0.025, 0.16))  # fmt: skip
ROOM = 2.5  # nats that the bars have room for
NARROW = PLACES.narrow(  # on a telephone two by two, and the bars below
    {"seen exact": 182, "gauss flow": 182, "bars": 210}, gap=[42, 84], across=0.06,
    bars={"xaxis": {"range": [-ROOM, 6.2]}},
)  # fmt: skip
SHARES = (0.5, 0.95)  # of the posterior, inside its contours


@Plot
def plot_vae(result: Result, style: Style) -> Drawing:
    """Draw what is seen, the posterior, a Gaussian and a flow in its place, and the gap of each as a bar."""
    found, p = result.exact, result.params
    peak = float(found.density.max())
    rows = {"Gaussian": result.gaussian, f"flow, K = {result.q_layers}": result.flowing}
    traces = [
        seen(result, style),
        window(found.density, peak, "posterior", style, PLACES["exact"]),
        window(result.gaussian.density, peak, "generated", style, PLACES["gauss"]),
        window(result.flowing.density, peak, "generated", style, PLACES["flow"]),
        *(contours(found.density, style, PLACES[name]) for name in ("gauss", "flow")),
        *bars({"encoder": result.encoded, **rows}, style),
    ]
    heads = {
        "seen": f"<b>x</b>, a {label(p.image)}",
        "exact": f"<b style='color:{style.colour('posterior')}'>p(z|x)</b>, exact",
        "gauss": f"<b style='color:{style.colour('generated')}'>Gaussian q</b>",
        "flow": f"<b style='color:{style.colour('generated')}'>flow q</b>, K = {result.q_layers}",
        "bars": f"<b>log p(x) = ELBO + KL(q ‖ p(z|x))</b> = {signed(found.evidence)} nats",
    }
    axes = {name: square(PLACES[name], style, 0, 1) for name in ("exact", "gauss", "flow")}
    axes["seen"] = square(PLACES["seen"], style, -0.5, PIXELS - 0.5)
    axes["bars"] = {
        "xaxis": {"range": [-ROOM, 3.0], "tickvals": [-2, -1, 0], "ticktext": ["−2", "−1", "0"], "showgrid": False,
                  "title": {"text": "nats from log p(x)"}},
        "yaxis": {"range": [-0.6, 2.6], "visible": False},
    }  # fmt: skip
    layout = base_layout(
        style,
        **PLACES.layout(**axes),
        annotations=[PLACES[name].over(text, style, align="left") for name, text in heads.items()],
        margin={"l": 8, "r": 8, "t": 34 if style.lecture else 28},
    )
    each = "; ".join(f"{name}: ELBO {gap.elbo:.2f}, KL {gap.kl:.3f}" for name, gap in rows.items())
    alt = f"A {label(p.image)}, {ROWS[p.rows].lower()} seen: log p(x) is {found.evidence:.2f} nats. {each}."
    return Drawing(traces, layout, alt, NARROW)


def seen(result: Result, style: Style) -> Trace:
    """Return the picture, with the rows that are not seen in grey."""
    picture = chosen()[result.params.image].numpy().reshape(PIXELS, PIXELS).copy()
    picture[result.params.rows :] = 0.35
    return {"type": "image", "source": source(picture[::-1], "real", style), "x0": 0, "y0": 0, "dx": 1, "dy": 1,
            "hoverinfo": "skip"} | PLACES["seen"].axes  # fmt: skip


def window(density: Array, peak: float, role: str, style: Style, panel: Panel) -> Trace:
    """Return a density on the window of the posterior, (FINE, FINE), as an image of the unit square."""
    shade = np.sqrt(np.clip(density / peak, 0, 1))
    return {"type": "image", "source": source(shade, role, style), "x0": 0, "y0": 0, "dx": 1 / (FINE - 1),
            "dy": 1 / (FINE - 1), "hoverinfo": "skip"} | panel.axes  # fmt: skip


def contours(density: Array, style: Style, panel: Panel) -> Trace:
    """Return the outlines of the smallest regions that hold SHARES of the posterior."""
    flat = density.ravel()
    order = flat.argsort()[::-1]
    inside = np.empty_like(flat)
    inside[order] = flat[order].cumsum() / flat.sum()
    axis = np.linspace(0, 1, FINE)[::2]
    return {
        "type": "contour", "x": axis, "y": axis, "z": inside.reshape(FINE, FINE)[::2, ::2], "showscale": False,
        "contours": {"coloring": "none", "type": "levels", "start": SHARES[0], "end": SHARES[1],
                     "size": SHARES[1] - SHARES[0]},
        "line": {"color": style.colour("posterior"), "width": 0.6 * style.stroke}, "hoverinfo": "skip", "ncontours": 2,
        "autocontour": False,
    } | panel.axes  # fmt: skip


def signed(value: float) -> str:
    """Return a number with two decimals and a minus sign as in print."""
    return f"{value:.2f}".replace("-", "−")


def bars(gaps: dict[str, Gap | None], style: Style) -> list[Trace]:
    """Return a bar for each q, from its ELBO to log p(x): as long as KL(q ‖ p(z|x))."""
    traces, panel = [], PLACES["bars"]
    heights = [2.0 - i for i in range(len(gaps))]
    kl = [min(gap.kl, ROOM) if gap else 0.0 for gap in gaps.values()]
    traces.append({"type": "bar", "orientation": "h", "x": [-part for part in kl], "y": heights, "width": 0.55,
                   "marker": {"color": style.colour("generated")}, "hoverinfo": "skip"} | panel.axes)  # fmt: skip
    traces.append(line([0, 0], [-0.5, 2.5], style.colour("posterior"), style.stroke, **panel.axes))
    said = [f"<b>{name}</b>: ELBO {signed(gap.elbo)} + <b>KL {gap.kl:.2f}</b>" if gap
            else f"{name}: for whole pictures only" for name, gap in gaps.items()]  # fmt: skip
    colours = [style.colour("text" if gap else "muted") for gap in gaps.values()]
    traces.append(words([0.06] * len(said), heights, said, colours, style, textposition="middle right", **panel.axes))
    return traces
