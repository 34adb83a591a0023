"""What do a forger and a detective teach each other? A generative adversarial network, trained before the learner's eyes."""

from functools import partial

from explainers.explainer import View
from explainers.gans.training import EXPLAINER, Params, Result
from pages import stage

PARTS = {
    "D": "Make one step of D alone: G does not learn in it",
    "G": "Make one step of G alone: D does not learn in it",
}
BRANCHES = stage.Branches(EXPLAINER)


def with_penalty(before: Params, loss: str) -> dict[str, float]:
    """Return what else changes with the loss: that of Wasserstein with a penalty is nothing without it."""
    if "wasserstein_gp" not in (loss, before.loss):
        return {}
    return {"penalty": 1.0 if loss == "wasserstein_gp" else 0.0}


def one_alone(player: str, step: int) -> None:
    """Make a step in which only D is updated, or only G."""
    timeline, run = BRANCHES.timeline, BRANCHES.run
    resting = {"D": "g_updates", "G": "d_updates"}[player]
    alone = timeline.branch(run, step, **{resting: 0})
    BRANCHES.go_on(timeline.branch(alone, step + 1, **{resting: getattr(timeline.settings_at(run, step), resting)}))


def ask(controls: stage.Controls[Params], view: View[Result]) -> None:
    """Make the controls; a pad where the learner draws the real points."""
    if controls.ask("data") == "drawn":
        controls.ask("drawn")
    controls.ask("loss", on_change=BRANCHES.change("loss", with_penalty))
    stage.ask(controls, view)


stage.page(EXPLAINER, ask=ask, paint=partial(stage.paint, parts=PARTS, on_part=one_alone))
