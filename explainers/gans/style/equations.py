"""The formulas of a style-based generator, with the numbers on screen."""

from typing import cast

import torch

from explainers.equation import Equation, tex
from explainers.gans.style.models import directions, drawn, generator, styles
from explainers.gans.style.networks import AdaIN, Demodulated, norms
from explainers.gans.style.result import Result


def equations(result: Result) -> list[Equation]:
    """Return truncation, AdaIN, demodulation, a step along a component and the path length."""
    p, found, w = result.params, directions(result.kind), float(result.w(1)[0, 0])
    mean, i = float(found.mean[0]), int(p.component) - 1
    v, sigma = float(found.vectors[i, 0]), float(found.deviations[i])
    z, straight = (result.walk(space)[1] for space in ("z", "w"))
    return [
        Equation("Truncation, the first number of w", r"w'_1", r"\bar w_1 + \psi\,(w_1 - \bar w_1)",
                 rf"{tex(mean)} + {tex(p.psi)} \times ({tex(w)} - ({tex(mean)}))", mean + p.psi * (w - mean),
                 "At ψ = 1 nothing changes; at ψ = 0 every z gives the mean picture."),
        *of_layer(result),
        Equation("A step along the direction, the first number of w", r"w'_1", r"w_1 + \alpha\,\sigma v_1",
                 rf"{tex(w)} + ({tex(p.alpha)}) \times {tex(sigma)} \times ({tex(v)})", w + p.alpha * sigma * v,
                 "v is a principal component of w, and σ the standard deviation of w along it."),
        Equation("How much longer the way from A to B is in Z", r"\ell_Z / \ell_W",
                 r"\mathbb{E}\,|\dot f_Z(t)|^2 \,/\, \mathbb{E}\,|\dot f_W(t)|^2",
                 rf"{tex(float(z.mean()))} \,/\, {tex(float(straight.mean()))}", float(z.mean() / straight.mean()),
                 "f are features of a classifier of capitals: its distance stands for what an eye would see."),
    ]  # fmt: skip


def of_layer(result: Result) -> list[Equation]:
    """Return what each model does for the first feature map of its first layer, for the style of A."""
    old, new = generator("adain"), generator("demodulation")
    first, second = cast(AdaIN, old.layers[0]), cast(Demodulated, new.layers[0])
    ours, theirs = (styles(network, drawn(1, result.params.a)) for network in (old, new))
    with torch.no_grad():
        scale, shift = (float(part(ours[:, 0])[0, 0]) for part in (first.scale, first.shift))
        made = float(old.maps(ours, result.noise)[0][0, 0].std(unbiased=False))
        weights = second.weights(theirs[:, 0])[0, 0]
        length = float(norms(second.weight, second.scale(theirs[:, 0]))[0, 0])
    return [
        Equation("AdaIN: the deviation of a normalised map", r"\sigma(y_1)",
                 r"\left|s_1\right|, \quad y_1 = s_1\,\frac{x_1 - \mu(x_1)}{\sigma(x_1)} + b_1",
                 rf"\sqrt{{({tex(scale)})^2}}", made,
                 f"Its mean is now b₁ = {shift:.3f}, whatever x₁ was: how large it was against other maps is lost."),
        Equation("Demodulation: the squared norm of the weights of a map", r"\sum w''^2",
                 r"\sum (s\,w)^2 \,/\, \|s\,w\|^2", rf"{tex(float(weights.square().sum()))} \,/\, {tex(length)}^2",
                 float((weights / length).square().sum()),
                 "Only the weights are normalised, by what is expected of x, and not x itself."),
    ]  # fmt: skip
