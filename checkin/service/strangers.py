"""Texts from numbers that have not joined: a team's keyword, danger words, or nothing for us."""

from datetime import datetime, timedelta

from checkin.config import Services
from checkin.core import redflags
from checkin.core.reading.model import Tier
from checkin.numbers import Number, NumberError, parse
from checkin.service import joining
from checkin.service.replying import Reply
from checkin.service.words import bare, clean
from checkin.store import Tx, inbox, people
from checkin.store.inbox import Inbound

DANGER = frozenset({Tier.EMERGENCY, Tier.CRISIS, Tier.SAME_DAY})


def answer(tx: Tx, services: Services, text: Inbound, now: datetime) -> list[Reply]:
    """A keyword is answered by an invitation, danger words by whom to call, the rest by nothing."""
    if said := warning(tx, services, text, now):
        return said
    team = people.team_by_keyword(tx, bare(text.body))
    if team is None:
        return []
    try:
        kept, said_to_them = joining.ask_in(tx, services, team, text.sender, now)
    except joining.Refused:  # the number is somebody's, in another spelling or on another channel
        return []
    inbox.handled(tx, text.sid, now, runner_id=kept.id)
    return [
        Reply(text, place, key, body, runner_id=kept.id) for place, (key, body) in enumerate(said_to_them)
    ]


def warning(tx: Tx, services: Services, text: Inbound, now: datetime, place: int = 0) -> list[Reply]:
    """One fixed emergency text if there are danger words in it, at most once in a while. `place`: among the
    answers to this text."""
    every = timedelta(hours=services.protocol.alert.stranger_hours)
    body = danger_alone(services, text)
    if body is None or not people.may_warn(tx, text.sender, now, every):
        return []
    return [Reply(text, place, "danger.stranger", body)]


def danger_alone(services: Services, text: Inbound) -> str | None:
    """Whom to call, for words of danger from a number of which nothing is known; None for any other words."""
    flag = redflags.find(clean(text.body))
    if flag is None or flag.tier not in DANGER:
        return None
    number = _number(text.sender)
    values = {
        "emergency": services.protocol.emergency.get(number.country, ""),
        "crisis": services.protocol.crisis.get(number.country, ""),
    }
    return services.texts.render("danger.stranger", number.language, values)


def _number(sender: str) -> Number:
    try:
        return parse(sender)
    except NumberError:  # a short code, or a name
        return Number(sender, "", ())
