"""The load: every client a process of its own that walks whole conversations until the time is over."""

import multiprocessing
import os
import resource
import statistics
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path

from browser import Browser, UnexpectedAnswerError
from walks import Walk

FORK = multiprocessing.get_context("fork")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Run:
    """What one contender did in one run."""

    turns: int
    turns_per_second: float
    server_cpu: float
    client_cpu: float
    median_ms: float
    p99_ms: float


def run(port: int, server: int, walk: Walk, clients: int, seconds: float) -> Run:
    """Drive one server with this many clients at once; `server` is its first process."""
    barrier = FORK.Barrier(clients + 1)
    pipes = [FORK.Pipe(duplex=False) for _ in range(clients)]
    processes = [FORK.Process(target=_client, args=(port, walk, seconds, barrier, end)) for _, end in pipes]
    for process in processes:
        process.start()
    before = cpu_seconds(server)
    barrier.wait()
    results = [reader.recv() for reader, _ in pipes]
    cpu = cpu_seconds(server) - before
    for process in processes:
        process.join()
    for result in results:
        if isinstance(result, Exception):
            raise result
    took = sorted(one for times, _, _ in results for one in times)
    return Run(
        turns=len(took),
        turns_per_second=sum(len(times) / elapsed for times, elapsed, _ in results),
        server_cpu=cpu,
        client_cpu=sum(used for _, _, used in results),
        median_ms=statistics.median(took) * 1000,
        p99_ms=took[int(len(took) * 0.99)] * 1000,
    )


def _client(port: int, walk: Walk, seconds: float, barrier: Barrier, answer: Connection) -> None:
    barrier.wait()
    try:
        answer.send(_walk_until(time.perf_counter() + seconds, port, walk))
    except Exception as fault:  # whatever it is, the parent raises it and the benchmark stops
        answer.send(UnexpectedAnswerError(f"{type(fault).__name__}: {fault}"))


def _walk_until(end: float, port: int, walk: Walk) -> tuple[list[float], float, float]:
    """Time of every turn, the time all of it took, and the CPU this client used."""
    times: list[float] = []
    begun = last = time.perf_counter()
    while last < end:
        browser = Browser(port)
        for _ in walk(browser):
            now = time.perf_counter()
            times.append(now - last)
            last = now
            if now >= end:
                break
        browser.close()
    used = resource.getrusage(resource.RUSAGE_SELF)
    return times, last - begun, used.ru_utime + used.ru_stime


def cpu_seconds(root: int) -> float:
    """User and system time of a process and all that it started, from /proc."""
    parents: dict[int, int] = {}
    used: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
        parents[int(entry.name)] = int(fields[1])
        used[int(entry.name)] = int(fields[11]) + int(fields[12])
    return sum(ticks for pid, ticks in used.items() if _below(pid, root, parents)) / TICKS


def _below(pid: int, root: int, parents: dict[int, int]) -> bool:
    while pid and pid != root:
        pid = parents.get(pid, 0)
    return pid == root
