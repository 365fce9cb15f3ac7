"""What a runner-month of a cohort costs, by kind of text, and whether that is within the budget."""

from dataclasses import dataclass

from checkin.core.protocol.values import Cost
from checkin.cost.cohort import KINDS, RUNNERS, SEED, WEEKS, cohort
from checkin.cost.ledger import IN, OUT, Ledger, millicents, price
from checkin.cost.life import TEAM_COACHES, Life, Setting

MILLICENTS = 1000  # of a cent


class NobodyJoined(Exception):
    """The cohort does not get past the questions of joining, so there is no runner-month to forecast."""


@dataclass(frozen=True)
class Row:
    """Texts of one kind, of the whole cohort."""

    kind: str
    out: bool
    texts: int
    segments: int
    millicents: int


@dataclass(frozen=True)
class Dearest:
    """The template that costs most in all; one that shares a text pays for its share of it."""

    key: str
    texts: int
    millicents: float


@dataclass(frozen=True)
class Forecast:
    """What a cohort's texts cost until each graduates, in some weeks at most. `months`: of all of them."""

    runners: int
    weeks: int
    seed: int
    cost: Cost
    base: str
    months: float
    rows: tuple[Row, ...]
    kinds: tuple[tuple[str, float], ...]  # of runners, with the cents of a month of theirs
    dearest: Dearest
    joined: int
    graduated: int
    coaches: int = TEAM_COACHES

    @property
    def millicents(self) -> int:
        """What all of it costs."""
        return sum(row.millicents for row in self.rows)

    @property
    def cents(self) -> float:
        """What a typical runner-month costs."""
        return self.millicents / MILLICENTS / self.months

    @property
    def holds(self) -> bool:
        """Whether that is within the budget."""
        return self.cents <= self.cost.budget_cents


def forecast(setting: Setting, runners: int = RUNNERS, weeks: int = WEEKS, seed: int = SEED) -> Forecast:
    """Play a cohort, and count. The same numbers for the same seed."""
    cost, total = setting.protocol.cost, Ledger()
    of_kind = {kind: Ledger() for kind in KINDS}
    joined = graduated = 0
    for somebody in cohort(runners, weeks, seed):
        life = Life(somebody, weeks, setting)
        course = life.play().course
        joined += not course.invited
        graduated += course.graduated is not None
        total.add(life.ledger)
        of_kind[somebody.kind].add(life.ledger)
    if not total.days:
        raise NobodyJoined("nobody of the cohort joined: their answers to the questions are not understood")
    return Forecast(
        runners,
        weeks,
        seed,
        cost,
        setting.base,
        total.days / cost.month_days,
        tuple(_row(total, kind, cost) for kind in (*OUT, *IN)),
        tuple((kind, _cents(ledger, cost)) for kind, ledger in of_kind.items() if ledger.days),
        _dearest(total, cost),
        joined,
        graduated,
    )


def _row(ledger: Ledger, kind: str, cost: Cost) -> Row:
    line = ledger.lines[kind]
    return Row(kind, kind in OUT, line.texts, line.segments, line.segments * price(kind, cost))


def _cents(ledger: Ledger, cost: Cost) -> float:
    return millicents(ledger, cost) / MILLICENTS / (ledger.days / cost.month_days)


def _dearest(ledger: Ledger, cost: Cost) -> Dearest:
    key, most = max(ledger.templates.items(), key=lambda one: (one[1].segments, one[0]))
    return Dearest(key, most.texts, most.segments * (cost.out_millicents + cost.out_fee_millicents))
