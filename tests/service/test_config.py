"""Settings: every one that is missing or wrong is named at once, with what it should be."""

import subprocess
import sys
from datetime import UTC
from pathlib import Path

import pytest

from checkin import config
from checkin.config import SettingsError
from checkin.sms import LocalDoor, NoDoor, TwilioDoor

RIGHT = {
    "SECRET_KEY": "s" * 40,
    "PUBLIC_URL": "https://checkin.example.org/",
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "first, second",
    "TWILIO_FROM": "+12025550100",
}


def wrong(**changes: str) -> str:
    with pytest.raises(SettingsError) as caught:
        config.connect({**RIGHT, **changes})
    return str(caught.value)


def test_everything_that_is_missing_is_named_at_once():
    with pytest.raises(SettingsError) as caught:
        config.connect({})
    for name in RIGHT:
        assert name in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("PUBLIC_URL", "checkin.example.org"),
        ("PUBLIC_URL", "https://"),
        ("PUBLIC_URL", "https://user:pass@host"),
        ("PUBLIC_URL", "https://host:port"),
        ("PUBLIC_URL", "https://host?x=1"),
        ("TWILIO_ACCOUNT_SID", "AC1"),
        ("TWILIO_AUTH_TOKEN", " , "),
        ("TWILIO_FROM", "Riverside"),
        ("TWILIO_ALERT_FROM", "one"),
        ("TWILIO_MESSAGING_SERVICE_SID", "AC" + "0" * 32),
        ("TWILIO_BASE_URL", "localhost:4010"),
        ("DATABASE_URL", "mysql://host/name"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:////no/such/folder/checkin.db"),
        ("CHECKIN_PROTOCOL", "/no/such/protocol.toml"),
    ],
)
def test_a_wrong_setting_is_named_and_no_other(name: str, value: str):
    said = wrong(**{name: value})
    assert name in said
    assert said.count("\n") == 1


def test_an_api_key_needs_its_secret():
    assert "TWILIO_API_SECRET is missing" in wrong(TWILIO_API_KEY="SK1")
    assert "TWILIO_API_KEY is missing" in wrong(TWILIO_API_SECRET="x")


def test_a_message_of_wrong_settings_holds_no_secret():
    said = wrong(SECRET_KEY="too-short-secret", TWILIO_AUTH_TOKEN="", DATABASE_URL="mysql://user:pa55@host/x")
    assert "too-short-secret" not in said and "pa55" not in said


def test_a_broken_protocol_is_refused_with_the_key(tmp_path: Path):
    path = tmp_path / "mine.toml"
    path.write_text(config.DEFAULT_PROTOCOL.read_text("utf-8").replace("[quiet]", "[quite]"), "utf-8")
    said = wrong(CHECKIN_PROTOCOL=str(path))
    assert "CHECKIN_PROTOCOL" in said and "quite" in said


def test_the_right_settings_connect_without_touching_anything(tmp_path: Path):
    path = tmp_path / "checkin.db"
    services = config.connect({**RIGHT, "DATABASE_URL": f"sqlite:///{path}"})
    assert services.settings.public_url == "https://checkin.example.org"
    assert services.settings.auth_tokens == ("first", "second")
    assert services.settings.callback == "https://checkin.example.org/sms/status"
    assert services.clock().tzinfo is UTC
    assert isinstance(services.door, TwilioDoor)
    assert not path.exists()


def test_a_messaging_service_needs_no_number():
    settings = config.read({**RIGHT, "TWILIO_FROM": "", "TWILIO_MESSAGING_SERVICE_SID": "MG" + "0" * 32})
    assert config.problems(settings) == []


def test_a_command_at_the_desk_needs_no_twilio(tmp_path: Path):
    services = config.at_desk({"DATABASE_URL": f"sqlite:///{tmp_path / 'x.db'}"})
    assert isinstance(services.door, NoDoor)
    assert isinstance(config.offline(services.settings.database_url, services.clock).door, LocalDoor)


@pytest.mark.parametrize(
    "url", ["postgres://u:p@h/d", "postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"]
)
def test_every_spelling_of_postgresql_is_taken(url: str):
    settings = config.read({**RIGHT, "DATABASE_URL": url})
    assert settings.database_url.startswith("postgresql+psycopg://")
    assert config.problems(settings) == []


def test_zones_come_from_the_pinned_data():
    assert config.tzdata_version()
    found = "import zoneinfo; from checkin import config; config.use_pinned_zones(); print(zoneinfo.TZPATH)"
    done = subprocess.run([sys.executable, "-c", found], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "()"


def test_the_web_never_loads_twilios_client():
    found = "import sys, checkin.web; print({'twilio.rest', 'requests'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", found], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
