"""What a runner sees without an account, by an address they were texted: page, sheet, data; and privacy."""

import json
from dataclasses import replace
from datetime import datetime

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from checkin import links, service
from checkin.config import Services
from checkin.core.due import local
from checkin.core.model import Profile
from checkin.links import PAGE, SHEET, Opened
from checkin.sheet import fhir, view
from checkin.sheet.model import Own, Phrase
from checkin.sheet.upcoming import city
from checkin.store import joining, own, roster, runners
from checkin.texts.pages import Pages, Say

LAST_ID = 2**63 - 1  # no database holds a higher one, or lets it be asked for
RECENT = 14  # days that the sheet shows one by one
JSON, FHIR = "application/json", "application/fhir+json"


def blueprint(services: Services, pages: Pages) -> Blueprint:
    """Each address opens one runner's page or sheet, for a day; privacy is for everybody."""
    found = Blueprint("own", __name__)
    _page(found, services, pages)
    _delete(found, services, pages)
    _sheet(found, services, pages)

    @found.get("/privacy")
    def privacy() -> ResponseReturnValue:
        say = pages.of(_wanted(pages) or request.accept_languages.best_match(pages.languages))
        number = services.settings.operator_number
        return render_template("privacy.html", say=say, number=number, other=_other(pages, say))

    @found.after_request
    def _unlisted(response: Response) -> Response:
        if request.endpoint != "own.privacy":
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return found


def _page(found: Blueprint, services: Services, pages: Pages) -> None:
    @found.get("/me/<token>")
    def page(token: str) -> ResponseReturnValue:
        now = services.clock()
        opened, them = _opened(services, PAGE, token, now)
        if opened is None or them is None:
            return _gone(pages)
        profile = them.known.runner.profile
        say, it = pages.of(profile.language), view.page(them, now, services.rules(them.known.own))
        ladder = replace(it.ladder, word=tuple(map(say, it.word)), label=say(it.where))
        return render_template(
            "own.html",
            say=say,
            it=it,
            ladder=ladder,
            name=profile.name,
            token=token,
            sheet=links.token(services.settings.secret_key, SHEET, opened.runner_id, opened.until),
            until=local(opened.until, profile.zone),
            call=_call(it.emergency),
        )

    @found.get("/me/<token>/data.json")
    def data(token: str) -> ResponseReturnValue:
        now = services.clock()
        opened = _valid(services, PAGE, token, now)
        with services.store.read() as tx:
            kept = runners.get(tx, opened.runner_id) if opened else None
            content = own.everything(roster.export(tx, kept), joining.consents(tx, kept.id)) if kept else None
        if content is None:
            return _gone(pages)
        return _file(content, JSON, f"achilles-check-in-{now:%Y-%m-%d}.json")


def _delete(found: Blueprint, services: Services, pages: Pages) -> None:
    @found.get("/me/<token>/delete")
    def ask(token: str) -> ResponseReturnValue:
        opened, them = _opened(services, PAGE, token, services.clock())
        if opened is None or them is None:
            return _gone(pages)
        say, call = _said(services, pages, them.known.runner.profile)
        return render_template("own_delete.html", say=say, token=token, call=call)

    @found.post("/me/<token>/delete")
    def erase(token: str) -> ResponseReturnValue:
        now = services.clock()
        opened, them = _opened(services, PAGE, token, now)
        if opened is None or them is None:
            return _gone(pages)
        say, call = _said(services, pages, them.known.runner.profile)
        service.forget(services, opened.runner_id, now)
        return render_template("own_deleted.html", say=say, call=call)


def _sheet(found: Blueprint, services: Services, pages: Pages) -> None:
    @found.get("/sheet/<token>")
    def sheet(token: str) -> ResponseReturnValue:
        now = services.clock()
        opened, them = _opened(services, SHEET, token, now)
        if opened is None or them is None:
            return _gone(pages)
        it = view.sheet(them, now, services.rules(them.known.own))
        recent = it.window.days[: -RECENT - 1 : -1]
        say = pages.of(_wanted(pages) or it.language)
        return render_template(
            "sheet.html",
            say=say,
            it=it,
            days=recent,
            weeks=[one for one in reversed(it.window.weeks) if one.stages and one.last < recent[-1].day],
            city=city(it.zone),
            token=token,
            until=local(opened.until, it.zone),
            other=_other(pages, say),
        )

    @found.get("/sheet/<token>/fhir.json")
    def bundle(token: str) -> ResponseReturnValue:
        now = services.clock()
        opened, them = _opened(services, SHEET, token, now)
        if opened is None or them is None:
            return _gone(pages)
        named = request.args.get("name") == "yes"
        made = fhir.bundle(
            them, now, services.rules(them.known.own), services.settings.secret_key, named=named
        )
        return _file(made, FHIR, f"achilles-check-in-{now:%Y-%m-%d}.fhir.json")


def _valid(services: Services, kind: str, token: str, now: datetime) -> Opened | None:
    """What an address opens. Without a secret it would open for anybody who can count."""
    secret = services.settings.secret_key
    opened = links.opened(secret, kind, token, now) if secret else None
    return opened if opened and 0 < opened.runner_id <= LAST_ID else None


def _opened(services: Services, kind: str, token: str, now: datetime) -> tuple[Opened | None, Own | None]:
    opened = _valid(services, kind, token, now)
    if opened is None:
        return None, None
    with services.store.read() as tx:
        return opened, own.own(tx, opened.runner_id)


def _gone(pages: Pages) -> ResponseReturnValue:
    """Too old, forged, or of nobody: the same page for all of them, in every language."""
    said = [pages.of(one) for one in pages.languages]
    return render_template("own_gone.html", say=said[0], said=said), 404


def _said(services: Services, pages: Pages, profile: Profile) -> tuple[Say, Phrase]:
    return pages.of(profile.language), _call(services.protocol.emergency.get(profile.country, ""))


def _call(number: str) -> Phrase:
    return Phrase("call.known", {"number": number}) if number else Phrase("call.local")


def _wanted(pages: Pages) -> str | None:
    """The language that the address asks for, if there are pages in it."""
    wanted = request.args.get("lang")
    return wanted if wanted in pages.languages else None


def _other(pages: Pages, say: Say) -> str:
    """The language to switch to: of two, the other one."""
    return next((one for one in pages.languages if one != say.language), say.language)


def _file(content: object, kind: str, name: str) -> Response:
    """JSON to keep. Half a surrogate pair that somebody typed is spelt out: it is no text to send."""
    response = make_response(json.dumps(content, indent=2))
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
