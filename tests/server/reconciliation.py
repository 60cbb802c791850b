"""The schemas and examples of the reconciliation protocol, for the tests of several modules."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from referencing import Registry
from referencing.jsonschema import DRAFT7

VERSIONS = ("0.1", "0.2", "1.0-draft")
SWAGGER = "http://swagger.io/v2/schema.json"


class Schemas:
    """The schemas of all versions; what they refer to is found among them, never fetched."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._documents: dict[tuple[str, str], Any] = {}
        self._registries: dict[str, Any] = {}
        for version in VERSIONS:
            registry: Any = Registry()
            for path in sorted((folder / version / "schemas").glob("*.json")):
                document = json.loads(path.read_text("utf-8"))
                self._documents[version, path.stem] = document
                resource = DRAFT7.create_resource(document)
                names = [SWAGGER] if path.stem == "openapi" else [document["$id"]]
                registry = registry.with_resources((name, resource) for name in names)
            self._registries[version] = registry

    def faults(self, document: Any, version: str, schema: str) -> list[str]:
        """Tell what is wrong with a document under a schema of a version."""
        validator = Draft7Validator(
            self._documents[version, schema],
            registry=self._registries[version],
            format_checker=Draft7Validator.FORMAT_CHECKER,
        )
        return [
            f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
            for error in validator.iter_errors(document)
        ]

    def examples(self, kind: str, schema: str) -> Iterator[tuple[str, str, Any]]:
        """Give the `valid` or `invalid` examples of a schema: version, name, document."""
        for version in VERSIONS:
            folder = self.folder / version / "examples" / schema / kind
            for path in sorted(folder.glob("*.json")):
                yield version, path.name, json.loads(path.read_text("utf-8"))
