"""A key and its values become the words of one text."""

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from checkin.core.events import Part, Values
from checkin.texts.gsm import cut, plain
from checkin.texts.packing import pack
from checkin.texts.words import Words, load

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "sms"
FALLBACK = "en"

LONGEST = 20  # septets of a value that someone typed, so that every text keeps to its budget
LONGER = {"words": 60, "note": 60, "link": 120}


class Texts:
    """Every text we send: one file a text and language under `root`, `run.hold` in <language>/run/hold.txt.

    A language is a folder with the same files and a words.toml; what it lacks is said in English.
    """

    def __init__(self, root: Path = FOLDER) -> None:
        self._languages = {
            folder.parent.name: _environment(folder.parent) for folder in root.glob("*/words.toml")
        }
        self._keys = {
            name: frozenset(template.removesuffix(".txt").replace("/", ".") for template in found)
            for name, environment in self._languages.items()
            if (found := environment.list_templates(extensions=["txt"])) is not None
        }

    @property
    def languages(self) -> frozenset[str]:
        """The languages there are texts in."""
        return frozenset(self._languages)

    def keys(self, language: str) -> frozenset[str]:
        """Every text there is in a language."""
        return self._keys[language]

    def render(self, key: str, language: str, values: Values) -> str:
        """The text, on one line. What people typed is spelt in GSM-7 and kept short."""
        if key not in self._keys.get(language, frozenset()):
            language = FALLBACK
        template = self._languages[language].get_template(key.replace(".", "/") + ".txt")
        return " ".join(template.render({name: _safe(name, value) for name, value in values.items()}).split())

    def pack(self, parts: Sequence[tuple[Part, str]]) -> list[str]:
        """A direct reply's sentences, in at most two texts."""
        return pack(parts)


def _safe(name: str, value: object) -> object:
    return cut(plain(value), LONGER.get(name, LONGEST)) if isinstance(value, str) else value


def _environment(folder: Path) -> Environment:
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
    )
    environment.globals["a_run"] = words.a_run
    return environment
