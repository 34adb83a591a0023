"""The latent plane to explore: codes or decodings, a place on it, and what is decoded there."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import dots, words
from explainers.vaes.latent_walk.codes import Array, codes, grid_at
from explainers.vaes.latent_walk.latent_plane import plane, plane_axes
from explainers.vaes.latent_walk.result import Result
from explainers.vaes.tiles import placed, sheet, source

SHEET = 18  # decodings along each side of the sheet
NARROW = {  # on a telephone what is decoded stands below the map
    "height": 940,
    "xaxis": {"domain": [0.04, 1.0]},
    "yaxis": {"domain": [0.62, 1.0]},
    "xaxis2": {"domain": [0.04, 1.0]},
    "yaxis2": {"domain": [0.3, 0.56]},
    "xaxis3": {"domain": [0.26, 0.84]},
    "yaxis3": {"domain": [0.0, 0.27]},
}


@Plot
def plot_map(result: Result, style: Style) -> Drawing:
    """Draw the map around z, and beside it what is decoded at z and what a classifier makes of that."""
    p, z = result.params, result.z
    found = codes(p.data, p.kind)
    centre, half = window(result)
    axes = plane_axes(found, style, (0.02, 0.58))
    for name, middle in zip(("xaxis", "yaxis"), centre, strict=True):
        axes[name] |= {"range": [middle - half, middle + half]}
    here = dots([z[0]], [z[1]], "rgba(0,0,0,0)", 6 * style.stroke, "z = (%{x:.2f}, %{y:.2f})")
    here["marker"] |= {"line": {"color": style.colour("text"), "width": style.stroke}}
    cover = {"xref": "x", "yref": "y", "x": centre[0] - half, "y": centre[1] + half}
    images = [placed(source(result.here.reshape(28, 28), "generated", style), ("x2", "y2"), 0, 1, 1, 1)]
    if p.layer == "decoded":
        tiles = grid_at(p.data, p.kind, (centre[0], centre[1]), half * (1 - 1 / SHEET), SHEET)[2][::-1] / 255
        over = sheet(tiles.reshape(-1, 784), SHEET, gap=0)
        images.append(placed(source(over, "generated", style), ("x", "y"), cover["x"], cover["y"], 2 * half, 2 * half,
                             layer="below"))  # fmt: skip
        traces = [here]
    else:
        traces = [*plane(p.data, p.kind, found, result.classes, style), here]
    layout = base_layout(
        style,
        **axes,
        xaxis2={"domain": [0.64, 1.0], "range": [0, 1.2], "visible": False, "anchor": "y2", "constrain": "domain"},
        yaxis2={
            "domain": [0.46, 1.0],
            "range": [-0.16, 1.14],
            "visible": False,
            "anchor": "x2",
            "scaleanchor": "x2",
            "constrain": "domain",
        },
        **bars_axes(result.classes, style),
        images=images,
        margin={"l": 30, "r": 6, "t": 4, "b": 30 if style.lecture else 26},
    )
    traces += [*bars(result, style), caption(result, style)]
    said = result.named(result.here)
    likely = int(said.argmax())
    alt = (f"At z = ({z[0]:.2f}, {z[1]:.2f}), {'on' if result.on_map else 'off'} the map, the decoder draws what a "
           f"classifier calls {result.classes[likely]} with probability {said[likely]:.2f}.")  # fmt: skip
    return Drawing(traces, layout, alt, NARROW)


def window(result: Result) -> tuple[Array, float]:
    """Return centre and half width of the part of the map in sight: enlarged, it keeps z where it is."""
    centre, half = codes(result.params.data, result.params.kind).window
    zoom = result.params.zoom
    inside = np.clip(result.z, centre - half, centre + half)
    return centre + (inside - centre) * (1 - 1 / zoom), float(half[0]) / zoom


def caption(result: Result, style: Style) -> Trace:
    """Return what stands over the decoded picture."""
    z = result.z
    texts = [f"<b>decoded</b> at z = ({z[0]:.2f}, {z[1]:.2f})",
             "on the map" if result.on_map else "off the map: invented"]  # fmt: skip
    roles = [style.colour("generated"), style.colour("muted" if result.on_map else "guess")]
    return words([0.0, 0.0], [1.08, -0.08], texts, roles, style, textposition="middle right", xaxis="x2", yaxis="y2")


def bars(result: Result, style: Style) -> list[Trace]:
    """Return how likely a classifier finds each class."""
    said = result.named(result.here)
    rows = np.arange(10.0)
    bar = {
        "type": "bar",
        "orientation": "h",
        "x": said,
        "y": rows,
        "xaxis": "x3",
        "yaxis": "y3",
        "marker": {"color": style.colour("discriminator")},
        "text": [f"{share:.0%}" if share >= 0.005 else "" for share in said],
        "textposition": "outside",
        "cliponaxis": False,
        "constraintext": "none",
        "textfont": {"size": style.text},
        "hovertemplate": "%{x:.4f}<extra></extra>",
    }
    title = words([0.0], [-1.2], ["a classifier says"], style.colour("discriminator"), style,
                  textposition="middle right", xaxis="x3", yaxis="y3")  # fmt: skip
    return [bar, title]


def bars_axes(classes: tuple[str, ...], style: Style) -> Layout:
    """Return the axes of the classifier's bars."""
    return {
        "xaxis3": {"domain": [0.76, 0.94], "range": [0, 1], "visible": False, "anchor": "y3"},
        "yaxis3": {"domain": [0.02, 0.4], "range": [9.6, -1.8], "anchor": "x3", "showgrid": False, "ticks": "",
                   "tickvals": list(range(10)), "ticktext": list(classes), "linecolor": style.colour("grid"),
                   **({"tickfont": {"size": 14}} if style.lecture else {})},  # ten names in a low panel
    }  # fmt: skip
