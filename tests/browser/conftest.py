"""A real Chromium before a real server on loopback."""

import shutil
import threading
from contextlib import contextmanager
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {"target-size": {"enabled": True}},
}


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def served(region):
    server = make_server("127.0.0.1", 0, region.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@contextmanager
def window(chromium, width=1280, height=900, **more):
    context = chromium.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce", **more)
    try:
        yield context.new_page()
    finally:
        context.close()


def faults(page):
    """What axe finds on this page, a line each."""
    page.evaluate(AXE)  # evaluate, since the page's own policy admits no added script
    found = page.evaluate("rules => axe.run(document, rules)", RULES)
    return [f"{page.url} {each['id']}: {node['html'][:120]}" for each in found["violations"] for node in each["nodes"]]
