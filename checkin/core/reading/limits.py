"""Texts that ask for fewer messages, or for none at some hour: "don't text me at work" is no STOP."""

from dataclasses import replace

from checkin.core.reading.model import Intent, Reading
from checkin.core.reading.pauses import pause_of
from checkin.core.reading.phrases import Line, Table, phrase

_HI = "^ <filler|i|yesword>* ,*"
_NOT = f"{_HI} <wantstop|id>* <donttext> <stopthing|me|det>*"
_STOP = (
    f"{_HI} <wantstop|id|be>* <stopverb> <wantstop|me|sending|det|to|receiving>*"
    " <stopthing> <stopthing|me|det>*"
)
_BYE = "<filler|thanksword>* ,* <filler|thanksword>* ,* $"
_TIME = "#|<clock> <limitpart|filler|limitat|limittime|manana>*"
_WHEN = (
    "so|too|this|that|such|tan|muy|demasiado early|late|temprano|tarde|pronto",
    "early|late|overnight|temprano|tarde",
    "<limitat> <limitat|limitpart>* <limittime|weekday|limitbusy>",
    "at|in|on|a|en such|this|that|these|those|ungodly|estas|esas|esta|ese <det|an>* <limittime>",
    "while|when|whilst|if|cuando|mientras|si"
    " <i|be|estoy|at|in|on|the|my|en|el|la|a|trying|to>* <limitbusy|limittime>",
    f"<limitat> <limitat|limitpart>* {_TIME}",
    f"<limitat> <limitat|limitpart>* {_TIME} and|or|to|y|o|a <limitat>* {_TIME}",
)
_MUCH = (
    "so|too|this|that|as|tan <adverb|damn|fucking|bloody|freaking>*"
    " often|much|frequently|many|constantly|seguido|menudo|frecuente",
    "so|too|this|that|as|tan|a often|many|much|a|seguido|menudo <stopthing|a|menudo>*",
    "tanto|tantos|tantas|demasiado|demasiados|demasiadas <stopthing>*",
)
_OFTEN = (Intent.LESS, False)
_SOMETIMES = (Intent.OTHER, False)
_PAUSED = (Intent.PAUSE, True)
_ROWS = [
    *((_OFTEN, f"{lead} {much} {_BYE}") for lead in (_NOT, _STOP) for much in _MUCH),
    (
        _OFTEN,
        f"{_HI} <wantstop|id|be>* <stopverb> sending|mandarme|enviarme|mandar <me>*"
        f" so|too|tantos|demasiados <many>* <stopthing> {_BYE}",
    ),
    *((_PAUSED, f"{lead} tomorrow|manana {_BYE}") for lead in (_NOT, _STOP)),
    (_PAUSED, f"{_NOT} today|hoy|tonight|esta_noche {_BYE}"),
    (
        _PAUSED,
        f"{_NOT} for|por|durante <det|the|next|num|about|proximas|proximos>*"
        f" <duration|fortnight|weekend> {_BYE}",
    ),
    (_PAUSED, f"{_NOT} this|next|esta|este|proxima|proximo <duration|weekend> {_BYE}"),
    (_PAUSED, f"{_NOT} until|till|til|hasta ..."),
    *((_SOMETIMES, f"{lead} {when} {_BYE}") for lead in (_NOT, _STOP) for when in _WHEN),
]
_TABLE = Table((meaning, phrase(source)) for meaning, source in _ROWS)
_NAMES = ("donttext", "stopverb")


def limited(line: Line, base: Reading) -> Reading | None:
    """What is asked for in place of STOP: less, a pause, or nothing at some hour; None if it may be STOP."""
    if line.present.isdisjoint(_NAMES):
        return None
    found = next(_TABLE.matching(line), None)
    if found is None:
        return None
    intent, pauses = found
    if not pauses:
        return replace(base, intent=intent)
    days, vague = pause_of(line)
    return replace(base, intent=intent, days=days, vague=vague)
