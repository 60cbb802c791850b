"""The Action API of a Wikibase over this graph, at `/w/api.php`: reading, by GET and by POST.

Mistakes are answered as MediaWiki answers them: 200, the header MediaWiki-API-Error, and an error
in the body. Changes are refused as on a wiki that is read-only: the graph is changed by SPARQL.

Sources: MediaWiki, API:Main page, API:Errors and warnings, API:JSON version 2.
"""

import html
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from . import action_entities, action_pages, action_searching, action_site
from .action_describing import describe, help_text
from .action_modules import MODULES, WRITING
from .action_parameters import ActionError, Arguments, bad_value, unknown_names
from .action_parameters import read as read_arguments
from .answering import send_bytes
from .engine import EngineError
from .negotiation import HTML, Format
from .settings import MIB

blueprint = Blueprint("action_api", __name__)

_JSON = Format("application/json", ("json",), charset=True)
_SCRIPT = Format("text/javascript", ("js",), charset=True)
_CALLBACK = re.compile(r"[A-Za-z_$][A-Za-z0-9_$.]{0,100}")
_LARGEST, _MOST_PARTS = MIB, 100
_ACTIONS: dict[str, Callable[[Arguments, Arguments], dict[str, Any]]] = {
    "wbgetentities": action_entities.get_entities,
    "wbgetclaims": action_entities.get_claims,
    "wbformatvalue": action_entities.format_value,
    "wbsearchentities": action_searching.search_entities,
}
_META = {
    "siteinfo": action_site.siteinfo,
    "tokens": action_site.tokens,
    "userinfo": action_site.userinfo,
    "wikibase": action_site.wikibase,
}
_LISTS = {"allpages": action_pages.all_pages, "search": action_searching.search_pages}


@blueprint.route("/w/api.php", methods=["GET", "POST"])
def action_api() -> Response:
    """Answer one request of the Action API."""
    request.max_content_length = _LARGEST
    request.max_form_parts = _MOST_PARTS
    given = _given()
    version = 2 if given.get("formatversion") in ("2", "latest") else 1
    try:
        main = read_arguments(MODULES["main"], given)
        main.version = version
        body = _answer(main, given)
        code, status = None, 200
    except ActionError as error:
        code, status = error.code, 200
        body = _error(error, given, version)
    except EngineError as error:
        code, status = f"internal_api_error_{type(error).__name__}", error.status
        body = _error(ActionError(code, error.detail), given, version)
    return _send(body, given, version, code, status)


def _given() -> dict[str, str]:
    """Read the parameters from the address and from the form; the form stands above."""
    try:
        return {**request.args.to_dict(), **request.form.to_dict()}
    except HTTPException:
        raise
    except ValueError:
        # A multipart body without a boundary has no form in it, and some clients send one.
        return request.args.to_dict()


def _answer(main: Arguments, given: Mapping[str, str]) -> dict[str, Any]:
    action = str(main.text("action"))
    _check(main)
    if action in WRITING:
        raise ActionError(
            "readonly",
            "The wiki is currently in read-only mode.",
            readonlyreason="This graph is changed by SPARQL Update at /sparql, with a token.",
        )
    module = read_arguments(MODULES[action], given)
    module.version = main.version
    paths = [action]
    if action == "query":
        body, paths = _query(main, module, given)
    elif action == "paraminfo":
        body = _paraminfo(module)
    elif action == "help":
        body = {"help": {"mime": "text/plain", "help": help_text()}}
    else:
        body = _ACTIONS[action](main, module)
    strange = unknown_names(given, paths)
    if action == "query" and module.text("generator"):
        strange = [name for name in strange if name[:1] != "g"]
    return _framed(body, main, module, strange, given)


def _check(main: Arguments) -> None:
    if main.text("assert") == "user":
        raise ActionError(
            "assertuserfailed", "You are no longer logged in, so the action could not be completed."
        )
    if main.text("assert") == "bot":
        raise ActionError(
            "assertbotfailed",
            "You do not have the bot right, so the action could not be completed.",
        )
    if main.text("assertuser") is not None:
        name = str(main.text("assertuser"))[:100]
        raise ActionError(
            "assertnameduserfailed",
            f'You are no longer logged in as "{name}", so the action could not be completed.',
        )
    callback = main.text("callback")
    if callback is not None and not _CALLBACK.fullmatch(callback):
        raise bad_value("callback", callback)


def _query(
    main: Arguments, module: Arguments, given: Mapping[str, str]
) -> tuple[dict[str, Any], list[str]]:
    """Answer each part of a query; gives the answer and the modules that were asked."""
    found: dict[str, Any] = {}
    going_on: dict[str, Any] = {}
    paths = ["query"]

    def arguments(name: str) -> Arguments:
        paths.append(f"query+{name}")
        read = read_arguments(MODULES[paths[-1]], given)
        read.version = main.version
        module.warnings += read.warnings
        return read

    for name in module.many("meta"):
        found |= _META[name](main, arguments(name))
    for name in module.many("list"):
        part, rest = _LISTS[name](main, arguments(name))
        found |= part
        going_on |= rest
    props = {name: arguments(name) for name in module.many("prop")}
    if generator := module.text("generator"):
        inner = {name[1:]: value for name, value in given.items() if name[:1] == "g"}
        asked = read_arguments(MODULES[f"query+{generator}"], inner)
        part, rest = _LISTS[generator](main, asked)
        going_on |= {f"g{name}": value for name, value in rest.items()}
        titles = tuple(page["title"] for page in part[generator][: action_pages.MOST])
        module.values = {**module.values, "titles": titles}
    found |= action_pages.pages(main, module, props)
    body: dict[str, Any] = {"query": found} if found else {}
    if going_on:
        return {"continue": {**going_on, "continue": "-||"}, **body}, paths
    return {"batchcomplete": True, **body}, paths


def _paraminfo(module: Arguments) -> dict[str, Any]:
    paths: list[str] = []
    for path in module.many("modules"):
        if path.endswith(("+*", "+**")):
            group = path.partition("+")[0] + "+"
            paths += [known for known in MODULES if known.startswith(group)]
        elif path == "*":
            paths += [known for known in MODULES if "+" not in known and known != "main"]
        else:
            paths.append(path)
    paths += [f"query+{name}" for name in module.many("querymodules")]
    if "mainmodule" in module.values and module.text("mainmodule") is not None:
        paths.append("main")
    told = list(describe(dict.fromkeys(paths), module.version))
    known = {one["path"] for one in told}
    module.warnings += [
        f'The module "{path[:100]}" does not exist.' for path in paths if path not in known
    ]
    return {"paraminfo": {"helpformat": "none", "modules": told}}


def _framed(
    body: dict[str, Any],
    main: Arguments,
    module: Arguments,
    strange: list[str],
    given: Mapping[str, str],
) -> dict[str, Any]:
    """Put around an answer what was asked for, and what is to be warned of."""
    warned: dict[str, list[str]] = {"main": list(main.warnings)}
    if strange:
        kind = "parameter" if len(strange) == 1 else "parameters"
        warned["main"].append(f"Unrecognized {kind}: {', '.join(strange)[:300]}.")
    warned[str(main.text("action"))] = module.warnings
    texts = {name: "\n".join(lines) for name, lines in warned.items() if lines}
    key = "warnings" if main.version == 2 else "*"
    framed: dict[str, Any] = {}
    if texts:
        framed["warnings"] = {name: {key: text} for name, text in texts.items()}
    framed |= body
    if main.flag("curtimestamp"):
        framed["curtimestamp"] = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if main.flag("servedby"):
        framed["servedby"] = "poimenno"
    if given.get("requestid") is not None:
        framed["requestid"] = given["requestid"]
    return framed


def _error(error: ActionError, given: Mapping[str, str], version: int) -> dict[str, Any]:
    wish = given.get("errorformat", "bc")
    see = f"See {request.base_url} for API usage."
    if wish not in ("bc", ""):
        key = "html" if wish == "html" else "text"
        text = html.escape(error.info) if wish == "html" else error.info
        told: dict[str, Any] = {
            "code": error.code,
            key: text,
            "module": given.get("action", "main"),
        }
        if error.more:
            told["data"] = dict(error.more)
        return {"errors": [told], "docref": see}
    body: dict[str, Any] = {"code": error.code, "info": error.info, **error.more}
    body["docref" if version == 2 else "*"] = see
    framed: dict[str, Any] = {"error": body}
    if given.get("requestid") is not None:
        framed["requestid"] = given["requestid"]
    return framed


def _send(
    body: dict[str, Any], given: Mapping[str, str], version: int, code: str | None, status: int
) -> Response:
    text = _dump(body if version == 2 else _first_version(body), given)
    callback = given.get("callback")
    wish = given.get("format")
    if wish == "none":
        response = send_bytes(b"", _JSON)
    elif callback and _CALLBACK.fullmatch(callback) and wish != "jsonfm":
        # The comment keeps the answer from being read as anything but a script.
        response = send_bytes(f"/**/{callback}({text})".encode(), _SCRIPT)
    elif wish == "jsonfm" or (wish is None and _wants_page()):
        response = send_bytes(_page(body if version == 2 else _first_version(body)), HTML)
    else:
        response = send_bytes(text.encode(), _JSON)
    response.status_code = status
    response.headers["Cache-Control"] = "private, must-revalidate, max-age=0"
    if code is not None:
        response.headers["MediaWiki-API-Error"] = code
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response


def _wants_page() -> bool:
    return request.accept_mimetypes.best_match(("application/json", "text/html")) == "text/html"


def _dump(body: Any, given: Mapping[str, str]) -> str:  # noqa: ANN401  JSON
    plain = "utf8" in given or (given.get("formatversion") in ("2", "latest"))
    text = json.dumps(body, ensure_ascii="ascii" in given or not plain, separators=(",", ":"))
    # Within a script or a page these would end a line or a tag.
    for sign in "\u2028\u2029<>&" if given.get("callback") else "\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _page(body: dict[str, Any]) -> bytes:
    help_text = body.get("help", {}).get("help") if isinstance(body.get("help"), dict) else None
    text = help_text or json.dumps(body, ensure_ascii=False, indent=4)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        "<title>poimenno: Action API</title></head>\n<body><h1>Action API</h1>\n"
        f"<p>This is the answer as a page; with <code>format=json</code> it is for programs.</p>\n"
        f"<pre>{html.escape(text)}</pre></body></html>\n"
    ).encode()


def _first_version(value: Any) -> Any:  # noqa: ANN401  JSON
    """Write truths as the first version of the format does: an empty text for yes, else nothing."""
    if isinstance(value, dict):
        return {
            key: "" if inner is True else _first_version(inner)
            for key, inner in value.items()
            if inner is not False
        }
    if isinstance(value, list):
        return [_first_version(inner) for inner in value]
    return value
