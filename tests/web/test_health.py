"""What machines that watch are told: numbers, and never anybody's."""

import re

from checkin.config import wall_clock
from checkin.service import operator
from checkin.store import beats, outgoing
from checkin.store.outgoing import Draft
from tests.service.cast import SAM
from tests.web.site import Site


def metrics(site: Site) -> dict[str, float]:
    answer = site.get("/metrics")
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert SAM not in answer.text
    return {name: float(value) for name, value in re.findall(r"^(checkin\S+) (\S+)$", answer.text, re.M)}


def test_metrics_say_what_waits_and_who_is_silent(site: Site):
    world = site.world
    assert metrics(site) == {
        "checkin_texts_waiting": 0,
        "checkin_texts_late_seconds": 0,
        "checkin_texts_unsettled": 0,
        "checkin_texts_unhandled": 0,
    }
    with world.services.store.begin() as tx:
        outgoing.queue(tx, [Draft(SAM, "k", "k", "words", outgoing.NOTICE)], world.clock.now)
        beats.beat(tx, "ask", wall_clock(), 5)
        operator.tell(tx, world.services, "credentials", wall_clock(), 20003)
    found = metrics(site)
    assert found["checkin_texts_waiting"] == 1 and found["checkin_texts_late_seconds"] > 0
    assert 0 <= found['checkin_job_silent_seconds{job="ask"}'] < 60
    assert found['checkin_trouble{key="credentials"}'] == 1


def test_ready_names_what_an_operator_must_see_to(site: Site):
    with site.world.services.store.begin() as tx:
        beats.beat(tx, "ask", wall_clock(), 5)
    assert site.get("/readyz").text == "ok\n"
    with site.world.services.store.begin() as tx:
        operator.tell(tx, site.world.services, "alert", wall_clock())
    answer = site.get("/readyz")
    assert answer.status_code == 200 and "an alert reached no coach" in answer.text
