"""A runner's page, sheet, data and erasure by a signed address, and the privacy page that needs none."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import event, func, select

from checkin import links
from checkin.core.model import Standing
from checkin.links import PAGE, SHEET
from checkin.store import own, runners
from checkin.store.tables import journal, outbox
from checkin.store.tables import runner as runner_table
from tests.service.cast import SAM, SPANISH
from tests.web.site import PUBLIC, SETTINGS, TOKEN, Site
from tests.web.test_pages import HOSTILE, morning, red_flag

GONE = "This address no longer works"


def token(site: Site, runner_id: int, kind: str = PAGE, **lives: float) -> str:
    until = site.world.services.clock() + (timedelta(**lives) if lives else links.LIVES)
    return links.token(SETTINGS.secret_key, kind, runner_id, until)


def page(site: Site, runner_id: int) -> str:
    return f"/me/{token(site, runner_id)}"


def sheet(site: Site, runner_id: int) -> str:
    return f"/sheet/{token(site, runner_id, SHEET)}"


# ---------- who gets in ----------


def test_the_page_opens_without_a_cookie_and_sets_none(site: Site):
    sam = morning(site)
    answer = site.another().get(page(site, sam))
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_the_addresses_that_texts_carry_lead_to_the_pages(site: Site):
    sam = morning(site)
    for kind in (PAGE, SHEET):
        address = links.address(PUBLIC, SETTINGS.secret_key, kind, sam, site.world.services.clock())
        assert site.get(address.removeprefix(PUBLIC)).status_code == 200


def bad_tokens(site: Site, sam: int) -> dict[str, str]:
    whole = token(site, sam)
    return {
        "expired": token(site, sam, hours=-1),
        "of nobody": token(site, sam + 1000),
        "of the other kind": token(site, sam, SHEET),
        "of another runner": f"{links._spelt(sam + 1)}.{whole.partition('.')[2]}",
        "of another secret": links.token("x" * 40, PAGE, sam, site.world.services.clock() + links.LIVES),
        "cut": whole[:-1],
        "nonsense": "nonsense",
        "too high": token(site, 2**63),
        "none": token(site, 0),
        "not text": "%ff%00.a.b",
        "long": "x" * 5000,
    }


def test_every_address_that_does_not_open_gets_the_same_calm_page(site: Site):
    sam = morning(site)
    site.world.runner("+12025550102", "Bo")
    seen = set()
    for name, bad in bad_tokens(site, sam).items():
        for path in (f"/me/{bad}", f"/me/{bad}/data.json", f"/me/{bad}/delete"):
            answer = site.get(path)
            assert answer.status_code == 404, f"{name} {path}"
            seen.add(answer.text)
            assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    for path in (f"/sheet/{token(site, sam)}", f"/sheet/{token(site, sam)}/fhir.json", "/sheet/x"):
        answer = site.get(path)
        assert answer.status_code == 404
        seen.add(answer.text)
    assert len(seen) == 1
    words = unescape(seen.pop())
    assert "PAGE" in words and "PAGINA" in words and 'lang="es"' in words and "Sam" not in words


def test_an_address_lives_for_a_day(site: Site):
    sam = morning(site)
    path = page(site, sam)
    site.world.at(days=2, hours=8)
    assert site.get(path).status_code == 200
    site.world.at(days=2, hours=8, minutes=6)
    assert site.get(path).status_code == 404


def test_posting_to_a_bad_address_erases_nobody(site: Site):
    sam = morning(site)
    csrf = csrf_of(site, sam)
    for name, bad in bad_tokens(site, sam).items():
        answer = site.browser.post(f"/me/{bad}/delete", base_url=PUBLIC, data={"csrf": csrf})
        assert answer.status_code == 404, name
    assert site.world.state(sam)


# ---------- what the page says ----------


def test_the_page_says_where_they_are_what_holds_and_what_comes(site: Site):
    sam = morning(site)
    words = site.words(page(site, sam))
    assert "Rest, day 2" in words and "No running or jumping" in words
    assert "1 of 2 mornings answered, 1 not asked, our miss." in words
    assert "Joined, in rest" in words and "Rule signup.rest" in words
    assert "Next question: Wednesday 4 March, 08:00." in words and "New York time" in words
    assert "Not medical advice" in words and "Nobody watches the texts around the clock." in words
    assert "In an emergency call 911." in words
    assert "DELETE MY DATA" in words


def test_no_title_holds_a_name_or_a_symptom(site: Site):
    sam = red_flag(site)
    for path in (page(site, sam), sheet(site, sam), f"{page(site, sam)}/delete", "/privacy"):
        title = re.search(r"<title>(.*?)</title>", site.get(path).text)
        assert title
        assert not re.search("sam|rivera|pop|pain|stiff|dolor|rigidez|torn", title[1].lower())


def test_the_page_is_in_the_runners_language(site: Site):
    rosa = site.world.runner(SPANISH, "Rosa", zone="Europe/Madrid", language="es", country="ES")
    text = site.get(page(site, rosa)).text
    assert '<html lang="es">' in text and "Descanso, día 1" in text
    assert "En una emergencia, llama al 112." in unescape(text)
    assert "Day" not in re.sub(r"<[^>]+>", " ", text)


def test_after_stop_the_page_promises_no_text(site: Site):
    sam = morning(site)
    site.world.says(SAM, "STOP")
    words = site.words(page(site, sam))
    assert "The texts are stopped" in words and "No text is planned." in words


def test_a_danger_sign_says_what_to_do_and_no_more_numbers_that_calm(site: Site):
    sam = red_flag(site)
    words = site.words(page(site, sam))
    assert "Please be seen today" in words and "call 911 now" in words
    assert "You may run" not in words


@pytest.mark.parametrize("name", [HOSTILE, "سمير حداد", "x" * 2000])
def test_any_name_is_text_and_stands_apart(site: Site, name: str):
    sam = site.world.runner(name=name)
    for path in (page(site, sam), sheet(site, sam)):
        text = site.get(path).text
        assert "<script>" not in text and ' onmouseover="' not in text
        assert "<bdi>" in text
    assert "<bdi>سمير</bdi>" in site.get(sheet(site, sam)).text or not name.startswith("س")


def test_the_words_of_a_danger_sign_are_text(site: Site):
    site.world.coach()
    sam = morning(site)
    site.world.says(SAM, "<script>alert(1)</script> felt a pop")
    text = site.get(sheet(site, sam)).text
    assert "<script>alert" not in text and "felt a pop" in text


def test_a_crisis_text_is_on_no_page(site: Site):
    site.world.coach()
    sam = morning(site)
    site.world.says(SAM, "i want to die")
    for path in (page(site, sam), sheet(site, sam), f"{sheet(site, sam)}/fhir.json"):
        assert "want to die" not in site.get(path).text


def test_no_page_holds_a_script_or_a_style_of_its_own(site: Site):
    sam = red_flag(site)
    for path in (page(site, sam), sheet(site, sam), f"{page(site, sam)}/delete", "/privacy", "/me/x"):
        assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son[a-z]+=|javascript:", site.get(path).text)


def test_the_pages_cost_three_queries_however_long_the_history(site: Site):
    sam = morning(site)
    for day in range(2, 12):
        site.world.at(days=day, hours=8)
        site.world.work()
        site.world.says(SAM, "3")
    asked: list[str] = []
    with site.world.services.store.read() as tx:
        event.listen(tx, "before_cursor_execute", lambda *said: asked.append(said[2]))
        found = own.own(tx, sam)
    assert found and len(found.facts) > 20 and len(asked) == 3


# ---------- their data ----------


def test_everything_kept_is_theirs_to_download(site: Site):
    sam = morning(site, "2")
    answer = site.get(f"{page(site, sam)}/data.json")
    assert answer.status_code == 200 and answer.mimetype == "application/json"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    content = json.loads(answer.text)
    assert content["number"] == SAM and content["runner"]["profile"]["name"] == "Sam Rivera"
    assert any(one["body"] == "2" and one["incoming"] for one in content["messages"])
    assert {"journal", "decisions", "consents"} <= content.keys()


def test_a_text_of_half_a_letter_can_be_downloaded(site: Site):
    sam = morning(site)
    site.world.says(SAM, "3 \ud83d")
    assert json.loads(site.get(f"{page(site, sam)}/data.json").data)


def csrf_of(site: Site, runner_id: int) -> str:
    found = TOKEN.search(site.get(f"{page(site, runner_id)}/delete").text)
    assert found
    return found[1]


def test_looking_at_the_deletion_page_says_what_remains_and_erases_nothing(site: Site):
    sam = morning(site)
    words = site.words(f"{page(site, sam)}/delete")
    assert "only a mark that this number wants no texts" in words
    assert "backups" in words and "carrier" in words
    assert site.world.state(sam)


def test_the_button_erases_everything_and_the_address_opens_nothing_more(site: Site):
    sam = morning(site)
    path = page(site, sam)
    answer = site.browser.post(f"{path}/delete", base_url=PUBLIC, data={"csrf": csrf_of(site, sam)})
    assert answer.status_code == 200 and "Everything kept about you has been erased" in answer.text
    with site.world.services.store.read() as tx:
        assert runners.get(tx, sam) is None
        assert tx.execute(select(func.count()).select_from(journal)).scalar_one() == 0
        bodies = tx.execute(select(outbox.c.body).where(outbox.c.number == SAM)).scalars().all()
    assert not bodies
    for gone in (path, f"{path}/data.json", sheet(site, sam)):
        assert site.get(gone).status_code == 404


def test_without_the_forms_token_nothing_is_erased(site: Site):
    sam = morning(site)
    csrf_of(site, sam)
    for csrf in ("", "wrong"):
        answer = site.browser.post(f"{page(site, sam)}/delete", base_url=PUBLIC, data={"csrf": csrf})
        assert answer.status_code == 400
    assert site.world.state(sam)


def test_a_runner_who_is_erased_gets_no_more_texts(site: Site):
    sam = morning(site)
    site.browser.post(f"{page(site, sam)}/delete", base_url=PUBLIC, data={"csrf": csrf_of(site, sam)})
    site.world.at(days=3, hours=9)
    site.world.work()
    with site.world.services.store.read() as tx:
        assert tx.execute(select(func.count()).select_from(runner_table)).scalar_one() == 0
        assert tx.execute(select(func.count()).where(outbox.c.number == SAM)).scalar_one() == 0


# ---------- the sheet ----------


def test_the_sheet_holds_what_fired_and_how_the_visit_is_recorded(site: Site):
    sam = red_flag(site)
    words = site.words(sheet(site, sam))
    for said in (
        "To be seen the same day",
        "felt a pop",
        "Rule refer.red_flag",
        "mid-tendon",
        "Tuesday 3 March, 09:00.",
        "Last morning, Tue 3 Mar: stiffness 2.",
        "coach records this visit",
        "Thompson",
        "VISA-A",
        "nothing was measured",
        "not medical advice",
    ):
        assert said in words, said
    assert "Sam" in words and "Rivera" not in words and SAM not in words


def test_the_sheet_of_somebody_without_a_referral_says_so(site: Site):
    sam = morning(site)
    words = site.words(sheet(site, sam))
    assert "No referral is open" in words and "Now: Rest, day 2" in words


def test_the_sheet_changes_its_language_for_the_clinician(site: Site):
    rosa = site.world.runner(SPANISH, "Rosa", zone="Europe/Madrid", language="es", country="ES")
    path = sheet(site, rosa)
    assert '<html lang="es">' in site.get(path).text
    english = site.get(f"{path}?lang=en").text
    assert '<html lang="en">' in english and "No referral is open" in english
    assert '<html lang="es">' in site.get(f"{path}?lang=klingon").text


def test_the_bundle_is_fhir_and_holds_no_name_unless_asked(site: Site):
    sam = red_flag(site)
    path = f"{sheet(site, sam)}/fhir.json"
    answer = site.get(path)
    assert answer.mimetype == "application/fhir+json"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    made = json.loads(answer.text)
    assert made["resourceType"] == "Bundle" and "Sam" not in answer.text and SAM not in answer.text
    kinds = {one["resource"]["resourceType"] for one in made["entry"]}
    assert kinds == {"Patient", "Observation", "ServiceRequest"}
    assert '"Sam"' in site.get(f"{path}?name=yes").text


# ---------- privacy ----------


def test_the_privacy_page_is_open_and_in_both_languages(site: Site):
    words = site.words("/privacy")
    for said in ("Twilio", "STOP", "DELETE MY DATA", "not sold", "coaches of your team", "400 days"):
        assert said in words, said
    assert "Qué se guarda" in site.words("/privacy?lang=es")
    assert "whoever runs this service" in words
    assert "X-Robots-Tag" not in site.get("/privacy").headers


def test_the_page_stands_in_every_standing(site: Site):
    sam = morning(site)
    for said in ("PAUSE 3", "RESUME", "DOCTOR", "STOP"):
        site.world.says(SAM, said)
        for path in (page(site, sam), sheet(site, sam)):
            assert site.get(path).status_code == 200, said
    assert site.world.state(sam).course.standing is Standing.OPTED_OUT
