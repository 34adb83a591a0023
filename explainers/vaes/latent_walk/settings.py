"""What the learner can set."""

from dataclasses import dataclass, fields

from explainers.timeline import Limits, Timeline

MAX_STEPS = 10_000  # of a training run
TEST = 2000  # pictures to look at
SIZES = (2, 8, 16)  # latent dimensions of the models that come with the course


@dataclass(frozen=True)
class Params:
    """What the learner can set. Lengths in the latent space are in standard deviations of the prior."""

    data: str = "fashion"  # the pictures: "digits" or "fashion"
    kind: str = "vae"  # of the model that comes with the course: "vae", "autoencoder" (β = 0) or "beta_4"
    layer: str = "points"  # what the map shows: "points" (codes of test pictures), "decoded" (a grid of decodings)
    z_1: float = 0.0  # z₁ of the place that is looked at
    z_2: float = 0.0  # z₂ of it
    zoom: float = 1.0  # by how much the map is enlarged around it
    source: str = "test"  # where x comes from: "test" (pictures held out), "drawn" or "uploaded"
    image: int = 1450  # number of a test picture: x, and where a walk begins
    other: int = 1850  # number of the test picture where a walk ends
    drawn: str = ""  # strokes "x,y x,y …; x,y …" in the unit square, for "drawn"
    pixels: str = ""  # an uploaded picture, 28 × 28 grey values as two hexadecimal digits each, for "uploaded"
    draw: int = 0  # which ε is drawn, and so which z; counted from 0
    upto: int = 5  # stages of one picture's passage that are shown: encoder, q(z|x), ε, z, decoder
    size: int = 2  # d, latent dimensions of the model that is walked: 2, 8 or 16
    path: str = "straight"  # of a walk: "straight", "great_circle", or "direction" (add what sets two classes apart)
    toward: str = "9"  # number of the class whose mean code, less that of x's class, is added, for "direction"
    t: float = 0.5  # how far along the walk
    u_1: float = 0.0  # by how many σ of the prior the dimension of largest KL is moved
    u_2: float = 0.0  # by how many σ of the prior the 2nd dimension by falling KL is moved
    u_3: float = 0.0  # by how many σ of the prior the 3rd dimension by falling KL is moved
    u_4: float = 0.0  # by how many σ of the prior the 4th dimension by falling KL is moved
    u_5: float = 0.0  # by how many σ of the prior the 5th dimension by falling KL is moved
    u_6: float = 0.0  # by how many σ of the prior the 6th dimension by falling KL is moved
    u_7: float = 0.0  # by how many σ of the prior the 7th dimension by falling KL is moved
    u_8: float = 0.0  # by how many σ of the prior the 8th dimension by falling KL is moved
    u_9: float = 0.0  # by how many σ of the prior the 9th dimension by falling KL is moved
    u_10: float = 0.0  # by how many σ of the prior the 10th dimension by falling KL is moved
    u_11: float = 0.0  # by how many σ of the prior the 11th dimension by falling KL is moved
    u_12: float = 0.0  # by how many σ of the prior the 12th dimension by falling KL is moved
    u_13: float = 0.0  # by how many σ of the prior the 13th dimension by falling KL is moved
    u_14: float = 0.0  # by how many σ of the prior the 14th dimension by falling KL is moved
    u_15: float = 0.0  # by how many σ of the prior the 15th dimension by falling KL is moved
    u_16: float = 0.0  # by how many σ of the prior the 16th dimension by falling KL is moved
    stray: str = ""  # a scribble to be judged by its reconstruction error, as `drawn`
    alarm: float = 0.95  # share of the familiar test pictures that are to pass
    latent: int = 2  # d, latent dimensions of the model that is trained here
    beta: float = 1.0  # β, the weight of KL in what is minimised (Higgins et al. 2017)
    likelihood: str = "bernoulli"  # p(x|z): "bernoulli" or "gaussian" (σ = 0.25)
    layers: int = 1  # hidden layers of encoder and decoder
    units: int = 128  # in the hidden layer next to the pixels; each further one has half as many
    activation: str = "silu"  # between layers: "silu", "relu" or "tanh"
    lr: float = 0.002  # learning rate (Adam)
    batch: int = 64  # pictures in a step
    steps: int = 300  # training steps made
    fork: int = 0  # a step at which settings changed: the run without that change is drawn too; at 0 none
    schedule: str = ""  # settings before the present ones, as "300 beta=4; 900 lr=0.01"
    seed: int = 0  # of the first weights, the batches and ε


BOUNDS = {  # of what is looked at
    "z_1": (-80.0, 80.0),
    "z_2": (-80.0, 80.0),
    "zoom": (1.0, 32.0),
    "image": (0, TEST - 1),
    "other": (0, TEST - 1),
    "draw": (0, 9999),
    "upto": (1, 5),
    "t": (0.0, 1.0),
    "alarm": (0.5, 0.999),
} | {f"u_{i}": (-6.0, 6.0) for i in range(1, max(SIZES) + 1)}

FIXED = ("data", "latent", "likelihood", "layers", "units", "activation", "seed")  # of a training run
LIMITS: dict[str, Limits] = {"beta": (0.0, 1000.0), "lr": (0.0, 100.0), "batch": (1, 1024)}  # and what may change in it
LIVE = tuple(LIMITS)
SEEN = tuple(f.name for f in fields(Params) if f.name not in (*FIXED, *LIVE, "schedule"))  # no part of what happens
TIMELINE = Timeline[Params](FIXED, LIMITS, MAX_STEPS)
settings_at, branch, unchanged = TIMELINE.settings_at, TIMELINE.branch, TIMELINE.unchanged
