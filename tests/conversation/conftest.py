"""The shipped files, and the flow they make."""

import pytest

from assistant import places
from assistant.conversation import load
from assistant.conversation.engine import Engine


@pytest.fixture(scope="session")
def files() -> dict[str, str]:
    root = places.flows()
    return load.read_folder(root / "notification", root / "interface")


@pytest.fixture(scope="session")
def engine(files: dict[str, str]) -> Engine:
    return Engine(load.parse(files))
