"""Run the measurements and print one table: `python -m benchmarks`, or some of them: `python -m benchmarks drag`."""

import importlib
import sys

from benchmarks.report import Row, table

ALL = (
    "drag",
    "release",
    "first_paint",
    "memory",
    "server",
    "training",
    "ring",
    "race",
    "gridworld",
    "transport",
    "latent",
    "epoch",
    "attention",
    "diffusion",
    "generation",
    "recall",
    "sampling",
    "forecasting",
    "rolling_origin",
    "pages",
    "earlier",
    "stroke",
    "load",
)


def main() -> None:
    chosen = sys.argv[1:] or ALL
    if unknown := [name for name in chosen if name not in ALL]:
        sys.exit(f"There is no measurement called {unknown[0]}: choose from {', '.join(ALL)}.")
    rows: list[Row] = []
    for name in chosen:
        print(f"Measuring {name} …", file=sys.stderr, flush=True)
        rows += importlib.import_module(f"benchmarks.{name}").measure()
    print(table(rows))


if __name__ == "__main__":
    main()
