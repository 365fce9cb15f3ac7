"""Who is signed in: a coach by a signed cookie that ends after 12 hours, or when their sessions are ended."""

from dataclasses import dataclass
from datetime import datetime

from flask import abort, g, redirect, request, session, url_for

from checkin.config import Services
from checkin.store import people
from checkin.store.people import Coach, Team
from checkin.web.guard import LASTS, SAFE


@dataclass(frozen=True)
class SignedIn:
    """A coach and the teams they may see."""

    coach: Coach
    teams: tuple[Team, ...]

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

    def required(self) -> SignedIn:
        """The coach, or the way to the sign-in page."""
        found = self.current()
        if found is None:
            abort(redirect(url_for("door.show"), 303) if request.method in SAFE else 403)
        return found

    def enter(self, coach: Coach) -> None:
        """A new session; whatever was in the old one is gone."""
        session.clear()
        session.permanent = True
        until = self._services.clock() + LASTS
        session.update(coach=coach.id, stamp=coach.stamp, until=until.isoformat())

    def _load(self) -> SignedIn | None:
        coach_id = self._visitor or session.get("coach")
        if coach_id is None:
            return None
        with self._services.store.read() as tx:
            coach = people.coach_by_id(tx, coach_id)
            if coach is None or not (self._visitor or self._holds(coach)):
                return None
            return SignedIn(coach, tuple(people.teams_of(tx, coach.id)))

    def _holds(self, coach: Coach) -> bool:
        until = datetime.fromisoformat(session["until"])
        return session["stamp"] == coach.stamp and self._services.clock() < until
