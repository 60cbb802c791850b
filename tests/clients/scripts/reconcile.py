"""What the README of the reconciler package shows, with names of our persons."""

import sys

import pandas
from reconciler import reconcile


def main() -> None:
    """Print the best match of each name, as JSON."""
    address, kind, *names = sys.argv[1:]
    table = pandas.DataFrame({"name": names})
    found = reconcile(table["name"], type_id=kind or None, reconciliation_endpoint=address)
    columns = ["input_value", "id", "name", "match", "score"]
    sys.stdout.write(found[columns].to_json(orient="records"))


main()
