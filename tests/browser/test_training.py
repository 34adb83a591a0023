"""A model in training: played, paused, wound back, changed while it runs, and always the server's own figure."""

from typing import Any

from playwright.sync_api import Page

from explainers.figure_style import Style
from explainers.gans.training import Params, plot_game, simulate
from tests.browser.conftest import Visit
from tests.browser.driver import EXACT, FLOAT32, asked, differences, figure, query, repainted, settled

CHART = ".st-key-training-chart .live-chart"


def step(page: Page) -> int:
    return int(page.locator(CHART).evaluate("(plot) => plot.live.shown"))


def wrong(page: Page, params: Params, tolerance: float = EXACT) -> list[str]:
    """Return how the picture differs from that of these Params."""
    return differences(figure(page, CHART), plot_game.draw(simulate(params), Style()), tolerance)


def play_until(page: Page, least: int) -> None:
    page.get_by_role("button", name="Play or pause").click()
    page.wait_for_function(f"document.querySelector('{CHART}').live.shown >= {least}")


def pause(page: Page) -> int:
    """Pause, wait for the server's figure, and return the step."""
    with repainted(page, CHART):
        page.get_by_role("button", name="Play or pause").click()
    return step(page)


def set_by_script(page: Page, name: str, value: Any) -> None:
    """Move the scrubber as a hand would: it says so on the way and at the end."""
    page.locator(f"{CHART} >> xpath=.. >> .{name}").evaluate(
        "(e, v) => { e.value = v; for (const kind of ['input', 'change']) e.dispatchEvent(new Event(kind)) }", value
    )


def test_training_plays_and_on_pause_the_page_is_at_that_step(visit: Visit) -> None:
    page = visit("/gan-training")
    assert wrong(page, Params()) == []
    play_until(page, 640)
    now = pause(page)
    assert now >= 640
    assert wrong(page, Params(steps=now)) == []
    assert float(query(page)["training_steps"]) == now
    page.reload()
    page.wait_for_selector(f"{CHART}[data-painted]")
    settled(page)
    assert wrong(page, Params(steps=now)) == [], "a link to a step is that step"


def test_every_frame_on_the_way_is_the_figure_of_its_step(visit: Visit) -> None:
    page = visit("/gan-training?training_steps=100")
    page.evaluate(
        """([chart]) => {
            window.seen = []
            const react = window.Plotly.react
            const plot = document.querySelector(chart)
            window.Plotly.react = (div, data, layout, config) => {
                if (div === plot && plot.live.playing) window.seen.push([plot.live.shown, Array.from(data[5].x)])
                return react(div, data, layout, config) } }""",
        [CHART],
    )
    play_until(page, 150)
    pause(page)
    seen = page.evaluate("window.seen")
    assert len(seen) >= 5
    for number, x in seen[:5]:
        truth = simulate(Params(steps=number)).fake[:, 0]
        assert max(abs(a - b) for a, b in zip(x, truth.tolist(), strict=True)) < FLOAT32


def test_a_run_can_be_wound_back_stepped_and_begun_again_from_the_same_weights(visit: Visit) -> None:
    page = visit("/gan-training?training_steps=200")
    with repainted(page, CHART):
        set_by_script(page, "scrub", 120)
    assert wrong(page, Params(steps=120)) == []
    with repainted(page, CHART):
        page.get_by_role("button", name="Make one step").click()
    assert wrong(page, Params(steps=121)) == []
    with repainted(page, CHART):
        page.get_by_role("button", name="Back to the same first weights").click()
    assert wrong(page, Params(steps=0)) == []
    with repainted(page, CHART):
        page.locator(".st-key-training-reseed button").first.click()
    assert wrong(page, Params(steps=0, seed=1)) == []


def test_the_first_weights_are_had_back_also_after_a_story_step(visit: Visit) -> None:
    page = visit("/gan-training?training_steps=50")
    for again in (False, True):
        with repainted(page, CHART):
            page.get_by_role("button", name="Back to the same first weights").click()
        assert wrong(page, Params(steps=0)) == []
        if not again:
            with repainted(page, CHART):
                page.locator(".st-key-training-next button:visible").click()
            with repainted(page, CHART):
                page.locator(".st-key-training-back button:visible").click()


def test_training_that_breaks_down_while_it_is_watched_says_so(visit: Visit) -> None:
    page = visit(
        "/gan-training?training_loss=Least+squares&training_optimiser=SGD&training_lr_g=1&training_lr_d=1&training_steps=0"
    )
    broken = simulate(Params(loss="least_squares", optimiser="sgd", lr_g=1.0, lr_d=1.0, steps=300)).diverged
    page.get_by_role("button", name="Play or pause").click()
    page.get_by_text(f"At step {broken:,} a number grew").wait_for()


def test_a_setting_changed_while_it_trains_takes_effect_from_there_on(visit: Visit) -> None:
    page = visit("/gan-training?training_steps=100")
    play_until(page, 130)
    page.locator(".st-key-training_lr_g input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("new URLSearchParams(location.search).has('training_past')")
    fork = int(query(page)["training_past"].split()[0])
    assert fork >= 130
    assert query(page)["training_past"] == f"{fork} lr_g=0.002"
    page.wait_for_function(f"document.querySelector('{CHART}').live.shown >= {fork + 20}")
    now = pause(page)
    assert wrong(page, Params(lr_g=0.003, past=f"{fork} lr_g=0.002", fork=fork, steps=now)) == []
    asked(page, training_past=f"{fork} lr_g=0.002")


def test_training_that_breaks_down_says_when_and_can_be_wound_back(visit: Visit) -> None:
    page = visit(
        "/gan-training?training_loss=Least+squares&training_optimiser=SGD&training_lr_g=1&training_lr_d=1&training_steps=300"
    )
    params = Params(loss="least_squares", optimiser="sgd", lr_g=1.0, lr_d=1.0, steps=300)
    broken = simulate(params).diverged
    assert broken is not None
    page.get_by_text(f"At step {broken:,} a number grew").wait_for()
    assert step(page) == broken - 1
    with repainted(page, CHART):
        page.get_by_role("button", name="Back to the same first weights").click()
    assert wrong(page, Params(loss="least_squares", optimiser="sgd", lr_g=1.0, lr_d=1.0, steps=0)) == []
