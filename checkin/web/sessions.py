"""Where a coach is signed in, and ending it there."""

import re
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, flash, get_flashed_messages, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checkin.config import Services
from checkin.core.due import local, local_day
from checkin.roster import words
from checkin.roster.style import Style
from checkin.store import sessions
from checkin.store.sessions import Session
from checkin.web import gather
from checkin.web.session import Coaches

HELD = re.compile("[0-9a-f]{64}")  # the id of a session
# What browsers call themselves: the first that fits names it. Most claim to be several.
BROWSERS = (
    ("Edge", r"Edg(e|A|iOS)?/"),
    ("Opera", r"OPR/"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/"),
    ("Safari", r"Safari/"),
)
MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("ChromeOS", "CrOS"),
    ("Windows", "Windows"),
    ("Mac", "Macintosh"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Shown:
    """A session as its coach reads it."""

    id: str
    what: str
    since: str
    seen: str
    here: bool


def blueprint(services: Services, coaches: Coaches) -> Blueprint:
    """Each coach's own sessions, and nobody else's."""
    pages = Blueprint("sessions", __name__)

    @pages.get("/sessions")
    def show() -> ResponseReturnValue:
        found, now, style = coaches.required(), services.clock(), gather.style_asked()
        zone = found.teams[0].zone if found.teams else "UTC"
        with services.store.read() as tx:
            known = sessions.of_coach(tx, found.coach.id, now)
        mine = found.session.id if found.session else None
        shown = [_shown(one, zone, style, here=one.id == mine, today=now) for one in known]
        return render_template(
            "sessions.html",
            shown=sorted(shown, key=lambda one: not one.here),
            zone=zone,
            notice=" ".join(map(str, get_flashed_messages())),
        )

    @pages.post("/sessions/end")
    def end() -> ResponseReturnValue:
        found, asked = coaches.required(), request.form.get("session", "")
        if found.session is not None and asked == found.session.id:
            coaches.leave()
            return redirect(url_for("door.show"), 303)
        if not HELD.fullmatch(asked):
            abort(404)
        with services.store.begin() as tx:
            sessions.end(tx, found.coach.id, asked, services.clock())  # one that has ended is as wished
        return _done("Signed out there.")

    @pages.post("/sessions/end-others")
    def end_others() -> ResponseReturnValue:
        found = coaches.required()
        with services.store.begin() as tx:
            kept = found.session.id if found.session else ""
            sessions.end_others(tx, found.coach.id, kept, services.clock())
        return _done("Signed out everywhere but here.")

    return pages


def browser(agent: str) -> str:
    """A browser by name, as "Safari on iPhone"."""
    name = next((name for name, mark in BROWSERS if re.search(mark, agent)), "A browser")
    machine = next((machine for machine, mark in MACHINES if mark in agent), "")
    return f"{name} on {machine}" if machine else name


def _shown(one: Session, zone: str, style: Style, *, here: bool, today: datetime) -> Shown:
    def at(instant: datetime) -> str:
        day = words.on_day(local_day(instant, zone), local_day(today, zone), style)
        return f"{words.hour(local(instant, zone), style)} {day}"

    return Shown(one.id, browser(one.agent), at(one.created_at), at(one.seen_at), here)


def _done(said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("sessions.show"), 303)
