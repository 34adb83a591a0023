"""The formulas of a VAE-GAN, with the numbers of the picture in hand."""

from explainers.equation import Equation, tex
from explainers.gans.vae_gan.result import Result


def equations(result: Result) -> list[Equation]:
    """Return the likeness in features, the decoder's loss, and a distance in pixels."""
    gamma, likeness, fooling = result.gamma, float(result.terms.likeness), float(result.terms.fooling)
    far, unit = result.from_x(result.back["vae_gan"])[0, 0], result.recorded("vae_gan")["moved"]["unit"][0]
    return [
        Equation("VAE-GAN: likeness is measured in features of D", r"\mathcal{L}_{\text{llike}}",
                 r"\tfrac12 \left\| D_l(x) - D_l(\tilde x) \right\|^2",
                 rf"\tfrac12 \times {tex(2 * likeness, 6)}", likeness,
                 "In the VAE it is the distance in pixels, over 2σ². Here z is a draw from q(z|x), as in training."),
        Equation("VAE-GAN: what the decoder minimises", r"\mathcal{L}_{\text{Dec}}",
                 r"\gamma\,\mathcal{L}_{\text{llike}} - \mathbb{E} \ln D(\tilde x)",
                 rf"{tex(gamma)} \times {tex(likeness, 6)} + {tex(fooling, 6)}", gamma * likeness + fooling,
                 "The encoder minimises KL + likeness, and D its own loss: each learns from its own terms only."),
        Equation("VAE-GAN: how far its reconstruction is from x, in pixels", r"d(x, \tilde x)",
                 r"\left\| x - \tilde x \right\| \,/\, \overline{\left\| x_i - x_j \right\|}",
                 rf"{tex(far * unit, 6)} \,/\, {tex(unit, 6)}", float(far),
                 "The unit is the mean distance of two letters, so that pixels and features can be compared."),
    ]  # fmt: skip
