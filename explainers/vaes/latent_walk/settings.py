"""What the learner can set."""

from dataclasses import dataclass
from typing import Annotated

from explainers.controls import Choice, Drawing, Number, Private, Select, Slider, Sliders, Stops, Text
from explainers.data.images import IMAGES
from explainers.timeline import Timeline

MAX_STEPS = 10_000  # of a training run
TEST = 2000  # pictures to look at
SIZES = (2, 8, 16)  # latent dimensions of the models that come with the course
STROKES = 150  # points of a drawing, at most
EDGE = 80.0  # how far from the origin a place in the plane may be
DATA = {name: images.title for name, images in IMAGES.items()}
KINDS = {"vae": "VAE, β = 1", "autoencoder": "Autoencoder, β = 0", "beta_4": "β-VAE, β = 4"}
PATHS = {"straight": "Straight", "great_circle": "Great circle", "direction": "Add a direction"}
LAYERS = {"points": "Codes of pictures", "decoded": "Decodings"}
SOURCES = {"test": "A test picture", "drawn": "Draw one", "uploaded": "Upload one"}
CLASSES = {str(i): f"Class {i}" for i in range(10)}
LIKELIHOODS = {"bernoulli": "Bernoulli", "gaussian": "Gaussian, σ = 0.25"}
ACTIVATIONS = {"silu": "SiLU", "relu": "ReLU", "tanh": "tanh"}
ZOOMS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 32.0)
BETAS = (0.0, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 20.0, 30.0, 50.0, 100.0, 200.0)
RATES = (0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.05, 0.1, 0.3, 1.0)
DATA_HELP = "What the models have learnt, or are to learn: 1,000 pictures of each of ten classes."
PATH_HELP = "Straight through the latent space, round its origin, or by arithmetic on mean codes."
STAGES_HELP = "1 encoder, 2 where and how surely, 3 noise, 4 z, 5 decoder and costs."
STROKES_HELP = "Strokes as 0.2,0.8 0.7,0.8; 0.7,0.8 0.4,0.2 in the unit square."
UPLOAD_HELP = "PNG, JPEG, GIF or WebP, up to 20 megapixels. It stays in this session."
NUDGE_HELP = "By how many σ of the prior dimension {i}, counted by falling KL, is moved."
BETA_HELP = "What is minimised is β KL − log p(x|z); at 1 it is minus the ELBO (Higgins et al. 2017)."


@dataclass(frozen=True)
class Params:
    """What the learner can set. Lengths in the latent space are in standard deviations of the prior."""

    data: Annotated[str, Select("Pictures", DATA, effect="restart", help=DATA_HELP)] = "fashion"
    kind: Annotated[str, Select("Model", KINDS, help="β, the weight of KL while the model was trained.")] = "vae"
    layer: Annotated[
        str, Choice("On the map", LAYERS, help="Where test pictures are encoded, or what is decoded everywhere.")
    ] = "points"
    z_1: Annotated[
        float, Slider("Place", -EDGE, EDGE, 0.1, symbol="z₁", help="The first coordinate of what is decoded.")
    ] = 0.0
    z_2: Annotated[
        float, Slider("Place", -EDGE, EDGE, 0.1, symbol="z₂", help="The second coordinate of what is decoded.")
    ] = 0.0
    zoom: Annotated[float, Stops("Enlarged", ZOOMS, help="By how much the map is enlarged, around z.")] = 1.0
    source: Annotated[str, Select("x is", SOURCES, help="The picture that is encoded.")] = "test"
    image: Annotated[
        int, Number("Picture", 0, TEST - 1, symbol="x", help="A test picture by its number, 200 of each class.")
    ] = 1450
    other: Annotated[
        int, Number("Picture at the end", 0, TEST - 1, help="A test picture by its number, where a walk ends.")
    ] = 1850
    drawn: Annotated[str, Drawing("Draw x", 10 * STROKES, points=STROKES, lines=True, help=STROKES_HELP)] = ""
    pixels: Annotated[str, Private("A picture", 2 * 28 * 28, help=UPLOAD_HELP)] = ""  # two hexadecimal digits each
    draw: Annotated[int, Number("Draw", 0, 9999, symbol="ε", help="Which ε is drawn from N(0, 1), and so which z.")] = 0
    upto: Annotated[int, Slider("Stages", 1, 5, 1, help=STAGES_HELP)] = 5
    size: Annotated[
        int, Stops("Latent dimensions", SIZES, symbol="d", help="d, numbers through which a picture is squeezed.")
    ] = 2
    path: Annotated[str, Select("Way", PATHS, help=PATH_HELP)] = "straight"
    toward: Annotated[
        str, Select("Towards", CLASSES, help="The mean code of this class, less that of x's class, is added to x's.")
    ] = "9"
    t: Annotated[
        float,
        Slider("How far", 0.0, 1.0, 0.02, symbol="t", help="t, the share of the way from x, 0, to the other end, 1."),
    ] = 0.5
    u: Annotated[
        tuple[float, ...], Sliders("Move dimension", -4.0, 4.0, 0.2, count=max(SIZES), symbol="u", help=NUDGE_HELP)
    ] = (0.0,) * max(SIZES)
    beta: Annotated[float, Stops("Weight of KL", BETAS, symbol="β", effect="continue", help=BETA_HELP)] = 1.0
    lr: Annotated[
        float, Stops("Learning rate", RATES, effect="continue", help="How far the weights move in a step (Adam).")
    ] = 0.002
    batch: Annotated[int, Number("Batch", 1, 512, effect="continue", help="Pictures in a training step.")] = 64
    latent: Annotated[
        int,
        Number("Its latent dimensions", 2, 16, symbol="d", effect="restart",
               help="How many numbers make one z of the model trained here."),
    ] = 2  # fmt: skip
    likelihood: Annotated[
        str,
        Select("Likelihood  p(x|z)", LIKELIHOODS, effect="restart", help="How a decoded picture is compared with x."),
    ] = "bernoulli"
    layers: Annotated[int, Number("Hidden layers", 1, 3, effect="restart", help="Of encoder and decoder.")] = 1
    units: Annotated[
        int,
        Number("Units", 8, 256, effect="restart",
               help="In the hidden layer next to the pixels; each further one has half."),
    ] = 128  # fmt: skip
    activation: Annotated[str, Select("Activation", ACTIVATIONS, effect="restart", help="Between layers.")] = "silu"
    seed: Annotated[
        int,
        Number("Seed", 0, 9999, effect="restart",
               help="Of ε, and of a training run: its first weights and its batches."),
    ] = 0  # fmt: skip
    steps: Annotated[int, Number("Step", 0, MAX_STEPS, help="How many training steps have been made.")] = 300
    fork: Annotated[
        int,
        Number("Also draw the run unchanged from", 0, MAX_STEPS,
               help="The run without the change at this step, on the same batches and ε; 0 draws none."),
    ] = 0  # fmt: skip
    schedule: Annotated[
        str, Text("Earlier settings", 2000, help="What was set until which step: 300 beta=1; 900 lr=0.01.")
    ] = ""


TIMELINE = Timeline[Params].of(Params, MAX_STEPS)
