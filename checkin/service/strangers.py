"""Texts from numbers that have not joined: a team's keyword, danger words, or nothing for us."""

from datetime import datetime, timedelta

from checkin.config import Services
from checkin.core import redflags
from checkin.core.reading.model import Tier
from checkin.numbers import Number, NumberError, parse
from checkin.service import joining
from checkin.service.replying import Reply
from checkin.service.typed import Refused
from checkin.service.words import bare, clean
from checkin.store import Tx, inbox, people
from checkin.store import joining as joins
from checkin.store.inbox import Inbound
from checkin.store.people import Team

MOST_WORDS, LONGEST = 4, 100  # of a text that may be somebody joining
A_YEAR = timedelta(days=365)
DANGER = frozenset({Tier.EMERGENCY, Tier.CRISIS, Tier.SAME_DAY})


def answer(tx: Tx, services: Services, text: Inbound, now: datetime) -> list[Reply]:
    """A keyword is answered by an invitation, danger words by whom to call, the rest by nothing."""
    if said := warning(tx, services, text, now):
        return said
    team = _team_named(tx, text.body)
    if team is None:
        return []
    mark = joins.mark_of(tx, text.sender)
    if mark is not None and mark.why == joins.MINOR and now - mark.at < A_YEAR:
        return [_refusal(services, text)]
    try:
        kept, said_to_them = joining.ask_in(tx, services, team, text.sender, now)
    except Refused:  # the number is somebody's, in another spelling or on another channel
        return []
    inbox.handled(tx, text.sid, now, runner_id=kept.id)
    return [
        Reply(text, place, key, body, runner_id=kept.id) for place, (key, body) in enumerate(said_to_them)
    ]


def _team_named(tx: Tx, body: str) -> Team | None:
    """The team whose word somebody texts, alone or in a few words as "join RIVER please"."""
    words = bare(body[:LONGEST]).split()
    if len(words) > MOST_WORDS:
        return None
    found = (people.team_by_keyword(tx, bare(word)) for word in (" ".join(words), *words))
    return next((team for team in found if team is not None), None)


def _refusal(services: Services, text: Inbound) -> Reply:
    """Told kindly once more: they have said that they are too young."""
    language = services.texts.spoken_in(_number(text.sender).country)
    body = services.texts.render("join.minor", language, {"age": services.protocol.join.age})
    return Reply(text, 0, "join.minor", body)


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
    return services.texts.render("danger.stranger", services.texts.spoken_in(number.country), values)


def _number(sender: str) -> Number:
    try:
        return parse(sender)
    except NumberError:  # a short code, or a name
        return Number(sender, "", ())
