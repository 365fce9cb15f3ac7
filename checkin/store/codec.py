"""Core values to JSON and back: a runner's state and the lines of their journal."""

import json
from typing import Any

import msgspec

from checkin.core.facts import Fact
from checkin.core.model import Runner

_encoder = msgspec.json.Encoder()
_runners = msgspec.json.Decoder(Runner)
_facts = msgspec.json.Decoder(Fact)


def pack_runner(runner: Runner) -> str:
    """A runner as JSON."""
    return _pack(runner)


def unpack_runner(state: str) -> Runner:
    """The runner that `pack_runner` was given."""
    return _runners.decode(state) if not _is_spelt_out(state) else msgspec.convert(json.loads(state), Runner)


def pack_fact(fact: Fact) -> str:
    """A journal line as JSON."""
    return _pack(fact)


def unpack_fact(line: str) -> Fact:
    """The line that `pack_fact` was given."""
    return _facts.decode(line) if not _is_spelt_out(line) else msgspec.convert(json.loads(line), Fact)


def _pack(value: Any) -> str:
    try:
        return _encoder.encode(value).decode()
    except UnicodeEncodeError:  # half a surrogate pair in a name or in someone's words
        return json.dumps(msgspec.to_builtins(value))


def _is_spelt_out(text: str) -> bool:
    """Whether it holds a half surrogate pair, which msgspec can neither write nor read: the slow way then."""
    return "\\ud" in text
