"""What a person sees when something is wrong: one plain page, whatever it was."""

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, SecurityError

PLAIN = ("/sms", "/healthz", "/readyz")  # a machine asks

TITLES = {
    400: "That did not arrive whole",
    403: "You can’t open this",
    404: "There is nothing here",
    405: "There is nothing here",
    413: "That is too long",
    500: "Something broke here",
}
WORDS = {
    403: "Sign in, or ask whoever runs the service for an address to sign in with.",
    404: "It may be another team’s, or gone.",
    405: "It may be another team’s, or gone.",
    500: "It is our fault, and nothing you sent was half done. Try again in a minute.",
}


def register(app: Flask) -> None:
    """Every error of a page ends here; errors of the webhook are for a machine, in one line."""

    @app.errorhandler(HTTPException)
    def _problem(error: HTTPException) -> ResponseReturnValue:
        if error.response is not None:
            return error.get_response()
        code = error.code or 500
        if isinstance(error, SecurityError) or request.path.startswith(PLAIN):
            return f"{code}\n", code, {"Content-Type": "text/plain; charset=utf-8"}
        own = error.description if error.description != type(error).description else None
        words = own or WORDS.get(code) or error.description or ""
        return render_template("problem.html", title=TITLES.get(code, error.name), words=words), code
