"""One interleaved benchmark: bare Flask, django-formtools and ours, turn about, on this machine, now."""

import argparse
import json
import shutil
import sys
import time
from pathlib import Path

import contenders
import drive
import figures

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Run the rounds, print the table, write last.json; 1 when a bar is not held."""
    asked = _arguments()
    folder = HERE / "var" / f"{time.time_ns()}"
    folder.mkdir(parents=True)
    served: list[contenders.Served] = []
    try:
        for contender in contenders.all_of_them(folder):
            served.append(contenders.serve(contender, folder))
        for one in served:  # a first run that counts for nothing: imports, caches, connections
            drive.run(one.port, one.process.pid, one.contender.walk, 8, 1)
        rounds = [_round(number, served, asked.seconds) for number in range(asked.rounds)]
    except drive.UnexpectedAnswerError as fault:
        print(f"The benchmark stopped: {fault}", file=sys.stderr)
        return 2
    finally:
        for one in served:
            one.stop()
        shutil.rmtree(folder)
    found = figures.ratios(rounds)
    (HERE / "last.json").write_text(json.dumps({"rounds": len(rounds), "ratios": found}, indent=2) + "\n")
    figures.print_runs(rounds)
    return 0 if figures.print_bars(found) else 1


def _round(number: int, served: list[contenders.Served], seconds: float) -> figures.Round:
    """Every contender at every number of clients, one after the other; who goes first changes with the round."""
    first = number % len(served)
    done: figures.Round = {}
    for clients in figures.CLIENTS:
        for one in served[first:] + served[:first]:
            name = one.contender.name
            print(f"round {number + 1}: {name}, clients {clients}", file=sys.stderr)
            done[name, clients] = drive.run(one.port, one.process.pid, one.contender.walk, clients, seconds)
    return done


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=1.5, help="of each run")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
