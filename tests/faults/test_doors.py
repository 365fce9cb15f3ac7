"""Ways in and words on pages: a link works once however many press at once, and nothing typed is markup."""

import re
import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete

from checkin import service
from checkin.store import people, sign_in
from checkin.store.tables import coach as coach_table
from checkin.store.tables import coach_team
from checkin.web import create_app
from tests.service.cast import ANA, SAM, World
from tests.web.site import PUBLIC, SETTINGS, Site

HOSTILE = "<script>alert(1)</script>\" onmouseover='x' {{7*7}} ${7*7} \u202e"
LIVE = re.compile(r"<script(?! src=)|\son[a-z]+=['\"]x|\b49\b", re.IGNORECASE)


@dataclass
class Stage:
    """A demo's stage that does nothing."""

    coach_id: int

    def text(self, number: str, body: str) -> None: ...

    def pass_to(self, until: datetime) -> None: ...


def test_one_link_signs_in_one_of_many_who_press_at_once(site: Site):
    token = site.link(site.world.coach())
    won: list[int] = []
    gate = threading.Barrier(6)

    def press() -> None:
        gate.wait()
        with site.world.services.store.begin() as tx:
            if (found := sign_in.use(tx, token, site.world.clock())) is not None:
                won.append(found)

    threads = [threading.Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


def test_a_link_is_dead_at_its_last_second_and_the_clock_cannot_be_asked_to_wait(lite_site: Site):
    site = lite_site
    coach = site.world.coach()
    token = site.link(coach, hours=1)
    site.world.clock.now += timedelta(hours=1)
    assert site.post("/sign-in", token=token).status_code == 403
    site.world.clock.now -= timedelta(seconds=1)
    assert site.post("/sign-in", token=token).status_code == 303  # the control: a second before


def act(site: Site, runner_id: int, csrf: str) -> int:
    """A form of a page that has been open since before."""
    form = {"csrf": csrf}
    return site.browser.post(f"/runners/{runner_id}/acknowledge", data=form, base_url=PUBLIC).status_code


def test_a_coach_who_leaves_a_team_sees_it_no_more_at_once(lite_site: Site):
    site = lite_site
    sam = site.world.runner()
    coach = site.sign_in()
    assert site.get(f"/runners/{sam}").status_code == 200
    csrf = site.token()
    with site.world.services.store.begin() as tx:
        tx.execute(delete(coach_team).where(coach_team.c.coach_id == coach.id))
    for path in ("/", f"/runners/{sam}", f"/?team={site.world.team.id}"):
        assert site.get(path).status_code == 404
    assert act(site, sam, csrf) == 404


def test_a_coach_who_is_removed_is_out_at_once_and_their_links_are_dead(lite_site: Site):
    site = lite_site
    sam = site.world.runner()
    coach = site.sign_in()
    link, csrf = site.link(coach), site.token()
    with site.world.services.store.begin() as tx:
        tx.execute(delete(coach_table).where(coach_table.c.id == coach.id))
    assert site.get("/").status_code == 303
    assert act(site, sam, csrf) == 403
    assert site.get(f"/sign-in?token={link}").status_code == 403


def hostile(world: World) -> int:
    """Everyone is called so, and everyone says so."""
    with world.services.store.begin() as tx:
        team = people.add_team(tx, HOSTILE, "EVIL", "America/New_York", world.clock())
    world.team = team
    world.coach(ANA, HOSTILE)
    sam = world.runner(SAM, HOSTILE)
    world.at(days=1, hours=8)
    world.work()
    for body in (HOSTILE, f"felt a pop {HOSTILE}", "4", f"oops 5 {HOSTILE}"):
        world.clock.now += timedelta(minutes=1)
        world.says(SAM, body)
    return sam


def test_nothing_that_anyone_is_called_or_says_is_markup_on_any_page(lite_site: Site):
    site = lite_site
    sam = hostile(site.world)
    coach = site.sign_in()
    site.post(f"/runners/{sam}/acknowledge")
    pages = [site.get("/"), site.get(f"/runners/{sam}"), site.get("/sign-in?token=" + HOSTILE)]
    form = {"examined_by": HOSTILE, "examined_on": "2026-03-02", "note": HOSTILE}
    assert site.post(f"/runners/{sam}/clear", **form).status_code == 303
    pages += [site.get("/"), site.get(f"/runners/{sam}"), site.get("/" + HOSTILE)]
    local = replace(site.world.services, settings=SETTINGS)
    demo = create_app(local, Stage(coach.id)).test_client()
    pages += [demo.get("/phone"), demo.get(f"/phone?runner={sam}"), demo.get("/")]
    for page in pages:
        assert page.status_code in (200, 403, 404)
        assert not LIVE.search(page.text), page.request.path


def test_the_demo_answers_to_no_other_name(lite_site: Site):
    site = lite_site
    coach = site.world.coach()
    app = create_app(site.world.services, Stage(coach.id))
    for name in ("http://evil.example", "http://127.0.0.1.evil.example"):
        for path in ("/", "/phone", "/sms", "/healthz"):
            answer = replace(site, app=app).app.test_client().get(path, base_url=name)
            assert answer.status_code in (400, 403), (name, path)


def test_a_forged_session_is_nobodys(lite_site: Site):
    site = lite_site
    site.sign_in()
    assert site.get("/").status_code == 200
    site.browser.set_cookie(
        "__Host-session", "eyJjb2FjaCI6MX0.forged.signature", domain="checkin.example.org"
    )
    assert site.get("/").status_code == 303


def test_a_team_of_another_coach_is_not_found_by_any_spelling(lite_site: Site):
    site = lite_site
    now = site.world.clock()
    with site.world.services.store.begin() as tx:
        other = people.add_team(tx, "Hill", "HILL", "America/New_York", now)
    service.add_coach(site.world.services, "Cy", "+12025550192", other)
    site.sign_in()
    for asked in (other.id, f"0{other.id}", f"%20{other.id}", f"{other.id}.0", -1, "x", f"{other.id}&team=1"):
        assert site.get(f"/?team={asked}").status_code == 404, asked
    assert site.get(f"/?team={site.world.team.id}").status_code == 200  # the control
