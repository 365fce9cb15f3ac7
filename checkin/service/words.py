"""Texts on their way to a reader, and the few words that are read outside the engine."""

import re

UNWRITTEN = re.compile("[\0\ud800-\udfff]")
EDGES = re.compile(r"^[\W_]+|[\W_]+$")

LONGEST = 20_000  # characters that are read; a carrier hands over 1600 at most


def clean(body: str) -> str:
    """What a reader is given: the text with characters that no writing has as replacement marks."""
    return UNWRITTEN.sub("\ufffd", body[:LONGEST])


def bare(body: str) -> str:
    """A text of one or two words as it would be looked up: trimmed of marks, upper case, single spaces."""
    return EDGES.sub("", " ".join(body.split())).upper()
