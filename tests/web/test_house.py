"""An owner's page of what a team sets for itself: typed, refused in one sentence, shown again."""

import io
from datetime import time

from checkin import service
from checkin.core.protocol import Quiet
from checkin.store import people
from checkin.store.people import Team
from checkin.store.rules import PLAIN, TeamSettings
from tests.service.test_house import FILE, with_number
from tests.web.site import PUBLIC, Site
from tests.web.test_signing_in import post
from tests.web.test_teams import EVE, TOM, owner

HOURS = {
    "language": "es",
    "morning": "09:00",
    "evening": "18:00",
    "quiet_from": "20:00",
    "quiet_until": "08:30",
}


def set_hours(site: Site, team: Team | None = None, **fields: str):
    path = f"/team/hours?team={(team or site.world.team).id}"
    return post(site, path, page="/sessions", **{**HOURS, **fields})


def bring(site: Site, body: bytes | None, team: Team | None = None, **fields: str):
    data = {"csrf": site.token(), **fields}
    if body is not None:
        data["file"] = (io.BytesIO(body), "protocol.toml")
    path = f"/team/protocol?team={(team or site.world.team).id}"
    return site.browser.post(path, base_url=PUBLIC, data=data, content_type="multipart/form-data")


def settings(site: Site, team: Team | None = None) -> TeamSettings:
    with site.world.services.store.read() as tx:
        found = people.team_by_id(tx, (team or site.world.team).id)
    assert found is not None
    return found.settings


def test_an_owner_sets_language_hours_and_quiet_hours(site: Site):
    owner(site)
    assert set_hours(site).status_code == 303
    assert settings(site) == TeamSettings("es", time(9), time(18), Quiet(time(20), time(8, 30)))
    page = site.get("/team").text
    assert 'value="20:00"' in page and 'value="es" lang="es" selected' in page
    assert (
        set_hours(site, language="", morning="", evening="", quiet_from="", quiet_until="").status_code == 303
    )
    assert settings(site) == PLAIN


def test_what_cannot_be_is_refused_and_stays_to_be_put_right(site: Site):
    owner(site)
    for fields, says in (
        ({"quiet_until": ""}, "need a beginning and an end"),
        ({"morning": "soon"}, "is no time of day"),
        ({"morning": "02:00"}, "from 03:00 to 14:00"),
        ({"quiet_from": "17:00"}, "from 18:00 to 23:00"),
        ({"language": "tlh"}, "no texts in the language"),
    ):
        refused = set_hours(site, **fields)
        assert refused.status_code == 400 and says in refused.text, fields
        assert f'value="{fields.get("evening", "18:00")}"' in refused.text
    assert settings(site) == PLAIN


def test_an_owner_brings_a_protocol_and_takes_it_back(site: Site):
    owner(site)
    assert "achilles 1" in site.words("/team")
    assert site.get("/team/protocol").data.decode() == FILE
    mine = with_number("leave", "stiffness", "2")
    assert bring(site, mine.encode()).status_code == 303
    assert "a file of its own, harbour 1" in site.words("/team")
    assert site.get("/team/protocol").data.decode() == mine
    assert bring(site, None, whose="service").status_code == 303
    assert not settings(site).protocol and site.get("/team/protocol").data.decode() == FILE


def test_a_file_that_cannot_be_used_is_refused_with_its_reasons(site: Site):
    owner(site)
    for body, says in (
        (None, "choose a file first"),
        (b"", "choose a file first"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"version = ", "not valid TOML"),
        (with_number("leave", "stiffness", "11").encode(), "leave.stiffness: 11 is not allowed"),
        (b"<script>alert(1)</script>", "not valid TOML"),
        (b"#" * 300_000, "at most"),
    ):
        refused = bring(site, body)
        assert refused.status_code == 400 and says in refused.text, body and body[:20]
        assert "<script>alert" not in refused.text
    assert settings(site) == PLAIN


def test_a_version_name_shows_harmlessly(site: Site):
    owner(site)
    name = "<script>alert(1)</script>"
    assert bring(site, with_number("leave", "stiffness", "2", name).encode()).status_code == 303
    page = site.get("/team").text
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page


def test_nobody_else_finds_or_changes_it(site: Site):
    site.world.coach()
    team = service.add_team(site.world.services, "Harbour", "HARBOUR", "America/Chicago")
    service.add_coach(site.world.services, "Eve", EVE, team)
    site.sign_in(site.world.coach(TOM, "Tom"))  # owns nothing
    for asked in (site.world.team, team):
        assert set_hours(site, asked).status_code == 404
        assert bring(site, FILE.encode(), asked).status_code == 404
        assert site.get(f"/team/protocol?team={asked.id}").status_code == 404
    other = site.another()
    owner(other)
    assert set_hours(other, team).status_code == 404
    assert bring(other, FILE.encode(), team).status_code == 404
    assert settings(site, team) == PLAIN and settings(site) == PLAIN
    assert other.get(f"/team/protocol?team={site.world.team.id}").status_code == 200  # the control


def test_what_was_changed_stays_on_record_with_who(site: Site):
    ana = owner(site)
    set_hours(site)
    bring(site, with_number("leave", "stiffness", "2").encode())
    service.change_team(site.world.services, ana, site.world.team, "Lakeside", "LAKE", "America/New_York")
    service.set_hours(site.world.services, None, site.world.team, PLAIN)
    page = site.words("/team")
    for said in (
        "Quiet hours: 20:00 to 08:30, before it the service’s".replace("’", "'"),
        "Language: es, before it by the number today, by Ana",
        "Protocol: harbour 1, its own today, by Ana",
        "Name: Lakeside, before it Riverside",
        "Language: by the number, before it es today, by whoever runs the service",
    ):
        assert said in page, said
