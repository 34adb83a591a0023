"""What the page says about a view beside its picture, in sentences with numbers."""

from explainers.autoregression.forecasting.fans import FAN_TITLES, NOMINAL, Forecasted
from explainers.autoregression.forecasting.model import Result
from explainers.autoregression.forecasting.preparing import Preparation
from explainers.autoregression.forecasting.scoring import MODEL_TITLES, Scored

WIDE_AT = 12  # the horizon at which widths are compared
CLOSE = 0.02  # share of the MASE within which two models are alike


def sentences(result: Result, view: str) -> list[str]:
    """Return what is to be said about a view, as sentences; none about the process and its window."""
    found = []
    match view:
        case "fit":
            found = [result.fitted.note, result.fitted.diagnosis.sentence]
        case "forecast":
            forecast = result.forecast
            found = [forecast.note, compare_widths(forecast), describe_floor(forecast)]
        case "scores":
            found = [compare_scores(result.scored)]
        case _:
            return []
    return [sentence for sentence in (describe_preparation(result.preparation), *found) if sentence]


def describe_preparation(p: Preparation) -> str:
    """Say what was done to the series before it is modelled; empty where nothing was."""
    done = ["logarithm"] if p.log else []
    done += [("one difference", "two differences")[p.difference - 1]] if p.difference else []
    done += ["a seasonal difference"] if p.seasonal == "difference" else []
    done += [f"{p.waves} waves for the season"] if p.waves else []
    return f"Prepared by {', '.join(done)}." if done else ""


def compare_widths(forecast: Forecasted) -> str:
    """Say how wide the second fan is beside the plug-in, at step 12 or the last one; empty without a second one."""
    other = next((fan for kind, fan in forecast.fans.items() if kind != "plugin"), None)
    if other is None:
        return ""
    step = min(WIDE_AT, forecast.horizon)
    if not forecast.fans["plugin"].width()[step - 1] > 0:
        return "The recursion fits the known values exactly: the plug-in's bands have no width at all."
    ratio = float(other.width()[step - 1] / forecast.fans["plugin"].width()[step - 1])
    fit = forecast.fit
    return (f"{step} steps ahead the 80% band of the {FAN_TITLES[other.kind]} fan is {ratio:.2f} times as wide as the "
            f"plug-in's, which takes {len(fit.beta)} coefficients from {fit.rows} rows for the truth.")  # fmt: skip


def describe_floor(forecast: Forecasted) -> str:
    """Say where a band reaches below zero though the series never did; empty elsewhere."""
    lowest = min(fan.lower[NOMINAL.index(0.8)].min() for fan in forecast.fans.values())
    if forecast.series.values.min() < 0 or lowest >= 0:
        return ""
    return "The 80% band reaches below 0, where this series has never been: the model knows of no floor."


def compare_scores(scored: Scored) -> str:
    """Say what the scores mean, in two or three sentences with numbers."""
    scores = scored.scores
    simple = {key: found for key, found in scores.items() if key in MODEL_TITLES}
    rival = min(simple.values(), key=lambda found: found.mase)
    ours, walk = scores["plugin"], scores["naive"]
    if walk.mase <= (1 + CLOSE) * min(ours.mase, rival.mase):
        said = [f"A random walk is hard to beat: “tomorrow as today” has a MASE of {walk.mase:.2f} and a CRPS of "
                f"{walk.crps:.3g}, {ours.title} {ours.mase:.2f} and {ours.crps:.3g}."]  # fmt: skip
    else:
        change = 1 - ours.crps / rival.crps
        said = [f"{ours.title} has a MASE of {ours.mase:.2f}; the best of the simple ones, {rival.title}, "
                f"{rival.mase:.2f}.",
                f"Its CRPS is {abs(change):.0%} {'lower' if change > 0 else 'higher'}."]  # fmt: skip
    held = [f"{100 * found.coverage[1]:.0f}% ({FAN_TITLES[key]})" for key, found in scores.items() if key in FAN_TITLES]
    said.append(f"Of what came, 80% bands held {', '.join(held)}, give or take {100 * scored.error[1]:.0f}.")
    return " ".join(said)
