"""One picture on its way through the model, stage by stage, with the numbers, and what it costs in nats."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import dots, line, words
from explainers.vaes.latent_walk.codes import Array, codes
from explainers.vaes.latent_walk.model import Result
from explainers.vaes.latent_walk.passage import WEIGHED, Passage
from explainers.vaes.latent_walk.plane import ellipse, plane, plane_axes
from explainers.vaes.latent_walk.tiles import placed, source

WORST = 4.0  # nats a pixel: the loss that is drawn in full colour
LEAF, LEAVES = 6.4, 22.0  # side of a picture, and the width of the column that holds three
TALLEST = 26.0  # its height
NARROW = {  # on a telephone the stages stand below the map
    "height": 880,
    "xaxis": {"domain": [0.04, 1.0]},
    "yaxis": {"domain": [0.56, 1.0]},
    "xaxis2": {"domain": [0.0, 1.0]},
    "yaxis2": {"domain": [0.0, 0.5]},
}


@Plot
def plot_image(result: Result, style: Style) -> Drawing:
    """Draw q(z|x) and z on the map; x, what is decoded, and the loss of every pixel; and the sum of it all."""
    p, passage = result.params, result.passage
    found = codes(p.data, p.kind)
    traces = plane(p.data, p.kind, found, result.classes, style) + on_plane(passage, p.upto, style)
    traces.append(stages(passage, p.upto, style))
    column = ("x2", "y2")
    trio = [(passage.x, "real", 1), (passage.decoded, "generated", 5), (passage.loss / WORST, "guess", 5)]
    images = [
        placed(source(picture.reshape(28, 28), role, style), column, i * (LEAVES - LEAF) / 2, TALLEST - 1.4, LEAF, LEAF,
               opacity=1.0 if stage <= p.upto else 0.0)
        for i, (picture, role, stage) in enumerate(trio)
    ]  # fmt: skip
    layout = base_layout(
        style,
        **plane_axes(found, style, (0.02, 0.55)),
        xaxis2={"domain": [0.58, 1.0], "range": [0, LEAVES], "visible": False, "anchor": "y2"},
        yaxis2={"range": [0, TALLEST], "visible": False, "anchor": "x2"},
        images=images,
        margin={"l": 30, "r": 6, "t": 4, "b": 30 if style.lecture else 26},
    )
    alt = (f"The picture is encoded at μ = ({passage.mu[0]:.2f}, {passage.mu[1]:.2f}) with σ = "
           f"({passage.sigma[0]:.2f}, {passage.sigma[1]:.2f}). For z = ({passage.z[0]:.2f}, {passage.z[1]:.2f}) "
           f"log p(x|z) is {passage.reconstruction:.1f} nats, KL {passage.kl.sum():.2f}, and their difference, the "
           f"ELBO, {passage.elbo:.1f}. The bound from {WEIGHED} weighted draws is {passage.bounds[1]:.2f} ± "
           f"{passage.errors[1]:.2f}, log p(x) {passage.bounds[2]:.2f}.")  # fmt: skip
    return Drawing(traces, layout, alt, NARROW)


def on_plane(passage: Passage, upto: int, style: Style) -> list[Trace]:
    """Return μ, the ellipse of q(z|x) and the z that was drawn, as far as they have come."""
    purple, brown, paper = (style.colour(role) for role in ("posterior", "generated", "background"))
    edge = {"line": {"color": paper, "width": 0.5 * style.stroke}}
    mean = dots(passage.mu[:1], passage.mu[1:], purple, 3.5 * style.stroke, "μ = (%{x:.2f}, %{y:.2f})")
    mean["marker"] |= edge
    around = [line(*ellipse(passage.mu, passage.sigma, radius), purple, 0.6 * style.stroke) for radius in (1, 2)]
    step = line([passage.mu[0], passage.z[0]], [passage.mu[1], passage.z[1]], brown, 0.6 * style.stroke)
    drawn = dots(passage.z[:1], passage.z[1:], brown, 4 * style.stroke, "z = (%{x:.2f}, %{y:.2f})")
    drawn["marker"] |= edge
    for stage, traces in ((2, [*around, mean]), (4, [step, drawn])):
        for trace in traces:
            trace["opacity"] = 1.0 if stage <= upto else 0.0
    return [*around, mean, step, drawn]


def pair(values: Array) -> str:
    """Return two numbers as a vector."""
    return f"({values[0]:.2f}, {values[1]:.2f})"


def stages(passage: Passage, upto: int, style: Style) -> Trace:
    """Return what happens at each stage, in words and numbers, and what it comes to."""
    log_variance = 2 * np.log(passage.sigma)
    told = [
        (1, 16.6, "<b>1</b>  x goes into the encoder: 784 numbers", "real"),
        (2, 15.1, f"<b>2</b>  it says where: μ = {pair(passage.mu)}", "posterior"),
        (2, 13.9, f"     and how surely: log σ² = {pair(log_variance)}", "posterior"),
        (3, 12.4, f"<b>3</b>  noise is drawn: ε = {pair(passage.epsilon)}", "muted"),
        (4, 10.9, f"<b>4</b>  z = μ + σ ε = {pair(passage.z)}", "generated"),
        (5, 9.4, "<b>5</b>  the decoder makes x̂, the chance of ink", "generated"),
    ]
    (average, weighted, exact), (error, weighted_error) = passage.bounds, passage.errors
    told += [
        (5, 7.6, f"log p(x|z), all pixels:  <b>{passage.reconstruction:.1f}</b> nats", "guess"),
        (5, 6.3, f"− KL:  {passage.kl[0]:.2f} + {passage.kl[1]:.2f} = <b>{passage.kl.sum():.2f}</b>", "posterior"),
        (5, 5.0, f"= ELBO for this ε:  <b>{passage.elbo:.1f}</b>", "text"),
        (5, 3.4, f"ELBO, mean over ε:  {average:.2f} ± {error:.2f}", "text"),
        (5, 2.2, f"≤ bound, {WEIGHED} weighted draws:  {weighted:.2f} ± {weighted_error:.2f}", "text"),
        (5, 1.0, f"≤ log p(x), by quadrature:  {exact:.2f}", "text"),
    ]
    middle, right = (LEAVES - LEAF) / 2, LEAVES - LEAF
    heads = [(1, 0.0, "<b>x</b>", "real"), (5, middle, "<b>x̂</b>", "generated"), (5, right, "<b>loss</b>", "guess")]
    written = [(0.0, y, text if stage <= upto else "", role) for stage, y, text, role in told]
    written += [(x, TALLEST - 0.7, text if stage <= upto else "", role) for stage, x, text, role in heads]
    x, y, texts, roles = zip(*written, strict=True)
    return words(x, y, [text.replace("-", "−") for text in texts], [style.colour(role) for role in roles], style,
                 textposition="middle right", xaxis="x2", yaxis="y2")  # fmt: skip
