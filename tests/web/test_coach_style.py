"""The coach's pages in the style of the browser's region: every time, day and number on them, and no file."""

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest

from checkin.core.model import Standing
from tests.roster.people import ago, course, decision, known
from tests.roster.test_view import PLACES, red_flag
from tests.web.site import PUBLIC, Site
from tests.web.test_pages import morning
from tests.web.test_roster_pages import put

CLOCK = re.compile(r"\b([01]\d|2[0-3]):[0-5]\d\b(?!\s[ap]m)")
DAY_FIRST = re.compile(r"\b\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b")
TWELVE = re.compile(r"\b(1[0-2]|[1-9]):[0-5]\d\s[ap]m\b")
MONTH_FIRST = re.compile(r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{1,2}\b(?!:)")
OURS = ("aria-label", "title", "data-said", "data-clock", "data-days")  # attributes that are read or shown
QUOTED = re.compile("\u2068.*?\u2069", re.DOTALL)


@dataclass
class Reader(HTMLParser):
    """What a page says in the service's own words: no text that was sent or typed, and no form's values."""

    said: list[str] = field(default_factory=list)
    skipped: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.said += [value for name in OURS if (value := named.get(name))]
        if not self.skipped and (tag in ("q", "style", "script") or named.get("dir") == "auto"):
            self.skipped = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self.skipped:
            self.skipped = ""

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.said.append(data)


def get(site: Site, path: str, languages: str | None) -> str:
    headers = {} if languages is None else {"Accept-Language": languages}
    answer = site.browser.get(path, base_url=PUBLIC, headers=headers)
    assert answer.status_code == 200, (path, answer.status)
    return answer.text


def read(site: Site, path: str, languages: str | None) -> str:
    reader = Reader()
    reader.feed(get(site, path, languages))
    return QUOTED.sub("", "\n".join(reader.said))


def played(site: Site) -> int:
    """Sam with a morning, a note, a pause, and things a coach did and took back, ten days on."""
    sam = morning(site, "3")
    site.sign_in()
    site.post(f"/runners/{sam}/note", body="Looks fine.")
    site.post(f"/runners/{sam}/move", stage="3", note="Physio agreed.")
    site.world.at(days=1, hours=15)
    site.sign_in()
    site.post(f"/runners/{sam}/pause", back="2026-03-09", note="Away.")
    (doing, *_) = re.findall(r"/undo/\d+", site.get(f"/runners/{sam}").text)
    site.post(f"/runners/{sam}{doing}")
    site.post(f"/runners/{sam}/pause", back="2026-03-09", note="Away.")
    site.world.at(days=12, hours=15)
    site.world.work()
    site.sign_in()
    return sam


def crowd(site: Site) -> list[int]:
    """A runner on every line of the table of ranks, and some whose days lie long enough back for a date."""
    people = [one[1].runner for one in PLACES] + [red_flag().runner]
    people += [
        known(course("2" * 20, {12: 2}, standing=Standing.GRADUATED, graduated=ago(12))).runner,
        known(course("2323232323--------"), last=decision("run.ok", 12)).runner,
        known(course("2" * 9 + "-" * 9, {12: 6})).runner,
    ]
    made = put(site, {f"+1202555{at:04}": one for at, one in enumerate(people)})
    site.sign_in()
    return list(made.values())


LOOKS = [
    ("en-US,en;q=0.9", "2:00 pm", "Saturday, March 14"),
    ("en-GB,en;q=0.9", "14:00", "Saturday 14 March"),
    ("es-MX,es;q=0.9", "2:00 pm", "Saturday 14 March"),
    ("de-DE,de;q=0.9,en-US;q=0.8", "14:00", "Saturday 14 March"),
    ("de,en-US;q=0.7,en;q=0.3", "14:00", "Saturday 14 March"),
    ("en-US;q=0, en-GB;q=0.1", "14:00", "Saturday 14 March"),
    (";;q=,==,\u20ac-US;q=high, ,-", "14:00", "Saturday 14 March"),
    ("en-" * 700, "14:00", "Saturday 14 March"),
    (None, "14:00", "Saturday 14 March"),
]


def at_two(site: Site) -> int:
    sam = morning(site, "3")
    site.world.at(days=12, hours=13)  # the clocks went forward on the way
    site.sign_in()
    return sam


@pytest.mark.parametrize(("languages", "clock", "day"), LOOKS)
def test_the_browsers_region_decides(site: Site, languages: str | None, clock: str, day: str):
    sam = at_two(site)
    languages = languages and languages.encode().decode("latin-1")
    roster, page = (" ".join(read(site, path, languages).split()) for path in ("/", f"/runners/{sam}"))
    assert day in roster and f"yet today. {clock}." in roster
    assert f"{clock} where they are" in page


def test_numbers_have_the_regions_decimal_sign(site: Site):
    (one,) = put(site, {"+12025550101": known(course("2323233")).runner}).values()
    site.sign_in()
    assert ", 0,5 above the usual 2,5" in get(site, "/", "de-DE")
    assert ", 0.5 above the usual 2.5" in get(site, "/", "en-US")
    for languages, usual in (("de-DE", "2,5"), ("en-US", "2.5")):
        found = re.search(r'data-days="(.*?)"', get(site, f"/runners/{one}", languages))
        assert found
        plot = json.loads(found[1].replace("&#34;", '"').replace("&#39;", "'"))
        assert plot["usual_said"][-1] == usual and plot["usual"][-1] == 2.5


def test_every_time_and_day_of_a_page_is_american_for_an_american(site: Site):
    sam = played(site)
    paths = [f"/runners/{sam}", "/", "/sessions"]
    for path in paths:
        british, american = read(site, path, "en-GB"), read(site, path, "en-US")
        assert CLOCK.search(british) and not TWELVE.search(british), path
        assert TWELVE.search(american) and not CLOCK.search(american), path
        assert not DAY_FIRST.search(american) and not MONTH_FIRST.search(british), path
    for path in paths[:2]:
        assert DAY_FIRST.search(read(site, path, "en-GB")) and MONTH_FIRST.search(read(site, path, "en-US"))


def test_whatever_a_row_says_is_in_the_same_style(site: Site):
    paths = ["/", *(f"/runners/{one}" for one in crowd(site))]
    for path in paths:
        british, american = read(site, path, "en-GB"), read(site, path, "en-US")
        assert CLOCK.search(british) and DAY_FIRST.search(british), path
        assert not CLOCK.search(american) and not DAY_FIRST.search(american), path


def test_a_form_keeps_the_time_that_html_needs(site: Site):
    sam = at_two(site)
    page = get(site, f"/runners/{sam}", "en-US")
    assert 'type="time" value="08:00"' in page and 'name="was_morning" value="08:00"' in page


def test_neither_a_file_nor_what_is_asked_of_an_open_page_knows_a_style(site: Site):
    at_two(site)
    british, american = (get(site, "/export/roster.csv", one) for one in ("en-GB", "en-US"))
    assert british == american
    assert get(site, "/live", "en-GB") == get(site, "/live", "en-US")


def test_a_page_in_a_style_is_kept_by_nobody(site: Site):
    sam = at_two(site)
    for path in ("/", f"/runners/{sam}", "/sessions"):
        assert site.get(path).headers["Cache-Control"] == "no-store"
