"""What this machine cannot do: skipped, its reason said again at the end, or failed where it is required."""

import os
from typing import NoReturn

import pytest

MARK = "NOT DONE HERE: "


def missing(what: str, reason: str) -> NoReturn:
    """Skip the tests that need `what` (PG or BROWSER); fail them where REQUIRE_… of that name is set."""
    if os.environ.get(f"REQUIRE_{what}", "0") not in ("", "0"):
        pytest.fail(f"REQUIRE_{what} is set, but: {reason}", pytrace=False)
    pytest.skip(MARK + reason)
