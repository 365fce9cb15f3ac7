"""What every request passes: form tokens on the way in, security headers on the way out."""

import hmac
import secrets
from datetime import timedelta

from flask import Flask, Response, abort, request, session

from checkin.config import Settings

LASTS = timedelta(hours=12)
LONGEST = 1024 * 1024  # bytes of a request
A_YEAR = 31_536_000
SAFE = ("GET", "HEAD", "OPTIONS")
SIGNED = "/sms"  # requests there carry Twilio's signature in place of a form token
LOCAL = ["127.0.0.1", "localhost"]

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def configure(app: Flask, settings: Settings, *, local: bool) -> None:
    """Cookies, sizes, tokens and headers. `local`: only this machine's own names are answered."""
    app.secret_key = settings.secret_key
    app.config.update(
        MAX_CONTENT_LENGTH=LONGEST,
        PERMANENT_SESSION_LIFETIME=LASTS,
        SESSION_COOKIE_NAME="__Host-session" if settings.secure else "session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure,
        SEND_FILE_MAX_AGE_DEFAULT=A_YEAR,
        TRUSTED_HOSTS=LOCAL if local else None,
    )
    secure = settings.secure
    app.before_request(_check_token)

    @app.after_request
    def _headers(response: Response) -> Response:
        response.headers.update(HEADERS)
        if secure:
            response.headers["Strict-Transport-Security"] = f"max-age={A_YEAR}; includeSubDomains"
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        return response


def token() -> str:
    """This session's form token."""
    if "csrf" not in session:
        session["csrf"] = secrets.token_urlsafe(24)
    return str(session["csrf"])


def _check_token() -> None:
    if request.method in SAFE or request.path.startswith(SIGNED):
        return
    known, sent = str(session.get("csrf", "")), request.form.get("csrf", "")
    if not known or not hmac.compare_digest(known.encode(), sent.encode(errors="surrogatepass")):
        abort(400, "This page was open for too long. Go back, reload it, and try once more.")
