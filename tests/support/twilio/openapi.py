"""Twilio's own description of the Messages paths, held against every request that the fake receives."""

import json
import re
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from jsonschema import Draft4Validator, FormatChecker

DESCRIPTION = Path(__file__).with_name("twilio_messages_openapi.json")
FORM, JSON = "application/x-www-form-urlencoded", "application/json"

# Said in the description's words, but missing from its schemas.
IN_WORDS = {"ValidityPeriod": {"minimum": 1, "maximum": 36_000}}

PHONE = re.compile(
    r"\+[1-9]\d{1,14}"  # E.164
    r"|\d{3,8}"  # a short code
    r"|(?=.*[A-Za-z])[A-Za-z0-9 +_&-]{1,11}"  # a sender's name
    r"|[a-z]+:\S+",  # another channel's address
    re.ASCII,
)
URI_TEXT = re.compile(r"[!#-;=?-\[\]_a-z~]+", re.ASCII)  # no blanks, no quotes, none of <>{}|\^`
HOST = re.compile(r"[A-Za-z0-9.-]+", re.ASCII)  # Twilio takes no underscores
INTEGER = re.compile(r"-?\d+", re.ASCII)
NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)

formats = FormatChecker(formats=())


@formats.checks("phone-number")
def _is_phone(value: object) -> bool:
    return isinstance(value, str) and PHONE.fullmatch(value) is not None


@formats.checks("uri", raises=ValueError)
def _is_uri(value: object) -> bool:
    text = str(value)
    parts = urlsplit(text)
    well_made = not re.search(r"[\s\x00-\x1f\x7f<>\"{}|\\^`]", text) and text.isascii()
    return (
        well_made and parts.scheme in ("http", "https") and HOST.fullmatch(parts.hostname or "") is not None
    )


@formats.checks("date-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    # A day alone is what the description's examples show, whatever their format says.
    return isinstance(moment(str(value)), date)


def moment(text: str) -> datetime | date:
    """A time with its zone, or a day; ValueError for anything else."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return date.fromisoformat(text)
    read = datetime.fromisoformat(text)
    if read.tzinfo is None or "T" not in text:
        raise ValueError(f"{text} is not an RFC 3339 time")
    return read


class Contract:
    """Says what is wrong with a request, and with an answer."""

    def __init__(self) -> None:
        described = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
        components = described["components"]
        self._operations = [
            _Operation(template, method, operation, components)
            for template, item in described["paths"].items()
            for method, operation in item.items()
            if method in ("get", "post", "delete")
        ]

    def problems(self, method: str, path: str, query: str, content_type: str, body: bytes) -> list[str]:
        """Everything about a request that the description does not allow."""
        for operation in self._operations:
            if operation.method == method and (found := operation.path.fullmatch(path)):
                return operation.problems(found.groupdict(), query, content_type, body)
        return [f"no {method} on this path"]

    def problems_of_answer(self, method: str, path: str, status: int, answer: Any) -> list[str]:
        """What is wrong with an answer: the fake held against the same description."""
        for operation in self._operations:
            if operation.method == method and operation.path.fullmatch(path):
                return _complaints(operation.answers[str(status)], answer)
        return [f"no {method} on this path"]


class _Operation:
    """One method of one path."""

    def __init__(self, template: str, method: str, operation: Any, components: Any) -> None:
        self.method = method.upper()
        self.path = re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template)))
        named = operation.get("parameters", ())
        self._path = _parameters(named, "path", components)
        self._query = _parameters(named, "query", components)
        self._form: Draft4Validator | None = None
        if sent := operation.get("requestBody"):
            self._form = _validator(_closed(sent["content"][FORM]["schema"]), components)
        answers, nullable = operation["responses"].items(), _nullable(components)
        self.answers = {
            status: Draft4Validator({**_nullable(answer["content"][JSON]["schema"]), "components": nullable})
            for status, answer in answers
            if "content" in answer
        }

    def problems(self, named: dict[str, str], query: str, content_type: str, body: bytes) -> list[str]:
        found = _complaints(self._path, named) + _checked(self._query, query)
        if self._form is None:
            return found + (["a body where none belongs"] if body else [])
        if content_type.partition(";")[0].strip().lower() != FORM:
            return [*found, f"the body is not {FORM}"]
        try:
            return found + _checked(self._form, body.decode("ascii"))
        except UnicodeDecodeError:
            return [*found, "the form is not ASCII"]


def _parameters(named: Iterable[Any], place: str, components: Any) -> Draft4Validator:
    here = [parameter for parameter in named if parameter["in"] == place]
    schema: dict[str, Any] = {"type": "object", "properties": {p["name"]: p["schema"] for p in here}}
    if required := [p["name"] for p in here if p.get("required")]:
        schema["required"] = required
    return _validator(_closed(schema), components)


def _closed(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with no room for unknown names, and with what is said in words."""
    told = {name: {**given, **IN_WORDS.get(name, {})} for name, given in schema.get("properties", {}).items()}
    return {**schema, "properties": told, "additionalProperties": False}


def _nullable(schema: Any) -> Any:
    """OpenAPI 3.0's `nullable` in JSON Schema's words."""
    if isinstance(schema, list):
        return [_nullable(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    turned = {name: _nullable(part) for name, part in schema.items()}
    if turned.get("nullable") is True and isinstance(turned.get("type"), str):
        turned["type"] = [turned["type"], "null"]
    return turned


def _validator(schema: dict[str, Any], components: Any) -> Draft4Validator:
    # References begin at the root, so the root has the components too. Draft 4 is OpenAPI 3.0's own.
    return Draft4Validator({**schema, "components": components}, format_checker=formats)


def _checked(validator: Draft4Validator, encoded: str) -> list[str]:
    """What is wrong with a query or a form."""
    try:
        pairs = parse_qsl(encoded, keep_blank_values=True, strict_parsing=bool(encoded), errors="strict")
    except ValueError as error:
        return [f"not URL-encoded: {error}"]
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    properties = validator.schema["properties"]
    told, found = {}, []
    for name, texts in values.items():
        kind = properties.get(name, {}).get("type")
        if kind == "array":
            told[name] = texts
            continue
        if len(texts) > 1:
            found.append(f"{name}: given {len(texts)} times")
        told[name] = _typed(kind, texts[0])
    return found + _complaints(validator, told)


def _typed(kind: str | None, text: str) -> Any:
    """A form has only texts: the value as the schema's type, or as it is where it is none."""
    if kind == "integer" and INTEGER.fullmatch(text):
        return int(text)
    if kind == "number" and NUMBER.fullmatch(text):
        return float(text)
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    return text


def _complaints(validator: Draft4Validator, value: Any) -> list[str]:
    return [
        f"{'.'.join(map(str, error.absolute_path))}: {error.message}".removeprefix(": ")
        for error in validator.iter_errors(value)
    ]
