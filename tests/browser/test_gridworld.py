"""A world painted with the mouse and with keys, also while a learner walks; a slider followed; a cell clicked."""

import pytest
from playwright.sync_api import expect

from explainers.figure_style import Style
from explainers.rl.gridworld import EXPLAINER, Params
from explainers.rl.gridworld.settings import WORLDS
from tests.browser.conftest import Visit
from tests.browser.driver import play_until, settled, step

CHART = ".st-key-gridworld-chart .live-chart"
ROWS = WORLDS["aima"].rows


def test_the_policy_follows_while_cells_are_painted(visit: Visit):
    page = visit("/reinforcement-learning?gridworld_view=plan&gridworld_world=aima&gridworld_slip=0.2")
    before = page.locator(CHART).get_attribute("data-painted")
    page.get_by_role("button", name="Edit the world").click()
    box = page.locator(".cells").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.375 * box["width"], box["y"] + 0.17 * box["height"])
    page.mouse.down()
    rows = ".#.G/.#.O/S..."
    page.wait_for_function("([chart, rows]) => document.querySelector(chart).dataset.drawn === rows", arg=[CHART, rows])
    wanted = (
        EXPLAINER.view("plan").plot.draw(EXPLAINER.simulate(Params(world="aima", grid=rows, slip=0.2)), Style()).alt
    )
    expect(page.locator(CHART)).to_have_attribute("aria-label", wanted)
    assert page.locator(CHART).get_attribute("data-painted") == before, "the page has not run again"
    page.mouse.up()
    page.wait_for_function("([chart, before]) => document.querySelector(chart).dataset.painted !== before",
                           arg=[CHART, before])  # fmt: skip
    settled(page)
    expect(page.locator(CHART)).to_have_attribute("aria-label", wanted)
    page.locator(".cells").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("O")
    expect(page.locator(".st-key-gridworld_grid input")).to_have_value(".#OG/.#.O/S...")


def test_a_click_opens_a_cell_while_a_learner_walks(visit: Visit):
    page = visit("/reinforcement-learning?gridworld_steps=200")
    x, y = page.evaluate("""(chart) => {
      const plot = document.querySelector(chart)
      const [{ left, top }, { xaxis, yaxis }] = [plot.getBoundingClientRect(), plot._fullLayout]
      return [left + xaxis._offset, top + yaxis._offset]
    }""", CHART)  # fmt: skip
    page.mouse.click(x + 6, y + 6)
    page.wait_for_url("**gridworld_cell=1*")


def test_a_wall_painted_while_a_learner_walks_takes_effect_at_once_and_is_gone_when_wound_back(visit: Visit):
    page = visit("/reinforcement-learning?gridworld_world=aima&gridworld_steps=200")
    play_until(page, 400, CHART)
    page.get_by_role("button", name="Edit the world").click()
    page.locator(".cells").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("#")
    page.wait_for_url("**gridworld_schedule=*grid%3D*")
    expect(page.locator(".st-key-gridworld_grid input")).to_have_value(".#.G/.#.O/S...")
    assert step(page, CHART) >= 400, "the run has not begun again"


def test_the_picture_follows_the_discount_while_a_learner_rests(visit: Visit):
    page = visit("/reinforcement-learning")
    slider = page.locator(".st-key-gridworld_gamma input[type=range]")
    slider.dispatch_event("pointerover")
    page.wait_for_function("(chart) => document.querySelector(chart).live.sweeps.gridworld_gamma?.whole", arg=CHART)
    slider.evaluate("""(input) => {
      input.focus()
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, Number(input.min) + 2)
      input.dispatchEvent(new Event('input', { bubbles: true }))
    }""")
    page.wait_for_function("(chart) => document.querySelector(chart).dataset.stop === '2'", arg=CHART)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("gridworld_world=loop&gridworld_gamma=1.0", "rewards add up for ever"),
        ("gridworld_grid=.%23G/S%23.", "There is no way"),
    ],
)
def test_a_world_without_an_end_or_a_way_is_said_to_be_one(visit: Visit, asked: str, says: str):
    page = visit(f"/reinforcement-learning?{asked}")
    expect(page.locator(".st-key-gridworld-stage").get_by_text(says)).to_be_visible()
