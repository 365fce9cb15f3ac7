"""Whether the process answers, whether the service behind it works, and whether it keeps up."""

from collections.abc import Iterator, Sequence

from flask import Blueprint
from flask.typing import ResponseReturnValue

from checkin.config import Services, wall_clock
from checkin.service import operator
from checkin.store import StoreError, beats, gauges
from checkin.store.gauges import Gauges

PLAIN = {"Content-Type": "text/plain; charset=utf-8"}
METRICS = {"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}


def blueprint(services: Services) -> Blueprint:
    """Three addresses for machines that watch."""
    pages = Blueprint("health", __name__)

    @pages.get("/healthz")
    def alive() -> ResponseReturnValue:
        return "ok\n", 200, PLAIN

    @pages.get("/readyz")
    def ready() -> ResponseReturnValue:
        try:
            services.store.check()
            with services.store.read() as tx:
                silent = beats.silent(tx, wall_clock())
                troubles = operator.troubles(tx, wall_clock())
        except StoreError as error:
            return f"{error}\n", 503, PLAIN
        if silent is None:
            return "the scheduler has not been heard from yet\n", 503, PLAIN
        if silent:
            return f"the scheduler is silent: {', '.join(silent)}\n", 503, PLAIN
        said = [operator.words(services, one.key) for one in troubles]
        return "\n".join(["ok", *said, ""]), 200, PLAIN

    @pages.get("/metrics")
    def metrics() -> ResponseReturnValue:
        now = wall_clock()
        try:
            with services.store.read() as tx:
                known, troubles = gauges.read(tx, now), operator.troubles(tx, now)
        except StoreError as error:
            return f"# {error}\n", 503, PLAIN
        return "\n".join([*_lines(known, [one.key for one in troubles]), ""]), 200, METRICS

    return pages


def _lines(known: Gauges, troubles: Sequence[str]) -> Iterator[str]:
    """In the form that Prometheus reads. The labels are words of ours, never anybody's number."""
    for name, value, words in (
        ("texts_waiting", known.waiting, "Texts queued"),
        ("texts_late_seconds", known.late, "Age of the oldest text that may go"),
        ("texts_unsettled", known.unsettled, "Texts on their way of which more is to be heard"),
        ("texts_unhandled", known.unhandled, "Texts from runners that wait to be handled"),
    ):
        yield from (f"# HELP checkin_{name} {words}", f"# TYPE checkin_{name} gauge")
        yield f"checkin_{name} {value:g}"
    yield "# HELP checkin_job_silent_seconds Since a job of the scheduler was last heard from"
    yield "# TYPE checkin_job_silent_seconds gauge"
    yield from (f'checkin_job_silent_seconds{{job="{job}"}} {age:g}' for job, age in known.silent.items())
    yield "# HELP checkin_trouble What an operator must see to, within a day"
    yield "# TYPE checkin_trouble gauge"
    yield from (f'checkin_trouble{{key="{key}"}} 1' for key in troubles)
