"""Who comes in: teams, their coaches, and runners who are invited or ask to join."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from checkin import numbers
from checkin.config import Services
from checkin.core import engine
from checkin.core.events import TextReceived, TimeArrived
from checkin.core.model import Ask, Place, Profile
from checkin.core.reading import read
from checkin.core.reading.model import Intent, Question
from checkin.numbers import Number, NumberError
from checkin.service import operator
from checkin.service.plan import Plan, sort_out
from checkin.service.typed import Refused, clean_name, is_served, needed_name
from checkin.store import Tx, belonging, joining, outgoing, people, rules, runners
from checkin.store.joining import Shown
from checkin.store.people import Coach, Team
from checkin.store.runners import Kept
from checkin.texts import FALLBACK

A_DAY = timedelta(days=1)
LONGEST_WORD, LONGEST_SHOWN = 20, 60  # characters of a keyword, and of what is said back of a wrong one
CONSENT = ("join.consent", "join.agree")
ADULT = "The coach says that this runner is 18 or over and wants to be asked."
EVERYTHING = (Ask.NAME, Ask.PLACE, Ask.RUNNING, Ask.WAKE)  # what a stranger is asked
EVERYTHING_OPEN = (Ask.NAME, Ask.PLACE, Ask.RUNNING, Ask.WAKE_TOWN)  # if the number leaves the zone open
NOTHING: Mapping[str, Any] = {}
ASKED = {Ask.PLACE: "place", Ask.RUNNING: "running", Ask.WAKE: "morning"}  # unless the coach has told


def add_team(services: Services, name: str, keyword: str, zone: str) -> Team:
    """A team, the word that joins it, and the zone its coaches live by."""
    word, zone = team_word(keyword), known_zone(zone)
    with services.store.begin() as tx:
        if people.team_by_keyword(tx, word):
            raise Refused(f"the keyword {word} is another team's: choose another word")
        return people.add_team(tx, clean_name(name), word, zone, services.clock())


def add_coach(services: Services, name: str, number: str, team: Team) -> Coach:
    """A coach of a team; one who is a coach already takes on this team too."""
    parsed = numbers.parse(number)
    with services.store.begin() as tx:
        if runners.by_number(tx, parsed.e164):
            raise Refused(f"{parsed.e164} is a runner's number: a coach needs another one")
        coach = people.coach_by_number(tx, parsed.e164)
        if coach is None:
            language = team.settings.language or FALLBACK
            coach = people.add_coach(tx, needed_name(name), parsed.e164, services.clock(), language=language)
        belonging.assign(tx, coach.id, team.id)
        if coach.invited:
            people.set_stopped(tx, coach.id, None)
        return coach


def invite(
    services: Services, team: Team, name: str, number: str, *, statement: str = "", **profile: Any
) -> int:
    """A runner whom the team wants; the texts that ask for their consent are queued. Their id.

    What the profile does not say they are asked once they have agreed. `statement`: what the coach said of
    them. Refused for a number that wants no texts.
    """
    with services.store.begin() as tx:
        return invite_within(tx, services, team, name, numbers.parse(number), statement, profile)


def invite_within(
    tx: Tx,
    services: Services,
    team: Team,
    name: str,
    number: Number,
    statement: str = "",
    profile: Mapping[str, Any] = NOTHING,
) -> int:
    """The same, within a transaction."""
    now = services.clock()
    _free(tx, services, number, team)
    morning, evening = team.settings.asked_at
    if profile.get("evening", evening) <= profile.get("morning", morning):
        raise Refused("the evening question must come after the morning one, by some hours")
    wants = [ask for ask, given in ASKED.items() if given not in profile]
    if "zone" not in profile and number.is_zone_open(team.zone):
        wants = [*(ask for ask in wants if ask is not Ask.WAKE), Ask.WAKE_TOWN]
    made = _invited(tx, services, team, name, number, now, dict(profile), wants)
    outgoing.queue(tx, made.started, now)
    _shown(tx, services, made, Source("invitation", statement or ADULT), now)
    return made.kept.id


def add_runner(services: Services, team: Team, name: str, number: str, **profile: Any) -> int:
    """A runner who is not told: their consent is on record elsewhere, and `enrol` follows. Their id."""
    with services.store.begin() as tx:
        parsed = numbers.parse(number)
        _free(tx, services, parsed, team)
        return _invited(tx, services, team, name, parsed, services.clock(), profile, ()).kept.id


def ask_in(
    tx: Tx, services: Services, team: Team, sender: str, now: datetime
) -> tuple[Kept, list[tuple[str, str]]]:
    """A stranger texted the team's keyword: they are invited, and the texts that say so answer them.

    Refused where too many have joined within a day, or from a country that is not served: each answer costs,
    and some text for the money.
    """
    try:
        number = numbers.parse(sender)
    except NumberError:  # the carrier knows better what can text
        number = Number(sender, "", ())
    _admitted(tx, services, team, number, now)
    joining.joined(tx, number.e164, team.id, now)
    joining.lift_mark(tx, number.e164)
    wants = EVERYTHING_OPEN if number.is_zone_open(team.zone) else EVERYTHING
    made = _invited(tx, services, team, "", number, now, {}, wants, answering=True)
    _shown(tx, services, made, Source(f"keyword {team.keyword}"), now)
    return made.kept, [(" ".join(made.keys), body) for body in made.replies]


def record_consent(tx: Tx, services: Services, kept: Kept, now: datetime, sid: str | None) -> None:
    """A runner has agreed: to what they were shown when they were asked, or anew after a long silence."""
    if not joining.agreed(tx, kept.id, now, sid):
        profile = kept.runner.profile
        words = services.texts.render("join.anew", profile.language, {"team": profile.team})
        edition = services.texts.edition(["join.anew"], profile.language)
        source = Source("after a long silence")
        joining.asked(tx, _asked_of(kept, source, words, profile.language, edition), now)
        joining.agreed(tx, kept.id, now, sid)


def zones_for(number: Number, team: Team) -> str:
    """The zone to start a runner with: the team's, where their number allows it."""
    return number.zone(team.zone)


@dataclass(frozen=True)
class Source:
    """How somebody came to be asked for their consent, and what the coach who invited them said."""

    how: str
    statement: str = ""


def _shown(tx: Tx, services: Services, made: Plan, source: Source, now: datetime) -> None:
    language = made.language
    words = " ".join(draft.body for draft in made.started) or " ".join(made.replies)
    edition = services.texts.edition(CONSENT, language)
    joining.asked(tx, _asked_of(made.kept, source, words, language, edition), now)


def _asked_of(kept: Kept, source: Source, words: str, language: str, edition: str) -> Shown:
    return Shown(kept.id, kept.team_id, kept.number, source.how, source.statement, words, language, edition)


def _free(tx: Tx, services: Services, number: Number, team: Team) -> None:
    """The number is nobody's yet, and wants to be texted."""
    mark = joining.mark_of(tx, number.e164)
    if mark is not None and mark.why == joining.OPTED_OUT:
        raise Refused(
            f"{number.e164} has asked for no more texts: they can join by texting {team.keyword} themselves"
        )
    if mark is not None:
        raise Refused(f"{number.e164} said that they are under {services.protocol.join.age}: not invited")


def _admitted(tx: Tx, services: Services, team: Team, number: Number, now: datetime) -> None:
    if number.country and not is_served(services, number.country):
        raise Refused(f"joins from {number.country} are not served")
    rule, found = services.protocol.join, joining.joins_since(tx, number.e164, team.id, now - A_DAY)
    if found.number >= rule.most_number:
        raise Refused("this number has joined too often today")
    if found.team >= rule.most_team or found.everyone >= rule.most_all:
        operator.tell(tx, services, "joins", now)
        raise Refused("too many joins today")


def _invited(
    tx: Tx,
    services: Services,
    team: Team,
    name: str,
    number: Number,
    now: datetime,
    details: dict[str, Any],
    wants: Sequence[Ask],
    *,
    answering: bool = False,
) -> Plan:
    if people.coach_by_number(tx, number.e164):
        raise Refused(f"{number.e164} is a coach's number: a runner needs another one")
    if runners.by_number(tx, number.e164):
        raise Refused(f"{number.e164} is a runner's number already: see `checkin runner show {number.e164}`")
    coaches = belonging.coaches(tx, [team.id]).get(team.id, [])
    known = {
        "zone": zones_for(number, team),
        **dict(zip(("morning", "evening"), team.settings.asked_at, strict=True)),
        "language": team.settings.language or services.texts.spoken_in(number.country),
        "country": number.country,
        "team": team.name,
        "coach": coaches[0].name if coaches else "",
        **({"place": Place.UNSURE} if Ask.PLACE in wants else {}),
    }
    profile = Profile(name=clean_name(name), **{**known, **details})
    known_zone(profile.zone)
    own = rules.own_of(tx, team.settings)
    protocol = services.rules(own)
    step = engine.invite(profile, now, protocol, wants)
    kept = runners.add(tx, team.id, number.e164, step.runner, now, protocol, own)
    new = replace(kept, version=0)  # its texts are numbered apart from those of the first step to come
    return sort_out(
        services, new, step.runner, step, TextReceived(now, "") if answering else TimeArrived(now)
    )


def team_word(typed: str) -> str:
    """A word that joins a team, upper case: easy to text, and meaning nothing else to the reader."""
    word = typed.strip().upper()
    if not (word.isascii() and word.isalnum() and len(word) <= LONGEST_WORD):
        raise Refused(f'"{typed[:LONGEST_SHOWN]}" is no keyword: letters A to Z and digits, like RIVER')
    found = read(word, Question.NONE)
    if found.intent is not Intent.OTHER or found.flag or found.told:
        raise Refused(f"{word} means something else already: choose another word")
    return word


def known_zone(typed: str) -> str:
    """An IANA zone."""
    zone = typed.strip()
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Refused(
            f'"{zone[:LONGEST_SHOWN]}" is not a time zone: write it like America/New_York'
        ) from error
    return zone
