"""What is measured of a picture of a letter: weight, width, slant, serifs, and which letter it is."""

from functools import cache

import torch
from torch import Tensor, nn

from explainers.data.glyphs.glyphs import faces, places
from explainers.gans.pictures.letters import grey, letter_pictures
from explainers.gans.pictures.reader import FEATURES, reader
from explainers.gans.style.networks import LETTERS
from explainers.probe import fit_probe

FACTORS = ("weight", "width", "slant", "serif")
INDEX = torch.tensor([ord(letter) - ord("A") for letter in LETTERS])  # of our letters among all that the reader knows


def shapes(ink: Tensor) -> Tensor:
    """Return weight, width and slant, shape (n, 3), of ink (n, side, side) from 0 (paper) to 1.

    Weight is the share of ink in the picture; width how many columns have ink, each by its darkest pixel; slant the
    shear x / y, upwards and to the right, from the second moments of the ink.
    """
    side = ink.shape[-1]
    right = torch.arange(side) - (side - 1) / 2
    mass = ink.sum((1, 2)) + 1e-6
    x, y = (ink.sum(1) @ right) / mass, (ink.sum(2) @ -right) / mass
    across = right - x[:, None]  # (n, side)
    up = -right - y[:, None]
    covariance = torch.einsum("nij,ni,nj->n", ink, up, across)
    slant = covariance / (torch.einsum("nij,ni->n", ink, up.square()) + 1e-6)
    return torch.stack([mass / side**2, ink.amax(1).sum(1), slant], 1)


@torch.no_grad()
def measured(x: Tensor) -> tuple[Tensor, Tensor]:
    """Return the factors of pictures x (n, 1, 32, 32), shape (n, FACTORS), and the letter that each is read as, (n,).

    The serif is the logit of a linear probe that was trained on the published categories.
    """
    features = reader().features(x)
    letter = reader().head(features)[:, INDEX].argmax(1)
    return torch.cat([shapes(grey(x)), serif_probe()(features)], 1), letter


def centred(factors: Tensor, letter: Tensor) -> Tensor:
    """Return factors (n, d) less their mean over pictures read as the same letter: an H is wider than an S."""
    found = factors.clone()
    for i in range(len(LETTERS)):
        if bool((letter == i).any()):
            found[letter == i] -= factors[letter == i].mean(0)
    return found


@cache
def serif_probe() -> nn.Linear:
    """Return a probe that tells letters of faces published as serif from those published as sans-serif."""
    features, serif = serif_pictures("train")
    weights = torch.tensor(fit_probe(features.double().numpy(), serif.long().numpy(), 2)).float()
    difference, probe = (weights[:, 1] - weights[:, 0])[None], nn.Linear(FEATURES, 1)
    probe.load_state_dict({"weight": difference[:, :-1], "bias": difference[0, -1:]})
    return probe.requires_grad_(requires_grad=False)


def serif_pictures(part: str) -> tuple[Tensor, Tensor]:
    """Return features of our letters in faces published as serif or sans-serif, (n, FEATURES), and which, (n,)."""
    named = [face.category for face in faces()[places(part)]] * len(LETTERS)
    kept = torch.tensor([category in ("serif", "sans-serif") for category in named])
    serif = torch.tensor([float(category == "serif") for category in named])
    return reader().features(letter_pictures(LETTERS, part)[0][kept]), serif[kept]


def serif_right() -> float:
    """Return the share of letters of unseen families that the probe names as they were published."""
    features, serif = serif_pictures("test")
    return float(((serif_probe()(features)[:, 0] > 0).float() == serif).float().mean())
