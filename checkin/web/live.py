"""Whether a roster that is open somewhere is still true: asked every few seconds, answered by one query."""

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from checkin.config import Services
from checkin.store.ranks import version
from checkin.web.gather import first_day, team_asked, version_of
from checkin.web.session import Coaches


def blueprint(services: Services, coaches: Coaches) -> Blueprint:
    """Scoped by the teams of the coach who is signed in."""
    pages = Blueprint("live", __name__)

    @pages.get("/live")
    def show() -> ResponseReturnValue:
        team = team_asked(coaches.required())
        now = services.clock()
        with services.store.read() as tx:
            found = version_of(team, now, version(tx, team.id, first_day(now), now))
        known = found in request.if_none_match
        answer = Response(status=304) if known else jsonify(version=found)
        answer.set_etag(found)
        return answer

    return pages
