"""The formulas behind β, with the numbers of the models that are compared."""

from explainers.equation import Equation, tex
from explainers.vaes.latent_walk.shipped_models import recorded
from explainers.vaes.model_comparison.result import Result


def equations(result: Result) -> list[Equation]:
    """Return the objective of the VAE and of the β-VAE on the test pictures."""
    reached = recorded(result.params.data)
    vae, beta_4 = reached["vae-2"], reached["beta_4-2"]
    return [
        Equation(
            "Evidence lower bound of the VAE",
            r"\mathrm{ELBO}",
            r"\mathbb{E}\left[\ln p(x \mid z)\right] - \mathrm{KL}",
            f"{tex(vae['reconstruction'], 5)} - {tex(vae['kl'])}",
            vae["elbo"],
            "Mean over the test pictures, in nats. This is what β = 1 maximises on the training pictures.",
        ),
        Equation(
            "What the β-VAE maximises",
            r"\mathcal{L}_4",
            r"\mathbb{E}\left[\ln p(x \mid z)\right] - 4\,\mathrm{KL}",
            rf"{tex(beta_4['reconstruction'], 5)} - 4 \times {tex(beta_4['kl'])}",
            beta_4["reconstruction"] - 4 * beta_4["kl"],
            "A nat of KL costs four times as much: fewer are bought, and reconstruction suffers.",
        ),
    ]
