"""A generative adversarial network, trained step by step (Goodfellow et al. 2014, algorithm 1).

One step is `d_updates` updates of the discriminator D and one of the generator G. Every update draws its
noise and its batch from a generator of its own, seeded by the seed, the step and which update it is: so any step can be
had back by replaying from a kept one, and two runs that part meet the same noise and batches from then on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np
import torch
from torch import Tensor

from explainers.gans.training.losses import LOSSES
from explainers.gans.training.networks import Weights, generate, initial, judge
from explainers.gans.training.targets import target
from explainers.problems import BadInput

POOL = 4096  # real points to draw batches from
AVERAGE = 0.99  # how much of the averaged generator each step keeps
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
    d_units: int = 32  # units in each hidden layer of D
    activation: str = "leaky_relu"  # between layers
    loss: str = "non_saturating"  # what the players minimise, see losses.py
    lr_g: float = 0.002  # learning rate of G
    lr_d: float = 0.004  # learning rate of D: twice that of G (Heusel et al. 2017)
    optimiser: str = "adam"  # "adam", "rmsprop" or "sgd"
    beta_1: float = 0.5  # of Adam: memory of the gradient
    beta_2: float = 0.9  # of Adam and RMSprop: memory of its square
    d_updates: int = 1  # updates of D in a step
    batch: int = 128  # real, and generated, points in an update
    clip: float = 0.1  # bound on D's weights, for "wasserstein_clip"
    penalty: float = 0.0  # weight of the gradient penalty on D
    average: bool = False  # whether the points shown come from an average of G's weights over the last steps
    steps: int = 600  # t, how many steps have been made
    hidden: str = ""  # layers left out of the picture: "field", "manifold", "arrows"
    past: str = ""  # settings before the present ones, as "300 lr_d=0.1 loss=minimax; 900 lr_g=0.01"
    seed: int = 0  # of the initial weights, the noise and the batches


FIXED = ("data", "drawn", "noise", "noise_dim", "layers", "g_units", "d_units", "activation", "seed")
LIVE = tuple(f.name for f in fields(Params) if f.name not in (*FIXED, "average", "steps", "hidden", "past"))


LIMITS: dict[str, tuple[float, float] | tuple[str, ...]] = {  # what may be set in the middle of a run
    "loss": tuple(LOSSES),
    "lr_g": (0.0, 100.0),
    "lr_d": (0.0, 100.0),
    "optimiser": ("adam", "rmsprop", "sgd"),
    "beta_1": (0.0, 0.9999),
    "beta_2": (0.0, 0.9999),
    "d_updates": (1, 20),
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


def branch(params: Params, step: int, **changes: object) -> Params:
    """Return the run that goes as this one does up to `step`, and from there on with some settings changed."""
    before = [(until, held) for until, held in segments(params) if until <= step]
    now = settings_at(params, step)
    after = replace(now, **changes, steps=step)  # type: ignore[arg-type]
    held = [*before, (step, now)] if step > (before[-1][0] if before else 0) else before

    def differences(settings: Params) -> str:
        pairs = [(name, getattr(settings, name)) for name in LIVE if getattr(settings, name) != getattr(after, name)]
        return " ".join(f"{name}={value}" for name, value in pairs)

    past = [f"{until} {differences(settings)}".strip() for until, settings in held]
    return replace(after, past="; ".join(past))


@dataclass
class Player:
    """A network's weights, and what its optimiser remembers."""

    weights: Weights
    first: Weights  # running mean of the gradient (Adam)
    second: Weights  # running mean of its square (Adam, RMSprop)
    mass_1: float = 0.0  # how much of a mean its zero start does not account for: 1 - β₁ᵗ where β₁ is constant
    mass_2: float = 0.0

    def copy(self) -> "Player":
        """Return a player that shares nothing with this one."""
        weights, first, second = ([w.clone() for w in part] for part in (self.weights, self.first, self.second))
        return Player(weights, first, second, self.mass_1, self.mass_2)


def player(sizes: list[int], generator: torch.Generator) -> Player:
    """Return a new player."""
    weights = initial(sizes, generator)
    return Player(weights, [torch.zeros_like(w) for w in weights], [torch.zeros_like(w) for w in weights])


@dataclass
class State:
    """Everything that the next step depends on."""

    step: int
    g: Player
    d: Player
    average: Weights  # of G's weights, exponentially weighted
    loss_g: float = float("nan")  # at the last step
    loss_d: float = float("nan")
    d_real: float = float("nan")  # mean of σ(D) on the real batch
    d_fake: float = float("nan")  # and on the generated one

    def copy(self) -> "State":
        """Return a state that shares nothing with this one."""
        return replace(self, g=self.g.copy(), d=self.d.copy(), average=[w.clone() for w in self.average])


def start(params: Params) -> State:
    """Return the state before the first step."""
    generator = torch.Generator().manual_seed(params.seed)
    g = player([params.noise_dim, *[params.g_units] * params.layers, 2], generator)
    d = player([2, *[params.d_units] * params.layers, 1], generator)
    return State(0, g, d, [w.clone() for w in g.weights])


def pool(params: Params) -> Tensor:
    """Return the real points that batches are drawn from, shape (POOL, 2)."""
    rng = np.random.default_rng(params.seed)
    return torch.tensor(target(params.data, params.drawn).draw(POOL, rng), dtype=torch.float32)


def draw_noise(params: Params, n: int, generator: torch.Generator) -> Tensor:
    """Return z, shape (n, noise_dim): standard normal, or uniform between -1 and 1."""
    if params.noise == "gaussian":
        return torch.randn(n, params.noise_dim, generator=generator)
    return 2 * torch.rand(n, params.noise_dim, generator=generator) - 1


def update(who: Player, gradients: tuple[Tensor, ...], params: Params, rate: float) -> None:
    """Move weights against their gradients, in place: plainly, by RMSprop (Hinton 2012), by Adam (Kingma, Ba 2015)."""
    steps: list[Tensor] | tuple[Tensor, ...] = gradients
    if params.optimiser != "sgd":
        torch._foreach_mul_(who.second, params.beta_2)
        torch._foreach_addcmul_(who.second, gradients, gradients, 1 - params.beta_2)
        who.mass_2 += (1 - params.beta_2) * (1 - who.mass_2)
        size = torch._foreach_div(who.second, who.mass_2)
        torch._foreach_sqrt_(size)
        torch._foreach_add_(size, 1e-8)
        if params.optimiser == "adam":
            torch._foreach_lerp_(who.first, gradients, 1 - params.beta_1)
            who.mass_1 += (1 - params.beta_1) * (1 - who.mass_1)
            steps = torch._foreach_div(who.first, who.mass_1)
        steps = torch._foreach_div(steps, size)
    torch._foreach_add_(who.weights, steps, alpha=-rate)


def slope_penalty(params: Params, d: Weights, real: Tensor, fake: Tensor, generator: torch.Generator) -> Tensor:
    """Return the penalty on the slope of D.

    For "wasserstein_gp", the squared distance of |∇D| from 1 on points between real and generated (Gulrajani et al.
    2017); for the others half the squared slope on real points, R₁ of Mescheder et al. 2018.
    """
    if params.loss == "wasserstein_gp":
        share = torch.rand(len(real), 1, generator=generator)
        x = (share * real + (1 - share) * fake).requires_grad_()
    else:
        x = real.clone().requires_grad_()
    (slope,) = torch.autograd.grad(judge(x, d, params.activation).sum(), x, create_graph=True)
    if params.loss == "wasserstein_gp":
        return params.penalty * ((slope.norm(dim=1) - 1) ** 2).mean()
    return 0.5 * params.penalty * (slope**2).sum(dim=1).mean()


def draws(params: Params, step: int, update: int) -> torch.Generator:
    """Return the source of chance for one update: 0 is that of G, 1, 2, … are those of D."""
    return torch.Generator().manual_seed((params.seed * (MAX_STEPS + 1) + step) * 32 + update)


def advance(state: State, params: Params, real: Tensor) -> None:
    """Make one step, in place, with these settings and this pool of real points."""
    loss, act = LOSSES[params.loss], params.activation
    g, d = state.g, state.d
    for update_of_d in range(params.d_updates):
        generator = draws(params, state.step, 1 + update_of_d)
        with torch.no_grad():
            fake = generate(draw_noise(params, params.batch, generator), g.weights, act)
        batch = real[torch.randint(len(real), (params.batch,), generator=generator)]
        for w in d.weights:
            w.requires_grad_()
        scores = judge(torch.cat([batch, fake]), d.weights, act)
        r, f = scores[: params.batch], scores[params.batch :]
        loss_d = total = loss.discriminator(r, f)
        if params.penalty:
            total = total + slope_penalty(params, d.weights, batch, fake, generator)
        gradients = torch.autograd.grad(total, d.weights)
        for w in d.weights:
            w.requires_grad_(False)
        update(d, gradients, params, params.lr_d)
        if params.loss == "wasserstein_clip":
            torch._foreach_clamp_min_(d.weights, -params.clip)
            torch._foreach_clamp_max_(d.weights, params.clip)
    state.loss_d = loss_d.item()
    state.d_real, state.d_fake = torch.sigmoid(r).mean().item(), torch.sigmoid(f).mean().item()

    for w in g.weights:
        w.requires_grad_()
    z = draw_noise(params, params.batch, draws(params, state.step, 0))
    loss_g = loss.generator(judge(generate(z, g.weights, act), d.weights, act))
    gradients = torch.autograd.grad(loss_g, g.weights)
    for w in g.weights:
        w.requires_grad_(False)
    update(g, gradients, params, params.lr_g)
    torch._foreach_lerp_(state.average, g.weights, 1 - AVERAGE)
    state.loss_g = loss_g.item()
    state.step += 1


def train(params: Params) -> Iterator[State]:
    """Yield the state before the first step and after each, for ever: always the same object, changed in place."""
    state, real = start(params), pool(params)
    while True:
        yield state
        advance(state, settings_at(params, state.step), real)
