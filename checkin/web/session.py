"""Who is signed in: a coach by a cookie whose session ends after 12 hours, or when it is ended."""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, abort, after_this_request, g, redirect, request, session, url_for

from checkin.config import Services
from checkin.store import Tx, Unavailable, belonging, people, sessions
from checkin.store.people import Coach, Team
from checkin.store.sessions import Session
from checkin.web.guard import LASTS, SAFE

A_MINUTE = timedelta(minutes=1)
LONGEST_AGENT = 300  # characters of what a browser calls itself


@dataclass(frozen=True)
class SignedIn:
    """A coach, the teams they may see, and which of these they own. `session`: none on a demo. `asked`: the
    teams that ask them, of which they see nothing."""

    coach: Coach
    teams: tuple[Team, ...]
    owned: tuple[Team, ...]
    session: Session | None
    asked: tuple[Team, ...] = ()

    @property
    def team_ids(self) -> tuple[int, ...]:
        """Every query of the coach's pages is scoped by these."""
        return tuple(team.id for team in self.teams)


class Coaches:
    """Knows the coach behind a request. `visitor`: on a demo, whoever comes is this coach."""

    def __init__(self, services: Services, visitor: int | None = None) -> None:
        self._services = services
        self._visitor = visitor

    def current(self) -> SignedIn | None:
        """The coach who is signed in, with their teams."""
        if "coach" not in g:
            g.coach = self._load()
        found: SignedIn | None = g.coach
        return found

    def someone(self) -> SignedIn:
        """The coach, told or not yet what a coach takes on; or the way to the sign-in page."""
        found = self.current()
        if found is None:
            abort(redirect(url_for("door.show"), 303) if request.method in SAFE else 403)
        return found

    def required(self) -> SignedIn:
        """The coach, or the way to the sign-in page, or to the one that says what a coach takes on."""
        found = self.someone()
        if not (found.coach.told or self._visitor):
            abort(redirect(url_for("door.taking_on"), 303))
        return found

    def enter(self, tx: Tx, coach: Coach) -> None:
        """A new session; whatever was in the old one is gone."""
        now, token = self._services.clock(), secrets.token_urlsafe(32)
        agent = request.user_agent.string[:LONGEST_AGENT]
        sessions.begin(tx, token, coach.id, agent, now, now + LASTS)
        people.came_in(tx, coach.id, now)
        session.clear()
        session.permanent = True
        session.update(token=token, stamp=coach.stamp)

    def leave(self) -> None:
        """The session ends here and in the store."""
        found = self.current()
        session.clear()
        if found is not None and found.session is not None:
            with self._services.store.begin() as tx:
                sessions.end(tx, found.coach.id, found.session.id, self._services.clock())

    def _load(self) -> SignedIn | None:
        token, now = session.get("token"), self._services.clock()
        if not (self._visitor or token):
            return None
        with self._services.store.read() as tx:
            held = None if self._visitor else sessions.find(tx, str(token), now)
            coach_id = self._visitor or (held.coach_id if held else None)
            coach = people.coach_by_id(tx, coach_id) if coach_id else None
            if coach is None or not (self._visitor or session.get("stamp") == coach.stamp):
                return None
            roles = belonging.roles_of(tx, coach.id, now)
        if held is not None and now - held.seen_at >= A_MINUTE:
            self._note(held, now)
        mine = [role for role in roles if not role.asked]
        owned = tuple(role.team for role in mine if role.owner)
        asked = tuple(role.team for role in roles if role.asked)
        return SignedIn(coach, tuple(role.team for role in mine), owned, held, asked)

    def _note(self, held: Session, now: datetime) -> None:
        """When it was seen last is written once the answer is out: no page waits for it."""

        def write() -> None:
            with suppress(Unavailable), self._services.store.begin() as tx:
                sessions.seen(tx, held.id, now)

        @after_this_request
        def later(response: Response) -> Response:
            response.call_on_close(write)
            return response
