"""The FHIR bundle: valid R4, references that resolve, no name, no number, and gaps that say they are gaps."""

import json
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from checkin.core.facts import Fact, Kind
from checkin.core.model import Phase, Referral, Urgency
from checkin.sheet import fhir
from checkin.sheet.model import Own
from tests.roster.people import NOW, PROTOCOL, TODAY, ago, at, course, decision, known

Resource = dict[str, Any]


def runner(**referral: Any) -> Own:
    facts = (
        Fact(1, at(ago(3)), ago(3), Kind.ASKED_MORNING),
        Fact(2, at(ago(2)), ago(2), Kind.MISSED_MORNING),
        Fact(3, at(ago(1)), ago(1), Kind.ASKED_MORNING),
        Fact(4, at(ago(1)), ago(1), Kind.MISSED_MORNING),
        Fact(5, at(TODAY), TODAY, Kind.MORNING, score=3),
    )
    values: dict[str, Any] = {
        "urgency": Urgency.SAME_DAY,
        "flagged": True,
        "words": "felt a <pop>",
    } | referral
    open_one = Referral("refer.red_flag", day=TODAY, at=at(TODAY, 9), **values)
    fired = decision("refer.red_flag", phase=Phase.REFERRAL, stage=0)
    made = course("22-x-3", {4: 2, 5: None}, phase=Phase.REFERRAL, referral=open_one)
    return Own(known(made, name="Sam Rivera", last=fired), facts)


def bundle(own: Own | None = None, *, named: bool = False, salt: str = "salt") -> Resource:
    return fhir.bundle(own or runner(), NOW, PROTOCOL, salt, named=named)


def of(made: Resource, kind: str) -> list[Resource]:
    return [one["resource"] for one in made["entry"] if one["resource"]["resourceType"] == kind]


def test_it_is_valid_and_comes_back_as_it_went():
    made = bundle(named=True)
    read = Bundle.model_validate(made)
    again = json.loads(read.model_dump_json())
    assert json.loads(Bundle.model_validate(again).model_dump_json()) == again
    assert [one["resource"]["resourceType"] for one in again["entry"]] == [
        one["resource"]["resourceType"] for one in made["entry"]
    ]


def test_every_reference_resolves_inside_it():
    made = bundle()
    known_urls = [one["fullUrl"] for one in made["entry"]]
    assert len(set(known_urls)) == len(known_urls)

    def references(value: Any) -> Any:
        if isinstance(value, dict):
            if "reference" in value:
                yield value["reference"]
            for one in value.values():
                yield from references(one)
        elif isinstance(value, list):
            for one in value:
                yield from references(one)

    found = list(references(made))
    assert found and set(found) <= set(known_urls)


def test_it_holds_no_name_unless_asked_and_never_the_number():
    assert "Sam" not in json.dumps(bundle()) and "2025550123" not in json.dumps(bundle(named=True))
    assert of(bundle(named=True), "Patient")[0]["name"] == [{"use": "usual", "given": ["Sam"]}]
    assert "Rivera" not in json.dumps(bundle(named=True))


def test_its_pseudonyms_are_the_same_each_time_and_depend_on_the_secret():
    first, again, other = bundle(), bundle(), bundle(salt="another")
    assert first == again
    assert of(first, "Patient")[0]["identifier"] != of(other, "Patient")[0]["identifier"]


def test_scores_are_observations_with_their_codes():
    made = of(bundle(), "Observation")
    pains = [one for one in made if one["code"] is fhir.PAIN and "valueQuantity" in one]
    assert [one["valueQuantity"]["value"] for one in pains] == [2]
    assert pains[0]["code"]["coding"][0]["code"] == "72514-3"
    mornings = {one["effectiveDateTime"]: one for one in made if one["code"] is fhir.STIFFNESS}
    today = mornings[TODAY.isoformat()]
    assert today["valueQuantity"] == {
        "value": 3,
        "unit": "{score}",
        "system": "http://unitsofmeasure.org",
        "code": "{score}",
    }
    assert today["bodySite"]["coding"][0]["code"] == "61352006" and "issued" in today


@pytest.mark.parametrize(
    ("back", "code", "words"),
    [
        (3, "asked-unknown", "not answered"),
        (2, "not-asked", "the service's own miss"),
        (1, "not-asked", "did not arrive"),
    ],
)
def test_a_gap_is_an_observation_without_a_value_that_says_why(back: int, code: str, words: str):
    day = ago(back).isoformat()
    found = [one for one in of(bundle(), "Observation") if one["effectiveDateTime"] == day]
    assert len(found) == 1 and "valueQuantity" not in found[0]
    reason = found[0]["dataAbsentReason"]
    assert reason["coding"][0]["code"] == code and words in reason["text"]


def test_a_run_whose_pain_was_not_told_has_no_value():
    found = [one for one in of(bundle(), "Observation") if one["effectiveDateTime"] == ago(5).isoformat()]
    run = next(one for one in found if one["code"] is fhir.PAIN)
    assert run["dataAbsentReason"]["coding"][0]["code"] == "asked-unknown"


def test_the_open_referral_is_a_proposal_with_rule_urgency_and_version():
    asked = of(bundle(), "ServiceRequest")[0]
    assert (asked["intent"], asked["priority"]) == ("proposal", "asap")
    note = asked["note"][0]["text"]
    assert "refer.red_flag" in note and "same-day" in note and "felt a <pop>" in note
    assert "<pop>" not in asked["text"]["div"]


def test_a_crisis_text_is_in_no_bundle():
    assert "felt a" not in json.dumps(bundle(runner(crisis=True)))


def test_without_a_referral_there_is_no_request():
    assert of(bundle(Own(known(course("222")))), "ServiceRequest") == []


def test_each_resource_says_that_it_is_self_reported():
    for one in bundle()["entry"]:
        assert "text message" in one["resource"]["text"]["div"]
        assert one["resource"]["meta"]["tag"][0]["code"] == "self-reported-sms"
