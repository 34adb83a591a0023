"""The numbers that the words of the pages state, and how each comes of a model: see test_numbers_in_words.py."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from explainers.autoregression.forecasting.model import simulate as forecast
from explainers.autoregression.language.result import recorded as of_letters
from explainers.frontiers.diffusion.pictures import recorded as recorded_diffusion
from explainers.frontiers.diffusion.result import simulate as diffused
from explainers.gans.big.models import recorded as big_recorded
from explainers.gans.big.result import along
from explainers.gans.cyclegan.result import copied
from explainers.gans.pix2pix.models import recorded as recorded_pix2pix
from explainers.gans.progressive.models import RATE
from explainers.gans.progressive.result import reached as grown
from explainers.gans.style.models import recorded as recorded_style
from explainers.gans.vae_gan.models import recorded as recorded_makers
from explainers.gans.vae_gan.result import sharp
from explainers.gans.wgan.figure_critic import piled
from explainers.gans.wgan.figure_race import signed
from explainers.gans.wgan.result import simulate as raced
from explainers.transformers.generation.figure_layers import decided, open_column
from explainers.transformers.generation.paths import nodes
from explainers.transformers.head_surgery.model import simulate as intervene
from explainers.transformers.lm.shape import VOCABULARY
from explainers.transformers.lm.text import EXAMPLES
from explainers.transformers.memory.kinds import STEP, TIMES
from explainers.transformers.memory.reading import recorded as memory_records
from explainers.transformers.memory.result import accuracy
from explainers.transformers.objectives.result import recorded as objectives
from explainers.transformers.objectives.result import right
from explainers.vaes.anomalies.model import separated
from explainers.vaes.beta.models import records as beta_records
from explainers.vaes.conditional.result import simulate as order
from explainers.vaes.conditional.shipped_models import recorded as recorded_conditional
from explainers.vaes.latent_walk.shipped_models import recorded
from explainers.vaes.latent_walk.training_result import trained
from explainers.vaes.quantised.models import recorded as quantised
from tests.evidence.evidence_latent_walk import evidence as directions

Numbers = Callable[[Any], tuple[Any, ...]]


def held(result: Any) -> tuple[float, float]:
    """Return how much of the prior and of the likelihood lies inside the posterior's interval."""
    lower, upper = result.interval
    return tuple(belief.cdf(upper) - belief.cdf(lower) for belief in (result.prior, result.likelihood))  # type: ignore[return-value]


def here(result: Any, layer: int = -1, head: int = -1, column: str = "") -> float:
    """Return how much of its attention the row gives to a word, in the open head or another."""
    p = result.params
    looks = result.map if layer < 0 else result.reading.maps[layer, head]
    return float(looks[p.row][[token.strip() for token in result.tokens].index(column)])


def log_probability(result: Any, decoder: str) -> float:
    """Return minus the log-probability of the text of the first decoder whose name begins so."""
    return -float(next(text.logp.sum() for name, text in result.decoded.items() if name.startswith(decoder)))


def path_probability(result: Any, *tokens: str) -> float:
    """Return how likely a path of the tree is as a whole."""
    found = {node.path: node for node in nodes(result.params.text, result.params.opened, result.answers)}
    said = {path: [found[path[: i + 1]].token.strip() for i in range(len(path))] for path in found}
    return float(np.exp(next(found[path].total for path, words in said.items() if words == [*tokens])))


def before_and_after(result: Any) -> tuple[float, float]:
    """Return the probability of the likeliest next token, and after the intervention."""
    return float(result.before[0]), float(result.intervened.chances[0])


def ablate(result: Any, **changes: Any) -> Any:
    """Return the same with the open head ablated, after other changes."""
    return intervene(replace(result.params, ablated=True, **changes))


def mase(result: Any, rival: str = "plugin", **changes: Any) -> float:
    """Return the mean absolute scaled error of a forecast."""
    scored = (forecast(replace(result.params, **changes)) if changes else result).scored
    return float(scored.scores[rival].mase)


def counted(counts: Any) -> tuple[int, int]:
    """Return how many of those who are positive are ill, and how many there are."""
    return counts.true_positive, counts.true_positive + counts.false_positive


def collapse(result: Any) -> tuple[float, float]:
    """Return KL at the step from which β is large, and at the end."""
    before = trained(replace(result.params, steps=result.params.fork))
    return before.total_kl, trained(result.params).total_kl


def cost_of_beta(data: str, of: str) -> float:
    """Return by how many nats β = 4 falls behind β = 1."""
    return float(recorded(data)["vae-2"][of] - recorded(data)["beta_4-2"][of])


def vae_kl(data: str) -> float:
    """Return the mean KL of a test picture's code at β = 1, in nats."""
    return float(recorded(data)["vae-2"]["kl"])


def gain_without_price(data: str) -> float:
    """Return by how many nats of log p(x|z) β = 0 does better than β = 1."""
    return float(recorded(data)["autoencoder-2"]["reconstruction"] - recorded(data)["vae-2"]["reconstruction"])


def read(model: str, how: str) -> float:
    """Return the share of labels that are read from z of a VAE, told the label or not."""
    return float(recorded_conditional()["probe"][model][how])


def delivered(result: Any, spread: float) -> int:
    """Return how many generated digits are named as ordered."""
    return int(np.trace(order(replace(result.params, spread=spread)).counts))


def rho(result: Any, loss: str) -> str:
    """Return the rank correlation of a racer's loss with the true distance, with its sign."""
    return signed(result.racers[loss].rho)


def blocked(result: Any) -> Any:
    """Return a grid world at the step at which it was changed last."""
    return type(result)(replace(result.params, steps=int(result.params.schedule.split()[0])), result.best)


def gaps_ahead(result: Any) -> tuple[int, int]:
    """Return at how many gaps of a text BART's model is ahead of the causal one, and how many gaps there are."""
    both, before = (result.guesses[name].chances for name in ("denoise", "causal"))
    return int((both > before).sum()), len(both)


def minus(value: float) -> str:
    """Return a number with one decimal, with a minus sign as the words have it."""
    return f"{value:.1f}".replace("-", "−")


def of_samples(result: Any, measure: str, *kinds: str) -> tuple[float, ...]:
    """Return a measure of samples of makers, by kind."""
    return tuple(result.recorded(kind)["samples"][measure] for kind in kinds)


def from_x(result: Any, measure: int, *names: str) -> tuple[float, ...]:
    """Return how far copies or reconstructions are from x: in pixels, 0, or in features of D, 1."""
    return tuple(result.from_x((result.changed | result.back)[name])[measure, 0] for name in names)


def moved(result: Any, change: str, gamma: str = "0.01") -> tuple[float, float]:
    """Return how far a change is from x, on average: in pixels, and in features of D."""
    return tuple(recorded_makers()[f"vae_gan-{gamma}"]["moved"][change])  # type: ignore[return-value]


BY_WIDTH = ("w8_b64", "w16_b64", "w32_b64")
STOCKS = {"series": "stocks", "log": True, "difference": 1}
NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")


def of_style(kind: str) -> dict[str, Any]:
    """Return what is recorded of a generator of the StyleGAN page."""
    found: dict[str, Any] = recorded_style()[kind]
    return found


def painted(measure: str, *losses: str) -> tuple[float, ...]:
    """Return what generators of clothes reached on the test pairs, by their losses."""
    return tuple(recorded_pix2pix("clothes")[loss]["g"][measure] for loss in losses)


def kept(result: Any, way: str) -> float:
    """Return the bytes that a way of reading keeps, to see as far as is set."""
    return float(result.costs(result.params.far)[way][1])


def as_many_seconds(result: Any) -> tuple[float, float]:
    """Return the distance at which width 16 ends, and that of width 32 after as many seconds."""
    cost = np.abs(along("w32_b64", "seconds") - along("w16_b64", "seconds")[-1])
    return along("w16_b64", "frechet")[-1], along("w32_b64", "frechet")[cost.argmin()]


def at_32(result: Any) -> tuple[float, float]:
    """Return the sliced Wasserstein distances at 32 pixels of growing networks and of their rival, where they are."""
    ours, theirs = (float(grown(name, "swd", seen)[2]) for name, seen in result.both)
    return ours, theirs


CLAIMS: dict[str, list[tuple[str, str, Numbers]]] = {
    "autoregression/language": [
        ("story 3", "{:.2f} bits a letter at order 8", lambda r: (r.curves[0][7],)),
        ("story 3", "best at order {}, with {:.2f} bits", lambda r: (np.argmin(r.curves[1]) + 1, min(r.curves[1]))),
        ("story 3", "{:.2f} at order 8", lambda r: (r.curves[1][7],)),
        ("story 4", "order 7 takes {:.2f} bits", lambda r: (r.held_out_bits,)),
        ("story 5", "{:.1f} bits for its c", lambda r: (max(r.surprise),)),
        ("story 6", "{:.0%} of all", lambda r: (r.copied_share,)),
        ("story 7", "counts take {:.2f} bits", lambda r: (r.held_out_bits,)),
        ("story 7", "bzip2 takes {:.2f}", lambda r: (r.packed["bzip2"],)),
        ("story 7", "recurrent one, takes {:.2f}", lambda r: (of_letters()["recurrent"]["test"],)),
        ("prediction", "{:.2f} bits for each letter", lambda r: (r.curves[0][7],)),
        ("prediction", "it does better: {:.2f}", lambda r: (r.curves[1][4],)),
    ],
    "gans/progressive": [
        ("story 4", "{:.3f} against {:.3f} at 32", lambda r: at_32(r)[::-1]),
        ("story 5", "in {:.0f} seconds", lambda r: (grown("growing", "seconds"),)),
        ("story 5", "{:.3f} against {:.3f} at 32", at_32),
        ("story 6", "recall {:.2f} against {:.2f}", lambda r: (grown("plain", "recall"), grown("growing", "recall"))),
        ("story 6", "{:.0%} of their weights instead of {:.1%}", lambda r: (RATE / (2 / 432) ** 0.5, RATE)),
        ("story 7", "scores −{:.2f} instead of {:.2f}", lambda r: abs(r.by_distinct["growing"][[0, -1]])),
        ("story 7", "recall {:.2f} with it, and {:.2f} without",
         lambda r: (grown("growing", "recall"), grown("no_deviation", "recall"))),
        ("prediction", "{:.0f}%: half of the pictures", lambda r: (r.time_percent,)),
    ],
    "gans/big": [
        ("story 1", "{:.0%} of its Es lie", lambda r: r.here[:1]),
        ("story 1", "they cover {:.0%} of", lambda r: r.here[1:2]),
        ("story 2", "precision is {:.0%} and recall {:.0%}.", lambda r: r.here[:2]),
        ("story 2", "they are {:.0%} and {:.0%}.", lambda r: r.curve[-1, :2]),
        ("story 3", "only {:.0%} count as precise, fewer than of the wildest ({:.0%})",
         lambda r: (r.here[0], r.curve[-1, 0])),
        ("story 4", "at a distance of {:.1f}, {:.1f} and {:.1f}, for {:.0f}, {:.0f} and {:.0f} seconds",
         lambda r: (*(big_recorded()[name]["frechet"] for name in BY_WIDTH),
                    *(along(name, "seconds")[-1] for name in BY_WIDTH))),
        ("story 5", "ended, at {:.1f}, width 32 has had as many seconds and stands at {:.1f}.", as_many_seconds),
        ("story 6", "256 stands at {:.1f} and that of 16 at {:.1f}:",
         lambda r: tuple(along(name, "frechet")[along(name, "steps") == 250][0] for name in ("w16_b256", "w16_b16"))),
        ("story 6", "as many steps, to {:.1f}.", lambda r: (along("w16_b16", "frechet")[-1],)),
        ("story 4", "(dashed) are at {:.1f}.", lambda r: (big_recorded()["floor"],)),
        ("story 7", "rises to {:.0f}, falls to {:.0f}, and is back at {:.0f} here",
         lambda r: (max(lost := along("without_norm", "frechet")), lost[5:].min(), lost[r.moment])),
        ("story 7", "ends at {:.1f}, ahead of its {:.1f} at",
         lambda r: (along("with_norm", "frechet")[-1], big_recorded()["w8_b64"]["frechet"])),
        ("prediction", "cover {:.0%} of the real Qs", lambda r: (r.curve[-1, 1],)),
        ("prediction", "{:.0f}%. Of one number", lambda r: (r.recall_percent,)),
        ("prediction", "rose from {:.0%} to {:.0%}.", lambda r: (r.curve[-1, 0], r.here[0])),
    ],
    "gans/cyclegan": [
        ("story 1", "{:.0%} of the letters are right. A copy gets {:.0%}, so look at the error too: {:.3f} on all "
         "faces, and {:.3f} for a copy", lambda r: (r.reached.right, copied().right, r.reached.error, copied().error)),
        ("story 3", "G(a) shows {:.0%} of the weight openly, and F reads {:.0%} of it",
         lambda r: (r.reached.kept, r.reached.recovered)),
        ("story 4", "the error grows from {:.3f} to {:.3f}", lambda r: (r.reached.noise[0], r.reached.noise[5])),
        ("story 5", "with an error of only {:.3f}, yet {:.0%} of", lambda r: (r.reached.cycle, r.reached.right)),
        ("prediction", "the mean error is only {:.3f}", lambda r: (r.reached.cycle,)),
        ("prediction", "About {:.0f}%:", lambda r: (r.right_percent,)),
    ],
    "gans/pix2pix": [
        ("story 2", "from {:.0%} of that of real pictures to {:.0%}, and", lambda r: painted("sharpness", "L1", "1")),
        ("story 2", "from {:.3f} to {:.3f}. By", lambda r: painted("l1", "L1", "1")),
        ("story 3", "neither right ({:.3f}) nor sharp ({:.0%})",
         lambda r: (*painted("l1", r.loss), *painted("sharpness", r.loss))),
        ("story 4", "the error grows to {:.3f}, and", lambda r: (recorded_pix2pix("clothes")["L1"]["plain"]["l1"],)),
        ("story 5", "for real with {:.0%}, those of x̃ with {:.0%}, and", lambda r: r.verdicts[:2].mean((1, 2))),
        ("story 6", "reaches {:.0%} of real", lambda r: (r.sharpness_percent / 100,)),
        ("story 6", "from {:.3f} to {:.3f} on",
         lambda r: tuple(recorded_pix2pix("glyphs")[loss]["g"]["l1"] for loss in ("L1", "0"))),
        ("prediction", "{:.0f}%. Where", lambda r: (r.sharpness_percent,)),
        ("prediction", "λ = 1 it is {:.0%}, at", lambda r: painted("sharpness", "1")),
        ("prediction", "an L1 error of {:.3f}, where L1 alone has {:.3f} on", lambda r: painted("l1", "1", "L1")),
        ("quiz 4", "from {:.3f} to {:.3f}. Still",
         lambda r: (*painted("l1", "L1"), recorded_pix2pix("clothes")["L1"]["cut"][1])),
    ],
    "gans/style": [
        ("story 1", "In {:.0%} of mixes the letter is A's", lambda r: (r.follows[0, 0],)),
        ("story 2", "{:.0%} of letters are A's already", lambda r: (r.follows[0, 0],)),
        ("story 3", "as early: {:.0%} at k = 4", lambda r: (r.follows[0, 0],)),
        ("story 4", "rises from {:.0%} to {:.0%}, recall falls from {:.0%} to {:.0%}",
         lambda r: tuple(of_style(r.kind)["quality"][psi][i] for i in (0, 1) for psi in ("1.0", "0.5"))),
        ("story 5", "is {:,.0f}, against {:,.0f} in W", lambda r: tuple(of_style(r.kind)["path_length"].values())),
        ("story 6", "changes the letter in {:.0%} of pictures", lambda r: (r.effect[0],)),
        ("story 7", "is {:.1f} medians against {:.1f} with",
         lambda r: tuple(of_style(kind)["peaks"][1][-1] for kind in ("adain", "demodulation"))),
        ("prediction", "{:.0%}. Which strokes", lambda r: (r.follows[0, 0],)),
        ("prediction", "With one layer it is {:.0%}, with three {:.0%}; with demodulation {:.0%}, {:.0%} and {:.0%}.",
         lambda r: tuple(of_style(kind)["follows"][k][0][0] for kind, k in
                         (("adain", 1), ("adain", 3), *(("demodulation", k) for k in (1, 2, 3))))),
    ],
    "autoregression/forecasting": [
        ("story 1", "{:.0%} of tomorrow's variance is already in today and yesterday, {:.0%} in today alone",
         lambda r: (r.r_squared, r.rho[1] ** 2)),
        ("story 3", "modulus {:.2f} and turns once in {} steps",
         lambda r: (np.abs(r.roots[0]), NUMBER_WORDS[round(r.cycle[0])])),
        ("story 5", "both lowest at {} lags",
         lambda r: (NUMBER_WORDS[max({r.fitted.criteria.best(c) for c in ("aic", "bic")}, key=int)],)),
        ("story 7", "errors are {:.2f} steps of the price, those of “tomorrow as today” {:.2f}",
         lambda r: (mase(r), mase(r, "naive"))),
        ("prediction", "1988 alone brought {:.0f} more than it expected, over twice its usual error of {:.0f}",
         lambda r: (r.future[0] - r.rivals["AR(9)"][0], r.fitted.fit.sigma)),
        ("quiz 4", "an AR({}) of its changes has a MASE of {:.2f}, “tomorrow as today” one of {:.2f}",
         lambda r: (forecast(replace(r.params, **STOCKS)).scored_lags, mase(r, **STOCKS), mase(r, "naive", **STOCKS))),
        ("quiz 4", "with five lags the error is {:.2f}, with one {:.2f}",
         lambda r: tuple(mase(r, **STOCKS, criterion="hand", lags=p) for p in (5, 1))),
        ("quiz 4", "below the {:.2f} of the random walk", lambda r: (mase(r, "naive", **STOCKS),)),
    ],
    "bayes/diagnosis": [
        ("story 1", "in only {} of {} cases", lambda r: counted(r.counts)),
        ("story 2", "{} of {} positives are ill", lambda r: counted(r.counts)),
        ("story 5", "ill in {} of {} cases", lambda r: counted(r.counts)),
        ("prediction", "come from the {} healthy people, of whom 1 in 100 is alarmed",
         lambda r: (round(1000 - 10 * r.params.prevalence),)),
        ("prediction", "100 are healthy and alarmed: {} of {}", lambda r: counted(r.counts)),
        ("application 1", "{:.1f} cancers among 100 women", lambda r: (r.percent,)),
        ("application 3", "{} who are infected are told", lambda r: (r.counts.false_negative,)),
    ],
    "bayes/sampling": [
        ("story 2", "More than {:.0%} of steps", lambda r: (np.floor(10 * r.accepted) / 10,)),
        ("prediction", "More than {:.0%}: so short", lambda r: (np.floor(10 * r.accepted) / 10,)),
        ("application 1", "a mean effect of about {:.0f} and a spread of about {:.0f}",
         lambda r: (r.reference["mu"].mean, r.reference["tau"].mean)),
    ],
    "bayes/updating": [
        ("story 1", "halfway, at {:.2f}", lambda r: (r.posterior.mean,)),
        ("story 3", "less than {:.0%} of the weight", lambda r: (np.ceil(100 * r.k / r.posterior.strength) / 100,)),
        ("story 6", "settles at {:.2f}, and its {:.0%} interval", lambda r: (r.posterior.mean, r.params.level)),
        ("story 6", "holds {:.0%} of the prior and {:.0%} of the likelihood", held),
        ("story 7", "to be exactly {:.2f} (dots)", lambda r: (r.posterior.mean,)),
        ("quiz 3", "The central {:.0%} interval for θ is {:.2f} to {:.2f}", lambda r: (r.params.level, *r.interval)),
        ("application 1", "{:.0f} of {} such births", lambda r: (r.x.sum(), len(r.x))),
        ("application 1", "mean is {:.3f} and the central 95% interval {:.3f} to {:.3f}",
         lambda r: (r.posterior.mean, *r.interval)),
        ("application 2", "{:.0f} in all", lambda r: (r.x.sum(),)),
        ("application 2", "{:.2f} deaths a year, give or take {:.2f}", lambda r: (r.posterior.mean, r.posterior.sd)),
        ("application 5", "the posterior mean is {:.2f}", lambda r: (r.posterior.mean,)),
    ],
    "gans/training": [
        ("story 7", "JS goes below {}", lambda r: (np.ceil(10 * r.js) / 10,)),
    ],
    "gans/wgan": [
        ("story 1", "(ρ = {}); that of the others lies between {} and {}.",
         lambda r: (rho(r, "wasserstein_gp"), *(signed(end(racer.rho for loss, racer in r.racers.items()
                                                           if loss != "wasserstein_gp")) for end in (min, max)))),
        ("story 2", "piles {:.0%} of the weights up at ±c, and the slopes are anything up to {:.1f}",
         lambda r: (piled(r), r.critics["wasserstein_clip"].slopes.max())),
        ("story 3", "ρ of the penalised loss is {}. A", lambda r: (rho(r, "wasserstein_gp"),)),
        ("story 4", "(ρ = {}), better than the penalised one ({})",
         lambda r: (rho(r, "minimax"), rho(r, "wasserstein_gp"))),
        ("story 5", "covers {} of {} modes", lambda r: (r.racers["wasserstein_gp"].covered, r.modes)),
        ("story 7", "breaks down at step {}, the others go on. Beware of least squares: ρ = {}, but",
         lambda r: (r.racers["wasserstein_gp"].diverged, rho(r, "least_squares"))),
        ("prediction", "ρ falls from {} to {} in this race",
         lambda r: (rho(raced(type(r.params)()), "wasserstein_gp"), rho(r, "wasserstein_gp"))),
    ],
    "gans/wasserstein_vs_js": [
        ("prediction", "the value ln 2 = {:.3f}", lambda r: (r.value["js"],)),
        ("prediction", "whose centres are one apart, and {:.0f} for pair B", lambda r: (r.value["w1"],)),
    ],
    "frontiers/diffusion": [
        ("story 1", "at a sliced W₁ of **{:.3f}**", lambda r: (r.sliced,)),
        ("story 3", "those points again: **{:.0%}** of them", lambda r: (r.given_back,)),
        ("story 4", "their errors are **{:.3f}**, **{:.3f}** and **{:.3f}**", lambda r: tuple(r.measured[-1, 1:])),
        ("story 5", "two steps end **{:.3f}** away", lambda r: (diffused(replace(r.params, reflow=False)).sliced,)),
        ("story 5", "paths of length **{:.3f}**, and **{:.3f}**", lambda r: (r.bending, r.sliced)),
        ("story 7", "(Fréchet **{:.0f}**; VAE and GAN **{:.0f}**)",
         lambda r: tuple(recorded_diffusion()[name]["frechet"] for name in ("w=2", "VAE"))),
        ("story 7", "read as asked rise from **{:.0%}** to **{:.0%}**",
         lambda r: tuple(recorded_diffusion()[f"w={w}"]["read"] for w in (0, 2))),
        ("story 7", "variety falls from **{:.0%}** to **{:.0%}**.",
         lambda r: tuple(recorded_diffusion()[f"w={w}"]["variety"] / recorded_diffusion()["real"]["variety"]
                                  for w in (0, 2))),
    ],
    "rl/gridworld": [
        ("story 1", "is worth **{:.2f}** from the start, of a possible **{:.2f}**",
         lambda r: (r.main.now.worth, r.best.at_start)),
        ("story 2", "After {} sweeps", lambda r: (r.params.sweeps,)),
        ("story 2", "after {} the way from the start is right",
         lambda r: (int((np.abs(r.planned[:, r.world.start] - r.best.at_start) < 1e-6).argmax()),)),
        ("story 4", "{} of {} cells were visited, and the policy is worth **{:.3f}** instead of **{:.2f}**",
         lambda r: ((r.main.visits > 0).sum(), r.world.inside.sum(), r.main.now.worth, r.best.at_start)),
        ("story 5", "gets **{}** an episode, as exploring it falls", lambda r: (minus(r.main.lately),)),
        ("story 5", "gets **{}**.", lambda r: (minus(r.rival.lately),)),
        ("story 6", "worth **{:.2f}**, and the learner's, worth **{:.2f}**",
         lambda r: (r.best.at_start, r.main.now.worth)),
        ("story 7", "worth **{:.3f}** of **{:.3f}**. A baseline did not help here ({:.3f})",
         lambda r: (r.main.now.worth, r.best.at_start, r.rival.now.worth)),
        ("prediction", "{} an episode in the second half", lambda r: (minus(r.main.lately),)),
        ("prediction", "It gets {} an episode", lambda r: (minus(r.rival.lately),)),
        ("application 4", "to **−{:.2f}**; by step 10,000 it is worth **{:.3f}** again, of **{:.3f}**",
         lambda r: (-blocked(r).main.now.worth, r.main.now.worth, r.best.at_start)),
        ("application 2", "gets across in {:.0%} of tries", lambda r: (r.best.at_start,)),
    ],
    "rl/guided_generation": [
        ("story 1", "with the true reward u is {:.2f}", lambda r: (r.correlations[-1],)),
        ("story 3", "r̂ has risen to {:.2f}, and u only to {:.2f}", lambda r: (r.now.reward, r.now.true_reward)),
        ("story 4", "truly best at n = {:.0f} (u = {:.2f}), and at n = {:,.0f} no better",
         lambda r: ((best := r.curves["best"]).at[best.peak], best.true_reward.max(), best.at[-1])),
        ("story 4", "ends at r̂ = {:.2f} with hardly more than one melody, and u is −{:.2f}",
         lambda r: (r.curves["ppo"].reward[-1], -r.curves["ppo"].true_reward[-1])),
        ("story 5", "up to u = {:.2f}", lambda r: (r.curves["best"].true_reward[-1],)),
        ("story 6", "ends {:.2f} nats from it; DPO, on pairs of what the reference plays, still {:.2f}",
         lambda r: (r.distance("ppo"), r.distance("dpo"))),
        ("story 7", "ends {:.2f} nats from the optimum", lambda r: (r.distance("ppo"),)),
    ],
    "transformers/heads": [
        ("story 1", "{} heads of SmolLM2", lambda r: (r.reading.maps[..., 0, 0].size,)),
        ("story 1", "with {:.2f} of its attention", lambda r: (here(r, column="animal"),)),
        ("story 3", "spends {:.0%} of its attention on tokens that come later",
         lambda r: (np.triu(r.encoding.maps, 1).sum() / r.encoding.maps.sum(),)),
        ("prediction", "what head 13.8 does, with {:.2f}", lambda r: (here(r, 13, 8, "animal"),)),
        ("prediction", "{:.2f} of its attention goes to street", lambda r: (here(r, column="street"),)),
        ("application 1", "The next answer here is {}, at {:.2f}",
         lambda r: (r.reading.next.tokens[0][0].strip(), r.chances[0][0])),
        ("application 2", "and {:.0%} of it moves", lambda r: (
            0.5 * np.abs(r.encoding.maps[0, 2] - r.encoding.without_positions[0, 2]).sum(axis=-1).mean(),)),
    ],
    "transformers/head_surgery": [
        ("story 1", "with weight {:.2f}", lambda r: (here(r, column="Mary"),)),
        ("story 2", "rises from {:.2f} to {:.2f}", before_and_after),
        ("story 3", "Without {}.{}, *Berlin*", lambda r: np.unravel_index(r.effects.heads.argmax(), (30, 9))),
        ("story 3", "falls from {:.2f} to {:.2f}, more", before_and_after),
        ("story 5", "is still {:.2f}, but", lambda r: (here(r, column="animal"),)),
        ("story 5", "moves by {:.0%} of its length", lambda r: (r.cell.moved,)),
        ("application 2", "the {} heads of least effect", lambda r: (len(r.params.also_ablated.split()),)),
        ("application 2", "only falls from {:.2f} to {:.2f}", before_and_after),
        ("prediction", "at “Mary” with weight {:.2f}", lambda r: (here(r, column="Mary"),)),
        ("prediction", "It rises from {:.2f} to {:.2f}. Such", lambda r: before_and_after(ablate(r))),
        ("prediction", "From {:.2f} to {:.2f}. A head", lambda r: before_and_after(ablate(r))),
        ("prediction", "without head 16.1, *Berlin* falls from {:.2f} to {:.2f}",
         lambda r: before_and_after(ablate(r, text=EXAMPLES["capital"], layer=16, head=1, row=11))),
    ],
    "transformers/generation": [
        ("story 1", "a text of ln p = −{:.1f} that", lambda r: (log_probability(r, "beam"),)),
        ("story 1", "sentence has −{:.1f}, hardly", lambda r: (log_probability(r, "a person"),)),
        ("story 1", "from all tokens, −{:.1f}.", lambda r: (log_probability(r, "sampling, all"),)),
        ("story 2", "{:,} tokens could come next", lambda r: (VOCABULARY,)),
        ("story 2", "outside the {} likeliest", lambda r: (len(r.choices),)),
        ("story 2", "but hold {:.0%} together here", lambda r: (r.plain[len(r.choices):].sum(),)),
        ("story 4", "*rug* falls from {:.2f} to {:.3f}", lambda r: (r.plain[0], r.sampled[0])),
        ("story 5", "the last of {} tokens costs {:.0f} ms of one core",
         lambda r: (len(r.followed.tokens), r.timed.cached[-1])),
        ("story 5", "with no cache {:.0f} ms", lambda r: (r.timed.uncached[-1],)),
        ("story 6", "*a simple yet*, {:.3f} in all", lambda r: (path_probability(r, "a", "simple", "yet"),)),
        ("story 6", "*A hint of* has {:.3f}", lambda r: (path_probability(r, "a", "hint", "of"),)),
        ("story 7", "from layer {} on", lambda r: (decided(r.lens, open_column(r)),)),
        ("prediction", "{} here, a single one", lambda r: (r.kept,)),
        ("application 2", "with ln p = −{:.1f}; greedy", lambda r: (log_probability(r, "beam"),)),
        ("application 2", "decoding has −{:.1f}, and", lambda r: (log_probability(r, "greedy"),)),
    ],
    "transformers/translator": [
        ("application 1", "has {} crossings", lambda r: (NUMBER_WORDS[r.crossings],)),
        ("application 4", "all the same: {} crossings", lambda r: (NUMBER_WORDS[r.crossings],)),
    ],
    "transformers/objectives": [
        ("story 4", "reads both sides, gives {:.2f}, the causal one, from what comes before, {:.2f};",
         lambda r: (r.chance("denoise"), r.chance("causal"))),
        ("story 4", "ahead at {} gaps of {}.", gaps_ahead),
        ("story 5", "falls to {:.2f}.", lambda r: (r.chance("denoise"),)),
        ("story 6", "model says {:.0%} right", lambda r: (right("span", "words"),)),
        ("story 7", "text: {:.0%} of missing pieces right without seeing what follows, T5's {:.0%}, BART's {:.0%}.",
         lambda r: [right(name, "fill") for name in ("causal", "span", "denoise")]),
        ("story 7", "reversing, {:.0%} against {:.0%}, sorting, {:.0%} against {:.0%}.",
         lambda r: [right(name, job) for job in ("reverse", "sort") for name in ("denoise", "causal")]),
        ("application 4", "it restores {:.0%} of", lambda r: (right("denoise", "restore"),)),
        ("application 4", "as a text, has {:.0%}:", lambda r: (right("causal", "restore"),)),
        ("prediction", "causal model has {:.0f}% of them", lambda r: (100 * right("causal", "go_on"),)),
        ("prediction", "{:.0f}%: it writes", lambda r: (r.percent,)),
        ("prediction", "only {:.2f} million of its pieces, against {:.2f} million",
         lambda r: [objectives()[name]["with_loss"] / 1e6 for name in ("span", "causal")]),
        ("prediction", "which has {:.0%} of the same pieces right", lambda r: (right("causal", "fill"),)),
    ],
    "transformers/induction": [
        ("story 1", "falls from {:.1f} to {:.1f} nats", lambda r: (r.training.again[3], r.training.again[5])),
        ("story 5", "is {:.1f} nats, better than guessing ({:.1f})", lambda r: (r.losses[1], np.log(26))),
        ("application 3", "is {:.1f} nats, worse", lambda r: (r.losses[1],)),
        ("prediction", "it would be {:.2f}.", lambda r: (np.log(26),)),
        ("prediction", "After {:.0f}, at the first checkpoint", lambda r: (r.formed,)),
        ("quiz 3", "stays near {:.1f} nats", lambda r: (r.training.first[-1],)),
        ("quiz 3", "ln 26 = {:.2f} nats", lambda r: (np.log(26),)),
        ("quiz 3", "falls to {:.2f} with", lambda r: (r.training.again[-1],)),
    ],
    "transformers/memory": [
        ("story 3", "{} × ({} + {} × {}) = {}, and",
         lambda r: (r.params.layers, r.planned.memory, r.planned.rate, r.planned.compressed, r.reach)),
        ("story 5", "The mean names Q in {:.0%} of texts", lambda r: (r.here("mean"),)),
        ("story 5", "tell them apart ({:.0%}), and", lambda r: (r.here("conv"),)),
        ("story 5", "mixes nothing ({:.0%}).", lambda r: (r.here("used"),)),
        ("story 6", "in {:.0%} of texts; with distances it is {:.0%}.", lambda r: (r.here("absolute"), r.here("xl"))),
        ("story 7", "keeps {:.0f} times less than", lambda r: (kept(r, "full") / kept(r, "compressive"),)),
        ("story 7", "a letter takes {:.0f} µs instead of {:.0f};",
         lambda r: [1e6 * memory_records(TIMES)[way][-1] for way in ("compressive", "full")]),
        ("story 7", "keeps {:.0f} times less, but takes {:.1f} times",
         lambda r: (kept(r, "full") / kept(r, "xl"), r.costs(1024)["xl"][0] / r.costs(1024)["full"][0])),
        ("prediction", "{:.0f}. Slots", lambda r: (r.percent,)),
        ("prediction", "in four, and {:.0f} are left", lambda r: (100 * accuracy("mean", 1)[199 // STEP],)),
        ("application 1", "each see {:,} tokens", lambda r: (r.reach,)),
        ("application 2", "see {:,} letters back", lambda r: (r.reach,)),
    ],
    "foundations/learning": [
        ("story 2", "already bring {:.0%}. Twelve rewards bring {:.0%}:",
         lambda r: (r.right["supervised"], r.right["reinforcement"])),
        ("story 5", "For {:.0%} of these digits it takes {} labels or {} rewards.",
         lambda r: (r.params.wanted, r.needed("supervised"), r.needed("reinforcement"))),
        ("story 5", "need only {}: one name each", lambda r: (r.needed("unsupervised"),)),
        ("prediction", "Labels bring it to {:.0%} after {} points",
         lambda r: (r.params.wanted, r.needed("supervised"))),
    ],
    "vaes/quantised": [
        ("story 5", "of {:.0f}, {:.0f} are alive", lambda r: (512, quantised()["digits"]["gradients-512"]["live"])),
        ("story 5", "errs less, {:.4f} against {:.4f}",
         lambda r: [quantised()["fashion"][f"{cure}-128"]["error"] for cure in ("gradients", "averages")]),
    ],
    "vaes/anomalies": [
        ("story 2", "{:.1%} of the anomalies are missed", lambda r: (1 - r.rates.hit,)),
        ("story 4", "only {:.0f} of 100 alarms are real", lambda r: (r.percent,)),
        ("story 6", "{:.0f} bits against {:.0f}. As an alarm that is worse than chance, with an area of {:.3f}",
         lambda r: (*(r.lengths(data)[0].mean() for data in ("digits", "fashion")), r.separated(0.0))),
        ("story 7", "the area is {:.3f}. The same repair makes a model of digits worse, {:.3f} instead of {:.3f}, and "
         "{:.3f} at λ = 1",
         lambda r: (r.separated(r.params.weight), *(separated("digits", "grey", w) for w in (0.2, 0.0, 1.0)))),
        ("prediction", "about {:.0f} raise an alarm", lambda r: (99_900 * r.rates.alarm,)),
        ("quiz 2", "the area of this detector is {:.4f}", lambda r: (r.verdicts.area,)),
    ],
    "gans/vae_gan": [
        ("story 1", "(sharpness {:.2f}), the GAN's nearly as steep as real ones ({:.2f}); the VAE-GAN's ({:.2f})",
         lambda r: of_samples(r, "sharpness", "vae", "gan", "vae_gan")),
        ("story 2", "even in pixels, {:.2f} against {:.2f}", lambda r: from_x(r, 0, "vae_gan", "vae")),
        ("story 2", "KL is {:.0f} nats on average, the VAE's {:.0f}.",
         lambda r: tuple(r.recorded(kind)["back"]["kl"] for kind in ("vae_gan", "vae"))),
        ("story 3", "x is {:.2f} of the way to another letter in pixels and still {:.2f} in features",
         lambda r: (*from_x(r, 0, "shift"), *from_x(r, 1, "shift"))),
        ("story 3", "in pixels ({:.2f}) and far in features ({:.2f})",
         lambda r: (*from_x(r, 0, "blur"), *from_x(r, 1, "blur"))),
        ("story 5", "(sharpness {:.2f} halfway), the VAE-GAN's too ({:.2f}); the GAN's stay sharp ({:.2f})",
         lambda r: tuple(sharp(r.walk(kind, np.array([0.5])))[0] for kind in ("vae", "vae_gan", "gan"))),
        ("story 6", "({:.2f} in grey, the VAE {:.2f})",
         lambda r: tuple(r.recorded(kind)["back"]["error"] for kind in ("vae_gan", "vae"))),
        ("story 7", "(Fréchet distance {:.0f})", lambda r: of_samples(r, "frechet", "vae")),
        ("prediction", "{:.2f} of the way to another letter", lambda r: moved(r, "shift")[:1]),
        ("prediction", "{:.2f}: nearer, but", lambda r: moved(r, "shift")[1:]),
        ("prediction", "{:.2f} in pixels, is {:.2f} here", lambda r: moved(r, "blur")),
        ("prediction", "the same blur is {:.2f}.", lambda r: moved(r, "blur", "1")[1:]),
    ],
    "vaes/conditional": [
        ("story 2", "the style and {} of 10 orders are recognised", lambda r: (int((r.verdicts[0] > 0.5).sum()),)),
        ("story 2", "spoils some: {} of 10.", lambda r: (int((r.verdicts[1] > 0.5).sum()),)),
        ("story 3", "a line reads {:.0%} of the labels; from z of one that was told, {:.0%}, and",
         lambda r: (read("unconditional", "linear"), read("conditional", "linear"))),
        ("story 3", "still read {:.0%}:", lambda r: (read("conditional", "neighbours"),)),
        ("story 6", "{} of 200 generated digits are named as ordered; at τ = 2 only {},",
         lambda r: (delivered(r, 1.0), delivered(r, 2.0))),
        ("prediction", "which digit it was in {:.0%} of all", lambda r: (read("unconditional", "linear"),)),
        ("prediction", "{:.0%}, where chance is", lambda r: (read("conditional", "linear"),)),
        ("prediction", "neighbours still read {:.0%}.", lambda r: (read("conditional", "neighbours"),)),
        ("application 4", "neighbours read {:.0%}, a line {:.0%}.",
         lambda r: (read("conditional", "neighbours"), read("conditional", "linear"))),
    ],
    "vaes/latent_walk": [
        ("application 4", "{:.0f} of 100 are then read as the digit that was wanted, in two only {:.0f}",
         lambda r: tuple(100 * directions()[f"{size} dimensions"] for size in (16, 2))),
        ("story 6", "from {:.1f} nats to {:.3f}", collapse),
    ],
    "vaes/flows": [
        ("story 4", "still {:.2f} nats from the moons; four coupling layers, with a small network each, only {:.2f}",
         lambda r: (r.at_layers()["planar"][2], r.at_layers()["coupling"][2])),
        ("story 6", "is {:.2f} nats off and a flow of eight planar layers {:.2f}:",
         lambda r: (r.gaussian.kl, r.flowing.kl)),
        ("story 7", "is only {:.2f} nats off, so a flow has little to gain. The VAE's own encoder is {:.2f} off",
         lambda r: (r.gaussian.kl, r.encoded.kl)),
        ("prediction", "About {:.0f}. A planar layer", lambda r: (r.off,)),
        ("application 1", "and {:.2f} nats are left of {:.2f}", lambda r: (r.flowing.kl, r.gaussian.kl)),
    ],
    "vaes/beta": [
        ("story 5", "from {:.2f} at β = 8 to {:.2f}", lambda r: (beta_records()[8.0, 0].mig, r.record.mig)),
        ("prediction", "this model's is {:.2f}, at β = 8 it is {:.2f}",
         lambda r: tuple(beta_records()[beta, 0].mig for beta in (1.0, 8.0))),
        ("prediction", "{:.2f}: less than at", lambda r: (r.record.mig,)),
    ],
    "vaes/model_comparison": [
        ("story 2", "only {:.1f} nats of KL are bought, where β = 1 buys {:.1f}",
         lambda r: tuple(recorded(r.params.data)[kind]["kl"] for kind in ("beta_4-2", "vae-2"))),
        ("story 2", "log p(x|z) falls by {:.1f}",
         lambda r: (cost_of_beta(r.params.data, "reconstruction"),)),
        ("story 3", "no digit more than {:.0%}, and", lambda r: (r.seen("autoencoder")[1],)),
        ("story 4", "−{:.1f} nats, against −{:.1f} at β = 4 and −{:.1f} at β = 0",
         lambda r: tuple(-recorded(r.params.data)[kind]["elbo"] for kind in ("vae-2", "beta_4-2", "autoencoder-2"))),
        ("prediction", "costs {:.1f} nats of KL a garment, and at β = 4 {:.1f}",
         lambda r: tuple(recorded(r.params.data)[kind]["kl"] for kind in ("vae-2", "beta_4-2"))),
        ("prediction", "{:.1f}: twenty times", lambda r: (r.kl_without_price,)),
        ("prediction", "{:.1f} nats of log p(x|z) on clothes, and loses {:.1f} on digits",
         lambda r: (gain_without_price("fashion"), -gain_without_price("digits"))),
        ("application 1", "is {:.1f} nats, or {:.1f} bits", lambda r: (vae_kl("digits"), vae_kl("digits") / np.log(2))),
        ("application 2", "costs {:.1f} nats of ELBO a digit, and {:.1f} a garment",
         lambda r: tuple(cost_of_beta(data, "elbo") for data in ("digits", "fashion"))),
    ],
}  # fmt: skip

GIVEN: dict[str, set[str]] = {
    "rl/guided_generation": {f"quiz 3: {n}" for n in ("4.6", "3.6", "6.9", "5.9")},  # logarithms
    "gans/vae_gan": {"prediction: 0.01", "story 7: 0.4"},  # settings
    "gans/style": {"quiz 3: 0.3"},
    "rl/gridworld": {"story 3: 0.95", "story 4: 0.95", "prediction: 0.1"},  # settings to try, and by default
    "frontiers/diffusion": {"challenge: 0.12", "prediction: 0.02"},  # what counts as the same point
    "gans/cyclegan": {"challenge: 0.03"},
    "autoregression/forecasting": {
        "story 1: 1.5", "story 1: 0.7",  # the default weights
        "story 4: 1.05", "story 4: 0.95",  # weights to try
        "quiz 1: 0.5", "quiz 3: 95%",  # of the question
        "challenge: 0.9",
    },
    "bayes/diagnosis": {
        "application 1: 1.7",  # million mammograms (Lehman et al. 2017)
        "prediction: 99%", "quiz 1: 99%", "quiz 1: 1%", "quiz 3: 70%", "quiz 3: 30%",
    },
    "bayes/sampling": {"quiz 2: 1.20", "prediction: 0.1", "story 2: 0.1"},
    "bayes/updating": {
        "story 3: 0.5",  # the default prior
        "story 4: 0.8", "story 6: 80%",  # heads in the data
        "application 1: 48.5%", "application 1: 95%",  # Gelman et al., section 2.4
        "application 3: 33.0",  # Stigler 1977
        "quiz 1: 0.5", "quiz 1: 0.75", "quiz 1: 0.875", "quiz 3: 0.95", "quiz 3: 95%",
    },
    "gans/training": {f"quiz 1: {np.log(4):.3f}"},
    "gans/wasserstein_vs_js": {"quiz 1: 0.001", "quiz 3: 1.5"},
    "transformers/heads": {"application 2: 0.2", "prediction: 13.8"},  # layer and head
    "transformers/head_surgery": {"story 1: 24.4", "prediction: 24.4", "prediction: 16.1", "quiz 1: 0.8"},
    "transformers/generation": {"prediction: 90%", "quiz 3: 0.99", "quiz 3: 0.05", "prediction: 49,152"},
    "transformers/induction": {"application 3: 0.0"},
    "transformers/objectives": {"story 2: 15%"},  # Raffel et al. 2020
    "transformers/memory": {
        "application 1: 80%", "application 1: 450%",  # Dai et al. 2019, abstract
    },
    "foundations/generative": {"quiz 2: 99.99%"},
    "vaes/anomalies": {"quiz 2: 0.999"},
    "vaes/conditional": {"story 3: 10%", "prediction: 10%"},  # chance
    "vaes/flows": {"challenge: 0.1"},
    "vaes/latent_walk": {"quiz 3: 0.00"},
}  # fmt: skip
