"""In which languages a client wants to read: `lang=`, else the Accept-Language header."""

import re

from ..queries.adapting import accepted_languages

_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,4}")
RIGHT_TO_LEFT = {"ar", "fa", "he", "ur", "yi"}


def languages(parameter: str | None, accept: str | None) -> list[str]:
    """List the languages a client reads, the best first, each followed by its language alone.

    Source: RFC 9110, section 12.5.4; what is no language tag is passed over.
    """
    named = parameter.lower() if parameter and _TAG.fullmatch(parameter) else ""
    wanted = (named, named.partition("-")[0], *accepted_languages(accept or ""))
    return [tag for tag in dict.fromkeys(wanted) if tag]


def direction(language: str) -> str:
    """Tell in which direction a language is written."""
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"
