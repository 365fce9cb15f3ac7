"""The coach's pages: what they show, what they record, and that nothing typed by anyone is markup."""

import re

import pytest
from sqlalchemy import select, update

from checkin.core.model import Phase
from checkin.store.tables import runner as runner_table
from tests.service.cast import SAM
from tests.web.site import Site

HOSTILE = '<script>alert(1)</script>" onmouseover="alert(2)'


def morning(site: Site, body: str = "2") -> int:
    """Sam is asked on the second morning, and answers."""
    sam = site.world.runner(name="Sam Rivera", zone="America/New_York")
    site.world.at(days=1, hours=8)
    site.world.work()
    site.world.at(days=1, hours=8, minutes=5)
    site.world.says(SAM, body)
    return sam


def red_flag(site: Site) -> int:
    site.world.coach()
    sam = morning(site)
    site.world.at(days=1, hours=9)
    site.world.says(SAM, "felt a pop, cant push off")
    return sam


def set_state(site: Site, runner_id: int, state: str) -> str:
    """Put something else where a runner's state was; what was there."""
    mine = runner_table.c.id == runner_id
    with site.world.services.store.begin() as tx:
        before = tx.execute(select(runner_table.c.state).where(mine)).scalar_one()
        tx.execute(update(runner_table).where(mine).values(state=state))
    return str(before)


def test_an_empty_team_says_what_to_do(site: Site):
    site.sign_in()
    words = site.words()
    assert "No runners yet" in words
    assert "texting RIVER to +12025550100" in words
    assert "Or invite one by number" in words


def test_the_roster_shows_this_mornings_answer_and_why(site: Site):
    morning(site)
    site.sign_in()
    words = site.words()
    assert "Nobody needs you. Nobody may run." in words.replace("\xa0", " ")
    assert "1 of 1 answered this morning. 08:05." in words
    assert "Sam Rivera" in words and "Rest day 2" in words
    assert "Told 08:05: " in words


def test_a_filter_with_nobody_says_so_and_leads_back(site: Site):
    morning(site)
    site.sign_in()
    words = site.words("/?show=need")
    assert "Nobody here" in words and "Show all 1" in words
    assert "Sam Rivera" in site.words("/?show=nonsense")


def test_a_red_flag_is_loud_until_a_coach_takes_it(site: Site):
    sam = red_flag(site)
    site.sign_in()
    page = site.get("/").text
    assert "1 needs you." in page and "row-flag" in page
    assert "Red flag, be seen today" in page and "felt a pop, cant push off" in page
    assert site.post(f"/runners/{sam}/acknowledge").status_code == 303
    page = site.get("/").text
    assert "row-flag" not in page and "Not seen yet" in page
    assert "You are on it." in page and "\u2068Ana\u2069 is on it." in page


def test_a_visit_brings_the_runner_back_to_rest_with_the_coachs_name(site: Site):
    sam = red_flag(site)
    site.sign_in()
    visit = {"examined_by": "Dr Okafor", "examined_on": "2026-03-03", "note": "calf strain, <b>may load</b>"}
    assert site.post(f"/runners/{sam}/clear", **visit).status_code == 303
    assert site.world.state(sam).course.phase is Phase.REST
    fact = next(one for one in reversed(site.world.state(sam).journal) if one.by)
    assert fact.by == "Ana"
    words = site.words(f"/runners/{sam}")
    assert "Cleared: rest, day 1" in words and "by Ana" in words


@pytest.mark.parametrize(
    "form",
    [
        {"examined_by": "", "examined_on": "2026-03-03"},
        {"examined_by": "Dr Okafor", "examined_on": ""},
        {"examined_by": "Dr Okafor", "examined_on": "03/03/2026"},
        {"examined_by": "Dr Okafor", "examined_on": "2026-03-04"},
    ],
    ids=["nobody", "no day", "no date", "tomorrow"],
)
def test_a_visit_that_is_not_whole_changes_nothing(site: Site, form: dict[str, str]):
    sam = red_flag(site)
    site.sign_in()
    site.post(f"/runners/{sam}/clear", **form)
    assert "That was not done" in site.words(f"/runners/{sam}")
    assert site.world.state(sam).course.phase is Phase.REFERRAL


def test_a_false_alarm_brings_the_phase_before_back(site: Site):
    sam = red_flag(site)
    site.sign_in()
    site.post(f"/runners/{sam}/dismiss", note="")
    assert "That was not done: something was left empty" in site.words(f"/runners/{sam}")
    assert site.post(f"/runners/{sam}/dismiss", note="a jar lid popped").status_code == 303
    assert site.world.state(sam).course.phase is Phase.REST


def test_a_runners_page_shows_the_conversation_and_what_was_read(site: Site):
    sam = red_flag(site)
    site.sign_in()
    words = site.words(f"/runners/{sam}")
    assert "08:05, read as stiffness 2" in words
    assert "09:00, read as a danger sign" in words
    assert "Red flag" in words and "refer.red_flag" in words


def test_a_text_that_could_not_be_handled_is_shown_as_needing_a_look(site: Site):
    sam = morning(site)
    whole = set_state(site, sam, "{}")
    site.world.says(SAM, "3 after all")
    set_state(site, sam, whole)
    site.sign_in()
    words = site.words()
    assert "1 needs you." in words and "Text not handled" in words
    assert "3 after all" in site.words(f"/runners/{sam}")


def test_one_record_that_cannot_be_read_hides_nobody_else(site: Site):
    sam = morning(site)
    broken = site.world.runner("+12025550102", "Bo")
    set_state(site, broken, "{}")
    site.sign_in()
    words = site.words()
    assert "Sam Rivera" in words
    assert "1 of the team can’t be shown" in words and f"runner {broken}." in words
    assert site.get(f"/runners/{sam}").status_code == 200


def test_nothing_that_anyone_types_is_markup(site: Site):
    site.world.coach()
    sam = site.world.runner(name=HOSTILE)
    site.world.at(days=1, hours=8)
    site.world.work()
    site.world.says(SAM, HOSTILE + " felt a pop")
    site.sign_in()
    for path in ("/", f"/runners/{sam}"):
        page = site.get(path).text
        assert "<script>" not in page and ' onmouseover="' not in page
        assert "&lt;script&gt;" in page


def test_a_crisis_text_is_on_no_roster(site: Site):
    site.world.coach()
    sam = morning(site)
    site.world.says(SAM, "i want to die")
    site.sign_in()
    assert "Crisis, call now" in site.words()
    assert "want to die" not in site.words()
    assert site.post(f"/runners/{sam}/acknowledge").status_code == 303
    assert "want to die" not in site.words()


@pytest.mark.parametrize("name", ["x" * 2000, "سمير حداد", "=1+1", "o" * 60 + " " + "o" * 60])
def test_any_name_is_shown_whole_and_apart(site: Site, name: str):
    site.world.runner(name=name)
    site.sign_in()
    assert f"<bdi>{name}</bdi>" in site.get("/").text


def test_no_page_holds_a_script_or_a_style_of_its_own(site: Site):
    sam = red_flag(site)
    signed_out = site.another()
    site.sign_in()
    pages = [site.get("/"), site.get(f"/runners/{sam}"), site.get("/nothing"), signed_out.get("/sign-in")]
    for page in pages:
        assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son[a-z]+=|javascript:", page.text)
