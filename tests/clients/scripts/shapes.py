"""Validate entities against an EntitySchema with PyShEx: shapes.py SCHEMA FILE [ID…].

Reads N-Triples from a file; prints for each id whether it conforms, or why it does not.
"""

import json
import sys
import urllib.request
from pathlib import Path

from pyshex import ShExEvaluator
from rdflib import Graph

ENTITY = "https://w3id.org/poimenno/entity/"


def main() -> None:
    """Print the verdict on each entity, as JSON."""
    schema, file, *ids = sys.argv[1:]
    text = urllib.request.urlopen(schema).read().decode()
    graph = Graph().parse(data=Path(file).read_text("utf-8"), format="nt")
    evaluator = ShExEvaluator(rdf=graph, schema=text, focus=[ENTITY + name for name in ids])
    found = {
        str(result.focus).removeprefix(ENTITY): result.reason or True if not result.result else True
        for result in evaluator.evaluate()
    }
    sys.stdout.write(json.dumps(found))


main()
