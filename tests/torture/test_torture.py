"""The kit finds nothing wrong in our house, and finds what is planted in a worse one."""

import json
import random

import pytest
from click.testing import CliRunner

from assistant.cli import cli
from assistant.torture import negative


def run(*words):
    done = CliRunner().invoke(cli, ["torture", *words, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_kills_lose_and_double_nothing():
    found = run("kill", "--turns", "60")
    assert (found["lost"], found["doubled"]) == (0, 0)
    assert found["turns"] >= 60 and found["killed"] > 20 and found["server_kills"] >= 1


def test_the_negative_control_finds_doubles(tmp_path):
    assert negative.run(tmp_path, random.Random(7)).doubled >= 3


@pytest.mark.parametrize("seed", ["1", "2"])
def test_a_race_has_exactly_one_winner(seed):
    assert run("race", "--rounds", "15", "--seed", seed) == {"rounds": 15, "breaches": 0}
