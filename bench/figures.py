"""From runs to ratios, from ratios to the bars that must hold, and the table that says so."""

import statistics
from dataclasses import dataclass

from drive import Run

CLIENTS = (1, 8)
# One round: for every number of clients, one run of every contender.
Round = dict[tuple[str, int], Run]


@dataclass(frozen=True)
class Bar:
    """A ratio that must stay on one side of a number."""

    ratio: str
    words: str
    limit: float
    at_least: bool

    def holds(self, median: float) -> bool:
        """Whether this median is on the right side."""
        return median >= self.limit if self.at_least else median <= self.limit


BARS = (
    Bar("turn_vs_floor_1", "turns/s against the floor, 1 client", 0.4, True),
    Bar("turn_vs_floor_8", "turns/s against the floor, 8 clients", 0.3, True),
    Bar("turn_vs_formtools_1", "turns/s against formtools, 1 client", 2.0, True),
    Bar("turn_vs_formtools_8", "turns/s against formtools, 8 clients", 2.0, True),
    Bar("cpu_ratio", "CPU per turn against the floor", 3.0, False),
)


def ratios(rounds: list[Round]) -> dict[str, dict[str, float]]:
    """Median, least and greatest of each ratio; a ratio is taken inside one round, never across rounds."""
    found: dict[str, list[float]] = {}
    for one in rounds:
        for peer in ("floor", "formtools"):
            for clients in CLIENTS:
                ratio = one["ours", clients].turns_per_second / one[peer, clients].turns_per_second
                found.setdefault(f"turn_vs_{peer}_{clients}", []).append(ratio)
        found.setdefault("cpu_ratio", []).append(cpu_per_turn(one, "ours") / cpu_per_turn(one, "floor"))
    return {name: _spread(values) for name, values in found.items()}


def cpu_per_turn(one: Round, name: str) -> float:
    """Server CPU seconds per turn over all runs of one contender in one round."""
    runs = [one[name, clients] for clients in CLIENTS]
    return sum(run.server_cpu for run in runs) / sum(run.turns for run in runs)


def _spread(values: list[float]) -> dict[str, float]:
    spread = {"median": statistics.median(values), "min": min(values), "max": max(values)}
    return {name: round(value, 3) for name, value in spread.items()}


def print_runs(rounds: list[Round]) -> None:
    """What each contender did: medians over the rounds."""
    heads = ("turns/s", "server ms/turn", "client ms/turn", "p50 ms", "p99 ms")
    print(f"\n{'':<12}{'clients':>8}" + "".join(f"{head:>16}" for head in heads))
    for name, clients in rounds[0]:
        runs = [one[name, clients] for one in rounds]
        row = (
            statistics.median(run.turns_per_second for run in runs),
            statistics.median(run.server_cpu / run.turns for run in runs) * 1000,
            statistics.median(run.client_cpu / run.turns for run in runs) * 1000,
            statistics.median(run.median_ms for run in runs),
            statistics.median(run.p99_ms for run in runs),
        )
        print(f"{name:<12}{clients:>8}{row[0]:>16.0f}" + "".join(f"{value:>16.3f}" for value in row[1:]))


def print_bars(found: dict[str, dict[str, float]]) -> bool:
    """Each ratio beside its bar; true when all hold."""
    print(f"\n{'':<40}{'median':>8}{'min':>8}{'max':>8}  bar")
    all_hold = True
    for bar in BARS:
        spread = found[bar.ratio]
        held = bar.holds(spread["median"])
        all_hold = all_hold and held
        sign, verdict = (">=" if bar.at_least else "<="), ("held" if held else "NOT HELD")
        values = "".join(f"{spread[name]:>8.2f}" for name in ("median", "min", "max"))
        print(f"{bar.words:<40}{values}  {sign} {bar.limit:g}  {verdict}")
    return all_hold
