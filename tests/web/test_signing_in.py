"""Coming in by a code on the pages, what a coach takes on, and the sessions that come of it."""

import re
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from checkin import service
from checkin.store import people, sessions
from checkin.store.people import Coach
from checkin.store.tables import session as session_table
from checkin.web import create_app
from checkin.web.door import EVEN, evenly
from checkin.web.sessions import browser
from scheduler import jobs
from tests.faults.test_doors import Stage
from tests.service.cast import ANA, SAM, STRANGER
from tests.web.site import PUBLIC, SETTINGS, TOKEN, Site

TOM = "+12025550191"
LOCAL = "https://localhost"  # as a demo is reached, but for the cookie, which these settings make secure
HELD = re.compile(r'name="session" value="([0-9a-f]{64})"')
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Version/17.4 Safari/604.1"
)


def post(site: Site, path: str, page: str = "/sign-in", headers: dict[str, str] | None = None, **fields: str):
    """A form of a page that is open, with its token."""
    found = TOKEN.search(site.get(page).text)
    assert found
    return site.browser.post(path, base_url=PUBLIC, data={"csrf": found[1], **fields}, headers=headers or {})


def code(site: Site, number: str = ANA) -> str:
    sent = [
        str(body)
        for to, kind, body in site.world.outbox("number", "kind", "body")
        if (to, kind) == (number, "code")
    ]
    return sent[-1][:6]


def come_in(site: Site, number: str = ANA, agent: str = ""):
    assert post(site, "/sign-in/code", number=number).status_code == 200
    headers = {"User-Agent": agent} if agent else None
    return post(site, "/sign-in", headers=headers, number=number, code=code(site, number))


def take_on(site: Site):
    """The page's own button, with the teams that the page names."""
    teams = re.findall(r'name="team" value="(\d+)"', site.get("/taking-on").text)
    return post(site, "/taking-on", page="/taking-on", **({"team": teams[0]} if teams else {}))


def known(site: Site, coach: Coach) -> Coach:
    """One who was told before."""
    with site.world.services.store.begin() as tx:
        people.took_on(tx, coach.id, site.world.clock())
    return coach


def test_a_coach_comes_in_by_a_code(site: Site):
    known(site, site.world.coach())
    page = post(site, "/sign-in/code", number="+1 (202) 555-0190").text
    assert 'autocomplete="one-time-code"' in page and 'inputmode="numeric"' in page
    assert "+12025550190" in page
    entered = post(site, "/sign-in", number="+1 202 555 0190", code=code(site))
    assert (entered.status_code, entered.location) == (303, "/")
    assert "Riverside" in site.words("/")


def bare(text: str, number: str) -> str:
    """A page without what every page has of its own: form tokens, and the number that was typed."""
    return re.sub(r'name="csrf" value="[^"]+"', "", text).replace(number, "NUMBER")


def headers_of(answer) -> list[tuple[str, str]]:
    """All headers, without what a browser's cookie holds of its own by chance."""
    return sorted(
        (name, re.sub("=[^;]+", "", value, count=1) if name == "Set-Cookie" else value)
        for name, value in answer.headers
    )


def test_known_and_unknown_numbers_are_answered_byte_for_byte_alike(site: Site):
    site.world.coach()
    site.world.runner(SAM)
    answers = []
    for number in (ANA, SAM, STRANGER):
        browser = site.another()
        seen = [post(browser, "/sign-in/code", number=number) for _ in range(4)]
        seen += [post(browser, "/sign-in", number=number, code="not one") for _ in range(7)]
        answers.append([(one.status_code, bare(one.text, number), headers_of(one)) for one in seen])
    assert [status for status, _, _ in answers[0]] == [200] * 3 + [429] + [403] * 7
    assert answers[0] == answers[1] == answers[2]
    assert len([1 for (kind,) in site.world.outbox("kind") if kind == "code"]) == 3  # the control: to Ana


def test_known_and_unknown_numbers_are_answered_after_a_wait(site: Site):
    site.world.coach()
    begun = time.perf_counter()
    service.send_code(site.world.services, ANA, "x", "203.0.113.9", site.world.clock())
    bare = time.perf_counter() - begun
    assert timed(site, STRANGER) >= EVEN and timed(site, ANA) >= EVEN
    assert bare < EVEN  # the control: the work itself is quicker


@pytest.mark.parametrize("work", [0.001, 0.004, 0.0999, 0.104, 0.25])
def test_an_answer_takes_a_whole_number_of_tenths_however_long_the_work(work: float):
    slept: list[float] = []
    times = iter([10.0, 10.0 + work])
    with evenly(lambda: next(times), slept.append):
        pass
    whole = (work + slept[0]) / EVEN
    assert slept[0] > 0 and abs(whole - round(whole)) < 1e-6


def timed(site: Site, number: str) -> float:
    found = TOKEN.search(site.get("/sign-in").text)
    assert found
    begun = time.perf_counter()
    site.browser.post("/sign-in/code", base_url=PUBLIC, data={"csrf": found[1], "number": number})
    return time.perf_counter() - begun


@pytest.mark.parametrize("number", ["", "hello", "2025550", "\0", "<script>"])
def test_what_is_no_number_is_said_so_and_shown_again(site: Site, number: str):
    answer = post(site, "/sign-in/code", number=number)
    assert answer.status_code == 400 and "no number with its country code" in answer.text
    assert "<script>" not in answer.text
    assert post(site, "/sign-in", number=number, code="123456").status_code == 400


def test_a_used_code_a_wrong_one_and_one_too_old_are_refused(site: Site):
    known(site, site.world.coach())
    post(site, "/sign-in/code", number=ANA)
    right = code(site)
    wrong = f"{(int(right) + 1) % 10**6:06}"
    refused = post(site, "/sign-in", number=ANA, code=wrong)
    assert refused.status_code == 403 and "not right, or too old" in refused.text
    assert 'aria-invalid="true"' in refused.text
    assert site.get("/").status_code == 303
    kept = site.browser.get_cookie("__Host-session", domain="checkin.example.org")
    assert post(site, "/sign-in", number=ANA, code=right).status_code == 303
    again = site.another()
    assert kept is not None
    again.browser.set_cookie("__Host-session", kept.value, domain="checkin.example.org", secure=True)
    assert post(again, "/sign-in", number=ANA, code=right).status_code == 403
    site.world.at(minutes=1)
    post(again, "/sign-in/code", number=ANA)
    site.world.at(minutes=11)
    assert post(again, "/sign-in", number=ANA, code=code(site)).status_code == 403
    post(again, "/sign-in/code", number=ANA)
    assert post(again, "/sign-in", number=ANA, code=code(site)).status_code == 303  # the control


def test_a_code_needs_its_page_s_form_token(site: Site):
    known(site, site.world.coach())
    post(site, "/sign-in/code", number=ANA)
    for path in ("/sign-in", "/sign-in/code", "/taking-on", "/sessions/end", "/sessions/end-others"):
        answer = site.browser.post(path, base_url=PUBLIC, data={"number": ANA, "code": code(site)})
        assert answer.status_code == 400, path
    assert site.get("/").status_code == 303


def test_the_limit_is_per_address_where_it_cannot_be_made_up(site: Site):
    """From a private address the proxy's last word counts; from a public one nothing that is claimed."""

    def asked(peer: str, said: str, last: int) -> int:
        found = TOKEN.search(site.get("/sign-in").text)
        assert found
        return site.browser.post(
            "/sign-in/code",
            base_url=PUBLIC,
            data={"csrf": found[1], "number": f"+120255501{last}"},
            headers={"X-Forwarded-For": said} if said else {},
            environ_overrides={"REMOTE_ADDR": peer},
        ).status_code

    for last in range(10, 30):
        assert asked("10.0.0.1", f"8.8.4.{last}, 8.8.8.8", last) == 200
    assert asked("10.0.0.1", "1.2.3.4, 8.8.8.8", 40) == 429  # what stands before the last is a claim
    assert asked("8.8.8.8", "", 40) == 429  # the same visitor, without the proxy
    assert asked("8.8.8.8", "9.9.9.9", 40) == 429
    assert asked("10.0.0.1", "9.9.9.9", 40) == 200  # the control
    assert asked("10.0.0.1", "nonsense", 41) == 200


def test_the_first_time_every_page_leads_to_what_a_coach_takes_on(site: Site):
    sam = site.world.runner(SAM)
    site.world.coach()
    come_in(site)
    for path in ("/", f"/runners/{sam}", "/sessions", "/team"):
        away = site.get(path)
        assert (away.status_code, away.location) == (303, "/taking-on"), path
    acted = post(site, f"/runners/{sam}/acknowledge", page="/taking-on")
    assert (acted.status_code, acted.location) == (303, "/taking-on")
    words = site.words("/taking-on")
    for said in (
        "no clearance",
        "At night",
        "emergency number",
        "Nobody watches",
        "until one of you replies OK",
    ):
        assert said in words
    assert take_on(site).status_code == 303
    assert "Riverside" in site.words("/")
    come_in(site.another())
    assert come_in(site.another()).location == "/"


def test_it_is_shown_once(site: Site):
    site.world.coach()
    come_in(site)
    take_on(site)
    second = site.another()
    come_in(second)
    assert second.get("/").status_code == 200


def test_the_link_shows_it_before_its_button(site: Site):
    coach = site.world.coach()
    token = site.link(coach)
    assert "What you take on" in site.words(f"/sign-in?token={token}")
    assert site.post("/sign-in", token=token).status_code == 303
    assert site.get("/").status_code == 200
    assert "What you take on" not in site.words(f"/sign-in?token={site.link(coach)}")


def test_what_nobody_signed_in_takes_on_is_nothing(site: Site):
    assert (site.get("/taking-on").status_code, site.get("/taking-on").location) == (303, "/sign-in")
    assert post(site, "/taking-on").status_code == 403


def test_a_link_readmits_after_ninety_days(site: Site):
    coach = known(site, site.world.coach())
    site.world.at(days=91)
    post(site, "/sign-in/code", number=ANA)
    assert "no code or link goes out" in str(site.world.outbox("body")[-1][0])
    site.sign_in(coach)
    post(site, "/sign-in/code", number=ANA)
    assert re.match(r"\d{6} ", str(site.world.outbox("body")[-1][0]))


def test_the_sessions_are_listed_and_ended_one_by_one(site: Site):
    known(site, site.world.coach())
    phone, tablet = site.another(), site.another()
    come_in(phone, agent=IPHONE)
    site.world.at(minutes=20)
    come_in(site)
    come_in(tablet, agent="Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0")
    words = site.words("/sessions")
    assert "Safari on iPhone" in words and "Firefox on Linux" in words and words.count("this one") == 1
    assert "Since 00:00 today. Last seen 00:00 today." in words  # where the team is
    there = held(site, "Safari on iPhone")
    assert post(site, "/sessions/end", page="/sessions", session=there).status_code == 303
    assert "Safari on iPhone" not in site.words("/sessions")
    assert phone.get("/").status_code == 303
    assert tablet.get("/").status_code == 200  # the control
    assert post(site, "/sessions/end-others", page="/sessions").status_code == 303
    assert tablet.get("/").status_code == 303
    assert site.get("/").status_code == 200


def held(site: Site, what: str) -> str:
    """The id of a session on the list."""
    text = site.get("/sessions").text
    found = HELD.search(text, text.index(what))
    assert found
    return found[1]


def test_ending_this_session_is_signing_out(site: Site):
    known(site, site.world.coach())
    come_in(site)
    (mine,) = HELD.findall(site.get("/sessions").text)
    assert post(site, "/sessions/end", page="/sessions", session=mine).location == "/sign-in"
    assert site.get("/").status_code == 303


def test_nobody_ends_or_sees_another_coachs_session(site: Site):
    known(site, site.world.coach())
    known(site, site.world.coach(TOM, "Tom"))
    toms = site.another()
    come_in(toms, TOM, agent=IPHONE)
    come_in(site)
    assert "iPhone" not in site.words("/sessions")
    (his,) = HELD.findall(toms.get("/sessions").text)
    for asked in ("", "x" * 5000, "\0"):
        assert post(site, "/sessions/end", page="/sessions", session=asked).status_code == 404
    post(site, "/sessions/end", page="/sessions", session=his)
    post(site, "/sessions/end-others", page="/sessions")
    assert toms.get("/").status_code == 200


def test_a_cookie_kept_from_before_signing_out_opens_nothing(site: Site):
    known(site, site.world.coach())
    come_in(site)
    kept = site.browser.get_cookie("__Host-session", domain="checkin.example.org")
    assert kept is not None
    thief = site.another()
    thief.browser.set_cookie("__Host-session", kept.value, domain="checkin.example.org", secure=True)
    assert thief.get("/").status_code == 200  # the control
    post(site, "/sign-out", page="/sessions")
    assert thief.get("/").status_code == 303


def test_what_is_kept_of_a_session_opens_nothing(site: Site):
    known(site, site.world.coach())
    come_in(site)
    with site.world.services.store.read() as tx:
        kept = tx.execute(select(session_table.c.token)).scalar_one()
        assert sessions.find(tx, kept, site.world.clock()) is None


def test_an_old_cookie_without_a_session_is_nobodys(site: Site):
    coach = known(site, site.world.coach())
    with site.browser.session_transaction(base_url=PUBLIC) as cookie:
        until = (site.world.clock() + timedelta(hours=1)).isoformat()
        cookie.update(coach=coach.id, stamp=coach.stamp, until=until)
    assert site.get("/").status_code == 303


def last_seen(site: Site) -> float:
    with site.world.services.store.read() as tx:
        seen = tx.execute(select(session_table.c.seen_at)).scalar_one()
    return (seen - site.world.clock()).total_seconds()


def test_last_seen_is_written_once_a_minute_at_most(site: Site):
    known(site, site.world.coach())
    come_in(site)
    site.world.at(seconds=59)
    site.get("/").close()
    assert last_seen(site) == -59
    site.world.at(seconds=60)
    site.get("/").close()
    assert last_seen(site) == 0


def test_sessions_that_are_over_are_forgotten(site: Site):
    known(site, site.world.coach())
    come_in(site)
    counted = select(func.count()).select_from(session_table)
    for days, left in ((2, 1), (3, 0)):
        site.world.at(days=days)
        jobs.tidy(site.world.services, site.world.clock())
        with site.world.services.store.read() as tx:
            assert tx.execute(counted).scalar_one() == left


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (IPHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/125.0 Safari/537.36 Edg/125.0", "Edge on Windows"),
        (
            "Mozilla/5.0 (Linux; Android 14) SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36",
            "Samsung Internet on Android",
        ),
        ("Mozilla/5.0 (iPhone) CriOS/125.0 Mobile Safari/604.1", "Chrome on iPhone"),
        ("curl/8.0", "A browser"),
        ("", "A browser"),
        ("<script>alert(1)</script>", "A browser"),
    ],
)
def test_a_browser_has_a_name(agent: str, name: str):
    assert browser(agent) == name


def test_on_a_demo_whoever_comes_is_its_coach_without_a_session(site: Site):
    coach = site.world.coach()
    demo = create_app(replace(site.world.services, settings=SETTINGS), Stage(coach.id)).test_client()
    for path in ("/", "/sessions", "/team"):
        assert demo.get(path, base_url=LOCAL).status_code == 200, path
    assert "Nobody has to sign in here" in demo.get("/sessions", base_url=LOCAL).text
    found = TOKEN.search(demo.get("/", base_url=LOCAL).text)
    assert found
    assert demo.post("/sign-out", base_url=LOCAL, data={"csrf": found[1]}).status_code == 303
    assert demo.get("/", base_url=LOCAL).status_code == 200
