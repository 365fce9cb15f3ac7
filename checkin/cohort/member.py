"""A made-up runner: who they are, how their tendon goes, and what happens to them on some days."""

from dataclasses import dataclass, field
from datetime import time

from checkin.cohort.tendon import SHORT, Habits, Tendon
from checkin.core.model import Place

ZONE = "America/New_York"


@dataclass(frozen=True)
class Scene:
    """What happens on a day, counted back from the last: answers that are set, and texts by themselves.

    `morning` and `evening` are answers in place of the tendon's; "-" is silence. `says` holds (time, text).
    """

    morning: str = ""
    evening: str = ""
    says: tuple[tuple[time, str], ...] = ()


@dataclass(frozen=True)
class Member:
    """One runner. `joined` and `quiet_for` count days back from the last; `gate` "-": they leave it open."""

    name: str
    number: str
    joined: int
    tendon: Tendon
    habits: Habits = SHORT
    morning: time = time(7)
    zone: str = ZONE
    language: str = "en"
    place: Place = Place.MID
    running: bool = False
    screened: bool = True
    consents: bool = True
    gate: str = "Y"
    quiet_for: int = 0
    scenes: dict[int, Scene] = field(default_factory=dict)
