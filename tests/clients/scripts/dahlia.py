"""What the README of the Wikidata package shows, with our identifiers."""

import json
import sys
from typing import Any

from wikidata.client import Client


def main() -> None:
    """Print what each call gives, as JSON."""
    client = Client(base_url=sys.argv[1])
    entity = client.get("Q1001", load=True)
    born = client.get("P569")
    place = client.get("P19")
    found: dict[str, Any] = {
        "id": entity.id,
        "state": entity.state.name,
        "type": entity.type.value,
        "label": entity.label["ru"],
        "labels": sorted(entity.label.texts),
        "description": entity.description["en"],
        "born": str(entity[born]),
        "place": entity[place].id,
        "place_label": entity[place].label["en"],
        "property": str(born.label),
        "lists": sum(1 for _ in entity.lists()),
    }
    unknown = client.get("Q999999999")
    found["unknown"] = unknown.state.name
    sys.stdout.write(json.dumps(found, ensure_ascii=True))


main()
