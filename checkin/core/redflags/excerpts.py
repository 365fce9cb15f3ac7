"""The parts of a text far longer than any SMS that are searched: both ends, and around danger words."""

from collections.abc import Iterator

SHORT = 1_600  # characters: what the longest SMS holds; shorter texts are read whole
START = 640  # of a longer text this much is read for a score, and each end for danger
_AROUND = 160
_SEARCHED = 200_000
_MOST = 12  # excerpts from between the ends
_STEMS = (
    "pop", "snap", "crack", "tore", "ruptur", "gave way", "kicked", "tiptoe", "push off", "swollen",
    "fever", "chest", "breath", "blood", "faint", "passed out", "kill", "suicid", "die", "numb",
    "can't walk", "cant walk", "cipro", "floxacin", "chasquido", "crujido", "romp", "puntillas", "hinchad",
    "fiebre", "pecho", "respirar", "sangre", "desmay", "mori", "matarme", "dormido", "caminar", "trono",
    "tronó", "pedrada", "red and", "pus ",
)  # fmt: skip


def excerpts(text: str) -> Iterator[str]:
    """The parts of a long text, the ends first."""
    yield text[:START]
    yield text[-START:]
    low = text[:_SEARCHED].lower()
    seen: set[int] = set()
    for stem in _STEMS:
        at = low.find(stem, START)
        if at >= 0 and at // _AROUND not in seen and len(seen) < _MOST:
            seen.add(at // _AROUND)
            yield text[max(0, at - _AROUND) : at + _AROUND]
