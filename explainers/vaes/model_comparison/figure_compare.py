"""Three models of the same pictures, side by side: no weight on KL, its due weight, and four times that."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, base_layout
from explainers.marks import dots, words
from explainers.vaes.latent_walk.codes import Array, codes, decoded
from explainers.vaes.latent_walk.latent_plane import plane, plane_axes
from explainers.vaes.latent_walk.settings import KINDS
from explainers.vaes.latent_walk.shipped_models import recorded
from explainers.vaes.model_comparison.result import Result
from explainers.vaes.tiles import placed, source

COMPARED = ("autoencoder", "vae", "beta_4")
GAP = 0.05  # between two maps, as a share of the width
NARROW = {  # on a telephone the models stand below each other
    "height": 1800,
    **{f"xaxis{2 * i + 1 if i else ''}": {"domain": [0.05, 0.98]} for i in range(3)},
    **{f"yaxis{2 * i + 1 if i else ''}": {"domain": [0.79 - i / 3, 0.975 - i / 3]} for i in range(3)},
    **{f"xaxis{2 * i + 2}": {"domain": [0.0, 1.0], "range": [0, 4.2]} for i in range(3)},
    **{f"yaxis{2 * i + 2}": {"domain": [0.67 - i / 3, 0.77 - i / 3]} for i in range(3)},
}


@Plot
def plot_compare(result: Result, style: Style) -> Drawing:
    """Draw the map of each model with the same place on it; below, what it decodes there and what it makes of x."""
    p = result.params
    share = (1 - 2 * GAP - 0.02) / 3
    axes: Layout = {}
    traces, images, titles, numbers = [], [], [], []
    for i, kind in enumerate(COMPARED):
        first, second = ("" if i == 0 else str(2 * i + 1)), str(2 * i + 2)
        left = 0.02 + i * (share + GAP)
        found, z = codes(p.data, kind), counterpart(result, kind)
        traces += plane(p.data, kind, found, result.classes, style, first, small=True)
        here = dots([z[0]], [z[1]], "rgba(0,0,0,0)", 5 * style.stroke, "z = (%{x:.2f}, %{y:.2f})",
                    xaxis=f"x{first}", yaxis=f"y{first}")  # fmt: skip
        here["marker"] |= {"line": {"color": style.colour("text"), "width": style.stroke}}
        forward = result.forward_pass_of(kind)
        axes |= plane_axes(found, style, (left, left + share), first)
        axes[f"yaxis{first}"] |= {"domain": [0.4, 0.94]}
        axes |= {f"xaxis{second}": {"domain": [left, left + share], "range": [0, 3.2], "visible": False,
                                    "anchor": f"y{second}"},
                 f"yaxis{second}": {"domain": [0.0, 0.325], "range": [-0.95, 1.35], "visible": False,
                                    "anchor": f"x{second}"}}  # fmt: skip
        place = (f"x{second}", f"y{second}")
        for number, (picture, role) in enumerate([(decoded(p.data, kind, z[None])[0], "generated"),
                                                  (forward.x, "real"), (forward.decoded, "generated")]):  # fmt: skip
            images.append(
                placed(source(picture.reshape(28, 28), role, style), place, 0.05 + 1.08 * number, 1, 0.96, 0.96)
            )
        reached = recorded(p.data)[f"{kind}-2"]
        lines = ["at z", "<b>x</b>", "its x̂", f"log p(x|z)  <b>{reached['reconstruction']:.1f}</b>",
                 f"KL  <b>{reached['kl']:.1f}</b>", f"ELBO  <b>{reached['elbo']:.1f}</b> nats"]  # fmt: skip
        colours = [style.colour(role) for role in ("generated", "real", "generated", "guess", "posterior", "text")]
        written = words([0.05, 1.13, 2.21, 0.05, 0.05, 0.05], [1.2, 1.2, 1.2, -0.2, -0.5, -0.8],
                        [text.replace("-", "−") for text in lines], colours, style, textposition="middle right",
                        xaxis=place[0], yaxis=place[1])  # fmt: skip
        titles.append({
            "text": f"<b>{KINDS[kind]}</b>", "xref": f"x{first} domain", "yref": f"y{first} domain", "x": 0.5,
            "y": 1.02, "yanchor": "bottom", "showarrow": False, "font": {"color": style.colour("posterior")},
        })  # fmt: skip
        traces += [here, written]
        numbers.append(f"{KINDS[kind]}: log p(x|z) {reached['reconstruction']:.1f}, KL {reached['kl']:.1f}")
    layout = base_layout(style, **axes, images=images, annotations=titles, margin={"l": 20, "r": 6, "t": 4, "b": 6})
    return Drawing(traces, layout, "On the test pictures, in nats. " + "; ".join(numbers) + ".", NARROW)


def counterpart(result: Result, kind: str) -> Array:
    """Return the place in the map of another model that lies where z lies in that of the VAE, as seen on screen."""
    if kind == "vae":
        return result.z
    (centre, half), (c, h) = (codes(result.params.data, name).window for name in ("vae", kind))
    place: Array = c + (result.z - centre) / half * h
    return np.asarray(place)
