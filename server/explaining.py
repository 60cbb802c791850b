"""Why a triple holds, or why it does not: `/explain` as a page, as JSON and as Turtle."""

import json
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from .answering import not_modified, send_bytes, service, wished_formats
from .caching import tag
from .describing import send_description
from .engine import BadRequest, BrokenAnswer, EngineError, Question
from .negotiation import GRAPHS, HTML, Format, negotiate
from .proof_trees import Telling
from .proof_turtle import proof_graph

blueprint = Blueprint("explaining", __name__)

JSON = Format("application/json", ("json",), ("text/json",))
FORMATS = (JSON, HTML, *(form for form in GRAPHS if form.media_type != "application/ld+json"))
_NAMES = ("subject", "predicate", "object")
_FLAGS = ("alternatives", "near-misses", "inconsistencies")
_OTHERS = ("format", "output", "timeout", "labels")
_ON, _OFF = {"", "1", "true", "yes"}, {"0", "false", "no"}


class ExplanationBroken(EngineError):
    """The explanation was cut before its end."""

    status = 503


@blueprint.get("/explain")
def explain() -> Response:
    """Explain a triple, or with `inconsistencies` every finding; asked for nothing, show a form."""
    # Whoever asks for nothing gets the form, unless a program's Accept says otherwise.
    offered = FORMATS if request.args else (HTML, *FORMATS)
    form = negotiate(offered, request.headers.get("Accept"), wished_formats())
    if form is HTML and not request.args:
        return send_bytes(render_template("explain.html").encode(), HTML)
    question = _question()
    language = _language()
    engine = service().engine

    def key(state: str) -> str | None:
        named = (state, request.full_path, request.url_root, form.media_type)
        return tag("explain", *named) if state else None

    known = key(engine.state())
    ready = known and not_modified(known)
    if ready:
        return ready
    answer = engine.explain(question)
    try:
        document: dict[str, Any] = json.loads(b"".join(answer.chunks))
    except BrokenAnswer as error:
        raise ExplanationBroken(str(error)) from error
    finally:
        answer.close()
    response = _response(document, form, language, key(answer.state))
    if document.get("status") == "unknown":
        response.status_code = 404
    return response


def _response(document: dict[str, Any], form: Format, language: str, key: str | None) -> Response:
    if form is JSON:
        return send_bytes(
            json.dumps(document, ensure_ascii=False).encode() + b"\n", JSON, key, remember=False
        )
    if form is HTML:
        telling = Telling(document, language)
        page = render_template(
            "explain.html",
            telling=telling,
            document=document,
            language=language,
            asked={name: request.args.get(name, "") for name in _NAMES},
        )
        return send_bytes(page.encode(), HTML, key, remember=False)
    address = url_for("explaining.explain", _external=True, **request.args.to_dict())
    return send_description(proof_graph(document, address), form, key, remember=False)


def _question() -> Question:
    unknown = set(request.args) - {*_NAMES, *_FLAGS, *_OTHERS}
    if unknown:
        known = ", ".join((*_NAMES, *_FLAGS, *_OTHERS))
        raise BadRequest(f"no parameter {min(unknown)!r} here; there are {known}")
    for name in request.args:
        if len(request.args.getlist(name)) > 1:
            raise BadRequest(f"{name} is given twice")
    terms = [request.args.get(name, "").strip() for name in _NAMES]
    findings = _flag("inconsistencies", default=False)
    if findings and any(terms):
        raise BadRequest("ask for inconsistencies, or for a triple, not for both")
    missing = [name for name, term in zip(_NAMES, terms, strict=True) if not term]
    if missing and not findings:
        raise BadRequest(
            f"{missing[0]} is missing; expected subject, predicate and object, each an IRI, a"
            " prefixed name, a Q-number or a literal, or inconsistencies"
        )
    return Question(
        triple=None if findings else (terms[0], terms[1], terms[2]),
        timeout=service().timeout(_timeout()),
        alternatives=_flag("alternatives", default=False),
        near_misses=_flag("near-misses", default=True),
    )


def _flag(name: str, *, default: bool) -> bool:
    value = request.args.get(name)
    if value is None:
        return default
    if value.lower() in _ON | _OFF:
        return value.lower() in _ON
    raise BadRequest(f"{name} is {value!r}; expected 1 or 0")


def _timeout() -> float | None:
    text = request.args.get("timeout")
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not seconds > 0:
        raise BadRequest(f"timeout is {text!r}; expected a number of seconds")
    return seconds


def _language() -> str:
    language = request.args.get("labels", "en")
    if language not in {"en", "ru"}:
        raise BadRequest(f"labels is {language!r}; expected en or ru")
    return language


def why(subject: str, predicate: str, obj: str) -> str:
    """Give the address of the explanation of a triple of N-Triples strings."""
    return url_for("explaining.explain", subject=subject, predicate=predicate, object=obj)
