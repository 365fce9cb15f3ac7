"""The sheet as a FHIR R4 bundle of plain dicts: a patient without a name, their answers, their gaps.

Pain has a LOINC code. Morning stiffness of a tendon from 0 to 10 has none that says the same (the nearest, of
the KOOS JR, is a knee's in five words), so its code is our own and its text says what was asked. The body
site is SNOMED CT's "Structure of achilles tendon". Nothing here is measured: each resource says so.
"""

import hmac
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from html import escape
from typing import Any
from uuid import UUID

from checkin.core.facts import Fact, Kind
from checkin.core.model import Place, Referral, Urgency
from checkin.core.protocol import Protocol
from checkin.roster.case import Case
from checkin.roster.model import Mark
from checkin.roster.view import given
from checkin.sheet.model import Day, Own
from checkin.sheet.window import window

Resource = dict[str, Any]

OURS = "urn:uuid:0f7b6d5e-6a5c-4a53-9a0e-3a9d1d6a7c21"  # our own codes; no registry knows them
LOINC, SNOMED, UCUM = "http://loinc.org", "http://snomed.info/sct", "http://unitsofmeasure.org"
TERMS = "http://terminology.hl7.org/CodeSystem"
SELF_REPORTED = "Self-reported by text message (SMS), not measured and not checked by a clinician."

PAIN: Resource = {
    "coding": [
        {
            "system": LOINC,
            "code": "72514-3",
            "display": "Pain severity - 0-10 verbal numeric rating [Score] - Reported",
        }
    ],
    "text": "Worst Achilles pain during or after a run, 0-10",
}
STIFFNESS: Resource = {
    "coding": [
        {"system": OURS, "code": "morning-stiffness-0-10", "display": "Achilles stiffness, first steps, 0-10"}
    ],
    "text": "Achilles stiffness on the first steps of the day, 0 none to 10 worst",
}
ACHILLES = {"system": SNOMED, "code": "61352006", "display": "Structure of achilles tendon"}
SITES = {
    Place.MID: "Achilles tendon, mid-portion; side not asked",
    Place.HEEL: "Achilles tendon at the heel bone; side not asked",
    Place.UNSURE: "Achilles tendon, the runner is unsure where; side not asked",
}
# Why there is no score. "asked-unknown" is the nearest to a question that arrived and stayed open.
ABSENT = {
    Mark.UNANSWERED: ("asked-unknown", "Asked But Unknown", "asked by text, not answered"),
    Mark.UNDELIVERED: ("not-asked", "Not Asked", "the text with the question did not arrive"),
    Mark.UNASKED: ("not-asked", "Not Asked", "due, and not asked: the service's own miss"),
}
UNTOLD = ("asked-unknown", "Asked But Unknown", "a run whose pain was not told")
PRIORITY = {Urgency.ROUTINE: "routine", Urgency.SAME_DAY: "asap", Urgency.EMERGENCY: "stat"}


def bundle(own: Own, now: datetime, protocol: Protocol, salt: str, *, named: bool = False) -> Resource:
    """The bundle at an instant. `salt` is secret: without it nobody can tell whose the identifiers are.

    `named`: with the given name, for the runner who asks for it.
    """
    names = _Names(own.known.id, salt)
    case, drawn = Case(own.known, now, protocol), window(own, now, protocol)
    found = [_patient(own, names, named=named)]
    told = _reported(own.facts)
    for day in drawn.days:
        found += _of_day(day, case.known.runner.profile.place, names, told)
    if case.course.referral is not None:
        found.append(_request(case.course.referral, own, names))
    return {
        "resourceType": "Bundle",
        "id": names.id("bundle"),
        "meta": _meta(),
        "type": "collection",
        "timestamp": now.isoformat(),
        "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in found],
    }


class _Names:
    """The pseudonyms of one runner's resources: the same each time, and of no meaning to anybody else."""

    def __init__(self, runner_id: int, salt: str) -> None:
        self._runner_id, self._salt = runner_id, salt

    def id(self, what: str) -> str:
        made = hmac.digest(self._salt.encode(), f"fhir:{self._runner_id}:{what}".encode(), "sha256")
        return str(UUID(bytes=made[:16], version=4))

    @property
    def patient(self) -> Resource:
        return {"reference": f"urn:uuid:{self.id('patient')}"}


def _meta() -> Resource:
    return {"tag": [{"system": OURS, "code": "self-reported-sms", "display": SELF_REPORTED}]}


def _resource(kind: str, made_id: str, words: str, **content: Any) -> Resource:
    div = f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{escape(words)}</p><p>{SELF_REPORTED}</p></div>'
    narrative = {"status": "generated", "div": div}
    return {"resourceType": kind, "id": made_id, "meta": _meta(), "text": narrative, **content}


def _patient(own: Own, names: _Names, *, named: bool) -> Resource:
    made = names.id("patient")
    content: Resource = {"identifier": [{"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{made}"}]}
    if named:
        content["name"] = [{"use": "usual", "given": [given(own.known.runner.profile.name)]}]
    return _resource("Patient", made, "A runner with a sore Achilles tendon.", **content)


def _reported(facts: Sequence[Fact]) -> dict[tuple[Kind, date], datetime]:
    """When each score was told."""
    return {(fact.kind, fact.day): fact.at for fact in facts if fact.kind in (Kind.MORNING, Kind.RUN)}


def _of_day(
    day: Day, place: Place, names: _Names, told: dict[tuple[Kind, date], datetime]
) -> Iterator[Resource]:
    if day.score is not None or day.mark is not None:
        absent = ABSENT[day.mark] if day.score is None and day.mark else None
        yield _observation(
            names.id(f"stiffness:{day.day}"), STIFFNESS, day, place, names, day.score, absent,
            told.get((Kind.MORNING, day.day)),
        )  # fmt: skip
    if day.run is not None:
        absent = UNTOLD if day.run.pain is None else None
        yield _observation(
            names.id(f"pain:{day.day}"), PAIN, day, place, names, day.run.pain, absent,
            told.get((Kind.RUN, day.day)),
        )  # fmt: skip


def _observation(
    made_id: str,
    code: Resource,
    day: Day,
    place: Place,
    names: _Names,
    score: int | None,
    absent: tuple[str, str, str] | None,
    at: datetime | None,
) -> Resource:
    notes = [SELF_REPORTED]
    if day.masked:
        notes.append("The runner wrote of a painkiller on this day: it may hide the score.")
    content: Resource = {
        "status": "final",
        "category": [{"coding": [{"system": f"{TERMS}/observation-category", "code": "survey"}]}],
        "code": code,
        "subject": names.patient,
        "effectiveDateTime": day.day.isoformat(),
        "performer": [names.patient],
        "bodySite": {"coding": [ACHILLES], "text": SITES[place]},
        "note": [{"text": " ".join(notes)}],
    }
    if at is not None and score is not None:
        content["issued"] = at.isoformat()
    if absent is not None:
        reason, display, words = absent
        coding = {"system": f"{TERMS}/data-absent-reason", "code": reason, "display": display}
        content["dataAbsentReason"] = {"coding": [coding], "text": words}
    else:
        content["valueQuantity"] = {"value": score, "unit": "{score}", "system": UCUM, "code": "{score}"}
    said = absent[2] if absent else score
    return _resource("Observation", made_id, f"{code['text']}: {said}. {day.day.isoformat()}.", **content)


def _request(referral: Referral, own: Own, names: _Names) -> Resource:
    """The open referral: a proposal by a program, which a person may act on."""
    version = next((one.version for one in reversed(own.known.decisions) if one.rule == referral.rule), "")
    words = (
        f"Rule {referral.rule} of the protocol \u201c{version}\u201d, {referral.urgency.value}, "
        f"{referral.day.isoformat()}. Made by a program from the runner's own texts; not a diagnosis."
    )
    said = (
        f" Their words: \u201c{referral.words}\u201d"
        if referral.flagged and referral.words and not referral.crisis
        else ""
    )
    return _resource(
        "ServiceRequest",
        names.id("referral"),
        words,
        status="active",
        intent="proposal",
        priority=PRIORITY[referral.urgency],
        code={"text": "To be seen by a doctor or physiotherapist about the Achilles tendon"},
        subject=names.patient,
        authoredOn=referral.at.isoformat(),
        bodySite=[{"coding": [ACHILLES]}],
        reasonCode=[{"coding": [{"system": OURS, "code": referral.rule}], "text": referral.rule}],
        note=[{"text": words + said}],
    )
