"""Three models of the same pictures, side by side: no weight on KL, its due weight, and four times that."""

from explainers.figure_style import Drawing, Layout, Plot, Style, base_layout
from explainers.marks import dots, words
from explainers.panels import panels
from explainers.vaes.latent_walk.codes import codes
from explainers.vaes.latent_walk.latent_plane import plane, plane_axes
from explainers.vaes.latent_walk.settings import KINDS
from explainers.vaes.latent_walk.shipped_models import recorded
from explainers.vaes.model_comparison.result import COMPARED, Result
from explainers.vaes.tiles import placed, source

BELOW = {kind: f"{kind}_pictures" for kind in COMPARED}  # what stands below the map of each model
PLACES = panels(" ".join(COMPARED), " ".join(BELOW.values()), heights=(0.54, 0.325), gaps=(0.05, 0.075), x=(0.02, 1.0),
                y=(0.0, 0.94))  # fmt: skip
WIDER = {"xaxis": {"range": [0, 3.9]}}
NARROW = PLACES.narrow(  # on a telephone the models stand below each other
    {name: high for kind in COMPARED for name, high in ((kind, 331), (BELOW[kind], 179))}, gap=[36, 51, 36, 51, 36],
    width=(0.05, 0.98), margin=(49, 12), autoencoder_pictures=WIDER, vae_pictures=WIDER, beta_4_pictures=WIDER,
)  # fmt: skip


@Plot
def plot_compare(result: Result, style: Style) -> Drawing:
    """Draw the map of each model with the same place on it; below, what it decodes there and what it makes of x."""
    p = result.params
    axes: dict[str, Layout] = {}
    traces, images, titles, numbers = [], [], [], []
    for kind in COMPARED:
        above, below = PLACES[kind], PLACES[BELOW[kind]]
        found, z = codes(p.data, kind), result.place_in(kind)
        traces += plane(p.data, kind, found, result.classes, style, above, small=True)
        here = dots([z[0]], [z[1]], "rgba(0,0,0,0)", 5 * style.stroke, "z = (%{x:.2f}, %{y:.2f})", **above.axes)
        here["marker"] |= {"line": {"color": style.colour("text"), "width": style.stroke}}
        forward = result.forward_pass_of(kind)
        axes[kind] = plane_axes(found, style, above)
        axes[BELOW[kind]] = {"xaxis": {"range": [0, 3.2], "visible": False},
                             "yaxis": {"range": [-0.95, 1.35], "visible": False}}  # fmt: skip
        for number, (picture, role) in enumerate([(result.decoded_by(kind), "generated"),
                                                  (forward.x, "real"), (forward.decoded, "generated")]):  # fmt: skip
            images.append(
                placed(source(picture.reshape(28, 28), role, style), below.refs, 0.05 + 1.08 * number, 1, 0.96, 0.96)
            )
        reached = recorded(p.data)[f"{kind}-2"]
        lines = ["at z", "<b>x</b>", "its x̂", f"log p(x|z)  <b>{reached['reconstruction']:.1f}</b>",
                 f"KL  <b>{reached['kl']:.1f}</b>", f"ELBO  <b>{reached['elbo']:.1f}</b> nats"]  # fmt: skip
        colours = [style.colour(role) for role in ("generated", "real", "generated", "guess", "posterior", "text")]
        written = words([0.05, 1.13, 2.21, 0.05, 0.05, 0.05], [1.2, 1.2, 1.2, -0.2, -0.5, -0.8],
                        [text.replace("-", "−") for text in lines], colours, style, textposition="middle right",
                        **below.axes)  # fmt: skip
        titles.append(above.over(f"<b>{KINDS[kind]}</b>", style, x=0.5, xanchor="auto", yshift=5,
                                font={"color": style.colour("posterior")}))  # fmt: skip
        traces += [here, written]
        numbers.append(f"{KINDS[kind]}: log p(x|z) {reached['reconstruction']:.1f}, KL {reached['kl']:.1f}")
    layout = base_layout(style, **PLACES.layout(**axes), images=images, annotations=titles,
                         margin={"l": 20, "r": 6, "t": 4, "b": 6})  # fmt: skip
    return Drawing(traces, layout, "On the test pictures, in nats. " + "; ".join(numbers) + ".", NARROW)
