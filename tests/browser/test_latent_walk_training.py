"""A variational autoencoder in training: played, paused, wound back, changed on the way, broken down."""

from functools import partial

from playwright.sync_api import Page

from explainers.figure_style import Style
from explainers.vaes.latent_walk import Params
from explainers.vaes.latent_walk.figure_train import plot_train
from explainers.vaes.latent_walk.result import simulate
from explainers.vaes.latent_walk.training_result import trained
from tests.browser import driver
from tests.browser.conftest import Visit
from tests.browser.driver import EXACT, asked, differences, figure, query, repainted

CHART = ".st-key-latent_walk-chart .live-chart"
STAGE = "/vae-latent-walk?latent_walk_view=train&latent_walk_steps="
step, play_until, pause, set_by_script = (
    partial(function, chart=CHART) for function in (driver.step, driver.play_until, driver.pause, driver.set_by_script)
)


def wrong(page: Page, params: Params) -> list[str]:
    """Return how the picture differs from that of these Params: in its numbers, its words, and its pictures."""
    wanted = plot_train.draw(simulate(params), Style())
    drawn = page.locator(CHART).evaluate("(plot) => plot.data.filter((t) => t.type === 'image').map((t) => t.source)")
    pictures = [trace["source"] for trace in wanted.traces if trace["type"] == "image"]
    found = [f"row {row} of pictures" for row in range(3) if drawn[row] != pictures[row]]
    said = page.locator(CHART).get_attribute("aria-label")
    found += [] if said == wanted.alt else [f"{said} instead of {wanted.alt}"]
    return found + differences(figure(page, CHART), wanted, EXACT)


def test_it_plays_and_pauses_and_can_be_wound_back(visit: Visit) -> None:
    page = visit(f"{STAGE}40")
    assert wrong(page, Params(steps=40)) == []
    play_until(page, 60)
    now = pause(page)
    assert now >= 60
    assert wrong(page, Params(steps=now)) == []
    assert float(query(page)["latent_walk_steps"]) == now
    with repainted(page, CHART):
        set_by_script(page, "scrub", 30)
    assert wrong(page, Params(steps=30)) == []
    with repainted(page, CHART):
        page.get_by_role("button", name="Make one whole step").click()
    assert wrong(page, Params(steps=31)) == []
    with repainted(page, CHART):
        page.get_by_role("button", name="Back to the same first weights").click()
    assert wrong(page, Params(steps=0)) == []


def test_beta_changed_while_it_trains_makes_a_branch(visit: Visit) -> None:
    page = visit(f"{STAGE}40")
    play_until(page, 50)
    page.locator(".st-key-latent_walk_beta input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("new URLSearchParams(location.search).has('latent_walk_schedule')")
    fork = int(query(page)["latent_walk_schedule"].split()[0])
    assert fork >= 50
    asked(page, latent_walk_schedule=f"{fork} beta=1.0", latent_walk_beta="2.0")
    page.wait_for_function(f"document.querySelector('{CHART}').live.shown >= {fork + 10}")
    now = pause(page)
    assert wrong(page, Params(beta=2.0, schedule=f"{fork} beta=1.0", fork=fork, steps=now)) == []


def test_frames_on_the_way_show_the_pictures_of_their_step(visit: Visit) -> None:
    page = visit(f"{STAGE}40")
    page.evaluate(
        """([chart]) => {
            window.seen = []
            const react = window.Plotly.react
            const plot = document.querySelector(chart)
            window.Plotly.react = (div, data, layout, config) => {
                const rebuilt = data.filter((trace) => trace.type === 'image')[1].source
                if (div === plot && plot.live.playing) window.seen.push([plot.live.shown, rebuilt])
                return react(div, data, layout, config) } }""",
        [CHART],
    )
    play_until(page, 70)
    pause(page)
    seen = page.evaluate("window.seen")
    assert len(seen) >= 4
    for number, rebuilt in seen[:4]:
        truth = plot_train.draw(simulate(Params(steps=number)), Style())
        assert rebuilt == [trace["source"] for trace in truth.traces if trace["type"] == "image"][1]


def test_training_that_breaks_down_says_so_and_keeps_the_last_good_step(visit: Visit) -> None:
    page = visit(f"{STAGE}0&latent_walk_lr=0.3")
    broken = trained(Params(lr=0.3, steps=300)).diverged
    assert broken is not None
    page.get_by_role("button", name="Play or pause").click()
    page.get_by_text(f"At step {broken:,} a number grew").wait_for()
    page.wait_for_function(f"document.querySelector('{CHART}').live.shown === {broken - 1}")
    with repainted(page, CHART):
        page.get_by_role("button", name="Back to the same first weights").click()
    assert wrong(page, Params(lr=0.3, steps=0)) == []
