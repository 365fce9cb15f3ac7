"""What a coach records about a runner; each with the coach's name, and undone where that can be."""

from collections.abc import Callable
from datetime import date, time, timedelta
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from checkin import places, service
from checkin.config import Services
from checkin.core.due import local_day
from checkin.core.events import Act, CoachActed
from checkin.core.model import Place, Profile
from checkin.core.protocol.values import Ask
from checkin.roster import words
from checkin.roster.model import Known
from checkin.service import Refused, doing
from checkin.service.typed import clean_name
from checkin.web import gather
from checkin.web.session import Coaches

LONGEST = 500  # characters of what is typed
LONGEST_NOTE, LONGEST_TEXT = 2000, 250
LONGEST_NAME = 60
MOST_RAISES = 60
FIELDS = ("name", "morning", "evening", "zone", "place", "heel_raises")


def blueprint(services: Services, coaches: Coaches) -> Blueprint:
    """Scoped like the pages that hold the forms."""
    pages = Blueprint("acts", __name__, url_prefix="/runners/<int:runner_id>")
    acts = _Acts(services, coaches)
    for name, act in (
        ("acknowledge", acts.acknowledge),
        ("clear", acts.clear),
        ("dismiss", acts.dismiss),
        ("move", acts.move),
        ("pause", acts.pause),
        ("resume", acts.resume),
        ("prefer", acts.prefer),
        ("opt_out", acts.opt_out),
        ("invite", acts.invite),
        ("text", acts.text),
        ("note", acts.note),
        ("erase", acts.erase),
    ):
        pages.add_url_rule(f"/{name.replace('_', '-')}", name, _told(act), methods=["POST"])
    pages.add_url_rule("/undo/<int:doing_id>", "undo", _told(acts.undo), methods=["POST"])
    return pages


def _told(act: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """What cannot be done is said on the page that asked for it."""

    @wraps(act)
    def view(runner_id: int, **ids: int) -> ResponseReturnValue:
        try:
            return act(runner_id, **ids)
        except Refused as error:
            flash(f"That was not done: {words.lower_first(str(error)).removesuffix('.')}.")
            return redirect(url_for("roster.runner", runner_id=runner_id), 303)

    return view


class _Acts:
    def __init__(self, services: Services, coaches: Coaches) -> None:
        self._services = services
        self._coaches = coaches

    def acknowledge(self, runner_id: int) -> ResponseReturnValue:
        found = self._found(runner_id)
        said = f"You are on it. No more alerts go out about {_name(found)}."
        done = self._do(found, Act.ACKNOWLEDGE, said)
        return done if request.form.get("back") == "runner" else redirect(url_for("roster.show"), 303)

    def clear(self, runner_id: int) -> ResponseReturnValue:
        found = self._found(runner_id)
        who, day, note = _typed("examined_by"), _day("examined_on"), _typed("note", needed=False)
        if day > local_day(self._services.clock(), found.runner.profile.zone):
            raise Refused("The day of the visit lies in the future")
        said = f"Examined by {who} on {day.day} {day:%b %Y}. {note}".strip()
        return self._do(
            found, Act.CLEAR, f"Recorded: {_name(found)} was seen. Rest starts again at day 1.", note=said
        )

    def dismiss(self, runner_id: int) -> ResponseReturnValue:
        found = self._found(runner_id)
        said = f"Recorded as a false alarm: {_name(found)} is back where they were."
        return self._do(found, Act.DISMISS, said, note=_typed("note"))

    def move(self, runner_id: int) -> ResponseReturnValue:
        found, note = self._found(runner_id), _typed("note")
        stage = request.form.get("stage", type=int)
        if stage is None or not 0 <= stage <= 7:
            raise Refused("Choose rest or a stage from 1 to 7")
        where = f"stage {stage}" if stage else "rest"
        return self._do(found, Act.MOVE, f"{_name(found)} is moved to {where}.", note=note, stage=stage)

    def pause(self, runner_id: int) -> ResponseReturnValue:
        found, note = self._found(runner_id), _typed("note")
        back = _day("back")
        today = local_day(self._services.clock(), found.runner.profile.zone)
        most = self._services.rules(found.own).ask.pause_most
        if not today < back <= today + timedelta(days=most + 1):
            raise Refused(f"Choose a day from tomorrow on, {most} days ahead at most")
        day = words.short_date(back, gather.style_asked())
        said = f"{_name(found)} is paused. Questions come back on {day}."
        return self._do(found, Act.PAUSE, said, note=note, until=back - timedelta(days=1))

    def resume(self, runner_id: int) -> ResponseReturnValue:
        found = self._found(runner_id)
        note = _typed("note", needed=False) or "Ended by the coach."
        return self._do(found, Act.RESUME, "The pause has ended.", note=note)

    def prefer(self, runner_id: int) -> ResponseReturnValue:
        found = self._found(runner_id)
        prefer = _preferences(found.runner.profile, self._services.rules(found.own).ask)
        note = _typed("note", needed=False)
        return self._do(found, Act.PREFER, "Changed, and on record.", note=note, prefer=prefer)

    def opt_out(self, runner_id: int) -> ResponseReturnValue:
        found = self._found(runner_id)
        said = f"Recorded. No more texts go to {_name(found)}; START would bring them back."
        return self._do(found, Act.OPT_OUT, said, note=_typed("note"))

    def invite(self, runner_id: int) -> ResponseReturnValue:
        return self._do(self._found(runner_id), Act.INVITE, "The invitation goes out once more.")

    def text(self, runner_id: int) -> ResponseReturnValue:
        found, body = self._found(runner_id), _typed("body", most=LONGEST_TEXT)
        doing.say(self._services, found.id, self._who(), body, self._services.clock())
        return _back(found, "Your text goes out with your name, in the daytime.")

    def note(self, runner_id: int) -> ResponseReturnValue:
        found = self._found(runner_id)
        body = request.form.get("body", "").strip()[:LONGEST_NOTE]
        if not body:
            raise Refused("The note was left empty")
        doing.write_down(self._services, found.id, self._who(), body, self._services.clock())
        return _back(found, "Noted.")

    def erase(self, runner_id: int) -> ResponseReturnValue:
        found = self._found(runner_id)
        if request.form.get("sure", "").strip() != "ERASE":
            raise Refused("Type ERASE to confirm")
        alert = found.runner.talk.alert
        if alert is not None and not alert.acknowledged:
            raise Refused("An alert is open, and coaches may not have it yet. Take it first")
        service.tidy_away(self._services, found.id, self._services.clock())
        flash("Erased. Backups and the carrier's own log keep what they hold.")
        return redirect(url_for("roster.show"), 303)

    def undo(self, runner_id: int, doing_id: int) -> ResponseReturnValue:
        found = self._found(runner_id)
        if doing_id > gather.LAST_ID:
            abort(404)
        doing.undo(self._services, found.id, doing_id, self._who(), self._services.clock())
        return _back(found, "Undone. Both are on record.")

    def _do(
        self, found: Known, act: Act, said: str, *, note: str = "", **details: Any
    ) -> ResponseReturnValue:
        event = CoachActed(self._services.clock(), self._who(), act, note, **details)
        doing.do(self._services, found.id, event, self._coaches.required().coach.id)
        return _back(found, said)

    def _found(self, runner_id: int) -> Known:
        return gather.one_of(self._services, self._coaches.required(), runner_id)

    def _who(self) -> str:
        return self._coaches.required().coach.name


def _back(found: Known, said: str) -> ResponseReturnValue:
    """To the runner's page, where it can be undone."""
    flash(said)
    return redirect(url_for("roster.runner", runner_id=found.id), 303)


def _preferences(profile: Profile, ask: Ask) -> dict[str, Any]:
    """What was changed in the form, and nothing that the runner changed meanwhile."""
    form = request.form
    edited = {name for name in FIELDS if name in form and form[name] != form.get(f"was_{name}")}
    found: dict[str, Any] = {}
    if "name" in edited:
        found["name"] = clean_name(form["name"])[:200]
    for name, first, last in (
        ("morning", ask.morning_first, ask.morning_last),
        ("evening", ask.evening_first, ask.evening_last),
    ):
        if name in edited:
            found[name] = _clock(name, first, last)
    if "zone" in edited:
        found |= _moved(form["zone"].strip(), profile)
    if "place" in edited:
        found["place"] = _place(form["place"])
    if "heel_raises" in edited:
        found["heel_raises"] = _raises(form["heel_raises"].strip())
    return {name: value for name, value in found.items() if value != getattr(profile, name)}


def _moved(zone: str, profile: Profile) -> dict[str, Any]:
    """Another zone is another place: the number to call goes by its country."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused("That is no time zone: write it like America/New_York") from None
    towns = places.find(zone.rpartition("/")[2].replace("_", " "), profile.country)
    country = next((town.country for town in towns if town.zone == zone), profile.country)
    return {"zone": zone, "country": country, "home": None}


def _place(value: str) -> Place:
    if value not in [one.value for one in Place]:
        raise Refused("Choose where it hurts")
    return Place(value)


def _raises(value: str) -> int | None:
    if value and not (value.isascii() and value.isdecimal() and 1 <= int(value[:4]) <= MOST_RAISES):
        raise Refused(f"Heel raises: a number from 1 to {MOST_RAISES}, or nothing")
    return int(value) if value else None


def _clock(name: str, first: time, last: time) -> time:
    typed = request.form[name]
    at = gather.clock(typed)
    if at is None or not first <= at <= last:
        style = gather.style_asked()
        span = f"{words.hour(first, style)} to {words.hour(last, style)}"
        raise Refused(f"The {name} question: a time from {span}")
    return at


def _name(found: Known) -> str:
    return f"\u2068{(found.runner.profile.name or found.number)[:LONGEST_NAME]}\u2069"


def _typed(name: str, *, needed: bool = True, most: int = LONGEST) -> str:
    text = " ".join(request.form.get(name, "").split())[:most]
    if needed and not text:
        raise Refused("Something was left empty")
    return text


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        raise Refused("The day is missing") from None
