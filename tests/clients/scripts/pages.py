"""What the documentation of pywikibot's SPARQL support shows, with our identifiers."""

import json
import sys
from typing import Any

from pywikibot.data.sparql import URI, Literal, SparqlQuery

QUERY = "SELECT ?person ?personLabel ?date WHERE { ?person wdt:P19 wd:Q8001 ; wdt:P569 ?date"
QUERY += ' SERVICE wikibase:label { bd:serviceParam wikibase:language "ru,en" } } ORDER BY ?person'


def main() -> None:
    """Print what each call gives, as JSON."""
    url = sys.argv[1]
    query = SparqlQuery(endpoint=f"{url}sparql", entity_url="https://w3id.org/poimenno/entity/")
    full = query.select(QUERY, full_data=True)
    found: dict[str, Any] = {
        "rows": query.select(QUERY),
        "ids": [row["person"].getID() for row in full],
        "kinds": [isinstance(full[0]["person"], URI), isinstance(full[0]["personLabel"], Literal)],
        "language": full[0]["personLabel"].language,
        "ask": query.ask("ASK { wd:Q1001 wdt:P31 ?class }"),
        "items": sorted(
            query.get_items("SELECT ?item WHERE { ?item wdt:P19 wd:Q8001 }", result_type=list)
        ),
    }
    sys.stdout.write(json.dumps(found))


main()
