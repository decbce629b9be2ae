"""Both answers are equal (P12), the pages need no script, and a text browser reads them."""

import subprocess

import pytest

from tests.browser.conftest import window

pytestmark = pytest.mark.browser
STYLES = """() => [...document.querySelectorAll('[data-choice]')].map(e => {
  const s = getComputedStyle(e), r = e.getBoundingClientRect();
  return {w: r.width, h: r.height, tag: e.tagName, autofocus: e.autofocus, disabled: e.disabled, ...Object.fromEntries([
    'fontSize','fontWeight','fontFamily','color','backgroundColor','backgroundImage','borderTopColor','borderTopWidth',
    'borderRadius','boxShadow','opacity','textDecorationLine','textTransform','cursor','filter','transform',
    'animationName'].map(k => [k, s[k]]))} })"""
TELLING = ("tell_what", "tell_use", "tell_may_say_no", "tell_services")


def to_choice(page, served, kiosk, language):
    page.goto(f"{served}/kiosk/tidewater" if kiosk else f"{served}/")
    page.get_by_role("button", name={"en": "English", "es": "Español"}[language]).click()
    if not kiosk:
        page.locator("select, input[type=radio]").first.wait_for()
        area = page.locator("select[name=area]")
        if area.count():
            area.select_option("WDA06")
        else:
            page.locator("input[name=area][value=WDA06]").check()
        page.locator(".answers button").first.click()
    page.locator(".answers button").first.click()
    for step in TELLING:
        page.wait_for_url(f"**/i/{step}#now")
        page.locator(".answers button").first.click()
    page.wait_for_url("**/i/choice#now")


@pytest.mark.parametrize("size", ["100", "200"])
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kiosk", [False, True], ids=["web", "kiosk"])
def test_the_two_answers_are_alike_in_size_and_style(served, chromium, kiosk, language, size):
    view = {"width": 1080, "height": 1920} if kiosk else {"width": 390, "height": 844}
    with window(chromium, **view) as page:
        page.context.add_cookies([{"name": "comfort", "value": f"{size}.standard", "url": served}])
        to_choice(page, served, kiosk, language)
        one, two = page.evaluate(STYLES)
        differ = {k: (one[k], two[k]) for k in one if (abs(one[k] - two[k]) > 1 if k in "wh" else one[k] != two[k])}
        assert not differ
        assert page.evaluate("document.activeElement.id") == "now"
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("value", ["share", "do_not_share"])
def test_the_whole_chat_works_without_script_and_both_ways_are_equally_long(served, chromium, value):
    with window(chromium, java_script_enabled=False) as page:
        to_choice(page, served, False, "en")
        clicks = []
        page.locator(f"button[value={value}]").click()
        clicks.append(page.url)
        page.get_by_label("Full name").fill("Casey Walker-Sample")
        for label, typed in (("Month", "4"), ("Day", "17"), ("Year", "1985")):
            page.get_by_label(label, exact=True).fill(typed)
        page.locator(".answers button").first.click()
        assert "Casey Walker-Sample" in page.content() and "April 17, 1985" in page.content()
        clicks.append(page.url)
        page.locator(".answers button").first.click()
        page.wait_for_url("**/i/receipt#now")
        text = page.locator("main").inner_text()
        assert "Your reference" in text and "Casey" not in text and "do not share" not in text.lower()
        assert [url.rpartition("/")[2] for url in clicks] == ["identity#now", "review#now"]


def test_a_text_browser_prints_the_two_answers_on_two_lines(region, served, chromium, tmp_path):
    with window(chromium) as page:
        to_choice(page, served, False, "en")
        (tmp_path / "choice.html").write_text(page.content(), "utf-8")
    dump = subprocess.run(["w3m", "-dump", "-T", "text/html", tmp_path / "choice.html"], capture_output=True, text=True)
    lines = [line for line in dump.stdout.splitlines() if "share my information" in line]
    assert len(lines) == 2, dump.stdout
