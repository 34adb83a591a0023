"""One picture on its way through the model, stage by stage, with the numbers, and what it costs in nats."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import dots, line, words
from explainers.panels import panels
from explainers.vaes.latent_walk.codes import Array, codes
from explainers.vaes.latent_walk.forward_pass import WEIGHED, ForwardPass
from explainers.vaes.latent_walk.latent_plane import ellipse, plane, plane_axes
from explainers.vaes.latent_walk.result import Result
from explainers.vaes.tiles import placed, source

WORST = 4.0  # nats a pixel: the loss that is drawn in full colour
LEAF, LEAVES = 6.4, 22.0  # side of a picture, and the width of the column that holds three
TALLEST = 26.0  # its height
PLACES = panels("map stages", widths=(0.53, 0.42), gaps=(0.03, 0), x=(0.02, 1.0))
NARROW = PLACES.narrow(  # on a telephone the stages stand below the map
    {"map": 374, "stages": 425}, gap=51, margin=(4, 26), map={"xaxis": {"domain": [0.04, 1.0]}}
)


@Plot
def plot_image(result: Result, style: Style) -> Drawing:
    """Draw q(z|x) and z on the map; x, what is decoded, and the loss of every pixel; and the sum of it all."""
    p, forward = result.params, result.forward_pass
    found = codes(p.data, p.kind)
    traces = plane(p.data, p.kind, found, result.classes, style, PLACES["map"]) + on_plane(forward, p.upto, style)
    traces.append(stages(forward, p.upto, style))
    column = PLACES["stages"].refs
    trio = [(forward.x, "real", 1), (forward.decoded, "generated", 5), (forward.loss / WORST, "guess", 5)]
    images = [
        placed(source(picture.reshape(28, 28), role, style), column, i * (LEAVES - LEAF) / 2, TALLEST - 1.4, LEAF, LEAF,
               opacity=1.0 if stage <= p.upto else 0.0)
        for i, (picture, role, stage) in enumerate(trio)
    ]  # fmt: skip
    layout = base_layout(
        style,
        **PLACES.layout(
            map=plane_axes(found, style, PLACES["map"]),
            stages={
                "xaxis": {"range": [0, LEAVES], "visible": False},
                "yaxis": {"range": [0, TALLEST], "visible": False},
            },
        ),
        images=images,
        margin={"l": 30, "r": 6, "t": 4, "b": 30 if style.lecture else 26},
    )
    alt = (f"The picture is encoded at μ = ({forward.mu[0]:.2f}, {forward.mu[1]:.2f}) with σ = "
           f"({forward.sigma[0]:.2f}, {forward.sigma[1]:.2f}). For z = ({forward.z[0]:.2f}, {forward.z[1]:.2f}) "
           f"log p(x|z) is {forward.reconstruction:.1f} nats, KL {forward.kl.sum():.2f}, and their difference, the "
           f"ELBO, {forward.elbo:.1f}. The bound from {WEIGHED} weighted draws is {forward.bounds[1]:.2f} ± "
           f"{forward.errors[1]:.2f}, log p(x) {forward.bounds[2]:.2f}.")  # fmt: skip
    return Drawing(traces, layout, alt, NARROW)


def on_plane(forward: ForwardPass, upto: int, style: Style) -> list[Trace]:
    """Return μ, the ellipse of q(z|x) and the z that was drawn, as far as they have come."""
    purple, brown, paper = (style.colour(role) for role in ("posterior", "generated", "background"))
    edge = {"line": {"color": paper, "width": 0.5 * style.stroke}}
    mean = dots(forward.mu[:1], forward.mu[1:], purple, 3.5 * style.stroke, "μ = (%{x:.2f}, %{y:.2f})")
    mean["marker"] |= edge
    around = [line(*ellipse(forward.mu, forward.sigma, radius), purple, 0.6 * style.stroke) for radius in (1, 2)]
    step = line([forward.mu[0], forward.z[0]], [forward.mu[1], forward.z[1]], brown, 0.6 * style.stroke)
    drawn = dots(forward.z[:1], forward.z[1:], brown, 4 * style.stroke, "z = (%{x:.2f}, %{y:.2f})")
    drawn["marker"] |= edge
    for stage, traces in ((2, [*around, mean]), (4, [step, drawn])):
        for trace in traces:
            trace["opacity"] = 1.0 if stage <= upto else 0.0
    return [*around, mean, step, drawn]


def pair(values: Array) -> str:
    """Return two numbers as a vector."""
    return f"({values[0]:.2f}, {values[1]:.2f})"


def stages(forward: ForwardPass, upto: int, style: Style) -> Trace:
    """Return what happens at each stage, in words and numbers, and what it comes to."""
    log_variance = 2 * np.log(forward.sigma)
    lines = [
        (1, 16.6, "<b>1</b>  x goes into the encoder: 784 numbers", "real"),
        (2, 15.1, f"<b>2</b>  it says where: μ = {pair(forward.mu)}", "posterior"),
        (2, 13.9, f"     and how surely: log σ² = {pair(log_variance)}", "posterior"),
        (3, 12.4, f"<b>3</b>  noise is drawn: ε = {pair(forward.epsilon)}", "muted"),
        (4, 10.9, f"<b>4</b>  z = μ + σ ε = {pair(forward.z)}", "generated"),
        (5, 9.4, "<b>5</b>  the decoder makes x̂, the chance of ink", "generated"),
    ]
    (average, weighted, exact), (error, weighted_error) = forward.bounds, forward.errors
    lines += [
        (5, 7.6, f"log p(x|z), all pixels:  <b>{forward.reconstruction:.1f}</b> nats", "guess"),
        (5, 6.3, f"− KL:  {forward.kl[0]:.2f} + {forward.kl[1]:.2f} = <b>{forward.kl.sum():.2f}</b>", "posterior"),
        (5, 5.0, f"= ELBO for this ε:  <b>{forward.elbo:.1f}</b>", "text"),
        (5, 3.4, f"ELBO, mean over ε:  {average:.2f} ± {error:.2f}", "text"),
        (5, 2.2, f"≤ bound, {WEIGHED} weighted draws:  {weighted:.2f} ± {weighted_error:.2f}", "text"),
        (5, 1.0, f"≤ log p(x), by quadrature:  {exact:.2f}", "text"),
    ]
    middle, right = (LEAVES - LEAF) / 2, LEAVES - LEAF
    heads = [(1, 0.0, "<b>x</b>", "real"), (5, middle, "<b>x̂</b>", "generated"), (5, right, "<b>loss</b>", "guess")]
    written = [(0.0, y, text if stage <= upto else "", role) for stage, y, text, role in lines]
    written += [(x, TALLEST - 0.7, text if stage <= upto else "", role) for stage, x, text, role in heads]
    x, y, texts, roles = zip(*written, strict=True)
    return words(x, y, [text.replace("-", "−") for text in texts], [style.colour(role) for role in roles], style,
                 textposition="middle right", **PLACES["stages"].axes)  # fmt: skip
