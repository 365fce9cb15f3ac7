"""Whether the process answers, and whether the service behind it works."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from checkin.config import Services, wall_clock
from checkin.service import operator
from checkin.store import StoreError, beats

PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


def blueprint(services: Services) -> Blueprint:
    """Two addresses for machines that watch."""
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

    return pages
