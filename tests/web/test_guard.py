"""Headers on every answer, and no address that shows one team's runners to another's coach."""

import pytest

from checkin import service
from checkin.store.people import Coach
from tests.service.cast import SAM
from tests.web.site import Site

OPEN = {
    "/sign-in",
    "/sign-in/code",
    "/sign-out",
    "/healthz",
    "/metrics",
    "/readyz",
    "/privacy",
    "/static/<path:filename>",
}  # nobody's data
OWN = {  # one runner's, by a signed address: test_own
    "/me/<token>",
    "/me/<token>/data.json",
    "/me/<token>/delete",
    "/sheet/<token>",
    "/sheet/<token>/fhir.json",
}
MINE = {  # one coach's: test_signing_in, test_teams
    "/taking-on",
    "/sessions",
    "/sessions/end",
    "/sessions/end-others",
    "/invitations",
    "/invitations/accept",
    "/invitations/decline",
}
# A team's owner's, by ?team=: test_teams and test_house.
OWNED = {"/team", "/team/invite", "/team/owner", "/team/remove", "/team/hours", "/team/protocol"}
FILES = {f"/export/{what}.{form}" for what in ("roster", "history") for form in ("csv", "json")}
ACTS = {
    "acknowledge", "clear", "dismiss", "erase", "invite", "move", "note", "opt-out", "pause", "prefer",
    "resume", "text", "undo/<int:doing_id>",
}  # fmt: skip
BY_TEAM = {"/", "/live", "/invite", *FILES}  # a team's, by ?team=
SIGNED = {"/sms", "/sms/fallback", "/sms/status"}  # Twilio's signature: test_webhook


def test_every_answer_carries_the_security_headers(site: Site):
    site.sign_in()
    for path in ("/", "/nothing", "/sign-in", "/static/style.css", "/healthz"):
        with site.get(path) as answer:
            headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
        assert headers["Cache-Control"] == (
            "no-store" if "static" not in path else "public, max-age=31536000"
        )


def rules(site: Site) -> list[tuple[str, str]]:
    return [
        (str(rule), method)
        for rule in site.app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def test_every_address_is_one_team_s_or_nobody_s(site: Site):
    """A new address must be here: scoped by a team, open on purpose, or signed."""
    scoped = {rule for rule, _ in rules(site)} - OPEN - OWN - SIGNED - MINE - OWNED
    assert scoped == {
        *BY_TEAM,
        "/runners/<int:runner_id>",
        *(f"/runners/<int:runner_id>/{act}" for act in ACTS),
    }


def test_another_teams_ids_are_not_found_on_any_address(site: Site):
    site.world.coach()
    theirs = site.world.runner(name="Marcus")
    site.world.says(SAM, "felt a pop")
    site.sign_in(other_coach(site))
    whole = {"examined_by": "Dr No", "examined_on": "2026-03-01", "note": "no", "stage": "3", "body": "no"}
    whole |= {"back": "2026-03-09", "sure": "ERASE", "morning": "07:00"}
    before = site.world.state(theirs)
    tried = 0
    for rule, method in rules(site):
        if "<int:runner_id>" in rule:
            path = rule.replace("<int:runner_id>", str(theirs)).replace("<int:doing_id>", "1")
            answer = site.get(path) if method == "GET" else site.post(path, **whole)
            assert answer.status_code == 404, f"{method} {path}"
            assert "Marcus" not in answer.text
            tried += 1
    assert tried == 1 + len(ACTS)
    assert site.world.state(theirs) == before
    for path in sorted(BY_TEAM):
        for asked in (site.world.team.id, 99, -1, "x", "", f"{site.world.team.id}.0"):
            answer = site.get(f"{path}?team={asked}")
            assert answer.status_code == 404, f"{path} of team {asked}"
            assert "Marcus" not in answer.text
        assert "Marcus" not in site.get(path).text
    assert "Marcus" not in site.words("/")


def test_signed_out_no_address_shows_or_does_anything(site: Site):
    sam = site.world.runner()
    for rule, method in rules(site):
        if rule in OPEN | OWN | SIGNED:
            continue
        path = rule.replace("<int:runner_id>", str(sam)).replace("<int:doing_id>", "1")
        answer = site.get(path) if method == "GET" else site.post(path)
        assert answer.status_code == (303 if method == "GET" else 403), path
        assert "Sam" not in answer.text


def other_coach(site: Site) -> Coach:
    team = service.add_team(site.world.services, "Harbour", "HARBOUR", "America/New_York")
    return service.add_coach(site.world.services, "Tom", "+12025550191", team)


def test_a_coach_of_two_teams_sees_each_apart(site: Site):
    site.world.runner(name="Riverside's Sam")
    coach = other_coach(site)
    service.add_coach(site.world.services, coach.name, coach.number, site.world.team)
    site.sign_in(coach)
    harbour = next(t for t in (1, 2) if t != site.world.team.id)
    assert "Riverside's Sam" in site.words(f"/?team={site.world.team.id}")
    assert "Riverside's Sam" not in site.words(f"/?team={harbour}")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_machines_that_watch_need_no_sign_in(site: Site, path: str):
    assert site.get(path).status_code in (200, 503)


def test_ready_waits_for_the_scheduler(site: Site):
    assert "scheduler has not been heard from" in site.get("/readyz").text


def test_the_phone_is_on_no_service_but_the_demo(site: Site):
    site.sign_in()
    assert site.get("/phone").status_code == 404
