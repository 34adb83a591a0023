"""Text generation: the first token and tokens a second beside the bare model, and the bars while a slider is dragged.

The model must be there (`make models`). The bare model is that of `transformers`, with the same weights, on one thread.
"""

import json
import time

import torch

from benchmarks.attention import bare_model
from benchmarks.drag import PREPARE, by_frames
from benchmarks.report import Row, percentile, quartiles
from benchmarks.rig import browser, open_with_sweeps
from benchmarks.transport import milliseconds_of
from explainers.transformers.lm import files
from explainers.transformers.lm.real import ask_model
from explainers.transformers.lm.writing import Write
from tests.browser.driver import open_page, serve

TURNS, COUNT = 9, 40
PROMPT = "The {0} crossed the street because the {1} was on the other side of it, and then"
PLACES = ("cat", "dog", "man", "child", "horse", "bird", "nurse")
SAMPLER = {"temperature": 0.8, "top_k": 50, "top_p": 0.9, "min_p": 0.02}
SLIDERS = ("temperature", "top_p", "min_p", "penalty")
WATCH = """() => {
  document.addEventListener('click', () => { window.began ??= performance.now() }, true)
  window.watching = setInterval(() => {
    if (!window.began || !(Number(document.querySelector('.tokens')?.dataset.count) > 0)) return
    window.first = performance.now()
    clearInterval(window.watching)
  }, 5)
}"""


def measure() -> list[Row]:
    torch.set_num_threads(1)
    return [first_token(), speed(), *in_the_browser()]


def asked(turn: int, count: int = COUNT) -> Write:
    """Return a prompt that has not been read yet, with its sampler."""
    text = PROMPT.format(PLACES[turn % 7], PLACES[turn // 7])
    return Write(text, "", count, **SAMPLER, penalty=1.1, forbidden="", seed=turn)


def first_token() -> Row:
    """Time a new prompt up to the first token as JSON, in turns with a bare forward pass of the same prompt."""
    bare, tokenizer, ours, theirs = bare_model("sdpa"), files.decoder().tokenizer, [], []

    def until_first(question: Write) -> None:
        class Seen(Exception):
            pass

        def report(share: float, doing: str) -> None:
            json.loads(doing)
            raise Seen

        try:
            ask_model(question, report)
        except Seen:
            return

    for turn in range(TURNS + 2):
        question = asked(turn)
        ids = torch.tensor([tokenizer.encode(question.text).ids])
        with torch.inference_mode():
            theirs.append(milliseconds_of(lambda ids=ids: bare(ids)))
        ours.append(milliseconds_of(lambda question=question: until_first(question)))
    ratios = [a / b for a, b in zip(ours[2:], theirs[2:], strict=True)]
    return Row(
        "prompt of 18 tokens to the first token, on the server",
        f"{percentile(ours[2:], 50):.0f} ms",
        f"{percentile(theirs[2:], 50):.0f} ms",
        quartiles(ratios),
        "at most 1.5",
        "bare: a forward pass",
    )


def speed() -> Row:
    """Time COUNT tokens, in turns with `generate` and the same settings."""
    bare, tokenizer, ours, theirs = bare_model("sdpa"), files.decoder().tokenizer, [], []
    for turn in range(TURNS):
        question = asked(turn)
        ids = torch.tensor([tokenizer.encode(question.text).ids])
        started = time.perf_counter()
        found = ask_model(question)
        ours.append(len(found.tokens) / (time.perf_counter() - started))
        torch.manual_seed(turn)
        started = time.perf_counter()
        with torch.inference_mode():
            out = bare.generate(
                ids,
                attention_mask=torch.ones_like(ids),
                do_sample=True,
                max_new_tokens=COUNT,
                pad_token_id=0,
                repetition_penalty=1.1,
                **SAMPLER,
            )
        theirs.append((out.shape[1] - ids.shape[1]) / (time.perf_counter() - started))
    ratios = [a / b for a, b in zip(ours[1:], theirs[1:], strict=True)]
    return Row(
        f"{COUNT} tokens written, alternatives and entropies of all included",
        f"{percentile(ours[1:], 50):.1f}/s",
        f"{percentile(theirs[1:], 50):.1f}/s",
        quartiles(ratios),
        "at least 0.8",
        "bare: generate, same settings",
    )


def in_the_browser() -> list[Row]:
    """Have the first token written on the page; drag the sampler's sliders beside a bare repaint of the same frames."""
    with serve() as (course, _), browser() as chromium:
        clicked = []
        for turn in range(5):
            text = PROMPT.format(PLACES[turn], "goose")
            page = open_page(
                chromium, f"{course}/text-generation?generation_view=text&generation_text={text}&generation_written="
            )
            page.wait_for_function("document.querySelector('.tokens')?.textContent.includes('goose')")
            page.wait_for_timeout(1500)
            page.evaluate(WATCH)
            page.get_by_role("button", name="Write", exact=True).click()
            page.wait_for_function("window.first", polling=50)
            clicked.append(page.evaluate("window.first - window.began"))
            page.context.close()
        page = open_with_sweeps(chromium, f"{course}/text-generation?generation_view=next", "generation", SLIDERS)
        page.evaluate(PREPARE)
        dragged = [by_frames(page, "next token", slider, "generation") for slider in SLIDERS]
    row = Row("click on Write to the first token on screen, same prompts", f"{percentile(clicked[1:], 50):.0f} ms",
              note=f"the first of all {clicked[0]:.0f} ms, the model not loaded")  # fmt: skip
    return [row, *dragged]
