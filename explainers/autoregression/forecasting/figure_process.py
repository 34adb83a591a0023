"""The main picture: a series, its autocorrelations, its roots on the unit circle, and the triangle of AR(2)."""

import numpy as np

from explainers.autoregression.forecasting.model import LAGS, Result
from explainers.autoregression.forecasting.process import Array, spectrum
from explainers.autoregression.forecasting.settings import EDGE
from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import dots, line, words
from explainers.panels import panels

PLACES = panels(
    "said said said said",
    "series series series series",
    ". . . .",
    "acf pacf roots plane",
    widths=(0.26, 0.26, 0.17, 0.18),
    heights=(0.12, 0.38, 0.14, 0.36),
    gaps=(0.04, 0),
    first="plane",
)
ROOTS_REACH = 1.6  # of the picture of the roots
FREQUENCIES = np.linspace(0.0, 0.5, 101)  # in cycles a step
POWER = (-2.0, 3.5)  # of ten, that the spectrum's axis shows
CORRELATIONS: Layout = {"xaxis": {"range": [0.2, LAGS + 0.8], "showgrid": False, "tickvals": [1, 6, 12, 18, 24]},
                        "yaxis": {"range": [-1.05, 1.05], "tickvals": [-1, 0, 1]}}  # fmt: skip
ROOTS = {"range": [-ROOTS_REACH, ROOTS_REACH], "showgrid": False, "tickvals": [-1, 1], "showline": False, "ticks": ""}
TRIANGLE = {"xaxis": {"range": [-2.2, 2.2], "tickvals": [-2, 0, 2]},
            "yaxis": {"range": [-1.15, 1.15], "tickvals": [-1, 0, 1], "side": "right"}}  # fmt: skip
POWERS = {"xaxis": {"range": [0, 0.5], "tickvals": [0, 0.25, 0.5]},
          "yaxis": {"range": list(POWER), "tickvals": [-2, 0, 2], "side": "right"}}  # fmt: skip
NARROW_PROCESS = PLACES.narrow(  # on a telephone the panels stand in three rows
    {"said": 50, "series": 110, "acf pacf": 110, "roots plane": 130}, gap=(5, 55, 65), across=0.13
)


@Plot
def plot_process(result: Result, style: Style) -> Drawing:
    """Draw the series over time and, below it, ACF, PACF, roots, and the triangle (or the spectrum, for p above 2)."""
    correlated = correlogram("acf", result.rho[1:], result.sampled[1:], result, style)
    correlated += correlogram("pacf", result.exact_partials, result.sampled_partials, result, style)
    triangular = result.params.order < 3
    plane = triangle(result, style) if triangular else power(result, style)
    told = f"ρ: <b>process</b>, <span style='color:{style.colour('generated')}'>this series</span>"
    heads = {"acf": told, "pacf": "partial α", "roots": "roots",
             "plane": "φ₁ across, φ₂ up" if triangular else "spectrum, log"}  # fmt: skip
    font, root = {"size": style.text, "color": style.colour("muted")}, f"y{PLACES['roots'].suffix}"
    places = PLACES.layout(
        said={"xaxis": {"range": [0, 1], "visible": False}, "yaxis": {"range": [0, 1], "visible": False}},
        series={"xaxis": {"range": [0, result.params.length + 1], "showgrid": False},
                "yaxis": {"range": [-EDGE, EDGE], "nticks": 5}},
        acf=CORRELATIONS,
        pacf=CORRELATIONS | {"yaxis": CORRELATIONS["yaxis"] | {"showticklabels": False}},
        roots={"xaxis": ROOTS | {"scaleanchor": root, "constrain": "domain"}, "yaxis": ROOTS},
        plane=TRIANGLE if triangular else POWERS,
    )  # fmt: skip
    layout = base_layout(
        style,
        **places,
        annotations=[PLACES[panel].over(text, style, font=font) for panel, text in heads.items()],
        margin={"l": 46 if style.lecture else 36, "r": 1.75 * style.text, "t": 4, "b": 42 if style.lecture else 32},
    )
    traces = [*paths(result, style), *correlated, *circle(result, style), *plane]
    return Drawing(traces, layout, describe_process(result), NARROW_PROCESS)


# ---------------------------------------------------------------------------------------------- the series


def paths(result: Result, style: Style) -> list[Trace]:
    """Return the realisations, the first in front; where the process stays in the long run; and the verdict."""
    axes = PLACES["series"].axes
    n = result.params.length
    t = np.arange(1.0, n + 1)
    low, high = (np.clip(result.mean + side * 1.96 * result.spread, -EDGE, EDGE) for side in (-1, 1))
    band = {"fill": "toself", "fillcolor": style.colour("truth", 0.07)}
    corners = np.array([low, low, high, high])  # nan, and so not drawn, where there is no such place
    traces = [line(np.array([0, n + 1, n + 1, 0]), corners, "rgba(0,0,0,0)", 0, **band, **axes)]
    mean = np.full(2, result.mean)
    traces.append(line([0, n + 1], mean, style.colour("truth", 0.6), 1.2, pen={"dash": "dot"}, **axes))
    for row in result.x[:0:-1]:
        traces.append(line(t, inside(row), style.colour("generated", 0.35), 0.35 * style.stroke, **axes))
    hover = "x<sub>%{x}</sub> = %{y:.3f}"
    traces.append(line(t, inside(result.x[0]), style.colour("generated"), 0.7 * style.stroke, hover, **axes))
    colours = [style.colour("text" if result.nature == "stationary" else "guess"), style.colour("muted")]
    traces.append(words([0.008] * 2, [0.8, 0.28], verdict(result), colours, style, textposition="middle right",
                        **PLACES["said"].axes))  # fmt: skip
    return traces


def inside(x: Array) -> Array:
    """Return a series cut off a little outside the picture, so that no line is drawn to where numbers overflow."""
    return np.clip(x, -3 * EDGE, 3 * EDGE)


def verdict(result: Result) -> list[str]:
    """Return what kind of series this is, in two lines."""
    modulus = abs(result.roots[0])
    match result.nature:
        case "stationary":
            period, _ = result.cycle
            turning = f", a cycle of {period:.1f} steps" if np.isfinite(period) and period < 1000 else ""
            return [f"Of tomorrow’s variance, <b>{result.r_squared:.0%}</b> is already in today",
                    f"stationary: largest root {modulus:.3f}{turning}"]  # fmt: skip
        case "unit root":
            return ["<b>Unit root</b>: every shock stays for ever, no mean", cut_off(result)]
        case _:
            return [f"<b>Explosive</b>: every step multiplies what was by up to {modulus:.2f}", cut_off(result)]


def cut_off(result: Result) -> str:
    """Return where the series leaves the picture, if it does."""
    return f"it leaves the picture at t = {result.leaves} and is cut off there" if result.leaves else ""


# ---------------------------------------------------------------------------------------------- correlations


def correlogram(name: str, exact: Array, sampled: Array, result: Result, style: Style) -> list[Trace]:
    """Return the process's correlations as stems, the sample's as dots, and the band for a series without memory."""
    axes = PLACES[name].axes
    lags = np.arange(1.0, LAGS + 1)
    limit = 1.96 / np.sqrt(result.params.length)
    stems = np.column_stack([np.zeros(LAGS), exact, np.full(LAGS, np.nan)]).ravel()
    band = {"fill": "toself", "fillcolor": style.colour("generated", 0.14)}
    edge = np.array([-limit, -limit, limit, limit])
    return [
        line([0, LAGS + 1, LAGS + 1, 0], edge, "rgba(0,0,0,0)", 0, **band, **axes),
        line(np.repeat(lags, 3), stems, style.colour("truth"), 0.8 * style.stroke, **axes),
        dots(lags, sampled, style.colour("generated"), 1.9 * style.stroke, "this series, lag %{x}: %{y:.3f}", **axes),
        dots(lags, exact, "rgba(0,0,0,0)", 8, "the process, lag %{x}: %{y:.3f}", **axes),
        words([0.5 * LAGS], [-0.7], [""] if result.nature == "stationary" else ["process: none"], style.colour("guess"),
              style, **axes),
    ]  # fmt: skip


# ---------------------------------------------------------------------------------------------- roots


def circle(result: Result, style: Style) -> list[Trace]:
    """Return the unit circle and the roots; one outside the picture stands at its edge, in the direction it has."""
    axes = PLACES["roots"].axes
    turn = np.linspace(0, 2 * np.pi, 91)
    found = result.roots
    moduli = np.maximum(np.abs(found), 1e-12)
    shown = found * np.minimum(1, 0.94 * ROOTS_REACH / moduli)
    out = [style.colour("guess" if modulus > 1 - 1e-6 else "generator") for modulus in moduli]
    told = [f"{root.real:.3f} {'+' if root.imag >= 0 else '−'} {abs(root.imag):.3f}i, modulus {modulus:.3f}"
            for root, modulus in zip(found, moduli, strict=True)]  # fmt: skip
    spokes = np.column_stack([np.zeros(len(found)), shown, np.full(len(found), np.nan)]).ravel()
    return [
        line(np.cos(turn).round(6), np.sin(turn).round(6), style.colour("muted"), 1.5, fill="toself",
             fillcolor=style.colour("generator", 0.07), **axes),
        line(spokes.real, np.nan_to_num(spokes.imag), style.colour("generator", 0.5), 1.2, **axes),
        dots(shown.real, shown.imag, out, 3.2 * style.stroke, "%{text}", **axes) | {"text": told},
    ]  # fmt: skip


# ---------------------------------------------------------------------------------------------- triangle, spectrum


def triangle(result: Result, style: Style) -> list[Trace]:
    """Return the triangle of stationary (φ₁, φ₂), the part of it where roots turn, and where the process is."""
    phi_1 = np.linspace(-2, 2, 81)
    phi_2 = result.phi[1] if len(result.phi) == 2 else 0.0
    corners = {"fill": "toself", "fillcolor": style.colour("generator", 0.07)}
    cyclic = {"fill": "toself", "fillcolor": style.colour("generator", 0.14)}
    role = "generator" if result.nature == "stationary" else "guess"
    return [
        line([-2, 2, 0, -2], [-1, -1, 1, -1], style.colour("muted"), 1.5, **corners),
        line(np.append(phi_1, -2), np.append(-(phi_1**2) / 4, -1), style.colour("muted"), 1, pen={"dash": "dot"},
             **cyclic),
        words([0, 0], [-0.62, 0.22], ["cycles", "none"], style.colour("muted"), style),
        dots([result.phi[0]], [phi_2], style.colour(role), 3.6 * style.stroke, "φ₁ = %{x:.2f}, φ₂ = %{y:.2f}"),
    ]  # fmt: skip


def power(result: Result, style: Style) -> list[Trace]:
    """Return the spectral density: where it peaks, the series cycles."""
    stationary = result.nature == "stationary"
    height = np.log10(spectrum(result.phi, FREQUENCIES)) if stationary else np.full(len(FREQUENCIES), np.nan)
    period, _ = result.cycle
    return [
        line(FREQUENCIES, height, style.colour("generator"), 0.8 * style.stroke, "%{x:.3f} cycles a step: 10^%{y:.2f}"),
        line([1 / period] * 2, list(POWER), style.colour("muted"), 1, pen={"dash": "dot"}),
        words([0.25, 0.25], [0.0, 0.0], ["", "" if stationary else "none"], style.colour("guess"), style),
        dots([np.nan], [np.nan], style.colour("generator"), 1),
    ]  # fmt: skip


def describe_process(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    weights = ", ".join(f"{phi:.2f}" for phi in result.phi)
    first = f"An AR({len(result.phi)}) with weights {weights}: {result.nature}, largest root {abs(result.roots[0]):.3f}"
    if result.nature != "stationary":
        where = f"; it leaves the picture at step {result.leaves}" if result.leaves else ""
        return f"{first}{where}."
    return (f"{first}. Of tomorrow's variance {result.r_squared:.0%} is already known today; the autocorrelation at "
            f"lag 1 is {result.rho[1]:.2f}, in this series {result.sampled[1]:.2f}.")  # fmt: skip
