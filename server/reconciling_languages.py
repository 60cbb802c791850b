"""In which languages a client wants to read: `lang=`, else the Accept-Language header."""

import re
from collections.abc import Sequence

_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,4}")
_MOST = 10
RIGHT_TO_LEFT = {"ar", "fa", "he", "ur", "yi"}


def languages(parameter: str | None, accept: str | None) -> list[str]:
    """List the languages a client reads, the best first, each followed by its language alone.

    Source: RFC 9110, section 12.5.4; what is no language tag is passed over.
    """
    wishes: list[tuple[float, int, str]] = []
    for place, part in enumerate((accept or "").split(",")[:_MOST]):
        tag, *parameters = (piece.strip() for piece in part.split(";"))
        if _TAG.fullmatch(tag) and (quality := _quality(parameters)) > 0:
            wishes.append((-quality, place, tag.lower()))
    named = [parameter.lower()] if parameter and _TAG.fullmatch(parameter) else []
    listed = named + [tag for _, _, tag in sorted(wishes)]
    return list(dict.fromkeys(form for tag in listed for form in (tag, tag.partition("-")[0])))


def direction(language: str) -> str:
    """Tell in which direction a language is written."""
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def _quality(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 1.0
    return 1.0
