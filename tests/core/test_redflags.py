"""Which danger signs are found, how urgent they are, and what is left alone."""

import pytest

from checkin.core.reading.model import Tier
from checkin.core.redflags import find

SIGNS = {
    (Tier.EMERGENCY, "clot-lung"): [
        "short of breath",
        "can't breathe",
        "coughing up blood",
        "me falta el aire",
    ],
    (Tier.EMERGENCY, "heart"): ["chest pain", "tight chest", "dolor en el pecho"],
    (Tier.EMERGENCY, "collapse"): ["I fainted", "passed out after the run", "me desmayé"],
    (Tier.CRISIS, "self-harm"): ["I want to die", "kill myself", "feeling suicidal", "quiero morir"],
    (Tier.SAME_DAY, "rupture"): [
        "felt a pop",
        "poped",
        "cant stand on tiptoe",
        "kicked from behind",
        "there is a gap in my tendon",
        "my foot flaps",
        "sentí un chasquido",
        "no puedo ponerme de puntillas",
    ],
    (Tier.SAME_DAY, "clot-leg"): ["calf swollen", "calf is hot and red", "pantorrilla hinchada"],
    (Tier.SAME_DAY, "infection"): ["fever", "chills", "redness spreading", "tengo fiebre"],
    (Tier.SAME_DAY, "fracture"): [
        "can't walk",
        "can't put weight on it",
        "stress fracture",
        "no puedo caminar",
    ],
    (Tier.SAME_DAY, "nerve"): ["foot is numb", "toes are blue", "can't lift my foot", "pie dormido"],
    (Tier.SAME_DAY, "antibiotic"): ["on cipro", "ciproflaxin", "levofloxacino"],
    (Tier.SOON, "inflammatory"): [
        "both heels sore",
        "stiff for 45 minutes",
        "wakes me at night",
        "psoriasis",
    ],
    (Tier.ASK_NUMB, "nerve"): ["numb right after icing"],
}


@pytest.mark.parametrize(
    ("tier", "sign", "text"), [(*key, text) for key, texts in SIGNS.items() for text in texts]
)
def test_a_sign_is_found_with_its_urgency(tier: Tier, sign: str, text: str) -> None:
    flag = find(text)
    assert flag is not None
    assert (flag.tier, flag.sign) == (tier, sign)


def test_the_most_urgent_sign_wins() -> None:
    flag = find("both heels stiff, felt a pop and now I can't breathe")
    assert flag is not None
    assert flag.tier is Tier.EMERGENCY


def test_the_runners_words_are_kept_as_they_wrote_them() -> None:
    flag = find("Sentí un CHASQUIDO\x00 en el talón")
    assert flag is not None
    assert flag.words == "Sentí un CHASQUIDO en el talón"


@pytest.mark.parametrize(
    "harmless",
    [
        "no pop",
        "no pop, snap or crack",
        "never popped",
        "didn't hear or feel a pop",
        "pop? no",
        "popped out for a run",
        "popped some ibuprofen",
        "this hill killed me",
        "numb fingers from the cold",
        "my friend snapped his achilles",
        "what if it pops?",
        "popped 3 years ago",
        "can't walk the dog today",
        "can't stand running",
        "sin fiebre ni chasquido",
        "me muero de calor",
        "mi amigo se rompió el aquiles",
    ],
)
def test_a_harmless_use_is_left_alone(harmless: str) -> None:
    assert find(harmless) is None


@pytest.mark.parametrize(
    "text",
    [
        "no pop but can't stand on tiptoe",
        "no pain, calf swollen",
        "no run today pop in my heel",
        "my friend heard my achilles pop",
        "his wife here, he collapsed",
        "not sure if it popped",
        "felt a pop. no pain",
        "no tengo dolor, pantorrilla hinchada",
    ],
)
def test_a_negation_reaches_no_further_than_it_means(text: str) -> None:
    assert find(text) is not None


@pytest.mark.parametrize(("before", "after"), [(1500, 0), (6000, 6000), (0, 9000), (20_000, 200_000)])
def test_a_sign_deep_in_a_long_text_is_found(before: int, after: int) -> None:
    assert find("4 " * before + "felt a pop " + "5 " * after) is not None


def test_the_most_urgent_sign_of_a_long_text_wins() -> None:
    flag = find("felt a pop " + "4 " * 5000 + "I can't breathe")
    assert flag is not None
    assert flag.tier is Tier.EMERGENCY


@pytest.mark.parametrize(
    "text",
    [
        "no pop yesterday but today there was one",
        "never popped before today",
        "can't say it didn't pop",
        "felt a pop behind my knee",
        "everyone would be better off without me",
        "ayer no hubo chasquido pero hoy sí",
    ],
)
def test_what_takes_a_denial_back_is_heard(text: str) -> None:
    assert find(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "my knee popped",
        "steroid shot in my shoulder",
        "calf was swollen last week, fine now",
        "woke up in the night needing a wee",
        "nothing has popped or snapped",
        "teammate heard a pop in his knee",
        "me quedé dormido",
    ],
)
def test_a_sign_elsewhere_over_or_of_another_cause_is_left_alone(text: str) -> None:
    assert find(text) is None
