"""A key and its values become the words of one text."""

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from checkin.core.events import Part, Values
from checkin.core.protocol import Protocol
from checkin.texts.gsm import cut, plain
from checkin.texts.packing import pack
from checkin.texts.words import Words, load

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "sms"
FALLBACK = "en"

LONGEST = 20  # septets of a value that someone typed, so that every text keeps to its budget
LONGER = {"words": 60, "note": 60, "said": 250}
WHOLE = ("link", "saw")  # of our own making; half an address leads nowhere


class Texts:
    """Every text we send: one file a text and language under `root`, `run.hold` in <language>/run/hold.txt.

    A language is a folder with the same files and a words.toml; what it lacks is said in English.
    """

    def __init__(self, root: Path = FOLDER) -> None:
        folders = [words.parent for words in sorted(root.glob("*/words.toml"))]
        self._folders = {folder.name: folder for folder in folders}
        self._words = {folder.name: load(folder / "words.toml") for folder in folders}
        self._languages = {folder.name: _environment(folder) for folder in folders}
        self._keys = {folder.name: _keys(folder) for folder in folders}

    @property
    def languages(self) -> frozenset[str]:
        """The languages there are texts in."""
        return frozenset(self._languages)

    @property
    def names(self) -> list[tuple[str, str]]:
        """Each language by its code, and as its speakers call it."""
        return sorted((code, words.name or code) for code, words in self._words.items())

    def spoken_in(self, country: str) -> str:
        """The language of most people in a country, by its ISO code: a guess to start from."""
        found = (code for code, words in self._words.items() if country in words.countries)
        return next(found, FALLBACK)

    def edition(self, keys: Sequence[str], language: str) -> str:
        """A short name of some texts' wording, which changes when a word of it does."""
        folder = self._folders.get(language, self._folders[FALLBACK])
        files = [folder / (key.replace(".", "/") + ".txt") for key in keys]
        return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]

    def keys(self, language: str) -> frozenset[str]:
        """Every text there is in a language."""
        return self._keys[language]

    def render(self, key: str, language: str, values: Values, protocol: Protocol | None = None) -> str:
        """The text, on one line. What people typed is spelt in GSM-7 and kept short. `protocol`: whose
        numbers a text about the plan says, as `p`."""
        if key not in self._keys.get(language, frozenset()):
            language = FALLBACK
        template = self._languages[language].get_template(key.replace(".", "/") + ".txt")
        safe = {name: _safe(name, value) for name, value in values.items()}
        return " ".join(template.render(safe, p=protocol).split())

    def pack(self, parts: Sequence[tuple[Part, str]]) -> list[str]:
        """A direct reply's sentences, in at most two texts."""
        return pack(parts)


def _safe(name: str, value: object) -> object:
    if not isinstance(value, str) or name in WHOLE:
        return value
    return cut(plain(value), LONGER.get(name, LONGEST))


@cache
def _keys(folder: Path) -> frozenset[str]:
    texts = (path.relative_to(folder).with_suffix("") for path in folder.rglob("*.txt"))
    return frozenset(".".join(path.parts) for path in texts)


@cache
def _environment(folder: Path) -> Environment:
    """Compiling a text takes longer than saying it often: a process does it once."""
    words: Words = load(folder / "words.toml")
    environment = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=False,
        auto_reload=False,
        cache_size=-1,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        weekday=words.weekday,
        daymonth=words.daymonth,
        clock=words.clock,
        plural=words.plural,
        weeks=words.weeks,
        facts=words.facts,
    )
    environment.globals["a_run"] = words.a_run
    return environment
