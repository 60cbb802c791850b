"""The OpenAPI description of every route, made from the routes themselves.

What a route is for is the docstring of its function; what it takes is in `api_operations`. A route
that is in the application is in the description, whoever wrote it.

Source: OpenAPI Specification 3.1.
"""

import re
from collections.abc import Iterator
from importlib.metadata import version
from inspect import getdoc
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from .api_operations import OPERATIONS
from .api_parameters import Operation, Parameter

_ARGUMENT = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")
_UNTOLD = Operation()
_PROBLEM = {"$ref": "#/components/responses/Problem"}
_TEXT = {"type": "string"}
# What the routes of a blueprint are for, in the order of the page.
_TOPICS = {
    "portal": "Pages",
    "entities": "Entities",
    "search_pages": "Entities",
    "entity_schemas": "EntitySchemas",
    "ontology_pages": "Ontology",
    "sparql": "SPARQL",
    "graph_store": "Graphs",
    "fragments": "Triple Pattern Fragments",
    "explaining": "Proofs",
    "action_api": "Action API of Wikibase",
    "reconciling": "Reconciliation",
    "exporting": "Exports for Wikidata",
    "dumps": "Dumps",
    "describing": "Descriptions",
    "cataloguing": "Descriptions",
    "api_pages": "Descriptions",
    "sitemaps": "Descriptions",
}
# Methods that a framework answers by itself are no operations of ours.
_IMPLIED = {"HEAD", "OPTIONS"}
_CHANGES = {"PUT", "DELETE", "PATCH"}
_ABOUT = """\
A knowledge graph of Soviet political repression and of the rehabilitation of its victims. Every \
answer may be read from any origin, carries an ETag while the graph does not change, and is \
compressed on request. Reading needs no account; changes need the operator's token."""


def describe_api(app: Flask, root: str) -> dict[str, Any]:
    """Describe every route of an application that answers at `root`, as an OpenAPI 3.1 document."""
    paths: dict[str, dict[str, Any]] = {}
    tags: dict[str, None] = {}
    for rule in sorted(visible_rules(app), key=lambda rule: (path_of(rule), rule.endpoint)):
        operation = OPERATIONS.get(rule.endpoint, _UNTOLD)
        for method in methods_of(rule):
            tags[_tag(rule)] = None
            described = _describe(app, rule, method, operation)
            paths.setdefault(path_of(rule), {})[method.lower()] = described
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "poimenno",
            "version": version("poimenno"),
            "description": _ABOUT,
            "license": {"name": "Apache License 2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": root}],
        "tags": [{"name": tag} for tag in sorted(tags, key=_place)],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Problem": _problem()},
            "responses": {
                "Problem": {
                    "description": "What is wrong, and what was expected (RFC 9457).",
                    "content": {
                        "application/problem+json": {
                            "schema": {"$ref": "#/components/schemas/Problem"}
                        },
                        "text/plain": {"schema": _TEXT},
                        "text/html": {"schema": _TEXT},
                    },
                }
            },
        },
    }


def visible_rules(app: Flask) -> Iterator[Rule]:
    """Give the routes that visitors may use: all but the files of the pages."""
    return (rule for rule in app.url_map.iter_rules() if rule.endpoint != "static")


def path_of(rule: Rule) -> str:
    """Write the path of a route as OpenAPI does."""
    return _ARGUMENT.sub(r"{\1}", rule.rule)


def methods_of(rule: Rule) -> list[str]:
    """List the methods of a route that are operations."""
    return sorted((rule.methods or set()) - _IMPLIED)


def _describe(app: Flask, rule: Rule, method: str, operation: Operation) -> dict[str, Any]:
    documentation = getdoc(app.view_functions[rule.endpoint]) or ""
    summary, _, rest = documentation.partition("\n\n")
    described: dict[str, Any] = {
        "operationId": _identifier(rule, method),
        "tags": [_tag(rule)],
        "summary": " ".join(summary.split()).rstrip("."),
    }
    if rest or operation.note:
        described["description"] = " ".join(filter(None, (" ".join(rest.split()), operation.note)))
    names = _ARGUMENT.findall(rule.rule)
    parameters = [_in_path(name, operation) for name in names]
    in_body = method == "POST" and operation.form
    if not in_body:
        parameters += [_parameter(p) for p in operation.parameters if method not in p.not_for]
    if parameters:
        described["parameters"] = parameters
    if body := _body(method, operation):
        described["requestBody"] = body
    if method in _CHANGES or (method == "POST" and operation.changes):
        described["security"] = [{"token": []}]
    described["responses"] = _responses(method, operation)
    return described


def _identifier(rule: Rule, method: str) -> str:
    """Name an operation; one function may answer at several paths."""
    path = re.sub(r"[^A-Za-z0-9]+", "_", rule.rule).strip("_") or "root"
    return f"{method.lower()}_{path}"


def _tag(rule: Rule) -> str:
    blueprint, _, _ = rule.endpoint.rpartition(".")
    return _TOPICS.get(blueprint) or blueprint.replace("_", " ").capitalize() or "Server"


def _place(tag: str) -> int:
    known = list(dict.fromkeys(_TOPICS.values()))
    return known.index(tag) if tag in known else len(known)


def _in_path(name: str, operation: Operation) -> dict[str, Any]:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": operation.path.get(name, "A part of the address."),
        "schema": _TEXT,
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.meaning,
        "schema": parameter.schema,
    }


def _body(method: str, operation: Operation) -> dict[str, Any] | None:
    content: dict[str, Any] = {}
    if method == "POST" and operation.form:
        properties = {
            parameter.name: {**parameter.schema, "description": parameter.meaning}
            for parameter in operation.parameters
        }
        schema = {"type": "object", "properties": properties}
        content["application/x-www-form-urlencoded"] = {"schema": schema}
    if method in {"POST", "PUT"}:
        content |= {media_type: {"schema": schema} for media_type, schema in operation.body.items()}
    return {"required": False, "content": content} if content else None


def _responses(method: str, operation: Operation) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    if method in _CHANGES or (method == "POST" and operation.changes):
        responses["204"] = {"description": "Done."}
    if method == "PUT":
        responses["201"] = {"description": "Done; what was written is new."}
    if method in {"GET", "POST"}:
        for status, meaning in operation.redirects.items():
            location = {"description": "Where it is.", "schema": {"type": "string"}}
            responses[status] = {"description": meaning, "headers": {"Location": location}}
        if operation.status not in responses:
            answered: dict[str, Any] = {"description": operation.answer}
            if operation.media_types:
                answered["content"] = {name: {"schema": {}} for name in operation.media_types}
            responses[operation.status] = answered
    responses["default"] = _PROBLEM
    return responses


def _problem() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["title", "status", "detail"],
        "properties": {
            "title": {"type": "string", "description": "What kind of problem it is."},
            "status": {"type": "integer", "description": "The HTTP status."},
            "detail": {"type": "string", "description": "What is wrong, and where."},
        },
    }
