"""Texts from coaches: they take the alerts that are open, sign in, stop or start again, want a text each
morning."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time

from checkin.config import Services
from checkin.core.commands import CARRIER_STOPS
from checkin.core.events import Act, CoachActed
from checkin.core.reading import read
from checkin.core.reading.model import Intent, Question
from checkin.service import signing_in, strangers
from checkin.service.digest import AT
from checkin.service.plan import plan
from checkin.service.replying import Reply
from checkin.service.words import bare
from checkin.service.write import write
from checkin.store import Tx, alerts, belonging, people, runners
from checkin.store.inbox import Inbound
from checkin.store.people import Coach, Team

TAKING = frozenset(
    {"OK", "OKAY", "K", "1", "YES", "Y", "ON IT", "I'M ON IT", "IM ON IT", "GOT IT", "VALE", "SÍ", "SI", ""}
)
DIGEST = frozenset({"DIGEST", "DIGEST ON", "DIGEST YES", "RESUMEN", "RESUMEN ON", "RESUMEN SI", "RESUMEN SÍ"})
NO_DIGEST = frozenset({"DIGEST OFF", "DIGEST NO", "NO DIGEST", "RESUMEN OFF", "RESUMEN NO", "NO RESUMEN"})

LINK = frozenset({"LINK", "SIGN IN", "LOGIN", "ENTRAR", "ENLACE"})


def answer(tx: Tx, services: Services, coach: Coach, text: Inbound, now: datetime) -> list[Reply]:
    """What a coach's text does, and the one short answer to it."""
    if said := strangers.warning(tx, services, text, now):
        return said  # a coach in danger is a person in danger
    word = bare(text.body)
    reading = read(text.body, Question.NONE)
    intent = reading.intent
    if word.casefold() in CARRIER_STOPS or intent is Intent.STOP:
        people.set_stopped(tx, coach.id, now)
        return []  # the carrier answers its own keywords, and nothing may follow a STOP
    if word in LINK:
        return _link(tx, services, coach, text, now)
    if word in DIGEST | NO_DIGEST:
        return _digest(tx, services, coach, text, wanted=word in DIGEST)
    if intent is Intent.LANGUAGE and reading.language in services.texts.languages:
        people.speak(tx, coach.id, reading.language)
        return _say(services, replace(coach, language=reading.language), text, "command.language")
    has_stopped = coach.stopped and not coach.invited  # which nothing but START takes back
    if intent is Intent.START or (_takes(text.body, word) and not has_stopped):
        roles = belonging.roles_of(tx, coach.id, now)
        if not any(not role.asked for role in roles):
            return _answer_invitation(tx, services, coach, text, now, [role.team for role in roles])
    if intent is Intent.START:
        people.set_stopped(tx, coach.id, None)
        return _say(services, coach, text, "coach.started")
    if _takes(text.body, word):
        return _take(tx, services, coach, text, now)
    return _say(services, coach, text, "coach.help")


def _answer_invitation(
    tx: Tx, services: Services, coach: Coach, text: Inbound, now: datetime, asked: Sequence[Team]
) -> list[Reply]:
    """A yes from somebody who coaches nobody yet: it holds where one team asks; of several they choose."""
    if not asked:
        return _say(services, coach, text, "coach.no_team")
    people.set_stopped(tx, coach.id, None)
    if len(asked) > 1:
        return _link(tx, services, coach, text, now)
    belonging.accept(tx, coach.id, asked[0].id, now)
    return _say(services, coach, text, "coach.welcome", team=asked[0].name)


def _takes(body: str, word: str) -> bool:
    """OK in one of its spellings, or a thumb."""
    return word in TAKING if word else "👍" in body


def _link(tx: Tx, services: Services, coach: Coach, text: Inbound, now: datetime) -> list[Reply]:
    """An address to sign in with. To one who stopped it is an answer like a stranger's: it goes out, and
    nothing begins again."""
    key, body = signing_in.link(tx, services, coach, now)
    coach_id = None if coach.stopped else coach.id
    return [Reply(text, 0, key, body, coach_id=coach_id, until=now + signing_in.LIVES)]


def _digest(tx: Tx, services: Services, coach: Coach, text: Inbound, *, wanted: bool) -> list[Reply]:
    """One text in the morning, or none, as they choose."""
    alerts.want_digest(tx, coach.id, wanted=wanted)
    if wanted:
        return _say(services, coach, text, "coach.digest_on", time=AT)
    return _say(services, coach, text, "coach.digest_off")


def _take(tx: Tx, services: Services, coach: Coach, text: Inbound, now: datetime) -> list[Reply]:
    """The open alerts of all their teams are theirs now: nobody is told again, and the others hear of it."""
    teams = [team.id for team in belonging.teams_of(tx, coach.id)]
    # Once it is locked, one may turn out to be another coach's by now.
    locked = [runners.get(tx, runner_id, lock=True) for runner_id in runners.alerting(tx, teams)]
    open_ones = [one for one in locked if one and (known := one.runner.talk.alert) and not known.acknowledged]
    if not open_ones:
        return _say(services, coach, text, "coach.nothing")
    taking = CoachActed(now, coach.name, Act.ACKNOWLEDGE)
    write(tx, services, [plan(services, kept, taking) for kept in open_ones], now, by=coach.id)
    return _say(services, coach, text, "coach.thanks", count=len(open_ones))


def _say(
    services: Services, coach: Coach, text: Inbound, key: str, **values: int | time | str
) -> list[Reply]:
    body = services.texts.render(key, coach.language, values)
    return [Reply(text, 0, key, body, coach_id=coach.id)]
