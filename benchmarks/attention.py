"""Attention heatmaps: from sentence to wall beside the bare model; opening, hovering, loading, memory, a queue.

The models must be there (`make models`). The bare model is that of `transformers`, with the same weights, on one
thread.
"""

import subprocess
import sys
import time

import numpy as np
import psutil
import torch
from plotly.io.json import to_json_plotly
from transformers import LlamaConfig, LlamaForCausalLM

from benchmarks.report import Row, milliseconds, percentile, quartiles
from benchmarks.rig import browser
from benchmarks.transport import milliseconds_of
from explainers.fair_queue import FairQueue
from explainers.figure_style import Style
from explainers.transformers.heads import Params, Result
from explainers.transformers.heads.figure_all_heads import plot_all_heads
from explainers.transformers.heads.model import simulate
from explainers.transformers.lm import files
from explainers.transformers.lm.questions import AblateEach, Read
from explainers.transformers.lm.real import ask_model
from tests.browser.driver import open_page, serve, settled

TURNS = 21
SENTENCE = "The {0} crossed the street because the {1} was on the other side of it"
PLACES = ("cat", "dog", "man", "child", "horse", "bird", "nurse")
LOAD = """
import time
started = time.perf_counter()
from explainers.transformers.lm import files
import torch
torch.set_num_threads(1)
imported = time.perf_counter()
files.decoder()
decoder = time.perf_counter()
files.encoder()
print(imported - started, decoder - imported, time.perf_counter() - decoder)
import psutil
print(psutil.Process().memory_full_info().uss / 1e6)
"""
CLICK = """async ([layer, head]) => {
    const plot = document.querySelector(".st-key-heads-chart .live-chart")
    const { xaxis, yaxis } = plot._fullLayout
    const box = plot.getBoundingClientRect()
    const at = { bubbles: true, clientX: box.left + xaxis._offset + xaxis.d2p(layer + 0.5),
                 clientY: box.top + yaxis._offset + yaxis.d2p(head + 0.5) }
    const began = performance.now()
    plot.dispatchEvent(new MouseEvent('click', at))
    const chips = document.querySelector('.chips')
    while (chips.dataset.opened !== `${layer}.${head}`) await new Promise(requestAnimationFrame)
    await new Promise(requestAnimationFrame)
    return performance.now() - began
}"""
HOVER = """async (token) => {
    const began = performance.now()
    document.querySelectorAll('.chips button')[token].dispatchEvent(new MouseEvent('mouseenter'))
    document.querySelector('.chips').getBoundingClientRect()
    return performance.now() - began
}"""


def measure() -> list[Row]:
    torch.set_num_threads(1)
    return [*loading(), reading(), weighing(), *queue(), *in_the_browser()]


def loading() -> list[Row]:
    """Load both models in fresh processes."""
    found = []
    for _ in range(3):
        run = subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True)
        found.append([float(number) for number in run.stdout.split()])
    first, again = found[0], found[-1]
    return [
        Row(f"load {name}, fresh process", f"{first[i]:.1f} s", note=f"third process {again[i]:.1f} s")
        for i, name in enumerate(("PyTorch and the course", "SmolLM2, checked", "MiniLM, checked"))
    ] + [Row("memory of a process with both models", f"{again[3]:.0f} MB", note="unique (USS)")]


def bare_model(attention: str = "eager") -> LlamaForCausalLM:
    """Return the same model as `transformers` runs it."""
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=49152,
            hidden_size=576,
            intermediate_size=1536,
            num_hidden_layers=30,
            num_attention_heads=9,
            num_key_value_heads=3,
            rms_norm_eps=1e-5,
            rope_parameters={"rope_type": "default", "rope_theta": 100_000.0},
            tie_word_embeddings=True,
            attn_implementation=attention,
        )
    )
    model.load_state_dict(files.decoder().weights, strict=False)
    model.tie_weights()
    return model.eval()


def read(text: str) -> Result:
    """Have the model read a sentence."""
    return simulate(Params(text=text), {Read(text): ask_model(Read(text))})


def reading() -> Row:
    """Time a new sentence up to the figure as JSON, in turns with the bare forward pass."""
    bare, tokenizer = bare_model(), files.decoder().tokenizer
    ours, theirs = [], []
    for turn in range(TURNS + 2):
        text = SENTENCE.format(PLACES[turn % 7], PLACES[turn // 7])

        def forward(text: str = text) -> None:
            with torch.inference_mode():
                bare(torch.tensor([tokenizer.encode(text).ids]), output_attentions=True)

        theirs.append(milliseconds_of(forward))
        ours.append(milliseconds_of(lambda text=text: to_json_plotly(plot_all_heads(read(text), Style()))))
    ratios = [a / b for a, b in zip(ours[2:], theirs[2:], strict=True)]
    return Row(
        "sentence to wall of heads, 17 tokens, warm",
        f"{percentile(ours[2:], 50):.0f} ms",
        f"{percentile(theirs[2:], 50):.0f} ms",
        quartiles(ratios),
        "at most 1.5",
        "bare: transformers, eager",
    )


def weighing() -> Row:
    """Time the ablation of all heads and cells, one at a time."""
    took = milliseconds_of(lambda: ask_model(AblateEach(SENTENCE.format("goose", "pond")))) / 1000
    return Row(
        "270 heads and 270 × 17 cells ablated", f"{took:.1f} s", note="behind the page, in turns with quick questions"
    )


def queue() -> list[Row]:
    """Have five visitors ask for a sentence at once."""
    queue, done = FairQueue("benchmark"), {}
    started = time.perf_counter()
    texts = [SENTENCE.format(place, "queue") for place in PLACES[:5]]
    jobs = {text: queue.submit(ask_model, Read(text), visitor=text) for text in texts}
    for text, job in jobs.items():
        job.future.add_done_callback(lambda _, text=text: done.setdefault(text, time.perf_counter() - started))
    while len(done) < 5:
        time.sleep(0.01)
    return [
        Row(
            "five visitors' sentences at once",
            f"{1000 * max(done.values()):.0f} ms for the last",
            f"{1000 * min(done.values()):.0f} ms for the first",
            note="in order" if list(done) == texts else "out of order",
        )
    ]


def in_the_browser() -> list[Row]:
    """Open heads and hover tokens in the browser; and have the server draw another head."""
    result = simulate(Params())
    server = [
        milliseconds_of(lambda i=i: to_json_plotly(plot_all_heads(simulate(Params(layer=i, head=i % 9)), Style())))
        for i in range(30)
    ]
    with serve() as (course, pid), browser() as chromium:
        page = open_page(chromium, f"{course}/attention-heatmaps")
        page.wait_for_selector(".chips button")
        page.wait_for_timeout(2000)
        opened, hovered = [], []
        rng = np.random.default_rng(0)
        for layer in rng.permutation(30)[:TURNS].tolist():
            opened.append(page.evaluate(CLICK, [layer, int(rng.integers(9))]))
            settled(page)
        for token in [*range(len(result.tokens))] * 5:
            hovered.append(page.evaluate(HOVER, token))
        memory = psutil.Process(pid).memory_full_info().uss / 1e6
        page.context.close()
    return [
        Row(
            "open another head, click to painted",
            milliseconds(opened, 50),
            note=f"p95 {milliseconds(opened, 95)}",
            target="under 100 ms",
        ),
        Row(
            "the same, server's own figure",
            milliseconds(server, 50),
            note=f"p95 {milliseconds(server, 95)}; no forward pass",
        ),
        Row(
            "hover highlight",
            f"{percentile(hovered, 50):.1f} ms",
            note=f"p95 {percentile(hovered, 95):.1f} ms",
            target="under a frame, 16 ms",
        ),
        Row("memory of the server, examples only", f"{memory:.0f} MB", note="unique (USS); no model loaded"),
    ]
