"""What a coach records about a runner: taken, seen by a doctor, a false alarm. Each with the coach's name."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from checkin import service
from checkin.config import Services
from checkin.core.due import local_day
from checkin.core.events import Act, CoachActed
from checkin.roster.model import Known
from checkin.web import gather
from checkin.web.session import Coaches

LONGEST = 500  # characters of what is typed
LONGEST_NAME = 60


def blueprint(services: Services, coaches: Coaches) -> Blueprint:
    """Scoped like the pages that hold the forms."""
    pages = Blueprint("acts", __name__, url_prefix="/runners/<int:runner_id>")

    @pages.post("/acknowledge")
    def acknowledge(runner_id: int) -> ResponseReturnValue:
        found = gather.one_of(services, coaches.required(), runner_id)
        record(found, Act.ACKNOWLEDGE)
        return _done(f"You are on it. No more alerts go out about {_name(found)}.")

    @pages.post("/clear")
    def clear(runner_id: int) -> ResponseReturnValue:
        found = gather.one_of(services, coaches.required(), runner_id)
        who, day, note = _typed("examined_by"), _day("examined_on"), _typed("note", needed=False)
        if day > local_day(services.clock(), found.runner.profile.zone):
            abort(400, "The day of the visit lies in the future.")
        record(found, Act.CLEAR, f"Examined by {who} on {day.isoformat()}. {note}".strip())
        return _done(f"Recorded: {_name(found)} was seen. Rest starts again at day 1.")

    @pages.post("/dismiss")
    def dismiss(runner_id: int) -> ResponseReturnValue:
        found = gather.one_of(services, coaches.required(), runner_id)
        record(found, Act.DISMISS, _typed("note"))
        return _done(f"Recorded as a false alarm: {_name(found)} is back where they were.")

    def record(found: Known, act: Act, note: str = "") -> None:
        who = coaches.required().coach.name
        service.act(services, found.id, CoachActed(services.clock(), who, act, note))

    return pages


def _done(words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("roster.show"), 303)


def _name(found: Known) -> str:
    return f"\u2068{found.runner.profile.name[:LONGEST_NAME]}\u2069"


def _typed(name: str, *, needed: bool = True) -> str:
    text = " ".join(request.form.get(name, "").split())[:LONGEST]
    if needed and not text:
        abort(400, "Something was left empty. Go back and fill it in.")
    return text


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return abort(400, "The day of the visit is missing. Go back and fill it in.")
