"""The house keeps its shape: layers, sizes, names, and the README's commands."""

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "assistant").rglob("*.py"))


def test_import_contracts_hold():
    done = subprocess.run([ROOT / ".venv/bin/lint-imports"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_file_over_400_lines_and_no_function_over_50(path):
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < 50, f"{node.name} is too long"


def test_no_room_is_called_utils_or_the_like():
    names = {part for path in SOURCES for part in path.relative_to(ROOT).with_suffix("").parts}
    assert not names & {"utils", "common", "helpers", "misc", "shared"}
    assert not [name for name in names if name.endswith("_v2")]


def test_nothing_of_ours_commits_but_the_end_of_a_writing_transaction():
    places = [
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert places == ["assistant/store/db.py"], "a transaction commits where store.writing() ends and nowhere else"


def test_the_commands_of_the_readme_exist():
    readme = (ROOT / "README.md").read_text("utf-8")
    targets = {line.split(":")[0] for line in (ROOT / "Makefile").read_text("utf-8").splitlines() if ":  ##" in line}
    targets |= {"setup", "run", "test", "check", "bench"}
    assert "make run" in readme and "make test" in readme
    for word in ("make run", "make test"):
        assert word.split()[1] in targets


def test_no_download_addresses_in_the_locks():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        assert "http" not in text and "index-url" not in text
        assert "--hash=sha256:" in text
