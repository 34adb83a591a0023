"""What the learner can set, and what of it a run is known by."""

from dataclasses import dataclass

from explainers.gans.training.losses import LOSSES
from explainers.timeline import Limits, Timeline

MAX_STEPS = 20_000


@dataclass(frozen=True)
class Params:
    """What the learner can set."""

    data: str = "modes"  # the target p: "modes", "grid", "single", "line", "ring", "moons", "spiral" or "drawn"
    drawn: str = ""  # points "x,y x,y …" in the unit square, for "drawn"
    noise: str = "gaussian"  # distribution of z: "gaussian" or "uniform"
    noise_dim: int = 2  # dimension of z
    layers: int = 2  # hidden layers of each network
    g_units: int = 32  # units in each hidden layer of G
    d_units: int = 64  # units in each hidden layer of D
    activation: str = "leaky_relu"  # between layers
    loss: str = "non_saturating"  # what the players minimise, see losses.py
    lr_g: float = 0.002  # learning rate of G
    lr_d: float = 0.004  # learning rate of D: above that of G (Heusel et al. 2017)
    settle: int = 500  # step from which both rates fall as settle / t (Robbins and Monro 1951); at 0 they do not
    optimiser: str = "adam"  # "adam", "rmsprop" or "sgd"
    beta_1: float = 0.5  # of Adam: memory of the gradient
    beta_2: float = 0.9  # of Adam and RMSprop: memory of its square
    d_updates: int = 1  # updates of D in a step
    g_updates: int = 1  # updates of G in a step
    batch: int = 128  # real, and generated, points in an update
    clip: float = 0.1  # bound on D's weights, for "wasserstein_clip"
    penalty: float = 0.0  # weight of the gradient penalty on D
    average: bool = True  # whether the points shown come from an average of G's weights over the last steps
    steps: int = 600  # t, how many steps have been made
    hidden: str = ""  # layers left out of the picture: "field", "manifold", "arrows"
    fork: int = 0  # a step at which settings changed: the run without that change is drawn too; at 0 none
    stage: str = "noise"  # of a step taken apart: "noise", "generate", "judge", "teach_d" or "teach_g"
    schedule: str = ""  # settings before the present ones, as "300 lr_d=0.1 loss=minimax; 900 lr_g=0.01"
    seed: int = 0  # of the initial weights, the noise and the batches


FIXED = ("data", "drawn", "noise", "noise_dim", "layers", "g_units", "d_units", "activation", "seed")
SEEN = ("average", "steps", "hidden", "fork", "stage")  # what is looked at, and how: no part of what happens
LIMITS: dict[str, Limits] = {  # what may be set in the middle of a run
    "loss": tuple(LOSSES),
    "lr_g": (0.0, 100.0),
    "lr_d": (0.0, 100.0),
    "settle": (0, MAX_STEPS),
    "optimiser": ("adam", "rmsprop", "sgd"),
    "beta_1": (0.0, 0.9999),
    "beta_2": (0.0, 0.9999),
    "d_updates": (0, 20),
    "g_updates": (0, 10),
    "batch": (2, 1024),
    "clip": (1e-4, 100.0),
    "penalty": (0.0, 1000.0),
}
LIVE = tuple(LIMITS)
TIMELINE = Timeline[Params]((*FIXED, "average"), LIMITS, MAX_STEPS)  # measures differ with the average, too
segments, settings_at, branch, unchanged = TIMELINE.segments, TIMELINE.settings_at, TIMELINE.branch, TIMELINE.unchanged


def settling(params: Params, step: int) -> float:
    """Return the share of the learning rates with which the step after `step` is made."""
    return params.settle / step if 0 < params.settle < step else 1.0
