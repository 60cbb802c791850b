"""Small pages about an entity, to stand in a frame, and the page that explains the scores."""

from flask import Response, render_template, request

from ..triples.matching import LOWEST_MATCH, NAME_WEIGHT, PROPERTY_WEIGHT
from ..triples.snaks import statements, text_of, value_of
from .answering import send_bytes
from .negotiation import HTML
from .reconciling_candidates import entity_id
from .reconciling_languages import direction
from .reconciling_showing import NAMES, View
from .reconciling_suggesting import UnknownTerm
from .reconciling_values import words

# What tells one person, act or place from another at a glance; what is not held is left out.
_SHOWN = ("P569", "P19", "P570", "P20", "P106", "P585", "P467", "P8550", "P361", "P580", "P582")
_MOST_FACTS, _MOST_VALUES = 6, 2
# It is made for frames of other sites, unlike all other pages; it holds no form and no script.
_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"
_TEXTS = {
    "id": "The query named the identifier: the score is 100.",
    "name": "The name fits, whatever its script, the order of its words, initials and slips.",
    "name_sure": "Each word asked for is a word of a name of the candidate, or an initial of one.",
    "type": "Another type than the one wished for with type_strict=should halves the score.",
    "P569": "A property, or a path of properties: how far the value given agrees, from 0 to 100.",
    "unknown:P569": "The candidate has no value for the property: it counts three tenths.",
    "unknown_property:X": "The service does not know the property, and passed it over.",
    "unknown_type:X": "The service does not know the type.",
    "unknown_qualifier:X": "The service does not know the match qualifier, and passed it over.",
}


def show_preview(text: str, view: View) -> Response:
    """Show an entity in a small page; raises UnknownTerm."""
    name = entity_id(text)
    entity = view.reader.entity(name) if name else None
    if name is None or entity is None:
        raise UnknownTerm(f"{text[:80]!r} is no entity here")
    label = view.name(name)
    spoken = words(entity, "labels")
    language = next((tag for tag in (*view.languages, *spoken) if spoken.get(tag) == label), "en")
    kinds = [kind["name"] for kind in view.types(name)]
    page = render_template(
        "reconcile_preview.html",
        id=name,
        name=label,
        language=language,
        direction=direction(language),
        description=view.description(name) or ", ".join(kinds),
        others=[other for other in dict.fromkeys(spoken.values()) if other != label][:3],
        facts=_facts(name, view),
        address=f"{request.url_root}entity/{name}",
    )
    response = send_bytes(page.encode(), HTML)
    response.headers["Content-Security-Policy"] = _POLICY
    return response


def _facts(name: str, view: View) -> list[tuple[str, str]]:
    entity = view.reader.entity(name) or {}
    found = {
        key: values
        for key in _SHOWN
        if (values := [v for v in map(value_of, statements(entity, [key])) if v])
    }
    view.reader.load(
        value for values in found.values() for kind, value in values if kind == "wikibase-entityid"
    )
    facts = []
    for key, values in list(found.items())[:_MOST_FACTS]:
        shown = [
            view.name(value) if kind == "wikibase-entityid" else text_of(kind, value) or ""
            for kind, value in values[:_MOST_VALUES]
        ]
        facts.append(
            (view.terms.name_of_property(key, view.languages), ", ".join(dict.fromkeys(shown)))
        )
    return facts


def show_features() -> Response:
    """Explain the features and the score."""
    listed = [{"id": key, "name": NAMES.get(key, ""), "text": text} for key, text in _TEXTS.items()]
    page = render_template(
        "reconcile_features.html",
        listed=listed,
        name_weight=f"{NAME_WEIGHT:g}",
        property_weight=f"{PROPERTY_WEIGHT:g}",
        lowest=f"{LOWEST_MATCH:g}",
    )
    return send_bytes(page.encode(), HTML)
