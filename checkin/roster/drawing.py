"""From the values of a sparkline to path data, on a sheet six units a day wide and 52 high."""

from checkin.roster.model import Mark, Spark

DAY = 6.0
BASE = 42  # the base line; misses are marked below it
MARKS = 48


def width(spark: Spark) -> float:
    """The whole sheet."""
    return DAY * len(spark.scores)


def x(place: int) -> float:
    """The middle of a day."""
    return DAY * place + DAY / 2


def y(score: int | float) -> float:
    """0 to 10 for everybody, so that rows compare."""
    return round(40 - 3.6 * score, 1)


def line(spark: Spark) -> str:
    """The stiffness line; it stops where an answer is missing."""
    parts, drawing = [], False
    for at, score in enumerate(spark.scores):
        if score is not None:
            parts.append(f"{'L' if drawing else 'M'}{x(at):g} {y(score):g}")
        drawing = score is not None
    return "".join(parts)


def lone(spark: Spark) -> str:
    """A dot for each morning with no answer on either side: a line of one day can't be seen."""
    around = (None, *spark.scores, None)
    return "".join(
        f"M{x(at):g} {y(score):g}h0"
        for at, score in enumerate(spark.scores)
        if score is not None and around[at] is None and around[at + 2] is None
    )


def end(spark: Spark) -> str:
    """This morning's dot."""
    score = spark.scores[-1]
    return "" if score is None else f"M{x(len(spark.scores) - 1):g} {y(score):g}h0"


def runs(spark: Spark) -> str:
    """A dot for each run whose pain was told."""
    return "".join(f"M{x(at):g} {y(pain):g}h0" for at, pain in spark.pains if pain is not None)


def untold(spark: Spark) -> str:
    """Runs whose pain is not known, on the base line."""
    return "".join(f"M{x(at):g} {BASE}h0" for at, pain in spark.pains if pain is None)


def unanswered(spark: Spark) -> str:
    """Where to put a small circle."""
    return "".join(f"M{x(at):g} {MARKS}h0" for at, mark in enumerate(spark.marks) if mark is Mark.UNANSWERED)


def crosses(spark: Spark) -> str:
    """A cross for each question that did not arrive, a dash for each that was due and not asked."""
    parts = []
    for at, mark in enumerate(spark.marks):
        if mark is Mark.UNDELIVERED:
            parts.append(f"M{x(at) - 2:g} {MARKS - 2}l4 4m0-4l-4 4")
        elif mark is Mark.UNASKED:
            parts.append(f"M{x(at) - 2:g} {MARKS}h4")
    return "".join(parts)
