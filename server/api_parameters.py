"""How the parameters and answers of routes are written down, for the OpenAPI description."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .negotiation import GRAPHS, ROWS

GRAPH_TYPES = tuple(form.media_type for form in GRAPHS)
ROW_TYPES = tuple(form.media_type for form in ROWS)
JSON_TYPES = ("application/json",)
HTML_TYPES = ("text/html",)


@dataclass(frozen=True)
class Parameter:
    """A parameter of the query string, or of a form; `not_for` are methods without it."""

    name: str
    meaning: str
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})
    required: bool = False
    not_for: tuple[str, ...] = ()


@dataclass(frozen=True)
class Operation:
    """What a route takes and gives, beyond its path and its docstring.

    `form` means that a POST sends the parameters as a form; `changes` that a POST needs the token.
    """

    parameters: tuple[Parameter, ...] = ()
    path: Mapping[str, str] = field(default_factory=dict)
    media_types: tuple[str, ...] = ()
    body: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    form: bool = False
    changes: bool = False
    status: str = "200"
    answer: str = "What was asked for."
    redirects: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


def text(name: str, meaning: str, *, required: bool = False) -> Parameter:
    """Describe a parameter that is any text."""
    return Parameter(name, meaning, required=required)


def number(name: str, meaning: str, least: int = 0, most: int | None = None) -> Parameter:
    """Describe a parameter that is a whole number."""
    schema: dict[str, Any] = {"type": "integer", "minimum": least}
    return Parameter(name, meaning, schema | ({"maximum": most} if most is not None else {}))


def choice(name: str, meaning: str, *values: str) -> Parameter:
    """Describe a parameter that is one of some values."""
    return Parameter(name, meaning, {"type": "string", "enum": list(values)})


def several(name: str, meaning: str) -> Parameter:
    """Describe a parameter that may be given several times."""
    return Parameter(name, meaning, {"type": "array", "items": {"type": "string"}})


FORMAT = text("format", "The format, by name or media type; it stands above Accept.")
TIMEOUT = Parameter(
    "timeout", "Seconds until the answer; the server's bound holds.", {"type": "number"}
)
