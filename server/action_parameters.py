"""From the parameters of an Action API request to typed values, with MediaWiki's own complaints.

Source: MediaWiki, API:Data formats and API:Errors and warnings; ParamValidator's messages.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .action_modules import MODULES, Module, Param

_SEPARATOR = "\x1f"
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}")
_LANGUAGE = re.compile(r"[a-z]{2,12}(-[a-z0-9]{1,12}){0,4}", re.IGNORECASE)


class ActionError(Exception):
    """What a request got wrong: MediaWiki's code, a sentence, and further members."""

    def __init__(self, code: str, info: str, **more: Any) -> None:  # noqa: ANN401  JSON
        super().__init__(info)
        self.code = code
        self.info = info
        self.more = more


Value = str | int | bool | tuple[str, ...] | None


@dataclass
class Arguments:
    """The values of one module's parameters; what is not given has its default or is None."""

    values: Mapping[str, Value]
    version: int = 1
    warnings: list[str] = field(default_factory=list)

    def text(self, name: str) -> str | None:
        """Give a text, None where none was given."""
        value = self.values.get(name)
        return value if isinstance(value, str) else None

    def number(self, name: str) -> int:
        """Give a number, 0 where none was given."""
        value = self.values.get(name)
        return value if isinstance(value, int) else 0

    def many(self, name: str) -> tuple[str, ...]:
        """Give several texts, each once."""
        value = self.values.get(name)
        return value if isinstance(value, tuple) else ()

    def flag(self, name: str) -> bool:
        """Tell whether a flag was set: with any value, as long as it was sent."""
        return self.values.get(name) is True


def read(module: Module, given: Mapping[str, str]) -> Arguments:
    """Read the parameters of a module; raises ActionError for what they may not be."""
    warnings: list[str] = []
    values = {
        name: _read(module.prefix + name, param, given, warnings)
        for name, param in module.params.items()
    }
    return Arguments(values, warnings=warnings)


def unknown_names(given: Mapping[str, str], modules: Sequence[str]) -> list[str]:
    """Give the parameters that none of the modules of a request has."""
    known = {
        MODULES[path].prefix + name
        for path in ("main", *modules)
        if path in MODULES
        for name in MODULES[path].params
    }
    return [name for name in given if name not in known]


def check_language(name: str, code: str) -> str:
    """Give a language code in lower case; raises ActionError for what is none."""
    if not _LANGUAGE.fullmatch(code):
        raise bad_value(name, code)
    return code.lower()


def bad_value(name: str, value: str) -> ActionError:
    """Make the complaint about a value that is none of those that there are."""
    return ActionError("badvalue", f'Unrecognized value for parameter "{name}": {value[:100]}.')


def missing(name: str) -> ActionError:
    """Make the complaint about a parameter that must be there."""
    return ActionError("missingparam", f'The "{name}" parameter must be set.')


def _read(name: str, param: Param, given: Mapping[str, str], warnings: list[str]) -> Value:
    text = given.get(name)
    if param.kind == "boolean":
        return text is not None
    if text is None or (text == "" and param.required):
        if param.required:
            raise missing(name)
        text = None if param.default is None else str(param.default)
        if text is None:
            return () if param.multi else None
    if param.multi:
        return _read_many(name, param, text, warnings)
    if param.kind in ("integer", "limit"):
        return _read_number(name, param, text, warnings)
    if isinstance(param.kind, tuple) and text not in param.kind:
        raise bad_value(name, text)
    return text


def _read_many(name: str, param: Param, text: str, warnings: list[str]) -> tuple[str, ...]:
    parts = text[1:].split(_SEPARATOR) if text.startswith(_SEPARATOR) else text.split("|")
    values = tuple(dict.fromkeys(part for part in parts if part))
    if "*" in values and isinstance(param.kind, tuple) and "*" not in param.kind:
        return param.kind
    if len(values) > param.most:
        raise ActionError(
            "toomanyvalues",
            f'Too many values supplied for parameter "{name}". The limit is {param.most}.',
            parameter=name,
            limit=param.most,
            lowlimit=param.most,
            highlimit=param.most,
        )
    if isinstance(param.kind, tuple):
        strange = [value for value in values if value not in param.kind]
        if strange and param.submodules:
            raise bad_value(name, strange[0])
        if strange:
            kind = "value" if len(strange) == 1 else "values"
            warnings.append(
                f'Unrecognized {kind} for parameter "{name}": {", ".join(strange)[:200]}'
            )
        values = tuple(value for value in values if value in param.kind)
    return values


def _read_number(name: str, param: Param, text: str, warnings: list[str]) -> int:
    if param.kind == "limit" and text == "max":
        return param.most
    if not _NUMBER.fullmatch(text):
        raise ActionError(
            "badinteger", f'Invalid value "{text[:50]}" for integer parameter "{name}".'
        )
    number = int(text)
    least = 1 if param.kind == "limit" else 0
    if least <= number <= param.most:
        return number
    if param.kind == "limit":
        warnings.append(
            f'The value "{number}" for parameter "{name}" must be between {least} and {param.most}.'
        )
        return max(least, min(number, param.most))
    raise ActionError(
        "outofrange",
        f'The value "{number}" for parameter "{name}" must be between 0 and {param.most}.',
    )
