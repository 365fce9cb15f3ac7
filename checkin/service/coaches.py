"""Texts from coaches: they take the alerts that are open, or stop, or start again."""

from datetime import datetime

from checkin.config import Services
from checkin.core.commands import CARRIER_STOPS
from checkin.core.events import Act, CoachActed
from checkin.core.reading import read
from checkin.core.reading.model import Intent, Question
from checkin.service import strangers
from checkin.service.advance import advance
from checkin.service.replying import Reply
from checkin.service.words import bare
from checkin.store import Tx, people, runners
from checkin.store.inbox import Inbound
from checkin.store.people import Coach

TAKING = frozenset(
    {"OK", "OKAY", "K", "1", "YES", "Y", "ON IT", "I'M ON IT", "IM ON IT", "GOT IT", "VALE", "SÍ", "SI", ""}
)


def answer(tx: Tx, services: Services, coach: Coach, text: Inbound, now: datetime) -> list[Reply]:
    """What a coach's text does, and the one short answer to it."""
    if said := strangers.warning(tx, services, text, now):
        return said  # a coach in danger is a person in danger
    word = bare(text.body)
    intent = read(text.body, Question.NONE).intent
    if word.casefold() in CARRIER_STOPS or intent is Intent.STOP:
        people.set_stopped(tx, coach.id, now)
        return []  # the carrier answers its own keywords, and nothing may follow a STOP
    if intent is Intent.START:
        people.set_stopped(tx, coach.id, None)
        return _say(services, coach, text, "coach.started")
    if _takes(text.body, word):
        return _take(tx, services, coach, text, now)
    return _say(services, coach, text, "coach.help")


def _takes(body: str, word: str) -> bool:
    """OK in one of its spellings, or a thumb."""
    return word in TAKING if word else "👍" in body


def _take(tx: Tx, services: Services, coach: Coach, text: Inbound, now: datetime) -> list[Reply]:
    """The open alerts of all their teams are theirs now, and nobody is told again."""
    teams = [team.id for team in people.teams_of(tx, coach.id)]
    open_ones = runners.alerting(tx, teams)
    for runner_id in open_ones:
        advance(tx, services, runner_id, CoachActed(now, coach.name, Act.ACKNOWLEDGE))
    if not open_ones:
        return _say(services, coach, text, "coach.nothing")
    return _say(services, coach, text, "coach.thanks", count=len(open_ones))


def _say(services: Services, coach: Coach, text: Inbound, key: str, **values: int) -> list[Reply]:
    body = services.texts.render(key, coach.language, values)
    return [Reply(text, 0, key, body, coach_id=coach.id)]
