"""The cohort of a forecast: habits in the proportions of a team, and tendons as luck would have them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from random import Random

from checkin.cohort.member import Member, Scene
from checkin.cohort.tendon import CHATTY, LATE, PATCHY, SHORT, SPANISH, Tendon
from checkin.core.model import Place

RUNNERS, WEEKS, SEED = 40, 12, 1
STARTS = date(
    2026, 3, 2
)  # the clocks go forward in the first week, as they do for a real team once a half-year

# Of every twenty; in an order that gives a small cohort some of each.
TWENTY = (
    "diligent", "chatty", "Spanish", "diligent", "patchy", "late", "diligent", "chatty", "diligent",
    "drops out", "diligent", "Spanish", "referred", "chatty", "diligent", "late", "patchy", "chatty",
    "diligent", "Spanish",
)  # fmt: skip
KINDS = tuple(dict.fromkeys(TWENTY))

NAMES = ("Ana", "Ben", "Carla", "Dana", "Emma", "Felix", "Gina", "Hugo", "Irene", "Jonas")
ASIDES = ("thanks", "why", "status", "plan", "can I swim instead?", "ok 👍", "ibuprofen ok?")
APARTES = ("gracias", "por qué", "estado", "plan", "¿puedo nadar?")
CHATS = 0.12  # of the days
PAUSE = "PAUSE 5"
DANGER = "felt a pop running for the bus, cant push off on that leg"


@dataclass(frozen=True)
class Somebody:
    """One of the cohort, and which kind they are."""

    kind: str
    member: Member
    chance: Random


def cohort(runners: int, weeks: int, seed: int) -> Iterator[Somebody]:
    """The same people for the same seed; more weeks or runners change nobody's tendon."""
    for place in range(runners):
        kind = TWENTY[place % len(TWENTY)]
        chance = Random(f"{seed} {place}")
        yield Somebody(kind, _ADDED[kind](_member(place, weeks, chance), chance), chance)


def last_day(weeks: int) -> date:
    """The day that scenes count back from."""
    return STARTS + timedelta(days=7 * weeks)


def _member(place: int, weeks: int, chance: Random) -> Member:
    running = chance.random() < 1 / 5
    tendon = Tendon(
        level=chance.uniform(1.5, 3) if running else chance.uniform(3, 6.5),
        floor=chance.uniform(0.8, 2.4),
        heals=chance.uniform(0.08, 0.2),
        load=chance.uniform(0.02, 0.05),
    )
    return Member(
        NAMES[place % len(NAMES)],
        f"+1202555{place:04}",
        weeks * 7,
        tendon,
        morning=time(chance.choice((6, 7, 7, 8)), chance.choice((0, 30))),
        place=Place.HEEL if chance.random() < 1 / 4 else Place.MID,
        running=running,
    )


def _diligent(member: Member, chance: Random) -> Member:
    return replace(member, habits=SHORT)


def _chatty(member: Member, chance: Random) -> Member:
    return replace(member, habits=CHATTY, scenes=_asides(member, ASIDES, chance))


def _spanish(member: Member, chance: Random) -> Member:
    return replace(member, habits=SPANISH, language="es", scenes=_asides(member, APARTES, chance))


def _late(member: Member, chance: Random) -> Member:
    day = chance.randint(1, member.joined)
    return replace(member, habits=LATE, scenes={day: Scene(says=((time(20, 15), PAUSE),))})


def _patchy(member: Member, chance: Random) -> Member:
    return replace(member, habits=PATCHY)


def _drops_out(member: Member, chance: Random) -> Member:
    return replace(member, quiet_for=round(member.joined * chance.uniform(0.3, 0.8)))


def _referred(member: Member, chance: Random) -> Member:
    day = round(member.joined * chance.uniform(0.3, 0.8))
    return replace(member, scenes={day: Scene(says=((time(18, 20), DANGER),))})


def _asides(member: Member, words: tuple[str, ...], chance: Random) -> dict[int, Scene]:
    days = [day for day in range(member.joined) if chance.random() < CHATS]
    return {day: Scene(says=((time(13, 5), chance.choice(words)),)) for day in days}


_ADDED: dict[str, Callable[[Member, Random], Member]] = {
    "diligent": _diligent,
    "chatty": _chatty,
    "Spanish": _spanish,
    "late": _late,
    "patchy": _patchy,
    "drops out": _drops_out,
    "referred": _referred,
}
