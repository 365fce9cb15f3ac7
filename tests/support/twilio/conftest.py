"""Fixtures of the fake's own tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.twilio import Config, Twilio, serve
from tests.support.twilio.asking import KEY, ORIGIN, POOL, SERVICE
from tests.support.twilio.receiver import Receiver, receiving


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """An account with a service, whose messages get through at once."""
    return Config(
        keys=(KEY,),
        services={SERVICE: POOL},
        log=str(tmp_path / "log"),
        sent_after=0.001,
        delivered_after=0.001,
    )


@pytest.fixture
def twilio(config: Config) -> Iterator[Twilio]:
    """A fake with nobody to call."""
    with serve(config) as started:
        yield started


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A webhook of ours."""
    with receiving() as started:
        yield started


@pytest.fixture
def calling(receiver: Receiver, tmp_path: Path) -> Iterator[Twilio]:
    """A fake that calls the receiver, with half of Twilio's patience."""
    config = Config(
        log=str(tmp_path / "log"),
        webhook_url=f"{ORIGIN}/sms",
        routes={ORIGIN: receiver.url},
        sent_after=0.001,
        delivered_after=0.001,
        time_scale=0.5,
    )
    with serve(config) as started:
        yield started
