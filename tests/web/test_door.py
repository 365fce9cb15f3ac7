"""Signing in: once, not for long, and by nothing that merely looks at the address."""

import pytest

from checkin.store import people
from tests.web.site import PUBLIC, Site


def test_a_visitor_is_led_to_the_page_that_says_how_to_come_in(site: Site):
    away = site.get("/")
    assert (away.status_code, away.location) == (303, "/sign-in")
    assert "checkin coach link" in site.words("/sign-in")


def test_looking_at_the_address_does_not_spend_it_and_the_button_does(site: Site):
    token = site.link(site.world.coach())
    for _ in range(3):
        assert "Sign in" in site.words(f"/sign-in?token={token}")
    assert site.post("/sign-in", token=token).status_code == 303
    assert "Riverside" in site.words("/")
    used = site.another().post("/sign-in", token=token)
    assert used.status_code == 403 and "has been used" in used.text


@pytest.mark.parametrize("token", ["", "nonsense", "\0", "x" * 5000])
def test_what_is_no_token_signs_nobody_in(site: Site, token: str):
    assert site.post("/sign-in", token=token).status_code == 403
    assert site.get("/").status_code == 303


def test_an_address_is_too_old_after_its_hour(site: Site):
    token = site.link(site.world.coach(), hours=1)
    site.world.at(hours=1, seconds=1)
    assert site.get(f"/sign-in?token={token}").status_code == 403
    assert site.post("/sign-in", token=token).status_code == 403


def test_a_session_ends_after_twelve_hours_however_often_it_is_used(site: Site):
    site.sign_in()
    for hours in (4, 8, 11.9):
        site.world.at(hours=hours)
        assert site.get("/").status_code == 200
    site.world.at(hours=12.1)
    assert site.get("/").status_code == 303


def test_a_coach_whose_sessions_are_ended_is_out_at_once(site: Site):
    coach = site.sign_in()
    with site.world.services.store.begin() as tx:
        people.end_sessions(tx, coach.id)
    assert site.get("/").status_code == 303


def test_signing_out_ends_it(site: Site):
    site.sign_in()
    assert site.post("/sign-out").status_code == 303
    assert site.get("/").status_code == 303


def test_the_cookie_is_for_this_site_over_https_and_no_script(site: Site):
    cookie = site.get("/sign-in?token=" + site.link(site.world.coach())).headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    for wanted in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert wanted in cookie
    assert "Domain" not in cookie


def test_a_form_without_this_sessions_token_does_nothing(site: Site):
    token = site.link(site.world.coach())
    for csrf in ("", "wrong", site.another().token()):
        refused = site.browser.post("/sign-in", base_url=PUBLIC, data={"csrf": csrf, "token": token})
        assert refused.status_code == 400 and "open for too long" in refused.text
    assert site.post("/sign-in", token=token).status_code == 303


def test_the_token_changes_when_somebody_signs_in(site: Site):
    before = site.token()
    site.sign_in()
    assert site.token() != before
