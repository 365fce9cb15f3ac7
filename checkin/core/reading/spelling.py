"""Words of danger and command as they are misspelt: one letter wrong, missing, doubled or swapped."""

from functools import cache, lru_cache

from checkin.core.reading.lexicon import LEXICON

_LEAST = 5  # letters; shorter words lie too close to each other
_TWO_SLIPS = 9  # letters from which two slips are forgiven
_LONGEST = 24
_GUARDED = (
    "sound", "torn", "swollen", "fever", "faint", "fracture", "drug", "numb", "breathe", "chest", "suicide",
    "breathless", "stopword", "unsubscribe", "helpword", "pauseword", "resumeword", "statusword", "calf",
    "tiptoe", "stiff", "pain", "cannot", "medicine", "yesterday", "steroid", "chills", "gaveway", "deform",
    "blood", "achilles", "weekday",
)  # fmt: skip

_GUARDED_WORDS = tuple(
    word
    for word, classes in LEXICON.words.items()
    if len(word) >= _LEAST and not classes.isdisjoint(_GUARDED)
)


def _deletions(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))}


@cache
def _index() -> dict[str, str]:
    """Each guarded word under itself and under itself with a letter left out."""
    index: dict[str, str] = {}
    for word in _GUARDED_WORDS:
        for key in {word, *_deletions(word)}:
            index.setdefault(key, word)
        if len(word) >= _TWO_SLIPS:
            for once in _deletions(word):
                for twice in _deletions(once):
                    index.setdefault(twice, word)
    return index


def distance(a: str, b: str) -> int:
    """Letters wrong, missing, added or swapped between two words (Damerau)."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, last, row = row, before, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and y == a[i - 2]:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


@lru_cache(maxsize=2048)
def spell(word: str) -> str:
    """The known word that this one is a misspelling of; itself when it is none."""
    if word in LEXICON.misspelt:
        return LEXICON.misspelt[word]
    started = next((right for start, right in LEXICON.starts.items() if word.startswith(start)), None)
    if started:
        return started
    if word in LEXICON.vocabulary:
        return word
    if "h" + word in LEXICON.words:  # "inchado"
        return "h" + word
    if not _LEAST <= len(word) <= _LONGEST:
        return word
    slips = 2 if len(word) >= _TWO_SLIPS else 1
    keys = {word, *_deletions(word)}
    if slips > 1:
        keys |= {shorter for once in _deletions(word) for shorter in _deletions(once)}
    index = _index()
    near = {index[key] for key in keys if key in index}
    best = min(near, key=lambda known: (distance(word, known), known), default=word)
    return best if best[0] == word[0] and distance(word, best) <= slips else word
