"""An owner's page of a team: who coaches it and what it is called; and nobody else finds it."""

import re

import pytest

from checkin import service
from checkin.store import belonging, joining, people
from checkin.store.people import Coach, Team
from tests.service.cast import ANA, SAM, STRANGER
from tests.web.site import Site
from tests.web.test_signing_in import code, come_in, post, take_on

TOM, EVE, MIA = "+12025550191", "+12025550192", "+12025550193"


def owner(site: Site) -> Coach:
    """The first coach of a team owns it."""
    return site.sign_in(site.world.coach())


def act(site: Site, what: str, team: Team | None = None, **fields: str):
    path = f"/team{what}?team={(team or site.world.team).id}"
    return post(site, path, page="/sessions", **fields)


def listed(site: Site) -> str:
    """What the page says before the record of changes."""
    return site.words("/team").partition("What was changed")[0]


def invite(site: Site, number: str = TOM, name: str = "Tom"):
    return act(site, "/invite", name=name, number=number)


def told(site: Site, number: str) -> list[str]:
    return [str(body) for to, body in site.world.outbox("number", "body") if to == number]


def coach_of(site: Site, number: str) -> Coach:
    with site.world.services.store.read() as tx:
        found = people.coach_by_number(tx, number)
    assert found is not None
    return found


def harbour(site: Site) -> tuple[Team, Coach]:
    """Another team, and the coach who owns it."""
    team = service.add_team(site.world.services, "Harbour", "HARBOUR", "America/Chicago")
    return team, service.add_coach(site.world.services, "Eve", EVE, team)


def test_an_owner_sees_the_coaches(site: Site):
    owner(site)
    site.world.coach(TOM, "Tom")
    words = site.words("/team")
    assert "Ana you Owner. +12025550190." in words and f"Tom {TOM}" in words
    assert "Team and coaches" in site.words("/")


def test_a_coach_who_owns_nothing_does_not_find_it(site: Site):
    site.world.coach()
    tom = site.sign_in(site.world.coach(TOM, "Tom"))
    assert "Team and coaches" not in site.words("/")
    for path in ("/team", f"/team?team={site.world.team.id}"):
        assert site.get(path).status_code == 404
    for what in ("", "/invite", "/remove", "/owner"):
        fields = {"name": "X", "number": STRANGER, "coach": str(tom.id), "owner": "yes"}
        assert act(site, what, keyword="LAKE", zone="UTC", **fields).status_code == 404
    with site.world.services.store.read() as tx:
        assert [place.owner for place in belonging.places(tx, site.world.team.id)] == [True, False]
        assert people.teams(tx)[0] == site.world.team


def test_another_teams_page_is_not_there_for_an_owner_either(site: Site):
    team, eve = harbour(site)
    owner(site)
    before = told(site, STRANGER)
    for asked in (team.id, f"0{team.id}", -1, "x", "9" * 30):
        assert site.get(f"/team?team={asked}").status_code == 404, asked
    for what in ("", "/invite", "/remove", "/owner"):
        fields = {"name": "X", "number": STRANGER, "coach": str(eve.id), "owner": "no"}
        assert act(site, what, team, keyword="LAKE", zone="UTC", **fields).status_code == 404
        if what in ("/remove", "/owner"):  # nor is a coach of another team reached through one's own
            assert act(site, what, **fields).status_code == 404
    assert told(site, STRANGER) == before
    with site.world.services.store.read() as tx:
        assert [place.owner for place in belonging.places(tx, team.id)] == [True]
    assert site.get(f"/team?team={site.world.team.id}").status_code == 200  # the control


def test_a_new_coach_is_invited_and_gets_alerts_once_they_have_come(site: Site):
    site.world.runner(SAM)
    owner(site)
    assert invite(site).status_code == 303
    waits = "get no alerts, before they say yes"
    assert "Tom" in site.words("/team") and waits in site.words("/team")
    (text,) = told(site, TOM)
    assert (
        text.startswith("Ana asks you to coach Riverside") and "https://checkin.example.org/sign-in" in text
    )
    site.world.says(SAM, "felt a pop")
    assert told(site, TOM) == [text]
    assert told(site, ANA)  # the control
    toms = site.another()
    assert come_in(toms, TOM).status_code == 303
    site.world.at(minutes=16)
    site.world.work()
    assert len(told(site, TOM)) == 2  # invitation and code: signing in is not enough
    assert take_on(toms).status_code == 303
    assert not coach_of(site, TOM).stopped
    site.world.says("+12025550101", "felt another pop, can't walk")
    site.world.at(minutes=40)
    site.world.work()
    assert len(told(site, TOM)) > 2
    assert waits not in site.words("/team")


def test_the_invitation_and_the_code_leave(site: Site):
    """What marks the invited must not stop the texts that bring them in."""
    owner(site)
    invite(site)
    site.world.at(hours=13)
    post(site.another(), "/sign-in/code", number=TOM)
    site.world.work()
    states = [state for to, state in site.world.outbox("number", "state") if to == TOM]
    assert len(states) == 2 and not {"queued", "cancelled", "failed", "expired"} & set(states)


def test_an_invited_coach_who_texts_start_gets_alerts_and_one_who_texts_stop_nothing(site: Site):
    owner(site)
    invite(site)
    invite(site, MIA, "Mia")
    site.world.says(TOM, "START")
    site.world.says(MIA, "STOP")
    assert not coach_of(site, TOM).stopped
    mia = coach_of(site, MIA)
    assert mia.stopped and not mia.invited
    before = told(site, MIA)
    post(site.another(), "/sign-in/code", number=MIA)
    assert told(site, MIA) == before


def test_an_ok_to_the_invitation_takes_no_alert_that_they_were_never_told_of(site: Site):
    sam = site.world.runner(SAM)
    owner(site)
    invite(site)
    site.world.says(SAM, "felt a pop")
    site.world.says(TOM, "OK")
    alert = site.world.state(sam).talk.alert
    assert alert is not None and not alert.acknowledged
    site.world.says(ANA, "OK")
    alert = site.world.state(sam).talk.alert
    assert alert is not None and alert.acknowledged  # the control


def asked_elsewhere(site: Site) -> tuple[Site, Coach]:
    """A coach of another team whom this one asks, in a browser of theirs."""
    _, eve = harbour(site)
    owner(site)
    assert invite(site, EVE, "Evelyn of before").status_code == 303
    eves = site.another()
    eves.sign_in(eve)
    return eves, eve


def test_a_coach_elsewhere_is_asked_and_nothing_comes_before_a_yes(site: Site):
    sam = site.world.runner(SAM)
    eves, eve = asked_elsewhere(site)
    said = told(site, EVE)[-1]
    assert said.startswith("Ana asks you to coach Riverside too") and "/invitations" in said
    before = len(told(site, EVE))
    site.world.says(SAM, "felt a pop")
    site.world.says(EVE, "OK")
    site.world.work()
    alert = site.world.state(sam).talk.alert
    assert alert is not None and not alert.acknowledged  # their OK was about their own team
    assert "Felt" not in " ".join(told(site, EVE)[before:]) and "Sam" not in " ".join(told(site, EVE))
    assert eves.get(f"/runners/{sam}").status_code == 404
    assert eves.get(f"/?team={site.world.team.id}").status_code == 404
    assert len(people_of(site, eve)) == 1


def people_of(site: Site, coach: Coach) -> list[Team]:
    with site.world.services.store.read() as tx:
        return belonging.teams_of(tx, coach.id)


def test_who_asks_sees_only_the_name_they_typed_until_there_is_a_yes(site: Site):
    eves, eve = asked_elsewhere(site)
    assert "Evelyn of before" in site.words("/team") and "Eve +" not in site.words("/team")
    assert act(site, "/owner", coach=str(eve.id), owner="yes").status_code == 400
    assert "A team asks you to coach it" in eves.words("/")
    assert "Riverside" in eves.words("/invitations")
    said_yes = post(eves, "/invitations/accept", page="/invitations", team=str(site.world.team.id))
    assert said_yes.status_code == 303
    assert "Eve" in listed(site) and "Evelyn of before" not in listed(site)
    assert len(people_of(site, eve)) == 2
    assert eves.get("/invitations").status_code == 303
    site.world.runner(SAM)
    site.world.says(SAM, "felt a pop")
    assert "Sam" in told(site, EVE)[-1]


def test_a_no_leaves_nothing(site: Site):
    eves, eve = asked_elsewhere(site)
    assert "Evelyn" in site.words("/team")
    said_no = post(eves, "/invitations/decline", page="/invitations", team=str(site.world.team.id))
    assert said_no.status_code == 303 and "asks you" not in eves.words("/")
    assert "Evelyn" not in listed(site) and len(people_of(site, eve)) == 1


def test_nobody_answers_for_another_or_joins_unasked(site: Site):
    eves, eve = asked_elsewhere(site)
    toms = site.another()
    toms.sign_in(site.world.coach(TOM, "Tom"))
    for browser in (toms, site):
        for what in ("accept", "decline"):
            answer = post(browser, f"/invitations/{what}", page="/sessions", team=str(site.world.team.id))
            assert answer.status_code == 404
    for team in ("", "x", "0", "9" * 30, str(people_of(site, eve)[0].id)):
        assert post(eves, "/invitations/accept", page="/sessions", team=team).status_code == 404
    assert len(people_of(site, eve)) == 1


def test_who_cannot_be_invited_is_said_in_the_same_words_for_all(site: Site):
    """Whose a number is, or was, is another team's business."""
    team, eve = harbour(site)
    owner(site)
    site.world.runner(SAM)
    service.add_coach(site.world.services, "Mia", MIA, team)
    site.world.says(MIA, "STOP")
    with site.world.services.store.begin() as tx:
        joining.put_mark(tx, STRANGER, joining.OPTED_OUT, site.world.clock())
    before = site.world.outbox("id")
    for number in (SAM, MIA, STRANGER, "+8613800138000"):
        answer = invite(site, number, "X")
        assert answer.status_code == 400 and f"{number} cannot be invited from here" in answer.text
    assert site.world.outbox("id") == before
    site.world.at(days=91)
    assert "cannot be invited" in re.sub(r"\s+", " ", after_long(site, EVE))
    assert eve.id not in [place.coach.id for place in places(site)]


def after_long(site: Site, number: str) -> str:
    """The number may be somebody else's by now, and would open what its coach could see."""
    site.sign_in()
    return invite(site, number, "Eve").text


def places(site: Site) -> list[belonging.Place]:
    with site.world.services.store.read() as tx:
        return belonging.places(tx, site.world.team.id)


@pytest.mark.parametrize(
    ("name", "number", "said"),
    [
        ("Tom", "hello", "is not a phone number"),
        ("", TOM, "the name is missing"),
        ("\u200b \0", TOM, "the name is missing"),
        ("Ana", ANA, "already"),
    ],
)
def test_what_is_wrong_with_an_invitation_is_said_and_what_was_typed_kept(
    site: Site, name: str, number: str, said: str
):
    owner(site)
    answer = invite(site, number, name)
    assert answer.status_code == 400 and said in answer.text
    assert f'value="{number}"' in answer.text
    assert len(places(site)) == 1


def test_twenty_invitations_a_day(site: Site):
    owner(site)
    for last in range(10, 30):
        assert invite(site, f"+120255501{last}", "X").status_code == 303
    answer = invite(site)
    assert answer.status_code == 400 and "too many" in answer.text
    site.world.at(days=1, seconds=1)
    site.sign_in(coach_of(site, ANA))
    assert invite(site).status_code == 303


def test_a_removed_coach_is_out_at_once(site: Site):
    sam = site.world.runner(SAM)
    owner(site)
    tom = site.world.coach(TOM, "Tom")
    toms = site.another()
    toms.sign_in(tom)
    post(site.another(), "/sign-in/code", number=TOM)
    link = site.link(tom)
    assert toms.get(f"/runners/{sam}").status_code == 200
    site.world.says(SAM, "my knee is swollen")
    assert act(site, "/remove", coach=str(tom.id)).status_code == 303
    for path in ("/", f"/runners/{sam}", "/sessions"):
        assert (toms.get(path).status_code, toms.get(path).location) == (303, "/sign-in"), path
    assert post(toms, "/sign-in", number=TOM, code=code(site, TOM)).status_code == 403
    assert toms.get(f"/sign-in?token={link}").status_code == 403
    before = told(site, TOM)
    site.world.at(minutes=1)
    post(site.another(), "/sign-in/code", number=TOM)
    site.world.says(SAM, "felt a pop")
    assert told(site, TOM) == before
    waiting = [state for to, state in site.world.outbox("number", "state") if to == TOM]
    assert "Tom" not in listed(site).replace("Tom\u2069 is no longer", "")
    assert waiting.count("queued") <= 1  # the code from before, which opens nothing


def test_what_waits_to_tell_a_removed_coach_of_a_runner_is_not_sent(site: Site):
    owner(site)
    tom = site.world.coach(TOM, "Tom")
    site.world.runner(SAM)
    site.world.says(SAM, "felt a pop")
    assert told(site, TOM)
    act(site, "/remove", coach=str(tom.id))
    states = {state for to, state in site.world.outbox("number", "state") if to == TOM}
    assert states == {"cancelled"}


def test_a_team_is_never_without_an_owner(site: Site):
    ana = owner(site)
    tom = site.world.coach(TOM, "Tom")
    for what, fields in (("/remove", {}), ("/owner", {"owner": "no"})):
        answer = act(site, what, coach=str(ana.id), **fields)
        assert answer.status_code == 400 and "needs an owner" in answer.text
    assert act(site, "/owner", coach=str(tom.id), owner="yes").status_code == 303
    assert act(site, "/owner", coach=str(ana.id), owner="no").status_code == 303
    assert site.get("/team").status_code == 404
    assert site.get("/").status_code == 200
    toms = site.another()
    toms.sign_in(tom)
    assert act(toms, "/remove", coach=str(ana.id)).status_code == 303
    assert site.get("/").status_code == 303


def test_one_who_was_invited_owns_nothing_before_they_come(site: Site):
    owner(site)
    invite(site)
    answer = act(site, "/owner", coach=str(coach_of(site, TOM).id), owner="yes")
    assert answer.status_code == 400 and "has not said yes yet" in answer.text


def test_an_invitation_that_was_taken_back_can_be_made_again(site: Site):
    owner(site)
    invite(site)
    act(site, "/remove", coach=str(coach_of(site, TOM).id))
    site.world.at(days=100)
    site.sign_in(coach_of(site, ANA))
    assert invite(site, TOM, "Thomas").status_code == 303
    assert come_in(site.another(), TOM).status_code == 303
    assert "Thomas" in site.words("/team")


@pytest.mark.parametrize("asked", ["", "x", "-1", "9" * 40, "\u0661"])
def test_what_is_no_coach_is_not_there(site: Site, asked: str):
    owner(site)
    assert act(site, "/remove", coach=asked).status_code == 404


def test_a_team_s_name_word_and_zone_are_changed(site: Site):
    owner(site)
    assert act(site, "", name="Lakeside <b>", keyword="lake", zone="Europe/Madrid").status_code == 303
    words = site.words("/team")
    assert "Lakeside <b>" in words and "LAKE" in words and "Europe/Madrid" in words
    assert "<b>LAKE" in site.get("/team").text and "side <b>" not in site.get("/team").text
    site.world.says(STRANGER, "LAKE")
    assert told(site, STRANGER)
    site.world.says("+12025550178", "RIVER")
    assert not told(site, "+12025550178")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("keyword", "HARBOUR", "another team"),
        ("keyword", "harbour", "another team"),
        ("keyword", "STOP", "means something else"),
        ("keyword", "YES", "means something else"),
        ("keyword", "!!", "is no keyword"),
        ("keyword", "TWO WORDS", "is no keyword"),
        ("keyword", "X" * 21, "is no keyword"),
        ("keyword", "NIÑOS", "is no keyword"),
        ("zone", "Mars/Base", "not a time zone"),
        ("zone", "../../etc/passwd", "not a time zone"),
        ("zone", "", "not a time zone"),
        ("name", " ", "the name is missing"),
    ],
)
def test_what_a_team_cannot_be_called_is_said(site: Site, field: str, typed: str, said: str):
    harbour(site)
    owner(site)
    answer = act(site, "", **{"name": "Riverside", "keyword": "RIVER", "zone": "UTC", field: typed})
    assert answer.status_code == 400 and said in answer.text
    with site.world.services.store.read() as tx:
        assert people.teams(tx)[0] == site.world.team


def test_a_coach_of_two_teams_owns_the_one_they_own(site: Site):
    team, eve = harbour(site)
    site.world.coach()
    service.add_coach(site.world.services, "Eve", EVE, site.world.team)
    site.sign_in(eve)
    assert site.get(f"/team?team={site.world.team.id}").status_code == 404
    assert "Harbour" in site.words(f"/team?team={team.id}")
    assert "Harbour" in site.words("/team")
