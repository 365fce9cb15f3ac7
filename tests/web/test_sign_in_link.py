"""The page and the phone together: whoever asks on the page, the coach comes in by their own phone."""

import re
from dataclasses import replace

import pytest

from checkin import service
from checkin.service import coaches
from checkin.store import roster, runners
from checkin.web import create_app
from tests.service.cast import ANA, OURS, SAM, STRANGER
from tests.web.site import PUBLIC, SETTINGS, TOKEN, Site, make_site
from tests.web.test_signing_in import TOM, bare, code, come_in, headers_of, known, post

HINT = "No code? Text LINK to"


@pytest.fixture
def site(site: Site) -> Site:
    """Its texts name the address of its pages."""
    return make_site(replace(site.world, services=replace(site.world.services, settings=SETTINGS)))


def path_of(site: Site, number: str = ANA, word: str = "LINK") -> str:
    """Where the answer to LINK leads."""
    (body,) = site.world.says(number, word)
    return body[body.index(PUBLIC) + len(PUBLIC) :]


def press(site: Site, path: str) -> int:
    """The page's own button, with the teams that the page names."""
    teams = re.findall(r'name="team" value="(\d+)"', site.get(path).text)
    fields = {"team": teams[0]} if teams else {}
    return site.post("/sign-in", token=path.partition("token=")[2], **fields).status_code


def strangers_ask(site: Site, number: str = ANA) -> list[int]:
    """Twelve strangers, each with a browser and an address of their own, an hour apart."""
    answers = []
    for hour in range(12):
        site.world.at(hours=hour)
        browser = site.another()
        found = TOKEN.search(browser.get("/sign-in").text)
        assert found
        answer = browser.browser.post(
            "/sign-in/code",
            base_url=PUBLIC,
            data={"csrf": found[1], "number": number},
            environ_overrides={"REMOTE_ADDR": f"8.8.4.{hour}"},
        )
        answers.append(answer.status_code)
    return answers


def test_strangers_who_use_up_the_codes_do_not_keep_the_coach_out(site: Site):
    known(site, site.world.coach())
    assert strangers_ask(site) == [200] * 10 + [429] * 2
    refused = post(site, "/sign-in/code", number=ANA)
    assert refused.status_code == 429 and f"Text LINK to {OURS} from your phone" in refused.text
    path = path_of(site)
    assert "Who needs you today?" in site.words(path)
    assert press(site, path) == 303
    assert "Riverside" in site.words("/")
    assert press(site.another(), path) == 403


def test_a_code_works_in_the_browser_that_asked_and_a_wrong_browser_is_told_what_may_be_wrong(site: Site):
    known(site, site.world.coach())
    post(site, "/sign-in/code", number=ANA)
    other = site.another()
    refused = post(other, "/sign-in", number=ANA, code=code(site))
    assert refused.status_code == 403 and "only on the device that asked for it" in refused.text
    assert other.get("/").status_code == 303
    assert post(site, "/sign-in", number=ANA, code=code(site)).status_code == 303  # the control


def test_a_strangers_code_and_wrong_tries_leave_the_coachs_valid(site: Site):
    known(site, site.world.coach())
    post(site, "/sign-in/code", number=ANA)
    right = code(site)
    stranger = site.another()
    assert post(stranger, "/sign-in/code", number=ANA).status_code == 200
    for _ in range(6):
        assert post(stranger, "/sign-in", number=ANA, code="not one").status_code == 403
    assert post(site, "/sign-in", number=ANA, code=right).status_code == 303


def test_known_and_unknown_numbers_are_answered_alike_by_another_browser_too(site: Site):
    site.world.coach()
    answers = []
    for number in (ANA, SAM, STRANGER):
        post(site.another(), "/sign-in/code", number=number)
        other = site.another()
        seen = [post(other, "/sign-in", number=number, code=one) for one in ("123456", "", "x" * 300)]
        asked = strangers_ask(site, number)
        seen.append(post(other, "/sign-in/code", number=number))
        answers.append((asked, [(one.status_code, bare(one.text, number), headers_of(one)) for one in seen]))
        site.world.at(days=2)
    assert answers[0] == answers[1] == answers[2]
    assert [status for status, _, _ in answers[0][1]] == [403, 403, 403, 429]


def test_signing_in_ends_what_told_the_browser_apart(site: Site):
    known(site, site.world.coach())
    post(site, "/sign-in/code", number=ANA)
    with site.browser.session_transaction(base_url=PUBLIC) as cookie:
        assert len(cookie["asker"]) == 32
    post(site, "/sign-in", number=ANA, code=code(site))
    with site.browser.session_transaction(base_url=PUBLIC) as cookie:
        assert "asker" not in cookie


@pytest.mark.parametrize("sender", [OURS, ""])
def test_the_page_tells_of_link_and_of_the_number_where_it_is_known(site: Site, sender: str):
    settings = replace(SETTINGS, sender=sender, messaging_service="" if sender else "MG" + "0" * 32)
    app = create_app(replace(site.world.services, settings=settings))
    site = replace(site, app=app, browser=app.test_client())
    where = sender or "the service’s number"
    assert f"{HINT} {where} from your phone" in site.words("/sign-in")
    asked = re.sub(r"<[^>]+>", "", post(site, "/sign-in/code", number=STRANGER).text)
    assert f"{HINT} {where} from your phone" in asked
    refused = [post(site, "/sign-in/code", number=STRANGER) for _ in range(3)][-1]
    assert refused.status_code == 429 and f"Text LINK to {where} from your phone" in refused.text
    token = site.link(known(site, site.world.coach()))
    assert HINT not in site.words(f"/sign-in?token={token}")  # there it is of no use


def test_one_who_was_invited_sees_what_they_take_on_and_is_a_coach_from_then_on(site: Site):
    owner = known(site, site.world.coach())
    service.invite_coach(site.world.services, owner, site.world.team, "Tom", TOM)
    path = path_of(site, TOM)
    assert "What you take on" in site.words(path)
    assert press(site, path) == 303
    assert "Riverside" in site.words("/")
    site.world.runner(SAM)
    site.world.says(SAM, "felt a pop")
    site.world.work()
    assert "alert" in [kind for to, kind in site.world.outbox("number", "kind") if to == TOM]


def test_one_who_stopped_comes_in_and_stays_stopped(site: Site):
    known(site, site.world.coach())
    site.world.says(ANA, "STOP")
    assert press(site, path_of(site)) == 303
    assert "Riverside" in site.words("/")
    site.world.runner(SAM)
    site.world.says(SAM, "felt a pop")
    site.world.work()
    assert "alert" not in [kind for to, kind in site.world.outbox("number", "kind") if to == ANA]


def test_it_opens_the_coachs_own_teams_alone(site: Site):
    sam = site.world.runner(SAM)
    harbour = service.add_team(site.world.services, "Harbour", "HARBOUR", "UTC")
    known(site, service.add_coach(site.world.services, "Eve", TOM, harbour))
    assert press(site, path_of(site, TOM)) == 303
    assert site.world.team.name not in site.words("/").replace("Sign out", "")
    assert site.get(f"/runners/{sam}").status_code == 404


def test_no_page_and_no_export_shows_an_address(site: Site):
    known(site, site.world.coach())
    sam = site.world.runner(SAM)
    site.world.says(SAM, "4")
    secrets = [path_of(site, word=word).partition("token=")[2] for word in sorted(coaches.LINK)[:3]]
    come_in(site)
    exports = [f"/export/{what}.{kind}" for what in ("roster", "history") for kind in ("csv", "json")]
    for path in ("/", f"/runners/{sam}", "/team", "/sessions", "/metrics", *exports):
        page = site.get(path)
        assert page.status_code == 200, path
        assert not any(secret in page.text for secret in secrets), path
    with site.world.services.store.read() as tx:
        kept = runners.get(tx, sam)
        assert kept is not None
        everything = str(roster.export(tx, kept))
    assert "4" in everything and not any(secret in everything for secret in secrets)
