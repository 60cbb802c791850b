"""The EntitySchemas: what an entity of the Wikibase view has to look like, in ShExC.

Source: Shape Expressions 2.1; EntitySchema of Wikidata, whose E-numbers these are like, and ours.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_HEADER = re.compile(r"#\+\s*(\w+):\s*(.*?)\s*")
_ID = re.compile(r"E[1-9][0-9]*")


class SchemaError(ValueError):
    """A schema file whose header cannot be read."""


@dataclass(frozen=True)
class EntitySchema:
    """One schema: its E-number, labels by language, what it is for, and its text."""

    id: str
    labels: dict[str, str]
    description: str
    text: str


@cache
def entity_schemas() -> dict[str, EntitySchema]:
    """Read the schemas that ship with the ontology, by number; raises SchemaError."""
    found: dict[str, EntitySchema] = {}
    folder = files(__package__) / "schemas"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".shex"):
            schema = read_schema(file.name, file.read_text("utf-8"))
            if schema.id in found:
                raise SchemaError(f"{file.name}: {schema.id} is given twice")
            found[schema.id] = schema
    return dict(sorted(found.items()))


def read_schema(name: str, text: str) -> EntitySchema:
    """Read a schema with its `#+` header: id, label (`en=…; ru=…`) and description."""
    lines = (line for line in text.splitlines() if line.startswith("#+"))
    header = {m[1]: m[2] for line in lines if (m := _HEADER.fullmatch(line))}
    missing = {"id", "label", "description"} - header.keys()
    if missing:
        raise SchemaError(f"{name}: the header lacks {min(missing)}")
    if not _ID.fullmatch(header["id"]):
        raise SchemaError(f"{name}: {header['id']!r} is no number such as E1")
    pairs = (part.partition("=") for part in header["label"].split(";"))
    labels = {language.strip(): label.strip() for language, _, label in pairs}
    return EntitySchema(header["id"], labels, header["description"], text)
