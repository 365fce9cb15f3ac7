"""How long a pause is asked for, and whether that is said in a way that can be taken."""

from checkin.core.reading.phrases import Line, phrases

_DAYS = {"daylong": 1, "weeklong": 7, "monthlong": 30, "fortnight": 14}
_TODAY = phrases("today|tonight|hoy|esta_noche")
_TOMORROW = phrases("tomorrow|manana")
_TILL_TOMORROW = phrases("until|till|til|untill|hasta|asta <det|el>* tomorrow|manana")
# A beginning, an end that no number tells, or a weekend: from when, and till when?
_OPEN = phrases(
    "from|starting|since|desde|del|a_partir|between|entre",
    "until|till|til|untill|hasta|asta|thru|through",
    "<yesterday|weekend>",
    "next|coming|proxima|proximo|siguiente",
    "dash #",
)
_UNTOLD = phrases("for|por|durante|this|esta|este|<weekday>|<month>|while|bit|rato|on|el|later|luego")


def pause_of(line: Line) -> tuple[int | None, bool]:
    """The days of a pause, whether or not it may last so long; and whether how long has to be asked."""
    if _TILL_TOMORROW.matches(line):
        return 0, False
    days = _counted(line)
    whole = days is None or days >= 0 and days % 1 == 0
    if not whole or _OPEN.matches(line) and not (days is not None and _is_next(line)):
        return None, True
    if days is not None:
        return int(days), False
    if _TOMORROW.matches(line):
        return 1, False
    if _TODAY.matches(line):
        return 0, False
    return None, _UNTOLD.matches(line)


def _is_next(line: Line) -> bool:
    """ "for the next 3 days"."""
    return _NEXT_DAYS.matches(line)


_NEXT_DAYS = phrases("next|coming|proximos|proximas #", "# proximos|proximas")


def _counted(line: Line) -> float | None:
    tokens = line.tokens
    number = next((token.value for token in tokens if token.value is not None), None)
    scale = next(
        (days for name, days in _DAYS.items() if any(name in token.classes for token in tokens)), None
    )
    if number is None and scale is None:
        return None
    return (number if number is not None else 1) * (scale or 1)
