"""What the documentation of WikibaseIntegrator shows, with our identifiers."""

import json
import sys
from typing import Any

from wikibaseintegrator import WikibaseIntegrator
from wikibaseintegrator.wbi_config import config
from wikibaseintegrator.wbi_helpers import execute_sparql_query, search_entities

URL = sys.argv[1].rstrip("/")
config["MEDIAWIKI_API_URL"] = f"{URL}/w/api.php"
config["MEDIAWIKI_INDEX_URL"] = f"{URL}/w/index.php"
config["MEDIAWIKI_REST_URL"] = f"{URL}/w/rest.php"
config["SPARQL_ENDPOINT_URL"] = f"{URL}/sparql"
config["WIKIBASE_URL"] = "https://w3id.org/poimenno"
config["USER_AGENT"] = "poimenno tests"
QUERY = """SELECT ?person WHERE { ?person wdt:P19 wd:Q8001 } ORDER BY ?person"""


def main() -> None:
    """Print what each call gives, as JSON."""
    wbi = WikibaseIntegrator()
    item = wbi.item.get("Q1001")
    found: dict[str, Any] = {
        "id": item.id,
        "label": item.labels.get("ru").value,
        "description": item.descriptions.get("en").value,
        "born": [c.mainsnak.datavalue["value"]["time"] for c in item.claims.get("P569")],
        "precision": [c.mainsnak.datavalue["value"]["precision"] for c in item.claims.get("P569")],
        "place": [c.mainsnak.datavalue["value"]["id"] for c in item.claims.get("P19")],
        "ranks": sorted(c.rank.value for c in item.claims.get("P569")),
        "references": [len(c.references) for c in item.claims.get("P569")],
        "qualifiers": sorted({q.property_number for c in item.claims for q in c.qualifiers}),
        "property": wbi.property.get("P569").datatype.value,
        # The model read and written again is the same model.
        "round": item.get_json()["labels"] == wbi.item.get("Q1001").get_json()["labels"],
        "search": search_entities("Чаренц", language="ru"),
        "search_dict": search_entities("Charents", language="en", dict_result=True)[0],
        "rows": [
            row["person"]["value"].rpartition("/")[2]
            for row in execute_sparql_query(QUERY)["results"]["bindings"]
        ],
    }
    sys.stdout.write(json.dumps(found))


main()
