"""A runner's page as their coach sees it: what can be done there, on record, undone, and nothing hidden."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest

from checkin import service
from checkin.core.events import Enrolled
from checkin.core.model import Phase, Standing
from checkin.service import forget
from checkin.store import doings, runners
from checkin.store.doings import Doing
from tests.service.cast import SAM
from tests.web.site import Site
from tests.web.test_pages import HOSTILE, morning, red_flag


@pytest.fixture
def sam(site: Site) -> int:
    """On the second morning, answered; the coach is signed in."""
    runner_id = morning(site, "3")
    site.sign_in()
    return runner_id


def done(site: Site, runner_id: int) -> list[Doing]:
    with site.world.services.store.read() as tx:
        return doings.of_runner(tx, runner_id)


def test_the_chart_is_there_as_a_drawing_a_table_and_numbers(site: Site, sam: int):
    page = site.get(f"/runners/{sam}").text
    assert 'id="drawn"' in page and 'class="k-end"' in page
    found = re.search(r'data-days="(.*?)"', page)
    assert found
    plot = json.loads(unescape(found[1]))
    assert plot["stiffness"][-1] == 3 and len(plot["days"]) == 56
    assert "The same days as a table" in page


def test_a_move_is_on_record_shown_and_undone(site: Site, sam: int):
    answer = site.post(f"/runners/{sam}/move", stage="3", note="Physio agreed.")
    assert answer.status_code == 303
    assert site.world.state(sam).course.stage == 3
    words = site.words(f"/runners/{sam}")
    assert "Moved them in the plan" in words and "Physio agreed." in words and "Moved by the coach" in words
    (doing,) = done(site, sam)
    site.post(f"/runners/{sam}/undo/{doing.id}")
    assert site.world.state(sam).course.phase is Phase.REST
    assert "undone by \u2068Ana\u2069" in site.words(f"/runners/{sam}")


def test_a_clearance_is_undone_from_the_page(site: Site):
    sam = red_flag(site)
    site.sign_in()
    site.post(f"/runners/{sam}/clear", examined_by="Dr Lee", examined_on="2026-03-03", note="No tear.")
    assert site.world.state(sam).course.phase is Phase.REST
    (doing,) = done(site, sam)
    site.post(f"/runners/{sam}/undo/{doing.id}")
    assert site.world.state(sam).course.phase is Phase.REFERRAL


@pytest.mark.parametrize(
    ("what", "form", "says"),
    [
        ("move", {"stage": "9", "note": "x"}, "from 1 to 7"),
        ("move", {"stage": "2"}, "left empty"),
        ("pause", {"back": "2026-03-03", "note": "x"}, "from tomorrow on"),
        ("pause", {"back": "soon", "note": "x"}, "day is missing"),
        ("prefer", {"morning": "20:00"}, "from 03:00 to 14:00"),
        ("prefer", {"morning": "06:30+05:00"}, "from 03:00 to 14:00"),
        ("prefer", {"evening": "06:30"}, "from 15:00 to 22:30"),
        ("prefer", {"zone": "Nowhere/Land"}, "no time zone"),
        ("prefer", {"heel_raises": "500"}, "1 to 60"),
        ("prefer", {"place": "knee"}, "where it hurts"),
        ("note", {"body": " "}, "left empty"),
        ("erase", {"sure": "erase"}, "type ERASE"),
        ("opt-out", {}, "left empty"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_changes_nothing(site: Site, sam: int, what, form, says):
    before = site.world.state(sam)
    answer = site.post(f"/runners/{sam}/{what}", **form)
    assert answer.status_code == 303
    assert "That was not done: " in (words := site.words(f"/runners/{sam}")) and says in words
    assert site.world.state(sam) == before and done(site, sam) == []


def test_what_changes_nothing_says_so(site: Site, sam: int):
    site.post(f"/runners/{sam}/prefer", morning="08:00")
    assert "changes nothing" in site.words(f"/runners/{sam}")
    assert done(site, sam) == []


def test_times_place_and_raises_are_changed_in_one_form(site: Site, sam: int):
    form = {
        "morning": "06:45",
        "place": "heel",
        "heel_raises": "15",
        "zone": "America/Denver",
        "name": "Samuel",
    }
    site.post(f"/runners/{sam}/prefer", **form)
    profile = site.world.state(sam).profile
    assert (profile.name, profile.zone, profile.heel_raises) == ("Samuel", "America/Denver", 15)


def test_a_spoken_opt_out_ends_the_texts(site: Site, sam: int):
    site.post(f"/runners/{sam}/opt-out", note="Told me at practice.")
    assert site.world.state(sam).course.standing is Standing.OPTED_OUT
    site.post(f"/runners/{sam}/text", body="Hello?")
    assert "nothing may be sent" in site.words(f"/runners/{sam}")
    assert "They told me" not in site.words(f"/runners/{sam}")


def test_a_note_is_for_coaches_and_shown_as_it_was_typed(site: Site, sam: int):
    site.post(f"/runners/{sam}/note", body=HOSTILE)
    page = site.get(f"/runners/{sam}").text
    assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page


def test_a_hostile_name_breaks_out_of_nothing(site: Site):
    sam = site.world.runner(name=HOSTILE)
    site.sign_in()
    page = site.get(f"/runners/{sam}").text
    assert "<script>alert(1)" not in page
    assert '" onmouseover="' not in page


def test_the_ledger_says_why_there_was_no_text(site: Site):
    sam = site.world.runner(name="Sam")
    for day in range(1, 4):
        site.world.at(days=day, hours=8)
        site.world.work()
    site.world.says(SAM, "PAUSE 3")
    site.world.at(days=4, hours=9)
    site.world.work()
    site.sign_in()
    words = site.words(f"/runners/{sam}")
    assert "No morning question: paused until 8 Mar" in words
    assert "Morning question, 08:00: delivered" in words


def test_the_ledger_says_why_nothing_was_asked_about_a_run(site: Site):
    world = site.world
    sam = service.add_runner(world.services, world.team, "Sam", SAM)
    service.enrol(world.services, sam, Enrolled(world.clock.now, stage=2))
    for day, texts in enumerate((["6"], [], ["1", "no run today"], ["1"])):
        world.at(days=day, hours=8)
        world.work()
        for text in texts:
            world.says(SAM, text)
        world.at(days=day, hours=19)
        world.work()
    site.sign_in()
    ledger = site.words(f"/runners/{sam}").partition("The last four weeks, day by day")[2]
    for said in (
        "No evening question: no leave to run that day",
        "No evening question: no run without a morning’s answer, so nothing to ask",
        "No evening question: they had told of the run, or that there was none",
    ):
        assert said in ledger, ledger[:900]
    assert "Evening question, 19:00: delivered" in ledger  # the control


def test_in_rest_nobody_expects_a_question_about_a_run(site: Site, sam: int):
    assert "No evening question" not in site.words(f"/runners/{sam}")


def test_erased_means_gone(site: Site, sam: int):
    site.post(f"/runners/{sam}/erase", sure="ERASE")
    with site.world.services.store.read() as tx:
        assert runners.get(tx, sam) is None
    assert site.get(f"/runners/{sam}").status_code == 404


def test_what_was_done_goes_with_the_runner(site: Site, sam: int):
    site.post(f"/runners/{sam}/move", stage="3", note="x")
    forget(site.world.services, sam, site.world.clock.now)
    assert done(site, sam) == []


def test_the_form_leaves_alone_what_the_runner_changed_since_it_was_opened(site: Site, sam: int):
    shown = {"was_morning": "08:00", "was_zone": "America/New_York", "was_place": "mid"}
    site.world.says(SAM, "TRAVEL Tokyo")
    form = {"morning": "08:00", "zone": "America/New_York", "place": "heel", **shown}
    site.post(f"/runners/{sam}/prefer", **form)
    profile = site.world.state(sam).profile
    assert (profile.zone, profile.country, profile.place.value) == ("Asia/Tokyo", "JP", "heel")


def test_another_zone_is_another_country_to_call_in(site: Site, sam: int):
    site.post(f"/runners/{sam}/prefer", zone="Europe/Madrid", was_zone="America/New_York")
    assert site.world.state(sam).profile.country == "ES"


def test_nothing_is_erased_while_an_alert_is_open(site: Site):
    sam = red_flag(site)
    site.sign_in()
    site.post(f"/runners/{sam}/erase", sure="ERASE")
    assert "That was not done: an alert is open" in site.words(f"/runners/{sam}")


def test_an_undo_that_no_database_can_hold_is_not_found(site: Site, sam: int):
    assert site.post(f"/runners/{sam}/undo/{2**63}").status_code == 404


def test_a_sign_from_one_who_then_stopped_says_that_no_text_reaches_them(site: Site, sam: int):
    site.world.says(SAM, "felt a pop")
    assert "They have since texted STOP" not in site.words("/")  # the control
    site.world.says(SAM, "STOP")
    for path in ("/", f"/runners/{sam}"):
        assert "They have since texted STOP: no text reaches them. Please call." in site.words(path)


def test_a_sign_that_was_a_false_alarm_stands_once_and_as_that(site: Site, sam: int):
    site.world.says(SAM, "felt a pop")
    site.post(f"/runners/{sam}/dismiss", note="a jar lid popped")
    page = site.words(f"/runners/{sam}")
    assert page.count("Saw danger words") == 1 and "Red flag, taken back" in page


def test_taking_an_alert_leaves_you_where_you_were(site: Site, sam: int):
    site.world.says(SAM, "felt a pop")
    page = site.get(f"/runners/{sam}").text
    assert 'name="back" value="runner"' in page and 'name="back"' not in site.get("/").text
    assert site.post(f"/runners/{sam}/acknowledge", back="runner").location == f"/runners/{sam}"


def test_a_pause_says_whose_it_is_and_when_questions_come_back(site: Site, sam: int):
    site.post(f"/runners/{sam}/pause", back="2026-03-06", note="on holiday")
    assert "Paused by \u2068Ana\u2069; questions come back on Friday." in site.words(f"/runners/{sam}")


def test_one_who_was_not_asked_today_is_not_said_to_be_silent(site: Site, sam: int):
    site.world.says(SAM, "felt a pop")
    site.world.clock.now += timedelta(days=1, hours=3)
    site.world.work()
    site.sign_in()
    day = f"{site.world.clock.now:%Y-%m-%d}"
    site.post(f"/runners/{sam}/clear", examined_by="Dr Osei", examined_on=day, note="fine")
    page = site.words("/")
    assert "No answer" not in page and "Answer the text first" not in page
    assert "No question has gone out today" in page
