"""A coach invites a runner by number: what is asked of whom, and what nobody learns by trying."""

from checkin import service
from checkin.core.model import Standing
from checkin.service.inviting import MOST
from checkin.store import joining, runners
from tests.service.cast import ANA, SAM, STRANGER
from tests.web.site import Site
from tests.web.test_signing_in import post
from tests.web.test_teams import EVE, harbour

NEW = "+12025550142"


def invite(site: Site, number: str = NEW, name: str = "Sam Rivera", agreed: str = "yes", team: int = 0):
    path = f"/invite?team={team or site.world.team.id}"
    return post(site, path, page="/sessions", name=name, number=number, agreed=agreed)


def texts(site: Site, number: str) -> list[str]:
    return [str(body) for to, body in site.world.outbox("number", "body") if to == number]


def test_an_invited_runner_is_asked_and_stands_on_the_roster(site: Site):
    site.sign_in()
    assert "Or invite one by number" in site.words("/") and "Invite a runner" in site.words("/invite")
    made = invite(site, "+1 (202) 555-0142")
    assert made.status_code == 303
    assert "The invitation is out" in site.words(made.location)
    consent = texts(site, NEW)
    assert "Riverside Achilles check-in" in consent[0] and "18 or over" in consent[1]
    with site.world.services.store.read() as tx:
        found = runners.by_number(tx, NEW)
        assert found is not None and found.runner.course.standing is Standing.INVITED
    assert "Sam Rivera" in site.words("/")
    assert "Invited Sam Rivera to run" in site.words("/team")
    site.world.at(hours=9)
    assert "You are in" in " ".join(site.world.says(NEW, "YES") + answers(site))


def answers(site: Site) -> list[str]:
    return [text for said in ("1", "no", "7:00") for text in site.world.says(NEW, said)]


def test_what_is_wrong_is_said_and_what_was_typed_stays(site: Site):
    site.sign_in()
    for fields, says in (
        ({"name": " "}, "the name is missing"),
        ({"agreed": ""}, "18 or over and want to be asked"),
        ({"number": "12"}, "is not a phone number"),
    ):
        answer = invite(site, **fields)
        assert answer.status_code == 400 and says in answer.text, (says, answer.text[-1500:])
    assert "Sam Rivera" in answer.text
    assert not site.world.outbox("id")


def test_whose_a_number_is_elsewhere_is_nobodys_business(site: Site):
    team, _ = harbour(site)
    service.add_runner(site.world.services, team, "Mia", STRANGER)
    site.sign_in(site.world.coach())
    with site.world.services.store.begin() as tx:
        joining.put_mark(tx, "+12025550143", joining.OPTED_OUT, site.world.clock())
    before = site.world.outbox("id")
    for number in (STRANGER, EVE, ANA, "+12025550143", "+8613800138000"):
        answer = invite(site, number)
        assert answer.status_code == 400
        assert f"{number} cannot be invited from here; they may text RIVER themselves" in answer.text
    site.world.runner(SAM)
    assert "is in this team already" in invite(site, SAM).text
    assert site.world.outbox("id") == before


def test_a_coach_invites_to_their_own_teams_alone(site: Site):
    team, _ = harbour(site)
    site.sign_in(site.world.coach())
    assert invite(site, team=team.id).status_code == 404
    assert site.get(f"/invite?team={team.id}").status_code == 404
    assert invite(site).status_code == 303  # the control


def test_so_many_a_day(site: Site):
    site.sign_in()
    for at in range(MOST):
        assert invite(site, f"+1202555{1000 + at}").status_code == 303
    assert "go on tomorrow" in invite(site).text
    site.world.at(hours=25)
    site.sign_in(site.world.coach())
    assert invite(site).status_code == 303
