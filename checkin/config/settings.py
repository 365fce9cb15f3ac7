"""Settings: read once from the environment, and everything that is wrong with them named at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from checkin import numbers
from checkin.core import protocol as protocols
from checkin.core.protocol import Protocol

DEFAULT_DATABASE = "sqlite:///checkin.db"
DEFAULT_PROTOCOL = Path(__file__).parents[1] / "protocols" / "achilles.toml"
SHORTEST_SECRET = 32
LOCAL = ("localhost", "127.0.0.1", "::1", "0.0.0.0")  # names by which only this machine knows itself


class SettingsError(Exception):
    """Settings are missing or wrong; `problems` names every one of them."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("Settings to put right:\n" + "\n".join(f"  {problem}" for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Settings:
    """What the environment says. Empty: not set."""

    database_url: str = DEFAULT_DATABASE
    secret_key: str = ""
    public_url: str = ""
    account_sid: str = ""
    auth_tokens: tuple[str, ...] = ()
    api_key: str = ""
    api_secret: str = ""
    sender: str = ""
    messaging_service: str = ""
    alert_sender: str = ""
    rate: str = ""
    operator_number: str = ""
    countries: tuple[str, ...] = ()
    twilio_base_url: str = ""
    protocol: str = ""

    @property
    def secure(self) -> bool:
        """Whether we are reached by https: then cookies are for https only, and Twilio can call back."""
        return self.public_url.startswith("https://")

    @property
    def callback(self) -> str:
        """Where Twilio reports what became of a text; "" where it cannot reach us: it refuses such a name."""
        local = urlsplit(self.public_url).hostname in LOCAL and not self.twilio_base_url
        return f"{self.public_url}/sms/status" if self.public_url and not local else ""


NAMES = {
    "database_url": "DATABASE_URL",
    "secret_key": "SECRET_KEY",
    "public_url": "PUBLIC_URL",
    "account_sid": "TWILIO_ACCOUNT_SID",
    "auth_tokens": "TWILIO_AUTH_TOKEN",
    "api_key": "TWILIO_API_KEY",
    "api_secret": "TWILIO_API_SECRET",
    "sender": "TWILIO_FROM",
    "messaging_service": "TWILIO_MESSAGING_SERVICE_SID",
    "alert_sender": "TWILIO_ALERT_FROM",
    "rate": "TWILIO_RATE",
    "operator_number": "OPERATOR_NUMBER",
    "countries": "JOIN_COUNTRIES",
    "twilio_base_url": "TWILIO_BASE_URL",
    "protocol": "CHECKIN_PROTOCOL",
}


def read(environ: Mapping[str, str]) -> Settings:
    """The settings as they stand in the environment, not judged."""
    found = {field: environ.get(name, "").strip() for field, name in NAMES.items()}
    tokens = _listed(found.pop("auth_tokens"))
    countries = tuple(country.upper() for country in _listed(found.pop("countries")))
    found["database_url"] = _modern(found["database_url"] or DEFAULT_DATABASE)
    found["public_url"] = found["public_url"].rstrip("/")
    return Settings(auth_tokens=tokens, countries=countries, **found)


def _listed(value: str) -> tuple[str, ...]:
    return tuple(part for one in value.split(",") if (part := one.strip()))


def problems(settings: Settings) -> list[str]:
    """Everything that is missing or wrong for the service to run, each named with what it should be."""
    found = [*database_problems(settings), *_web_problems(settings), *_twilio_problems(settings)]
    _, wrong = protocol_of(settings)
    return found + wrong


def protocol_of(settings: Settings) -> tuple[Protocol | None, list[str]]:
    """The protocol that the settings name, or what is wrong with it."""
    path = protocol_path(settings)
    try:
        return protocols.parse(path.read_text(encoding="utf-8")), []
    except OSError as error:
        return None, [f"CHECKIN_PROTOCOL: {path} cannot be read ({error.strerror})"]
    except UnicodeDecodeError:
        return None, [f"CHECKIN_PROTOCOL: {path} is not UTF-8 text"]
    except protocols.ProtocolError as error:
        return None, [f"CHECKIN_PROTOCOL: {path}: {error}"]


def protocol_path(settings: Settings) -> Path:
    """The file of the service's protocol."""
    return Path(settings.protocol) if settings.protocol else DEFAULT_PROTOCOL


def _modern(url: str) -> str:
    """Hosts still hand out postgres://, and only psycopg 3 is installed."""
    for old in ("postgres://", "postgresql://"):
        if url.startswith(old):
            return "postgresql+psycopg://" + url.removeprefix(old)
    return url


def database_problems(settings: Settings) -> list[str]:
    """What is wrong with the database's address."""
    wanted = "write it like sqlite:///checkin.db or postgresql://user:password@host/name"
    try:
        url = make_url(settings.database_url)
    except (ArgumentError, ValueError):
        return [f"DATABASE_URL is not a database address: {wanted}"]
    if url.drivername not in ("sqlite", "postgresql+psycopg"):
        return [f"DATABASE_URL names a database that is not supported ({url.drivername}): {wanted}"]
    if url.drivername == "sqlite":
        if url.database in (None, "", ":memory:"):
            return [f"DATABASE_URL must name a file, for several processes share it: {wanted}"]
        if not Path(url.database).absolute().parent.is_dir():
            return [f"DATABASE_URL names a file in a folder that does not exist: {url.database}"]
    return []


def _web_problems(settings: Settings) -> list[str]:
    found = []
    if len(settings.secret_key) < SHORTEST_SECRET:
        what = "is missing" if not settings.secret_key else "is too short"
        found.append(
            f"SECRET_KEY {what}: at least {SHORTEST_SECRET} random characters, as from "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    if not settings.public_url:
        found.append(
            "PUBLIC_URL is missing: the address others reach us at, like https://checkin.example.org"
        )
    elif not _is_address(settings.public_url):
        found.append("PUBLIC_URL must be an address alone, like https://checkin.example.org")
    return found


def _twilio_problems(settings: Settings) -> list[str]:
    found = []
    if not _is_sid(settings.account_sid, "AC"):
        found.append(_wanted("TWILIO_ACCOUNT_SID", settings.account_sid, "AC and 32 letters and digits"))
    if not settings.auth_tokens:
        found.append("TWILIO_AUTH_TOKEN is missing: the token on the first page of Twilio's console")
    if bool(settings.api_key) != bool(settings.api_secret):
        missing = "TWILIO_API_SECRET" if settings.api_key else "TWILIO_API_KEY"
        found.append(f"{missing} is missing: an API key and its secret go together")
    if settings.messaging_service and not _is_sid(settings.messaging_service, "MG"):
        found.append("TWILIO_MESSAGING_SERVICE_SID is wrong: MG and 32 letters and digits")
    if not settings.sender and not settings.messaging_service:
        found.append(f"TWILIO_FROM is missing: the number that texts come from, like {numbers.EXAMPLE}")
    for name, number in (
        ("TWILIO_FROM", settings.sender),
        ("TWILIO_ALERT_FROM", settings.alert_sender),
        ("OPERATOR_NUMBER", settings.operator_number),
    ):
        if number and not _is_sender(number):
            found.append(f"{name} is wrong: a number like {numbers.EXAMPLE}")
    if wrong := [
        one for one in settings.countries if not (len(one) == 2 and one.isascii() and one.isalpha())
    ]:
        found.append(f"JOIN_COUNTRIES is wrong at {wrong[0]}: codes of two letters with commas, like US,CA")
    if settings.rate and not _is_rate(settings.rate):
        found.append("TWILIO_RATE is wrong: segments a second, more than 0, like 3 or 0.5")
    if settings.twilio_base_url and not _is_address(settings.twilio_base_url):
        found.append("TWILIO_BASE_URL must be an address, like http://127.0.0.1:4010")
    return found


def _wanted(name: str, value: str, shape: str) -> str:
    return f"{name} is {'wrong' if value else 'missing'}: {shape}"


def _is_sid(value: str, prefix: str) -> bool:
    return value.startswith(prefix) and len(value) == 34 and value.isascii() and value.isalnum()


def _is_sender(value: str) -> bool:
    """A number, or a short code."""
    return value.removeprefix("+").isdecimal() and value.isascii()


def _is_rate(value: str) -> bool:
    try:
        return 0 < float(value) < float("inf")
    except ValueError:
        return False


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return False
    plain = not (parts.query or parts.fragment or parts.username or parts.password)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and plain
