"""What the learner can set, and a run as the settings that held until each step: so a run is known by its Params.

Settings may change in the middle of a run. Then `past` says what they were before, and the run up to there is the same:
two runs that part at a step share everything before it.
"""

from dataclasses import dataclass, fields, replace

from explainers.gans.training.losses import LOSSES
from explainers.problems import BadInput

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
    past: str = ""  # settings before the present ones, as "300 lr_d=0.1 loss=minimax; 900 lr_g=0.01"
    seed: int = 0  # of the initial weights, the noise and the batches


FIXED = ("data", "drawn", "noise", "noise_dim", "layers", "g_units", "d_units", "activation", "seed")
SEEN = ("average", "steps", "hidden", "fork", "stage")  # what is looked at, and how: no part of what happens
LIVE = tuple(f.name for f in fields(Params) if f.name not in (*FIXED, *SEEN, "past"))


LIMITS: dict[str, tuple[float, float] | tuple[str, ...]] = {  # what may be set in the middle of a run
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


def _setting(name: str, text: str) -> str | float:
    """Return a setting from its text. Raises ValueError or KeyError where there is no such setting."""
    limits = LIMITS[name]
    value = type(getattr(Params, name))(text)
    possible = value in limits if isinstance(limits[0], str) else limits[0] <= value <= limits[1]
    if not possible:
        raise ValueError(text)
    return value


def segments(params: Params) -> list[tuple[int, Params]]:
    """Return until which step which settings held; the last hold for good. Raises BadInput if `past` is unreadable."""
    held: list[tuple[int, Params]] = []
    for part in filter(None, (part.strip() for part in params.past.split(";"))):
        try:
            until, *pairs = part.split()
            settings = {name: _setting(name, text) for name, text in (pair.split("=") for pair in pairs)}
            if not (held[-1][0] if held else 0) < int(until) <= MAX_STEPS:
                raise ValueError(until)
            held.append((int(until), replace(params, **settings)))  # type: ignore[arg-type]
        except (ValueError, KeyError):
            raise BadInput("past", f"“{part[:40]}” is not a step and what was set until then.") from None
    return [*held, (MAX_STEPS + 1, params)]


def settings_at(params: Params, step: int) -> Params:
    """Return the settings with which the step after `step` is made."""
    return next((held for until, held in segments(params) if step < until), params)


def settling(params: Params, step: int) -> float:
    """Return the share of the learning rates with which the step after `step` is made."""
    return params.settle / step if 0 < params.settle < step else 1.0


def branch(params: Params, step: int, **changes: object) -> Params:
    """Return the run that goes as this one does up to `step`, and from there on with some settings changed."""
    held = [(until, settings) for until, settings in segments(params) if until <= step]
    now = settings_at(params, step)
    if step > (held[-1][0] if held else 0):
        held.append((step, now))
    return _with_past(held, replace(now, **changes, steps=step))  # type: ignore[arg-type]


def unchanged(params: Params) -> Params | None:
    """Return the run that went on at `params.fork` with the settings it had, or None where nothing changed there."""
    held = [(until, settings) for until, settings in segments(params) if until <= params.fork]
    if not held or held[-1][0] != params.fork:
        return None
    return replace(_with_past(held[:-1], held[-1][1]), fork=0)


def _with_past(held: list[tuple[int, Params]], now: Params) -> Params:
    """Return a run from what held until which step, and what holds then."""

    def differences(settings: Params) -> str:
        pairs = [(name, getattr(settings, name)) for name in LIVE if getattr(settings, name) != getattr(now, name)]
        return " ".join(f"{name}={value}" for name, value in pairs)

    return replace(now, past="; ".join(f"{until} {differences(settings)}".strip() for until, settings in held))
