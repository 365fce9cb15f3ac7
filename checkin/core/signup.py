"""The few questions of joining: put, answered in any words, corrected, reminded of once and dropped."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import checkin.core.reading.signup as words
from checkin.core import danger
from checkin.core.change import changed
from checkin.core.draft import Draft
from checkin.core.due import is_quiet, quiet_until
from checkin.core.events import Part, Sort, Values
from checkin.core.model import Ask, Phase, Place, SignUp, Town
from checkin.core.reading.model import Intent, Reading, Tier

KEYS = {
    Ask.NAME: "join.name",
    Ask.PLACE: "join.place",
    Ask.RUNNING: "join.running",
    Ask.SCREEN: "plan.screen",
    Ask.WAKE: "join.wake",
    Ask.WAKE_TOWN: "join.wake_town",
    Ask.TOWN: "join.town",
}


def city_of(zone: str) -> str:
    """The town that a zone is named after."""
    return zone.rpartition("/")[2].replace("_", " ")


def ask(draft: Draft) -> None:
    """Put the question that is open."""
    known = _known(draft)
    if known.left:
        numbers = danger.numbers_to_call(draft.profile, draft.protocol)
        values: Values = {"name": draft.profile.name, "city": city_of(draft.profile.zone), **numbers}
        draft.say(KEYS[known.left[0]], values)


def answer(draft: Draft, reading: Reading, body: str) -> bool:
    """Take an answer to the open question, or another text on the way; True once nothing is left to ask."""
    _note_soft_sign(draft, reading)
    if _steered(draft, reading):
        return False
    named = _corrected(draft, reading)
    known = _known(draft)
    if ANSWERS[known.left[0]](draft, reading, body):
        draft.remember(unclear=False)
    elif named is not None:
        draft.say(named[0], named[1], part=Part.DECISION)
    elif not _ask_again(draft):
        return False
    if not _known(draft).left:
        return True
    ask(draft)
    return False


def _known(draft: Draft) -> SignUp:
    return draft.talk.signup or SignUp()


def _set(draft: Draft, **changes: object) -> None:
    draft.remember(signup=changed(_known(draft), **changes))  # type: ignore[arg-type]


def _next(draft: Draft, *then: Ask) -> bool:
    """The open question is answered; `then` follows it."""
    known = _known(draft)
    _set(draft, left=(*then, *known.left[1:]), done=(*known.done, known.left[0]))
    return True


def _note_soft_sign(draft: Draft, reading: Reading) -> None:
    """A possible sign is asked about once they are in."""
    if reading.flag is not None and reading.flag.tier is Tier.SOON:
        _set(draft, soft=reading.flag)


# What there is only for those who have joined.
LATER = frozenset(
    {
        Intent.STATUS,
        Intent.PLAN,
        Intent.WHY,
        Intent.LAST,
        Intent.PAGE,
        Intent.SHEET,
        Intent.PAUSE,
        Intent.RESUME,
    }
)


def _steered(draft: Draft, reading: Reading) -> bool:
    """HELP, BACK and what is not about joining; the question stays open."""
    known = _known(draft)
    if reading.intent in LATER:
        draft.say("join.help", danger.numbers_to_call(draft.profile, draft.protocol))
        return True
    match reading.intent:
        case Intent.HELP:
            draft.say("join.help", danger.numbers_to_call(draft.profile, draft.protocol))
        case Intent.BACK:
            if known.done:
                _set(draft, left=(known.done[-1], *_without(known)), done=known.done[:-1])
            draft.remember(unclear=False)
            ask(draft)
        case _:
            return False
    return True


def _without(known: SignUp) -> tuple[Ask, ...]:
    """What is left when one goes back a question: one that only followed from its answer falls away."""
    follows = {Ask.RUNNING: Ask.SCREEN, Ask.WAKE_TOWN: Ask.TOWN}.get(known.done[-1])
    return tuple(one for one in known.left if one is not follows)


def _corrected(draft: Draft, reading: Reading) -> tuple[str, Values] | None:
    """An earlier answer, or a later one, said outright: taken, and how to say it back."""
    known = _known(draft)
    open_one = known.left[0]
    if reading.intent is Intent.NAME and reading.name and open_one is not Ask.NAME:
        draft.prefer(name=reading.name)
        return "command.name", {"name": reading.name}
    if reading.intent is Intent.PLACE and reading.spot and open_one is not Ask.PLACE:
        draft.prefer(place=Place(reading.spot))
        return f"command.place_{reading.spot}", {}
    if reading.intent is Intent.LANGUAGE and reading.language:
        draft.prefer(language=reading.language)
        return "command.language", {}
    if (
        reading.intent is Intent.TRAVEL
        and _town_now(draft, reading)
        and open_one not in (Ask.WAKE_TOWN, Ask.TOWN)
    ):
        _live_in(draft, draft.towns[0])
        return "join.city", {"city": draft.towns[0].name}
    return None


def _town_now(draft: Draft, reading: Reading) -> bool:
    """Whether the text names a town that is known and where they are already."""
    return bool(draft.towns) and not reading.later


def _live_in(draft: Draft, town: Town) -> None:
    """The town is told, and need not be asked for."""
    known = _known(draft)
    left = tuple(Ask.WAKE if one is Ask.WAKE_TOWN else one for one in known.left[1:] if one is not Ask.TOWN)
    _set(draft, left=(*known.left[:1], *left))
    draft.prefer(zone=town.zone, country=town.country or draft.profile.country)


def _ask_again(draft: Draft) -> bool:
    """Not understood: put once more in other words, then left open. True if the next question follows."""
    known = _known(draft)
    open_one = known.left[0]
    if not draft.talk.unclear or open_one is Ask.TOWN:
        draft.remember(unclear=True)
        rule = draft.protocol.ask
        values = {"first": rule.morning_first, "last": rule.morning_last}
        draft.say(f"join.again_{open_one.value.replace('-', '_')}", values)
        return False
    draft.remember(unclear=False)
    draft.say("join.skipped", part=Part.DECISION)
    return _next(draft, *UNSAID.get(open_one, ()))


# A zone that the number leaves open is asked for until it is known: nothing may be asked at the wrong hour.
UNSAID = {Ask.WAKE_TOWN: (Ask.TOWN,)}


def _name(draft: Draft, reading: Reading, body: str) -> bool:
    name = reading.name or words.name_in(body)
    if not name:
        return False
    draft.prefer(name=name)
    return _next(draft)


def _place(draft: Draft, reading: Reading, body: str) -> bool:
    spot = reading.spot or words.spot_in(body)
    if not spot:
        return False
    draft.prefer(place=Place(spot))
    return _next(draft)


def _running(draft: Draft, reading: Reading, body: str) -> bool:
    said = words.yes_in(body)
    if said is None:
        return False
    _set(draft, running=said, screened=None)
    return _next(draft, *((Ask.SCREEN,) if said else ()))


def _screen(draft: Draft, reading: Reading, body: str) -> bool:
    said = words.yes_in(body)
    if said is None:
        return False
    _set(draft, screened=said)
    return _next(draft)


def _wake(draft: Draft, reading: Reading, body: str) -> bool:
    at = reading.clock or words.clock_in(body)
    if at is None or not is_morning(draft, at):
        return False
    draft.prefer(morning=at)
    if reading.town and _town_now(draft, reading):
        _live_in(draft, draft.towns[0])
    return _next(draft)


def _wake_town(draft: Draft, reading: Reading, body: str) -> bool:
    at = reading.clock or words.clock_in(body)
    if at is None or not is_morning(draft, at):
        return False
    draft.prefer(morning=at)
    if not _town_now(draft, reading):
        return _next(draft, Ask.TOWN)
    _live_in(draft, draft.towns[0])
    return _next(draft)


def _town(draft: Draft, reading: Reading, body: str) -> bool:
    if not draft.towns:
        return False
    _live_in(draft, draft.towns[0])
    return _next(draft)


def is_morning(draft: Draft, at: time) -> bool:
    """Whether a time may be that of the morning question."""
    return draft.protocol.ask.morning_first <= at <= draft.protocol.ask.morning_last


ANSWERS: dict[Ask, Callable[[Draft, Reading, str], bool]] = {
    Ask.NAME: _name,
    Ask.PLACE: _place,
    Ask.RUNNING: _running,
    Ask.SCREEN: _screen,
    Ask.WAKE: _wake,
    Ask.WAKE_TOWN: _wake_town,
    Ask.TOWN: _town,
}


def due_at(draft: Draft) -> datetime | None:
    """When an unfinished sign-up is reminded of; None once it has been, or if none is on its way."""
    known = draft.talk.signup
    if known is None or known.at is None or known.nudged or not draft.course.invited:
        return None
    if draft.course.opted_out or draft.course.phase is Phase.REFERRAL:
        return None
    at = known.at + timedelta(hours=draft.protocol.join.nudge_hours)
    quiet = draft.protocol.quiet
    return quiet_until(at, draft.profile.zone, quiet.start, quiet.end) or at


def nudge(draft: Draft) -> None:
    """Remind of it, once; not if its three days are over, for then it is dropped."""
    known = _known(draft)
    _set(draft, nudged=True)
    late = timedelta(hours=draft.protocol.join.drop_hours)
    quiet = draft.protocol.quiet
    if is_quiet(draft.clock.time(), quiet.start, quiet.end):
        return  # we are late
    if known.at is not None and draft.at - known.at < late:
        key = "join.nudge" if known.agreed else "join.nudge_consent"
        draft.say(key, {"team": draft.profile.team}, sort=Sort.NUDGE)


def is_dropped(draft: Draft) -> bool:
    """Whether a sign-up was left unfinished for too long: it begins anew with consent."""
    known = draft.talk.signup
    if known is None or known.at is None or not known.agreed:
        return False
    return draft.at - known.at >= timedelta(hours=draft.protocol.join.drop_hours)
