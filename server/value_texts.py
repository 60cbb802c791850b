"""The values of statements as a reader sees them: each kind of the Wikibase JSON model in words.

Source: Wikibase, json.md (snaks and data values).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..ontology.namespaces import ENTITY
from .date_texts import time_text
from .labelling import Labels, Link
from .page_texts import Words

_MAP = "https://www.openstreetmap.org/?mlat={0}&mlon={1}#map=9/{0}/{1}"
# A Wikibase has no datatype for the truth: these are strings there.
_TRUTHS = {"true": "yes", "false": "no"}


@dataclass(frozen=True)
class Shown:
    """A value ready for a page; `kind` is its style, `note` stands small behind it."""

    link: Link
    kind: str = "value"
    note: str = ""


def iris_in(snaks: Iterator[Mapping[str, Any]]) -> Iterator[str]:
    """Give the IRIs of what snaks name: their properties, and the entities they point at."""
    for snak in snaks:
        yield ENTITY + snak["property"]
        value = snak.get("datavalue", {}).get("value")
        if isinstance(value, Mapping):
            if "id" in value:
                yield ENTITY + str(value["id"])
            if str(value.get("unit", "1")) != "1":
                yield str(value["unit"])


def show(snak: Mapping[str, Any], labels: Labels, say: Words) -> Shown:
    """Write the value of a snak for a page."""
    kind = snak.get("snaktype")
    if kind == "somevalue":
        return Shown(Link(say("unknown_value")), "unknown")
    if kind == "novalue":
        return Shown(Link(say("no_value")), "unknown")
    datavalue = snak.get("datavalue", {})
    value = datavalue.get("value")
    match datavalue.get("type"):
        case "wikibase-entityid":
            return Shown(labels.link(ENTITY + str(value["id"])), "entity")
        case "time":
            return Shown(Link(time_text(value, say.language), title=str(value["time"])), "time")
        case "monolingualtext":
            language = str(value["language"])
            # `und` is a text as it is printed; the reader sees which language the page is in.
            note = "" if language in {"und", say.language} else language
            return Shown(Link(value["text"], "" if language == "und" else language), "text", note)
        case "quantity":
            return _quantity(value, labels)
        case "globecoordinate":
            return _place(value)
    text = value if isinstance(value, str) else str(value)
    if snak.get("datatype") == "url" and text.startswith(("http://", "https://")):
        place = labels.place(text)
        return Shown(Link(text, href=place or text, outside=not place), "url")
    if text in _TRUTHS:
        return Shown(Link(say(_TRUTHS[text]), title=text), "text")
    return Shown(Link(text), "text")


def _quantity(value: Mapping[str, Any], labels: Labels) -> Shown:
    amount = _grouped(str(value["amount"]))
    low, high = value.get("lowerBound"), value.get("upperBound")
    if low is not None and high is not None and (low, high) != (value["amount"], value["amount"]):
        amount += f" ({_grouped(str(low))} – {_grouped(str(high))})"
    unit = str(value.get("unit", "1"))
    return Shown(Link(amount), "number", labels.link(unit).text if unit != "1" else "")


def _grouped(amount: str) -> str:
    """Write a decimal number with thin spaces between its thousands."""
    whole, dot, rest = amount.lstrip("+").partition(".")
    sign = "−" if whole.startswith("-") else ""
    digits = whole.lstrip("-")
    if not digits.isascii() or not digits.isdigit():
        return amount
    return f"{sign}{int(digits):,}".replace(",", "\u202f") + dot + rest


def _place(value: Mapping[str, Any]) -> Shown:
    latitude, longitude = float(value["latitude"]), float(value["longitude"])
    text = (
        f"{abs(latitude):.5g}° {'N' if latitude >= 0 else 'S'}, "
        f"{abs(longitude):.5g}° {'E' if longitude >= 0 else 'W'}"
    )
    address = _MAP.format(f"{latitude:.5f}", f"{longitude:.5f}")
    return Shown(Link(text, href=address, outside=True), "place")
