"""The same noise and the same picture, given to a VAE, a GAN and a VAE-GAN."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explainers.controls import check
from explainers.data.glyphs.glyphs import SIDE
from explainers.gans.pictures.measures import sharpness
from explainers.gans.vae_gan.models import model, named, recorded
from explainers.gans.vae_gan.networks import LATENT
from explainers.gans.vae_gan.objectives import Terms, vae_gan_terms
from explainers.gans.vae_gan.pictures import apart, blurred, drawn_letter, pixels, shifted, unseen
from explainers.gans.vae_gan.settings import STRIDE, UPDATES, Params

Array = NDArray[np.float64]
SHOWN = 16  # pictures of each maker
FIRST, RATE = 64, 0.1  # draws of which the best begins a search, and the learning rate of Adam
WAYS = np.linspace(0, 1, 21)  # t
BLURS, SHIFTS = np.arange(0.0, 2.25, 0.25), np.arange(5)


@dataclass(frozen=True)
class Result:
    """What the settings ask for; everything is computed when it is looked at, and once."""

    params: Params
    x: Tensor  # (1, 1, SIDE, SIDE)

    @property
    def makers(self) -> dict[str, str]:
        """The three models by kind."""
        return {"vae": f"vae-{self.params.sigma}", "gan": "gan", "vae_gan": named(self.params.gamma)}

    @property
    def gamma(self) -> float:
        """The weight of likeness of the VAE-GAN in hand."""
        return float(self.makers["vae_gan"].partition("-")[2])

    def recorded(self, kind: str) -> dict[str, Any]:
        """Return what the model of a kind reached; "real" is training pictures in the place of samples."""
        found: dict[str, Any] = recorded()[self.makers.get(kind, kind)]
        return found

    @cached_property
    def z(self) -> Tensor:
        """The noise that all models are given, (SHOWN, LATENT)."""
        first, second = torch.randn(2, SHOWN, LATENT, generator=torch.Generator().manual_seed(self.params.seed))
        angle = float(np.deg2rad(self.params.theta))
        return np.cos(angle) * first + np.sin(angle) * second

    @cached_property
    def made(self) -> dict[str, Tensor]:
        """What each makes of z, (SHOWN, 1, SIDE, SIDE)."""
        return {kind: decoded(name, self.z) for kind, name in self.makers.items()}

    @cached_property
    def codes(self) -> dict[str, tuple[Tensor, ...]]:
        """z of x and of x′, each (1, LATENT): μ of an encoder; in the GAN, what a search has found so far."""
        both, stop = (self.x, unseen()[0][self.params.other][None]), round(self.params.search / STRIDE)
        with torch.no_grad():
            codes = {kind: tuple(model(self.makers[kind]).encoder(x)[0] for x in both) for kind in ("vae", "vae_gan")}
        return codes | {"gan": tuple(torch.tensor(searched(x.numpy().tobytes())[stop])[None] for x in both)}

    @cached_property
    def back(self) -> dict[str, Tensor]:
        """What each gives back of x, (1, 1, SIDE, SIDE)."""
        return {kind: decoded(name, self.codes[kind][0]) for kind, name in self.makers.items()}

    @property
    def changed(self) -> dict[str, Tensor]:
        """The copies of x, shifted and blurred."""
        return {"shift": shifted(self.x, self.params.shift), "blur": blurred(self.x, self.params.blur)}

    def from_x(self, some: Tensor) -> Array:
        """Return how far some pictures are from x, (2, n): in pixels and in features of D. Two letters are at 1."""
        measures = (pixels, model(self.makers["vae_gan"]).discriminator.features)
        with torch.no_grad():
            far = torch.stack([apart(features, self.x, some) for features in measures])
        return far.double().numpy() / np.array(self.recorded("vae_gan")["moved"]["unit"])[:, None]

    @cached_property
    def paths(self) -> dict[str, Array]:
        """How far all shifts and all blurs are from x, (2, stops)."""
        return {"shift": self.from_x(torch.cat([shifted(self.x, int(by)) for by in SHIFTS])),
                "blur": self.from_x(torch.cat([blurred(self.x, float(by)) for by in BLURS]))}  # fmt: skip

    def walk(self, kind: str, ways: Array) -> Tensor:
        """Return pictures on the way from x to x′, at each t of `ways`, (n, 1, SIDE, SIDE)."""
        t = torch.tensor(ways, dtype=torch.float32)[:, None]
        first, last = self.codes[kind]
        return decoded(self.makers[kind], (1 - t) * first + t * last)

    @property
    def shift_in_features(self) -> float:
        """How far a shift by one pixel is from x in features of D, a mean over test pictures."""
        return float(self.recorded("vae_gan")["moved"]["shift"][1])

    @cached_property
    def terms(self) -> Terms:
        """The terms of the VAE-GAN in hand, for x, a draw of its code and a sample."""
        draws = torch.randn(2, 1, LATENT, generator=torch.Generator().manual_seed(self.params.seed))
        with torch.no_grad():
            return vae_gan_terms(model(self.makers["vae_gan"]), self.x, *draws)


def decoded(name: str, z: Tensor) -> Tensor:
    """Return the pictures that a model makes of z, (n, 1, SIDE, SIDE)."""
    with torch.no_grad():
        return model(name).decoder(z)


@lru_cache(maxsize=64)
def searched(pixels: bytes) -> NDArray[np.float32]:
    """Return z of the GAN on a search for a picture, every STRIDE steps of Adam, (stops, LATENT).

    It minimises the distance in pixels from the best of FIRST draws (Lipton and Tripathi 2017).
    """
    x = torch.frombuffer(bytearray(pixels), dtype=torch.float32).reshape(1, 1, SIDE, SIDE)
    draws = torch.randn(FIRST, LATENT, generator=torch.Generator().manual_seed(0))
    best = (decoded("gan", draws) - x).flatten(1).norm(dim=1).argmin()
    z = draws[best, None].clone().requires_grad_()
    optimiser, found = torch.optim.Adam([z], RATE), [z.detach().numpy()[0].copy()]
    for step in range(1, UPDATES + 1):
        (z.grad,) = torch.autograd.grad((model("gan").decoder(z) - x).square().sum(), z)
        optimiser.step()
        if step % STRIDE == 0:
            found.append(z.detach().numpy()[0].copy())
    return np.stack(found)


def sharp(pictures: Tensor) -> Array:
    """Return the sharpness of each picture, in grey per pixel."""
    return sharpness(pictures / 2).double().numpy()


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return what each model reached, and sharpness along the walk, as named columns."""
    kinds = ("real", *result.makers)
    reached = {key: np.array([result.recorded(kind)["samples"][key] for kind in kinds])
               for key in result.recorded("real")["samples"]}  # fmt: skip
    walks = {kind: sharp(result.walk(kind, WAYS)) for kind in result.makers}
    return {"reached": {"model": np.array(kinds), **reached}, "walk": {"t": WAYS, **walks}}


def challenge(result: Result) -> tuple[bool, str]:
    """Check "γ < 1, and the blurred copy is nearer to x than the shifted one in pixels, and further in features"."""
    shift, blur = (result.from_x(one)[:, 0] for one in result.changed.values())
    said = (f"The shifted copy is {shift[0]:.2f} away in pixels and {shift[1]:.2f} in features, the blurred one "
            f"{blur[0]:.2f} and {blur[1]:.2f}.")  # fmt: skip
    return bool(result.gamma < 1 and blur[0] < shift[0] and blur[1] > shift[1]), said


def simulate(params: Params) -> Result:
    """Look at what the settings ask for. Raises BadInput where a drawing is none."""
    check(params)
    if params.source == "drawn":
        return Result(params, drawn_letter(params.drawn, "drawn"))
    return Result(params, unseen()[0][params.image][None])
