"""A sore tendon and the habits of its owner: seeded, so that the same days are played every time."""

from dataclasses import dataclass, field
from random import Random


@dataclass
class Tendon:
    """How sore it is, 0-10, and how that changes: it heals towards `floor`, and running sets it back."""

    level: float
    floor: float
    heals: float  # share of the way to the floor that a day makes good
    load: float  # soreness that a minute of running adds until the next day
    noise: float = 0.45

    def night(self) -> None:
        """A day's healing."""
        self.level += (self.floor - self.level) * self.heals

    def morning(self, chance: Random) -> int:
        """Stiffness of the first steps."""
        return _score(self.level + chance.gauss(0, self.noise))

    def run(self, minutes: int, chance: Random) -> int:
        """The worst pain of a run, which the next morning feels too."""
        strain = self.load * minutes
        self.level = min(self.level + strain / 2, 9)
        return _score(self.level * 0.6 + strain + chance.gauss(0, self.noise))


@dataclass(frozen=True)
class Habits:
    """How somebody answers: how often, how soon, and in which words. `{}` is the score."""

    answers: float = 0.95
    runs: float = 0.9  # of the days on which they may
    minutes: tuple[int, int] = (3, 70)
    words: tuple[str, ...] = ("{}",)
    no_run: tuple[str, ...] = ("no run", "no")


SHORT = Habits()
CHATTY = Habits(
    words=("{}", "{} today", "about a {}", "{} bit stiff", "{}/10"), no_run=("no run", "swam instead")
)
SPANISH = Habits(words=("{}", "un {}", "{} hoy"), no_run=("no corrí", "no"))
LATE = Habits(answers=0.88, minutes=(40, 220), words=("{}", "sorry late, {}"))
PATCHY = Habits(answers=0.74, minutes=(10, 180), words=("{}", "{}ish"))


@dataclass
class Person:
    """Somebody at one moment: their tendon, habits and chance."""

    tendon: Tendon
    habits: Habits
    chance: Random = field(repr=False)

    def answers(self) -> bool:
        """Whether they answer this time."""
        return self.chance.random() < self.habits.answers

    def delay(self) -> int:
        """After how many minutes."""
        return self.chance.randint(*self.habits.minutes)

    def says(self, score: int) -> str:
        """The score in their words."""
        return self.chance.choice(self.habits.words).format(score)

    def after_run(self, minutes: int) -> str:
        """The answer to the evening question."""
        if self.chance.random() >= self.habits.runs:
            return self.chance.choice(self.habits.no_run)
        return self.says(self.tendon.run(minutes, self.chance))


def _score(level: float) -> int:
    return max(0, min(10, round(level)))
