"""The verdict of the discriminator, patch by patch."""

from explainers.figure_style import Drawing, Plot, Style, Trace
from explainers.gans.pix2pix.figure_draw import NAMES, bare, box, picture
from explainers.gans.pix2pix.networks import PATCHES
from explainers.gans.pix2pix.pairs import SIDE
from explainers.gans.pix2pix.result import Result
from explainers.marks import line, words

ACROSS, UP = 1.12, 1.5  # from one column to the next, and from the maps to the pictures
NARROW = {"height": 330}


@Plot
def plot_verdict(result: Result, style: Style) -> Drawing:
    """Draw y; then x, x̃, that by L1 alone and a mixed one, and under each how likely D takes a patch for real."""
    roles = ["real", "generated", "muted", "guess"]
    traces = [picture(result.pair[0], 0, UP, 1.0, "truth", style)]
    for i, (grey, verdict, role) in enumerate(zip(result.judged, result.verdicts, roles, strict=True), 1):
        traces += [picture(grey, ACROSS * i, UP, 1.0, role, style),
                   picture(verdict, ACROSS * i, 0.0, 1.0, "discriminator", style)]  # fmt: skip
    edge = 4 * ACROSS + result.params.cut / SIDE
    traces.append(line([edge, edge], [UP - 0.06, UP + 1.06], style.colour("guess"), 0.7 * style.stroke))
    traces += [*framed(result, style), *captions(result, roles, style)]
    layout = bare(style, [-0.05, 5 * ACROSS], [-0.3, UP + 1.3])
    means = result.verdicts.mean((1, 2))
    alt = (f"Verdicts of the discriminator of {NAMES[result.loss]} on {PATCHES**2} patches. It takes patches of the "
           f"real picture for real with {means[0]:.0%} on average, of the generated one with {means[1]:.0%}, of that "
           f"by L1 alone with {means[2]:.0%}, of the mixed one with {means[3]:.0%}.")  # fmt: skip
    return Drawing(traces, layout, alt, NARROW)


def framed(result: Result, style: Style) -> list[Trace]:
    """Return the chosen patch in each map, and what it sees in each picture."""
    (row, column), (top, left, bottom, right) = result.patch, result.frame
    places = [ACROSS * i for i in range(1, 5)]
    patches = [box(x + column / PATCHES, 1 - (row + 1) / PATCHES, x + (column + 1) / PATCHES, 1 - row / PATCHES, "text",
                   style) for x in places]  # fmt: skip
    seen = [box(x + left / SIDE, UP + 1 - bottom / SIDE, x + right / SIDE, UP + 1 - top / SIDE, "text", style)
            for x in places]  # fmt: skip
    return patches + seen


def captions(result: Result, roles: list[str], style: Style) -> list[Trace]:
    """Return what the pictures are, and the mean verdict on each, with that on the chosen patch."""
    middles = [ACROSS * i + 0.5 for i in range(5)]
    texts = ["<b>y</b>", "<b>x</b>, real", f"<b>x̃</b>, {NAMES[result.loss]}", "<b>L1 alone</b>", "<b>x | x̃</b>"]
    over = words(middles, [UP + 1.14] * 5, texts, [style.colour(role) for role in ("truth", *roles)], style)
    means = [f"mean {mean:.0%}" for mean in result.verdicts.mean((1, 2))]
    here = [f"<b>here {share:.0%}</b>" for share in result.verdicts[(slice(None), *result.patch)]]
    under = words(middles[1:], [-0.14] * 4, means, style.colour("discriminator"), style)
    patch = words(middles[1:], [1.14] * 4, here, style.colour("discriminator"), style)
    beside = words([0.5, 0.5], [0.6, 0.42], ["<b>σ(D)</b>", "by patch"], style.colour("discriminator"), style)
    return [over, under, patch, beside]


def patch_at(x: float, y: float) -> int:
    """Return the number of the patch, from 1, at a place of the figure: in a map, or in the picture above it."""
    column = min(int(x % ACROSS * PATCHES), PATCHES - 1)
    row = min(max(int((1 - y % UP) * PATCHES), 0), PATCHES - 1)
    return PATCHES * row + column + 1
