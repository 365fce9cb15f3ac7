"""How an error may be named in a log or beside a text: its kind and place, never what a runner wrote."""

import traceback
from pathlib import PurePath


def where(error: BaseException) -> str:
    """ValueError at reading.py:120, in words that hold nobody's number and nobody's text."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"
