"""What runners ask for beside scores, in the words they use for it; and what only sounds like it."""

import shutil
from datetime import time
from pathlib import Path

import pytest

from checkin.core.reading import label, lexicon, read
from checkin.core.reading.lines import answer
from checkin.core.reading.model import Intent, Question, Reading

NONE, STIFFNESS, PAIN = Question.NONE, Question.STIFFNESS, Question.PAIN


def clocks(*pairs: tuple[str, str], evening: bool = False) -> list[tuple[str, Reading]]:
    return [(text, Reading(Intent.TIME, clock=time.fromisoformat(at), evening=evening)) for at, text in pairs]


def towns(*pairs: tuple[str, str]) -> list[tuple[str, Reading]]:
    return [(text, Reading(Intent.TRAVEL, town=town)) for town, text in pairs]


def plain(intent: Intent, *texts: str) -> list[tuple[str, Reading]]:
    return [(text, Reading(intent)) for text in texts]


TIMES = [
    *clocks(
        ("06:30", "TIME 6:30"),
        ("06:30", "time 630"),
        ("06:30", "Time: 06:30"),
        ("06:30", "time 6.30 pls"),
        ("06:30", "TIME6:30"),
        ("07:15", "Time = 7:15am"),
        ("07:00", "time 7."),
        ("04:00", "TIME 4"),
        ("05:45", "time morning 5:45"),
        ("07:00", "ask me at 7 from now on"),
        ("06:15", "can you text me at 6.15am instead"),
        ("07:00", "change my morning time to 7"),
        ("07:30", "hey, could you message me at 7:30 each morning please 🙏"),
        ("05:45", "please message me at 5.45 am from now on"),
        ("12:00", "ask me at noon"),
        ("06:30", "text me at half six"),
        ("06:45", "text me at quarter to 7 instead"),
        ("06:30", "6:30 works better"),
        ("07:00", "can we do 7am instead"),
        ("07:00", "I want my texts at 7"),
        ("08:00", "move the question to 8"),
        ("07:00", "make it 7am"),
        ("07:00", "change it to 7am"),
        ("06:00", "Time to 6am"),
        ("08:00", "too early, ask me at 8 please"),
        ("07:15", "new time 7:15"),
        ("07:30", "cambiar a las 7:30"),
        ("06:30", "HORA 6:30"),
        ("07:00", "hora: 7"),
        ("07:00", "preguntame a las 7"),
        ("06:30", "pregúntame a las 6 y media"),
        ("07:00", "cambia la hora a las 7"),
        ("06:30", "cambiar hora 6:30"),
        ("06:15", "cámbiame la hora a las 6:15 porfa"),
        ("08:00", "mándame la pregunta a las 8"),
        ("08:00", "quiero los mensajes a las 8"),
        ("06:45", "escríbeme a las siete menos cuarto"),
    ),
    *clocks(
        ("20:00", "time evening 20:00"),
        ("20:00", "ask about runs at 8pm"),
        ("20:00", "TIME EVENING 8"),
        ("20:00", "ask me about my run at 8"),
        ("21:00", "move my run question to 9pm"),
        ("21:00", "change evening question to 9"),
        ("21:00", "run question at 9pm"),
        ("21:00", "evening question at 21:00"),
        ("21:00", "preguntame por la noche a las 9"),
        ("21:00", "hora noche 21:00"),
        ("21:00", "pregúntame por la carrera a las 9 de la noche"),
        evening=True,
    ),
    *plain(Intent.TIME, "TIME", "time", "hora", "change my time"),
]
TOWNS = towns(
    ("Tokyo", "TRAVEL Tokyo"),
    ("tokyo", "travel tokyo"),
    ("TOKYO", "TRAVEL TOKYO"),
    ("Tokyo", "travle Tokyo"),
    ("Denver", "I'm in Denver"),
    ("Denver", "i’m in Denver today"),
    ("denver", "im in denver"),
    ("New York", "im in New York this week"),
    ("london", "im in london this week"),
    ("NYC", "I'm in NYC"),
    ("LA", "I'm in LA"),
    ("UK", "I'm in the UK"),
    ("Netherlands", "I'm in the Netherlands now"),
    ("Portland, Oregon", "moved to Portland, Oregon"),
    ("Portland, Oregon", "I'm in Portland, Oregon until Friday"),
    ("San Diego, CA", "I'm in San Diego, CA for a race"),
    ("Austin TX", "moving to Austin TX"),
    ("St. Louis", "I'm in St. Louis"),
    ("Stratford-upon-Avon", "I'm in Stratford-upon-Avon"),
    ("Tokyo", "Just landed in Tokyo ✈️"),
    ("Tokyo", "I'm in Tokyo 🇯🇵 now"),
    ("Mexico City", "Im in Mexico City til sunday"),
    ("São Paulo", "I'm in São Paulo for work"),
    ("Madrid", "VIAJE Madrid"),
    ("Madrid", "estoy en Madrid"),
    ("méxico", "estoy en méxico esta semana"),
    ("Ciudad Juárez", "estoy en Ciudad Juárez"),
    ("Buenos Aires", "me mudé a Buenos Aires"),
    ("Madrid", "voy de viaje a Madrid"),
    ("Londres", "Ahora estoy en Londres"),
    ("Spain", "I'm in Spain til the 20th"),
    ("Spain", "I'm in Spain until 20 May"),
    ("Great Falls", "I am in Great Falls"),
    ("LONDON", "I'M IN LONDON"),
    ("Denver", "I'm back in Denver"),
    ("La Paz", "estoy en La Paz"),
    ("Lisbon", "we're in Lisbon"),
    ("Leeds", "Moved to Leeds 🏡"),
    ("New York, NY", "TRAVEL New York, NY"),
    ("São Paulo, Brazil", "travel: São Paulo, Brazil"),
    ("cornwall", "were in cornwall"),
    ("Cusco", "me encuentro en Cusco"),
    ("home", "TRAVEL HOME"),
    ("home", "travel home please"),
    ("home", "VIAJE CASA"),
    ("", "TRAVEL"),
)
TOWNS += [
    (text, Reading(Intent.TRAVEL, town=town, later=True))
    for town, text in (
        ("London", "traveling to London tomorrow"),
        ("New York City", "travelling to New York City next week"),
        ("London", "going to London tomorrow"),
        ("Paris", "Flying to Paris on Friday"),
        ("Lima", "viajo a Lima mañana"),
    )
]
LANGUAGES = [
    (text, Reading(Intent.LANGUAGE, language=code))
    for code, text in (
        ("es", "LANGUAGE Spanish"),
        ("es", "ESPAÑOL"),
        ("es", "español"),
        ("es", "spansh"),
        ("es", "spanish please"),
        ("es", "en español por favor"),
        ("es", "do you speak spanish?"),
        ("es", "can you text me in spanish"),
        ("es", "Can I get this in Spanish"),
        ("es", "quiero español"),
        ("es", "idioma español"),
        ("es", "no hablo ingles"),
        ("es", "prefiero en castellano"),
        ("es", "LANG ES"),
        ("es", "langauge spanish"),
        ("es", "quiero cambiar a español"),
        ("es", "Podrías escribirme en español por favor?"),
        ("en", "in english"),
        ("en", "INGLES"),
        ("en", "english pls"),
        ("en", "IDIOMA inglés"),
        ("en", "hablas ingles"),
        ("en", "puedes escribirme en inglés"),
        ("en", "in inglés please"),
        ("", "LANGUAGE Klingon"),
        ("", "language"),
        ("", "cambiar idioma"),
        ("", "change my language"),
    )
]
VIEWS = [
    *plain(
        Intent.PLAN, "PLAN", "plan?", "what's the plan", "what's next?? 🤔", "wats next", "whats next stage"
    ),
    *plain(Intent.PLAN, "what do i do today", "next step", "my plan", "hey coach what's the plan for today"),
    *plain(
        Intent.PLAN,
        "what are my exercises today",
        "que sigue",
        "q sigue",
        "cual es el plan",
        "¿qué toca hoy?",
    ),
    *plain(Intent.PLAN, "mi plan", "siguiente etapa"),
    *plain(Intent.LAST, "LAST", "last 7", "last 7 days", "my last week", "my numbers", "history", "scores"),
    *plain(
        Intent.LAST, "show my scores", "show me my last 7 days", "can you show me my numbers for the week"
    ),
    *plain(
        Intent.LAST, "how was my last week", "my pain history", "ULTIMOS", "últimos 7 días", "mis numeros"
    ),
    *plain(Intent.LAST, "mi historial", "muéstrame mis notas"),
    *plain(Intent.PAGE, "PAGE", "my page", "my chart pls", "link", "send me my page", "can i get the link"),
    *plain(
        Intent.PAGE, "show me my chart", "progress chart", "i want to see my graph", "PAGINA", "mi grafica"
    ),
    *plain(Intent.PAGE, "mándame el enlace", "mi página por favor"),
    *plain(Intent.SHEET, "SHEET", "doctor sheet", "page for the doctor", "sheet for physio", "doctor report"),
    *plain(Intent.SHEET, "can you send me the sheet for my doctor", "something to show my doctor", "HOJA"),
    *plain(Intent.SHEET, "hoja para el medico", "hoja para mi fisio", "informe para el médico"),
    *plain(Intent.PLAN, "q hago hoy", "what do I need to do today?", "cuales son mis ejercicios"),
    *plain(Intent.PAGE, "gimme the link", "where can i find my chart", "quiero ver mi grafica"),
    *plain(
        Intent.SHEET,
        "a page I can show my doctor",
        "print something for my gp",
        "I need a letter for my physio",
    ),
    *plain(
        Intent.DELETE, "i want to be forgotten", "pls erase me", "remove all my information", "borrar todo"
    ),
    *plain(Intent.DELETE, "delete everything about me", "elimina todos mis datos", "can i delete my data"),
    *plain(Intent.BACK, "BACK", "go back", "oops go back", "previous question", "prev question", "back one"),
    *plain(
        Intent.BACK, "can we go back a question", "ATRAS", "volver atrás", "pregunta anterior", "anterior"
    ),
    *plain(Intent.DELETE, "DELETE MY DATA", "delete me", "erase everything you have on me", "remove my data"),
    *plain(Intent.DELETE, "forget me", "gdpr erase", "delete", "please delete all my data", "erase my info"),
    *plain(Intent.DELETE, "I want my data deleted", "wipe all my data", "please forget everything about me"),
    *plain(Intent.DELETE, "BORRAR MIS DATOS", "borra todo lo mio", "eliminen mis datos", "BORRAR", "borra"),
    *plain(Intent.DELETE, "quiero que borren mis datos", "borren mis datos por favor", "delet my data"),
]
DONES = [
    *plain(
        Intent.DONE, "did my raises", "did my heel drops this morning", "finished the exercises", "iced it"
    ),
    *plain(
        Intent.DONE, "did all my exercises today 👍", "raises done", "just finished my heel raises", "iced 🧊"
    ),
    *plain(Intent.DONE, "done with the raises", "I did my exercises and iced it", "did my excercises"),
    *plain(
        Intent.DONE,
        "ya hice los ejercicios",
        "ya hice mis ejercicios 💪",
        "ejercicios hechos",
        "me puse hielo",
    ),
    *plain(Intent.DONE, "ya me puse hielo", "hice las elevaciones", "hize los ejercicios", "iced for 15 min"),
    *plain(Intent.DONE, "rehab done ✅", "did rehab today", "exercises: done", "done my stretches, all good"),
]
DONE_UNASKED = [
    *plain(Intent.DONE, "done", "Done!", "done 💪", "did it", "did them", "all done thanks", "finished"),
    *plain(Intent.DONE, "hecho", "listo", "gracias, listo", "ya está", "did 3 sets of raises"),
]
PAUSES = [
    ("pause until Friday", Reading(Intent.PAUSE, until_weekday=4)),
    ("pause til monday", Reading(Intent.PAUSE, until_weekday=0)),
    ("can you pause until next monday please", Reading(Intent.PAUSE, until_weekday=0)),
    ("PAUSE UNTIL SUNDAY", Reading(Intent.PAUSE, until_weekday=6)),
    ("PAUSE until 12 May", Reading(Intent.PAUSE, until=(5, 12))),
    ("pause until May 12", Reading(Intent.PAUSE, until=(5, 12))),
    ("pausing until the 20th of June", Reading(Intent.PAUSE, until=(6, 20))),
    ("pause until 5/12", Reading(Intent.PAUSE, until=(5, 12))),
    ("pause until 25/12", Reading(Intent.PAUSE, until=(12, 25))),
    ("pause until 2027-01-02", Reading(Intent.PAUSE, until=(1, 2))),
    ("pause till tomorrow", Reading(Intent.PAUSE, days=0)),
    ("pause until the 3rd", Reading(Intent.PAUSE, vague=True)),
    ("pause until 31/2", Reading(Intent.PAUSE, vague=True)),
    ("pause until may", Reading(Intent.PAUSE, vague=True)),
    ("on holiday in Spain until Friday", Reading(Intent.PAUSE, until_weekday=4)),
    ("puase untill fryday", Reading(Intent.PAUSE, until_weekday=4)),
    ("im on vaction til monday", Reading(Intent.PAUSE, until_weekday=0)),
    ("no texts until friday", Reading(Intent.PAUSE, until_weekday=4)),
    ("I'm on holiday until Friday", Reading(Intent.PAUSE, until_weekday=4)),
    ("on hols til sat", Reading(Intent.PAUSE, until_weekday=5)),
    ("away until 3rd June", Reading(Intent.PAUSE, until=(6, 3))),
    ("on vacation, back on Friday", Reading(Intent.PAUSE, until_weekday=4)),
    ("away, back on 1 March", Reading(Intent.PAUSE, until=(3, 1))),
    ("pausa hasta el viernes", Reading(Intent.PAUSE, until_weekday=4)),
    ("pausa hasta el lunes", Reading(Intent.PAUSE, until_weekday=0)),
    ("pausa hasta el 12 de mayo", Reading(Intent.PAUSE, until=(5, 12))),
    ("pausa hasta 12/5", Reading(Intent.PAUSE, until=(5, 12))),
    ("estoy de vacaciones hasta el viernes", Reading(Intent.PAUSE, until_weekday=4)),
    ("de viaje hasta el 3 de junio", Reading(Intent.PAUSE, until=(6, 3))),
    ("PAUSE 5", Reading(Intent.PAUSE, days=5)),
    ("pause a week", Reading(Intent.PAUSE, days=7)),
]
NAMES = [
    (text, Reading(Intent.NAME, name=name))
    for name, text in (
        ("Sara", "NAME Sara"),
        ("Sara", "call me Sara"),
        ("Sara", "my name is sara"),
        ("Sara", "MY NAME IS SARA"),
        ("Al", "CALL ME AL"),
        ("Sara Jane", "NAME sara jane"),
        ("Mary-Jane O'Neil", "my name is Mary-Jane O'Neil"),
        ("Jay", "I go by Jay"),
        ("Sara", "me llamo Sara"),
        ("José", "nombre José"),
        ("Pepe", "llámame Pepe"),
        ("", "name"),
    )
]
PLACES = [
    (text, Reading(Intent.PLACE, spot=spot))
    for spot, text in (
        ("heel", "PLACE heel"),
        ("mid", "PLACE middle"),
        ("unsure", "place not sure"),
        ("heel", "it's my heel, not the tendon"),
        ("heel", "it is the heel bone"),
        ("heel", "the pain is at the heel bone"),
        ("heel", "its the heel"),
        ("mid", "middle of the tendon"),
        ("mid", "mid tendon"),
        ("mid", "it's in the middle"),
        ("mid", "its the middle of the tendon not the heel"),
        ("mid", "it hurts more in the middle of the tendon"),
        ("heel", "LUGAR talon"),
        ("heel", "es el talon"),
        ("heel", "es el hueso del talón"),
        ("mid", "es en medio del tendón"),
        ("", "place"),
    )
]
ASKED_FOR = [*TIMES, *TOWNS, *LANGUAGES, *VIEWS, *DONES, *PAUSES, *NAMES, *PLACES]


@pytest.mark.parametrize(("text", "reading"), [*ASKED_FOR, *DONE_UNASKED])
def test_a_wish_is_read_with_its_object(text: str, reading: Reading) -> None:
    assert read(text, NONE) == reading


@pytest.mark.parametrize(("text", "reading"), ASKED_FOR)
def test_a_wish_is_one_too_while_a_score_is_asked_for(text: str, reading: Reading) -> None:
    for question in (STIFFNESS, PAIN):
        assert read(text, question) == reading


@pytest.mark.parametrize(("text", "reading"), [*ASKED_FOR, *DONE_UNASKED])
def test_a_new_wish_is_labelled_other(text: str, reading: Reading) -> None:
    assert label(read(text, NONE), NONE) == ("pause" if reading.intent is Intent.PAUSE else "other")


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("I'm 16", 16),
        ("im 15 yrs old", 15),
        ("I am only 17", 17),
        ("16 years old", 16),
        ("16yo", 16),
        ("age 15", 15),
        ("Im sixteen", 16),
        ("I'm a 16 year old runner", 16),
        ("hi coach, i'm 17 yo", 17),
        ("im almost 18", 17),
        ("I turn 18 in May", 17),
        ("tengo 16 años", 16),
        ("tengo dieciséis años", 16),
        ("edad 15", 15),
        ("I'm a minor", 17),
        ("soy menor de edad", 17),
        ("not 18 yet", 17),
        ("I am under 18", 17),
        ("aún no tengo 18", 17),
        ("I'm 45", 45),
        ("tengo 45 años", 45),
        ("I'm 15 and my heel hurts", 15),
        ("I'm 16 and felt a pop", 16),
        ("I'm 16 weeks in", None),
        ("I'm 4 today", None),
        ("I'm 9", None),
        ("I'm 10", None),
        ("I'm 16 stone", None),
        ("I'm 12 weeks post op", None),
        ("I'm 100% better", None),
        ("im under 18 min for 5k", None),
        ("I'm not a minor", None),
        ("my son is 16", None),
        ("shoes are 2 years old", None),
        ("my dog is 12 years old", None),
        ("tengo 20 años corriendo", None),
        ("only 12", None),
        ("16", None),
    ],
)
def test_an_age_is_filled_beside_any_intent(text: str, age: int | None) -> None:
    for question in Question:
        reading = read(text, question)
        assert reading.age == age
        assert age is None or reading.intent not in (Intent.SCORE, Intent.CORRECT)


@pytest.mark.parametrize(
    ("text", "score", "fields"),
    [
        ("I'm 16, pain 3", 3, {"age": 16}),
        ("I'm 45 years old and a 3", 3, {"age": 45}),
        ("tengo 16 años y un 3", 3, {"age": 16}),
        ("in Denver, 4", 4, {"town": "Denver"}),
        ("I'm in Denver and it's a 4", 4, {"town": "Denver"}),
        ("I'm in Spain for work, 3", 3, {"town": "Spain"}),
        ("estoy en Bogotá, 3", 3, {"town": "Bogotá"}),
        ("it's my heel, 4", 4, {}),
        ("my name is Sara, 2", 2, {"name": "Sara"}),
        ("done 3", 3, {}),
        ("done, 3", 3, {}),
        ("done. 3", 3, {}),
        ("listo, 3", 3, {}),
        ("did my raises, 3", 3, {}),
        ("iced it, pain 2", 2, {}),
        ("hice los ejercicios, 2", 2, {}),
        ("what's next? 4", 4, {}),
        ("3, what's the plan", 3, {}),
        ("TIME 6:30, and 4", 4, {}),
        ("raises done, pain 2", 2, {}),
        ("did my raises no pain", 0, {}),
    ],
)
def test_a_score_comes_before_the_wish_beside_it(text: str, score: int, fields: dict[str, object]) -> None:
    for question in (STIFFNESS, PAIN):
        reading = read(text, question)
        assert reading.intent is Intent.SCORE
        assert [told.score for told in reading.told] == [score]
        assert {name: getattr(reading, name) for name in fields} == fields


NO_WISHES = """
score:3	ran at 6:30, pain 3
score:2	took my time, 2
score:2	time was 25:30, pain 2
score:3	good time had, 3
score:3	same time as yesterday, 3
score:8	I'm in agony 8
score:3	in the morning 3
score:3	I'm in less pain, 3
score:2	in a rush, 2
score:4	my name is on the list, 4
score:4	delete that, 4
score:4	heel 4
score:4	my heel is stiff, 4
score:4	it's my heel 4
score:3	pain above the heel 3
score:3	middle of the tendon 3
score:3	el talon 3
score:3	back to running 3
score:3	my back is sore, 3
score:4	last night 4
score:4	I'm 4 today
score:8	im a 8
score:10	I'm 10
score:3	finished my run, 3
score:3	done my run, 3
score:2	3x15 raises done, 2
score:3	spanish run club today, 3
score:5	en la tarde 5
score:4	en reposo 4
score:3	3 in english money
score:2	plan was 5k, ran 3k, pain 2
score:2	on holiday, 2
score:4	text 4
score:2	page turner of a run, 2
score:3	linked up with the club, 3
correct:4	change to 4
correct:4	change morning to 4
correct:7	make it 7
correct:3	oops 3
correct:4	no, 4
no_run	I'm in bed, no run
no_run	in Paris, didn't run
no_run	traveling today, no run
no_run	travel day, no run
no_run	didn't run, did my raises
no_run	estoy en Lima, no corrí
no_run	skipped my raises
no_run	sheet of ice outside, no run
ask_again	I'm in pain
ask_again	IM IN PAIN
ask_again	I'm in bed
ask_again	I'm in
ask_again	I'm in bits
ask_again	I'm in week 3
ask_again	I'm in a meeting
ask_again	I'm in good shape
ask_again	im in a lot of pain
ask_again	Im in the hospital
ask_again	stiff in the heel
ask_again	estoy en cama
ask_again	estoy en el trabajo
ask_again	estoy en agonía
ask_again	estoy en casa
ask_again	I moved to the couch
ask_again	I'm in orthotics
ask_again	I'M IN AGONY
ask_again	ESTOY EN CAMA
ask_again	I'm not in Denver
ask_again	my friend is in Denver
ask_again	estoy en paz
score:3	In fact 3
score:4	In short, 4
score:10	done 10
ask_again	going to bed
ask_again	off to the physio
ask_again	time off
ask_again	time for a break
ask_again	time flies
ask_again	what time do you ask
ask_again	last time it hurt
ask_again	last run was a 5
ask_again	my last week was a 4
ask_again	history of achilles problems
ask_again	delete my last score
ask_again	my plan didn't work
ask_again	my page is empty
ask_again	call me later
ask_again	call me back
ask_again	my name is on the list
ask_again	my heel hurts
ask_again	heel hurts
ask_again	heel
ask_again	me duele el talon
ask_again	haven't done my raises
ask_again	did my run
ask_again	done
ask_again	hecho
ask_again	listo
ask_again	my spanish is bad
ask_again	going back to work
ask_again	coach is on holiday until friday
ask_again	tengo 54 años
ask_again	can i run today?
not_yet	ask me later
not_yet	plan to run later
stop	STOP
stop	stop, I'm in Denver
stop	delete my number
stop	remove me
stop	done with this
stop	stop texting me until Friday
resume	I'm back
resume	im back now
status	what's my status
status	STATUS
help	what do I do?
red_flag	I'm in Denver and felt a pop
red_flag	done my raises and my calf is swollen
red_flag	there is a gap above my heel
red_flag	my name is Sara and I want to die
red_flag	no puedo ponerme de puntillas, estoy en Madrid
red_flag	what's next? my calf is hot and swollen
red_flag	it's my heel, heard a snap
red_flag	I'm 16 and felt a pop
red_flag	back on Friday, cant stand on tiptoe
red_flag	delete my data, I felt it snap
"""


@pytest.mark.parametrize("row", NO_WISHES.strip().splitlines())
def test_what_sounds_like_a_wish_stays_what_it_was(row: str) -> None:
    wanted, text = row.split("\t")
    assert answer(f"pain\t{text}") == wanted.replace("not_yet", "ask_again")


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("I'm in pain", Intent.OTHER),
        ("i'm in agony", Intent.OTHER),
        ("estoy en cama", Intent.OTHER),
        ("time off", Intent.OTHER),
        ("what time do you text", Intent.OTHER),
        ("call me maybe", Intent.OTHER),
        ("heel hurts", Intent.OTHER),
        ("a point lower", Intent.OTHER),
        ("delete my last score", Intent.OTHER),
        ("my plan didn't work", Intent.OTHER),
        ("can i run today?", Intent.OTHER),
        ("going to run later", Intent.NOT_YET),
        ("I'm back", Intent.RESUME),
        ("ok", Intent.THANKS),
        ("wrong number, my name is Bob", Intent.WRONG_NUMBER),
        ("remind me at 5", Intent.REMIND),
        ("yes, I'm in Denver", Intent.YES),
        ("yes, did my raises", Intent.YES),
        ("no, done my raises", Intent.NO),
        ("no, it's the heel bone", Intent.PLACE),
        ("yes please send me my page", Intent.PAGE),
        ("can I take advil in Denver?", Intent.MEDICINE),
    ],
)
def test_unasked_too(text: str, intent: Intent) -> None:
    assert read(text, NONE).intent is intent


@pytest.mark.parametrize(
    "text", ["I'm in " + "X" * 3000, "TRAVEL " + "Ab " * 500, "name " + "é" * 200, "time " * 400]
)
def test_a_long_text_is_read_and_gives_no_long_object(text: str) -> None:
    reading = read(text, NONE)
    assert len(reading.town) <= 60
    assert len(reading.name) <= 40


def test_a_new_table_brings_its_own_name(tmp_path: Path) -> None:
    words = Path(lexicon.__file__).parent / "words"
    shutil.copytree(words, tmp_path, dirs_exist_ok=True)
    table = '[language]\nnames = "french, frances"\n[months]\nmai = "5"\n[wish]\nplanphrase = "le plan, la"\n'
    (tmp_path / "fr.toml").write_text(table, encoding="utf-8")
    found = lexicon.load(tmp_path)
    assert (found.languages["french"], found.languages["spanish"]) == ("fr", "es")
    assert found.months["mai"] == found.months["mayo"]
    assert "planphrase" in found.wishes["le plan"]


def test_every_class_of_the_wishes_is_in_a_table_and_hides_no_older_one() -> None:
    old = {name for classes in lexicon.LEXICON.words.values() for name in classes}
    new = {name for classes in lexicon.LEXICON.wishes.values() for name in classes}
    assert old.isdisjoint(new)
