"""Every text there is: said by the code, there in each language, within its budget, plain and calm."""

import ast
import re
from dataclasses import fields, is_dataclass, replace
from datetime import date, time
from itertools import product

import pytest
from jinja2 import Environment, meta

from checkin.core.protocol import Protocol
from checkin.core.reading import read
from checkin.core.reading.model import Intent, Question
from checkin.texts import Texts, segments, septets
from checkin.texts.rendering import FOLDER, LONGEST
from tests.core.builders import protocol

ROOT = FOLDER.parents[1]
TEXTS = Texts()
LANGUAGES = sorted(TEXTS.languages)
EVERY = [(language, key) for language in LANGUAGES for key in sorted(TEXTS.keys(language))]

ONE, ECHO, DECISION = 160, 40, 119  # septets; an echo and a decision share a text
TWO = 2 * 153  # a text of two segments: only what cannot be said in one
IN_TWO = {"join.consent", "coached.note"}
DECISIONS = ("changed", "check.no", "moved", "screen", "status")

# For each value that texts are given, the ones that make them longest.
NAME, LATE, WEDNESDAY = "W" * (LONGEST + 5), time(20, 30), date(2026, 9, 30)
LINK = "https://checkin.example.org/sheet/zzzz.tzzzzz.AAAAAAAAAAAAAAAA"
SIGN_IN = f"https://checkin.a-longer-name.example.org/sign-in?token={'A' * 43}"  # no longer one: two segments
WORST = {
    "age": [18],
    "back": [WEDNESDAY],
    "calm": [4],
    "city": ["New York", "DumontDUrville", "Salt Lake City, UTAH"],
    "clock": [LATE],
    "coach": ["", NAME],
    "code": ["000000"],
    "count": [1, 12],
    "crisis": ["", "116 123", "13 11 14"],
    "day": [WEDNESDAY],
    "days": [1, 28],
    "done": [3],
    "emergency": ["", "911"],
    "first": [time(8)],
    "from_stage": [7],
    "last": [time(21)],
    "link": [LINK],
    "minutes": [30, 100],
    "mornings": [5],
    "more": [0, 9],
    "most": [60],
    "name": [NAME],
    "need": [1, 3],
    "number": [365],
    "old": [10],
    "pain": [10],
    "quiet": [0, 300],
    "raises": [25],
    "run": [30],
    "said": ["W" * 400],
    "runs": [2],
    "safe": [3],
    "saw": ["pain=10;stiffness=10;usual=9.5"],
    "score": [10],
    "scores": ["10 10 10 10 10 10 10"],
    "sets": [2, 5],
    "stage": [0, 7],
    "stages": [7],
    "team": [NAME],
    "time": [LATE],
    "until": [WEDNESDAY],
    "walk": [0, 4],
}
# A page of the coaches' own has a shorter address than a page with a token; none where it would not fit.
PAGE = ["", "https://checkin.example.org/runners/999999999"]
LINKS = {"coach.link": [SIGN_IN]}
ON_PAGE = {"coach.emergency", "coach.same_day", "coach.crisis", "coach.untold", "coach.digest"}


def source(language, key):
    return (FOLDER / language / (key.replace(".", "/") + ".txt")).read_text("utf-8")


def values_of(language, key):
    found = meta.find_undeclared_variables(plain_environment().parse(source(language, key)))
    return sorted(found - {"a_run", "p"})


def widest():
    """A protocol of the numbers that take the most room, whatever else they would do."""
    found = protocol()
    parts = {part.name: getattr(found, part.name) for part in fields(found)}
    for name, part in parts.items():
        if is_dataclass(part) and name != "stage":
            numbers = {one.name: one.metadata["most"] for one in fields(part) if "most" in one.metadata}
            parts[name] = replace(part, **numbers)
    return Protocol(**parts)


WIDEST = widest()


def plain_environment():
    environment = Environment(autoescape=False)
    environment.filters.update(
        dict.fromkeys(("weekday", "daymonth", "clock", "plural", "facts", "weeks"), str)
    )
    return environment


def said(language, key):
    """A text with every combination of the longest values."""
    links = PAGE if key in ON_PAGE else LINKS.get(key, [LINK])
    names, worst = values_of(language, key), {**WORST, "link": links}
    return [
        TEXTS.render(key, language, dict(zip(names, values, strict=True)), WIDEST)
        for values in product(*(worst[name] for name in names))
    ]


@pytest.mark.parametrize(("language", "key"), EVERY)
def test_a_text_keeps_to_its_budget_with_the_longest_values(language, key):
    if key in IN_TWO:
        budget = TWO
    elif key.startswith("echo."):
        budget = ECHO
    else:
        budget = DECISION if key.startswith(DECISIONS) else ONE
    for text in said(language, key):
        length = septets(text)
        assert length is not None, f"not GSM-7: {text}"
        assert length <= budget, f"{length} septets: {text}"
        assert segments(text) == 1 or key in IN_TWO


# Numbers above three that are no protocol's: the scale, examples of what to type, how a thing is done.
SCALE = r"0-10|0 to 10|0 a 10|10 (?:worst|the worst|lo peor)|lo peor 10"
TYPED = r"(?:[A-Z]+|example|ejemplo) \d[\d:]*"
TIMES = r"3 ?x ?\d+|\d+ (?:min|minutes|minutos|h|hours|horas|s|times|veces|months|meses)\b"
DONE = rf"{TIMES}|(?:of|de|stage) 7\b|last 7|ultimas 7|ultimos 7"


def numbers_of_its_own(text):
    """The numbers that stand in a text as they are, and are no protocol's."""
    rest = re.sub(f"{SCALE}|{TYPED}|{DONE}", "", re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", text))
    return [number for number in re.findall(r"\d+", rest) if int(number) > 3]


@pytest.mark.parametrize(("language", "key"), EVERY)
def test_a_text_says_no_number_of_the_protocol_by_itself(language, key):
    """A team may have other numbers: a text has them from its protocol."""
    assert numbers_of_its_own(source(language, key)) == [], source(language, key)


def test_a_number_of_the_protocol_in_a_text_is_found_out():
    assert numbers_of_its_own(source("en", "plan.run").replace("{{ p.run.step_back - 1 }}", "5")) == ["5"]


@pytest.mark.parametrize("key", sorted(TEXTS.keys("en")))
def test_a_text_rests_on_the_same_values_in_every_language(key):
    assert {tuple(values_of(language, key)) for language in LANGUAGES} == {tuple(values_of("en", key))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_texts(language):
    assert TEXTS.keys(language) == TEXTS.keys("en")


def test_every_text_that_is_said_is_there():
    literals, patterns = keys_in_code()
    assert literals - TEXTS.keys("en") == set()
    assert [
        pattern.pattern for pattern in patterns if not any(map(pattern.fullmatch, TEXTS.keys("en")))
    ] == []


def test_every_text_that_is_there_is_said():
    literals, patterns = keys_in_code()
    unsaid = {key for key in TEXTS.keys("en") - literals if not any(one.fullmatch(key) for one in patterns)}
    assert unsaid == set()


# Rule ids that the talking code compares with, and that look like keys.
COMPARED = {"refer.red_flag", "refer.check"}
TALKING = [
    path
    for path in [*ROOT.glob("checkin/core/*.py"), *ROOT.glob("checkin/service/*.py")]
    if path.stem not in {"verdict", "progress", "referral"}  # these name rules, not texts
]


def keys_in_code():
    """Every string in the code that talks and looks like a key, and the patterns of the f-strings that do."""
    groups = "|".join({key.split(".")[0] for key in TEXTS.keys("en")})
    literals, patterns = set(), []
    for path in TALKING:
        nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
        put_together = [node for node in nodes if isinstance(node, ast.JoinedStr)]
        inside = {id(part) for node in put_together for part in node.values}
        patterns += [re.compile(pattern) for node in put_together if (pattern := as_pattern(node, groups))]
        literals |= {
            node.value
            for node in nodes
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside
        }
    return {one for one in literals if re.fullmatch(rf"(?:{groups})\.[a-z_.]+", one)} - COMPARED, patterns


def as_pattern(node, groups):
    """f"wait.{why}" as a pattern, if it begins like a key."""
    parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
    if not re.match(rf"(?:{groups})\.", parts[0] or ""):
        return None
    return "".join(r"[a-z_.]*" if part is None else re.escape(part) for part in parts)


@pytest.mark.parametrize(("language", "key"), EVERY)
def test_a_text_is_calm(language, key):
    text = source(language, key)
    assert "!" not in text
    assert "  " not in text
    assert text.endswith("\n")
    assert text.count("\n") == 1


@pytest.mark.parametrize(("language", "key"), [one for one in EVERY if one[1].startswith("coach.")])
def test_a_text_with_a_name_holds_no_symptom(language, key):
    symptoms = r"stiff|pain|pop|swoll|calf|tendon|breath|chest|limp|rigid|dolor|hinch|chasq|pecho|aire|cojea"
    assert not re.search(symptoms, source(language, key), re.IGNORECASE)


@pytest.mark.parametrize(("language", "key"), EVERY)
def test_no_text_promises_a_call(language, key):
    assert not re.search(
        r"we will|we'll|will call you|te llamar|llamaremos", source(language, key), re.IGNORECASE
    )


RUNS = ["plan.run", "plan.graduated", "plan.graduated_light", "ask.weekly", "ask.weekly_light"]
STOPS = {
    "en": "Stop at pain over {{ p.run.step_back - 1 }}, a limp or a pop.",
    "es": "Detente si duele mas de {{ p.run.step_back - 1 }}, cojeas o notas un chasquido.",
}


@pytest.mark.parametrize(("language", "key"), list(product(LANGUAGES, RUNS)))
def test_a_run_is_told_with_its_stop_rule(language, key):
    assert source(language, key).strip().endswith(STOPS[language])


@pytest.mark.parametrize(
    ("language", "key", "names"),
    [
        ("en", "echo.stiffness", "Stiffness"),
        ("en", "echo.pain", "Run pain"),
        ("es", "echo.stiffness", "Rigidez"),
        ("es", "echo.pain", "Dolor al correr"),
    ],
)
def test_an_echo_names_its_kind_and_day(language, key, names):
    (text,) = said(language, key)
    assert text == f"{names} 10, {'Wed' if language == 'en' else 'mié'}."


WORDS = {  # what texts tell a runner to send, and what it has to be read as
    "CHANGE": Intent.CORRECT, "CAMBIAR": Intent.CORRECT,
    "PAUSE": Intent.PAUSE, "PAUSA": Intent.PAUSE,
    "RESUME": Intent.RESUME, "SEGUIR": Intent.RESUME,
    "STATUS": Intent.STATUS, "ESTADO": Intent.STATUS,
    "WHY": Intent.WHY, "PORQUE": Intent.WHY,
    "HELP": Intent.HELP, "AYUDA": Intent.HELP,
    "DOCTOR": Intent.DOCTOR, "MEDICO": Intent.DOCTOR,
    "CLEARED": Intent.CLEARED, "ALTA": Intent.CLEARED,
    "LESS": Intent.LESS, "MENOS": Intent.LESS,
    "MORE": Intent.MORE, "MAS": Intent.MORE,
    "REMIND": Intent.REMIND, "RECORDAR": Intent.REMIND,
    "STOP": Intent.STOP, "START": Intent.START,
    "YES": Intent.YES, "SI": Intent.YES, "Y": Intent.YES, "S": Intent.YES, "N": Intent.NO, "NO": Intent.NO,
    "NOT YET": Intent.NOT_YET, "AUN NO": Intent.NOT_YET,
    "MORNING": Intent.SCORE, "RIGIDEZ": Intent.SCORE, "PAIN": Intent.SCORE, "DOLOR": Intent.SCORE,
    "YESTERDAY": Intent.SCORE, "AYER": Intent.SCORE,
    "NO RUN": Intent.NO_RUN, "YESTERDAY NO RUN": Intent.NO_RUN, "AYER NO CORRI": Intent.NO_RUN,
    "REMIND OFF": Intent.REMIND_OFF,
    "TIME": Intent.TIME, "HORA": Intent.TIME, "TIME EVENING": Intent.TIME, "HORA TARDE": Intent.TIME,
    "TRAVEL": Intent.TRAVEL, "VIAJE": Intent.TRAVEL,
    "TRAVEL HOME": Intent.TRAVEL, "VIAJE CASA": Intent.TRAVEL,
    "ENGLISH": Intent.LANGUAGE, "ESPAÑOL": Intent.LANGUAGE,
    "PLAN": Intent.PLAN, "PAGE": Intent.PAGE, "PAGINA": Intent.PAGE,
    "SHEET": Intent.SHEET, "HOJA": Intent.SHEET,
    "DELETE": Intent.DELETE, "BORRAR": Intent.DELETE,
    "DELETE MY DATA": Intent.DELETE, "BORRAR MIS DATOS": Intent.DELETE,
    "BACK": Intent.BACK, "ATRAS": Intent.BACK,
    "WRONG NUMBER": Intent.WRONG_NUMBER, "NUMERO EQUIVOCADO": Intent.WRONG_NUMBER,
}  # fmt: skip
WITH = {
    Intent.CORRECT: " 4",
    Intent.SCORE: " 4",
    Intent.REMIND: " 17:00",
    Intent.PAUSE: " 5",
    Intent.TIME: " 20:00",
}
TOWN = {"TRAVEL": " Tokyo", "VIAJE": " Tokio"}
IN_CAPITALS = re.compile(r"\b[A-ZÑ]{2,}(?: [A-ZÑ]{2,})*\b")
# OK joins, and takes an alert; the others are for coaches: no words of the reader's.
NOT_SENT = {"OK", "LINK", "ENLACE", "DIGEST ON", "DIGEST OFF", "RESUMEN SI", "RESUMEN NO"}


@pytest.mark.parametrize("word", sorted(WORDS))
def test_a_word_that_a_runner_is_told_to_send_is_read_as_meant(word):
    intent = WORDS[word]
    assert read(word + WITH.get(intent, "") + TOWN.get(word, ""), Question.NONE).intent is intent


@pytest.mark.parametrize(("language", "key"), EVERY)
def test_every_word_in_capitals_is_one_to_send(language, key):
    text = re.sub(r"\{[{%].*?[%}]\}", "", source(language, key))
    assert set(IN_CAPITALS.findall(text)) <= WORDS.keys() | NOT_SENT
