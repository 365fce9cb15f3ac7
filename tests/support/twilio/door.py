"""The tests' own door: texts from outside, callbacks and faults at their word, and a look at the state."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from tests.support.twilio import inbound
from tests.support.twilio.config import Faults
from tests.support.twilio.courier import Where
from tests.support.twilio.fake import Fake
from tests.support.twilio.walk import Call
from tests.support.twilio.wire import Answer, Request

PREFIX = "/_fake/"


def answer(fake: Fake, request: Request) -> Answer:
    """Do what a test asks for."""
    act = ACTS.get((request.method, request.path.removeprefix(PREFIX)))
    if act is None:
        return Answer.of({"problem": f"no {request.method} {request.path}"}, 404)
    try:
        return Answer.of(act(fake, json.loads(request.body or b"{}")))
    except (KeyError, TypeError, ValueError) as error:
        return Answer.of({"problem": repr(error)}, 400)


def _inbound(fake: Fake, told: dict[str, Any]) -> Any:
    message = inbound.keep(fake, told)
    inbound.note(fake, message)
    return {"sid": message.sid}


def _receive(fake: Fake, told: dict[str, Any]) -> Any:
    message = fake.messages.get(told["sid"]) if "sid" in told else inbound.keep(fake, told)
    if message is None:
        raise ValueError(f"there is no {told['sid']}")
    outcome = inbound.deliver(fake, message, told.get("extra", {}))
    return {"sid": message.sid, **asdict(outcome)}


def _callback(fake: Fake, told: dict[str, Any]) -> Any:
    message = fake.messages.get(told["sid"])
    if message is None:
        raise ValueError(f"there is no {told['sid']}")
    return {"status": fake.walker.call(message, Call(told["status"], told.get("code")))}


def _faults(fake: Fake, told: dict[str, Any]) -> Any:
    fake.script.replace(Faults(**told))
    return {}


def _point(fake: Fake, told: dict[str, Any]) -> Any:
    fake.courier.where = Where(**{**asdict(fake.courier.where), **told})
    return {}


def _state(fake: Fake, _: dict[str, Any]) -> Any:
    return {**fake.messages.counts(), **fake.walker.waiting()}


ACTS: dict[tuple[str, str], Callable[[Fake, dict[str, Any]], Any]] = {
    ("POST", "inbound"): _inbound,
    ("POST", "receive"): _receive,
    ("POST", "callback"): _callback,
    ("POST", "faults"): _faults,
    ("POST", "point"): _point,
    ("GET", "state"): _state,
}
