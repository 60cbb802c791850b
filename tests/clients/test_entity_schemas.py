"""PyShEx holds every person, act and decision to its EntitySchema, and finds what is wrong."""

import re
from pathlib import Path
from typing import Any

import pytest

from ..server.conftest import Live
from .conftest import Clients, Oracle

pytestmark = pytest.mark.long

CLASSES = {"E1": "poi:Person", "E2": "poi:LegalAct", "E3": "poi:RehabilitationDecision"}
VIEW = "https://w3id.org/poimenno/graph/wikibase"
# What things are called is asserted of them, and not said again in the view.
LABELS = "CONSTRUCT WHERE { ?thing rdfs:label ?label }"
P = "<https://w3id.org/poimenno/prop/"


@pytest.fixture(scope="module")
def view(live: Live, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Wikibase view of the live graph, as N-Triples in a file."""
    path = tmp_path_factory.mktemp("view") / "view.nt"
    shown = live.http.get("/graphs", params={"graph": VIEW, "format": "nt"})
    called = live.http.get("/sparql", params={"query": LABELS, "format": "nt"})
    assert (shown.status_code, called.status_code) == (200, 200)
    path.write_bytes(shown.content + called.content)
    return path


def validate(clients: Clients, live: Live, schema: str, file: Path, *ids: str) -> Any:
    address = f"{live.url}wiki/Special:EntitySchemaText/{schema}"
    return clients.python("shapes.py", address, str(file), *ids)


@pytest.mark.parametrize("schema", CLASSES)
def test_every_entity_conforms(
    clients: Clients, live: Live, oracle: Oracle, view: Path, schema: str
) -> None:
    ids = oracle.values(
        f"SELECT DISTINCT ?s {{ ?s a {CLASSES[schema]} FILTER(STRSTARTS(STR(?s), STR(ent:))) }}"
    )
    assert len(ids) > 100
    verdicts = validate(clients, live, schema, view, *ids)
    assert len(verdicts) == len(ids)
    assert {name: verdict for name, verdict in verdicts.items() if verdict is not True} == {}


# What is taken out of the document of an entity, by the beginnings of its lines.
PLANTED = {
    "a person without a Russian name": ("E1", r'<\S*/Q[0-9]+> <\S*#label> "[^"]*"@ru'),
    "a statement without a source": ("E1", r"<\S*/statement/\S*> <\S*#wasDerivedFrom>"),
    "a statement without a confidence": ("E1", rf"<\S*/statement/\S*> {P}qualifier/P100098>"),
    "a statement without a rank": ("E1", r"<\S*/statement/\S*> <\S*#rank>"),
    "a date without a precision": ("E1", r"<\S*> <\S*#timePrecision>"),
    "an act that nobody issued": ("E2", rf"<\S*/Q[0-9]+> {P}(direct/)?P467>"),
    "a decision that affects nobody": ("E3", rf"<\S*/Q[0-9]+> {P}(direct/)?P100022>"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_violation_is_found(
    clients: Clients, live: Live, oracle: Oracle, tmp_path: Path, planted: str
) -> None:
    schema, pattern = PLANTED[planted]
    number = "Q1001"
    if schema != "E1":
        text = f"SELECT ?s {{ ?s a {CLASSES[schema]} }} ORDER BY ?s LIMIT 1"
        number = oracle.values(text)[0]
    answer = live.http.get(f"/wiki/Special:EntityData/{number}.nt", params={"flavor": "dump"})
    assert answer.status_code == 200, answer.text
    lines = answer.text.splitlines(keepends=True)
    file = tmp_path / "entity.nt"
    file.write_text("".join(lines), "utf-8")
    assert validate(clients, live, schema, file, number) == {number: True}
    kept = [line for line in lines if not re.match(pattern, line)]
    assert len(kept) < len(lines)
    file.write_text("".join(kept), "utf-8")
    assert validate(clients, live, schema, file, number)[number] is not True


def test_a_person_is_no_act(clients: Clients, live: Live, view: Path) -> None:
    assert validate(clients, live, "E2", view, "Q1001")["Q1001"] is not True
