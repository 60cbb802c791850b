"""Read `"1937-11-27"^^xsd:dateTime` as the first moment of that day, as Wikidata's tutorials write.

By XML Schema it is no moment at all, so that any comparison with it is an error, and a FILTER over
it lets nothing pass.

Source: Wikidata:SPARQL tutorial; XML Schema Datatypes 1.1, section 3.3.7.
"""

import re

from ..ontology.namespaces import STANDARD
from .guarding import Edit
from .service_blocks import Reading, quote, unquote

_MOMENT = f"{STANDARD['xsd']}dateTime"
_SHORT = re.compile(r"\+?(-?[0-9]{4,}-[0-9]{2}-[0-9]{2})(T[0-9:.]+(?:Z|[+-][0-9:]+)?)?")


def write_out_days(reading: Reading) -> list[Edit]:
    """Give a time to the moments that have only a day, and take the plus before a year away."""
    tokens = reading.tokens
    edits = []
    for at, token in enumerate(tokens[:-2]):
        if token.kind != "string" or tokens[at + 1].text != "^^":
            continue
        if reading.iri(tokens[at + 2]) != _MOMENT:
            continue
        text = unquote(token.text)
        found = _SHORT.fullmatch(text)
        if found and (found[2] is None or text[0] == "+"):
            moment = f"{found[1]}{found[2] or 'T00:00:00Z'}"
            edits.append(Edit(token.start, token.end, quote(moment)))
    return edits
