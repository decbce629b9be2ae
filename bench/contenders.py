"""The three contenders, each on the same server with the same settings, on 127.0.0.1 only."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import walks

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent
OWN_PYTHON = HERE / ".venv" / "bin" / "python"
OUR_PYTHON = PROJECT / ".venv" / "bin" / "python"
SERVER = ("--interface", "wsgi", "--workers", "2", "--blocking-threads", "1", "--no-ws", "--log-level", "error")


@dataclass(frozen=True)
class Contender:
    """One application and how to make it ready."""

    name: str
    python: Path
    target: tuple[str, ...]
    walk: walks.Walk
    first_page: str
    environment: dict[str, str]
    prepare: tuple[str, ...] = ()


@dataclass(frozen=True)
class Served:
    """A contender that listens."""

    contender: Contender
    process: subprocess.Popen[bytes]
    port: int

    def stop(self) -> None:
        """End the server and its workers."""
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()


def all_of_them(folder: Path) -> tuple[Contender, ...]:
    """Floor, peer (the shortest wizard there is, and one that turns as ours does) and ours, each with a database."""
    one = _formtools(folder, "formtools", walks.formtools, "/one/")
    each = _formtools(folder, "own address", walks.formtools_each, "/steps/")
    return (_floor(folder), one, each, _ours(folder))


def _floor(folder: Path) -> Contender:
    database = {"BENCH_DATABASE": str(folder / "floor.db")}
    return Contender("floor", OWN_PYTHON, ("floor:app",), walks.floor, "/turn/1", database)


def _formtools(folder: Path, name: str, walk: walks.Walk, first: str) -> Contender:
    environment = {
        "BENCH_DATABASE": str(folder / f"{name}.db"),
        "DJANGO_SETTINGS_MODULE": "formtools_site.settings",
    }
    prepare = ("-m", "django", "migrate", "--run-syncdb", "--verbosity", "0")
    target = ("formtools_site.wsgi:application",)
    return Contender(name, OWN_PYTHON, target, walk, first, environment, prepare)


def _ours(folder: Path) -> Contender:
    environment = {
        "NOTICE_DEMO": "1",
        "NOTICE_VAR": str(folder),
        "NOTICE_DATABASE": f"sqlite:///{folder / 'ours.db'}",
        "NOTICE_LOG_LEVEL": "warning",
    }
    prepare = ("ready_ours.py",)
    target = ("--factory", "assistant.app:served")
    return Contender("ours", OUR_PYTHON, target, walks.ours, "/", environment, prepare)


def serve(contender: Contender, folder: Path) -> Served:
    """Start a contender and wait until its first page comes."""
    environment = {**os.environ, **contender.environment, "PYTHONPATH": str(HERE)}
    if contender.prepare:
        subprocess.run([contender.python, *contender.prepare], cwd=HERE, env=environment, check=True)
    port = _free_port()
    command = [contender.python, "-m", "granian", *SERVER, "--host", "127.0.0.1", "--port", str(port)]
    log = folder / f"{contender.name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, *contender.target], cwd=HERE, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    served = Served(contender, process, port)
    if not _answers(served):
        served.stop()
        raise SystemExit(f"{contender.name} did not start; it said:\n{log.read_text()[-3000:]}")
    return served


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(served: Served) -> bool:
    address = f"http://127.0.0.1:{served.port}{served.contender.first_page}"
    for _ in range(200):
        if served.process.poll() is not None:
            return False
        try:
            with urllib.request.urlopen(address, timeout=10):
                return True
        except urllib.error.HTTPError:
            return False
        except OSError:
            time.sleep(0.1)
    return False
