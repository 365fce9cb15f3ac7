"""Signing in: by a code in a text, or by an address that works once. Looking at that does not spend it."""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from checkin import service
from checkin.config import Services
from checkin.numbers import NumberError
from checkin.store import Tx, belonging, people, sign_in
from checkin.store.people import Coach
from checkin.web.session import Coaches

EVEN = 0.1  # seconds: an answer about a number takes a whole number of these, so that its time tells nothing
LONGEST = 40  # characters of what was typed as a number, shown again
LONGEST_ID = 18  # digits; no database holds an id of more
SPENT = "This address has been used or is too old"
NO_NUMBER = "That is no number with its country code. Write it like +1 202 555 0142."
WRONG = (
    "That code is not right, or too old. It works only on the device that asked for it, in the same browser. "
    "After five tries only a new one helps."
)
TOO_OFTEN = (
    "Enough codes were asked for by now, by you or by somebody else. "
    "Text LINK to {} from your phone: the answer signs you in. Or wait a quarter of an hour, at most a day."
)


def blueprint(services: Services, coaches: Coaches) -> Blueprint:
    """The sign-in page and its two ways, what a coach takes on, and signing out."""
    pages = Blueprint("door", __name__)
    _by_code(pages, services, coaches)
    _by_link(pages, services)

    @pages.context_processor
    def _line() -> dict[str, str]:
        return {"line": services.settings.sender}

    @pages.get("/taking-on")
    def taking_on() -> ResponseReturnValue:
        return render_template("taking_on.html", asked=coaches.someone().asked)

    @pages.post("/taking-on")
    def take_on() -> ResponseReturnValue:
        found = coaches.someone()
        with services.store.begin() as tx:
            _take_on(tx, found.coach, services.clock())
        return redirect(url_for("roster.show"), 303)

    @pages.post("/sign-out")
    def leave() -> ResponseReturnValue:
        coaches.leave()
        return redirect(url_for("door.show"), 303)

    return pages


def _by_code(pages: Blueprint, services: Services, coaches: Coaches) -> None:
    """Nothing here says whether a number is a coach's: same words, same status, same work."""

    @pages.post("/sign-in/code")
    def send() -> ResponseReturnValue:
        typed = request.form.get("number", "")
        try:
            number = service.number_of(typed).e164
        except NumberError:
            return _no_number(typed)
        with evenly():
            sent = service.send_code(services, number, _asker(), client(), services.clock())
        if not sent:
            error = TOO_OFTEN.format(services.settings.sender or "the service’s number")
            return render_template("sign_in.html", typed=number, error=error), 429
        return render_template("sign_in.html", number=number)

    @pages.post("/sign-in")
    def enter() -> ResponseReturnValue:
        typed = request.form.get("number")
        if typed is None:
            return _by_token(services, coaches, request.form.get("token", ""))
        try:
            number = service.number_of(typed).e164
        except NumberError:
            return _no_number(typed)
        code, now = request.form.get("code", ""), services.clock()
        with evenly(), services.store.begin() as tx:
            coach = service.by_code(tx, services, number, code, _asker(), client(), now)
            if coach is not None:
                coaches.enter(tx, coach)
        if coach is None:
            return render_template("sign_in.html", number=number, error=WRONG), 403
        return redirect(url_for("roster.show"), 303)


def _by_link(pages: Blueprint, services: Services) -> None:
    @pages.get("/sign-in")
    def show() -> ResponseReturnValue:
        token = request.args.get("token", "")
        if not token:
            return render_template("sign_in.html")
        with services.store.read() as tx:
            coach_id = sign_in.whose(tx, token, services.clock())
            coach = people.coach_by_id(tx, coach_id) if coach_id is not None else None
            roles = belonging.roles_of(tx, coach.id, services.clock()) if coach is not None else []
        if coach is None:
            return _refused()
        asked = [role.team for role in roles if role.asked]
        return render_template("sign_in.html" if coach.told else "taking_on.html", token=token, asked=asked)


def _by_token(services: Services, coaches: Coaches, token: str) -> ResponseReturnValue:
    now = services.clock()
    with services.store.begin() as tx:
        coach_id = sign_in.use(tx, token, now)
        coach = people.coach_by_id(tx, coach_id) if coach_id is not None else None
        if coach is not None:
            coaches.enter(tx, coach)
            if not coach.told:  # the page that this came from said it
                _take_on(tx, coach, now)
    return _refused() if coach is None else redirect(url_for("roster.show"), 303)


def _take_on(tx: Tx, coach: Coach, now: datetime) -> None:
    """The page that this came from said what it is, and named the teams that ask: those are agreed to."""
    people.took_on(tx, coach.id, now)
    for team in request.form.getlist("team"):
        if team.isascii() and team.isdecimal() and len(team) <= LONGEST_ID:
            belonging.accept(tx, coach.id, int(team), now)


def _asker() -> str:
    """What tells this browser from every other: its cookie keeps it, signed, until somebody signs in."""
    if "asker" not in session:
        session["asker"] = secrets.token_urlsafe(24)
    return str(session["asker"])


def client() -> str:
    """Whom to count a request for. A proxy of our own stands before us on a private address, and adds the
    last of the addresses it forwards; from anybody else that header is only a claim."""
    peer = request.remote_addr or ""
    said = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        address = ip_address(peer)
        if address.is_private and said:
            address = ip_address(said)
    except ValueError:
        return peer
    if isinstance(address, IPv6Address):  # a household has that many
        return str(ip_network((address, 64), strict=False))
    return str(address)


@contextmanager
def evenly(
    clock: Callable[[], float] = time.perf_counter, sleep: Callable[[float], None] = time.sleep
) -> Iterator[None]:
    """What is done inside takes a whole number of `EVEN` seconds: a coach's number costs a few more writes
    than a stranger's, 4 ms on a slow disk."""
    begun = clock()
    yield
    sleep(EVEN - (clock() - begun) % EVEN)


def _no_number(typed: str) -> ResponseReturnValue:
    return render_template("sign_in.html", typed=typed[:LONGEST], error=NO_NUMBER), 400


def _refused() -> ResponseReturnValue:
    return render_template("sign_in.html", problem=SPENT), 403
