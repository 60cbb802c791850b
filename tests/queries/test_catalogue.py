"""The catalogue reads every header, and says in which file and line one is wrong."""

import re
from pathlib import Path

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import RDF, SH

from poimenno.queries.catalogue import (
    CatalogueError,
    UnknownQueryError,
    read_catalogue,
    read_query,
    shipped,
)
from poimenno.queries.publishing import QUERY, as_graph

GOOD = """#+ summary: Persons cleared after death, by body.
#+ tags: [rehabilitation, posthumous]
#+ parameters: {body: iri, since: date}
#+ question: CQ17
PREFIX ex: <http://example.org/>
SELECT ?person WHERE { ?person ex:by ?body ; ex:on ?date FILTER(?date >= ?since) }
"""


def test_a_header_is_read() -> None:
    query = read_query("rehabilitation/posthumous", GOOD)
    assert query.summary == "Persons cleared after death, by body."
    assert query.tags == ("rehabilitation", "posthumous")
    assert query.parameters == {"body": "iri", "since": "date"}
    assert (query.question, query.form, query.topic) == ("CQ17", "select", "rehabilitation")
    assert query.title == "posthumous"


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("#+ summary: Persons cleared after death, by body.\n", "", 1, "no `#+ summary:` line"),
        ("#+ tags: [", "#+ tags: ", 2, "expected"),
        ("posthumous]", "posthumous!]", 2, "is no tag"),
        ("tags", "tgas", 2, "unknown header 'tgas'"),
        ("body: iri", "body: person", 3, "unknown kind 'person'"),
        ("body: iri", "nobody: iri", 3, "nobody is no variable"),
        ("CQ17", "17", 4, "is no competency question"),
        ("SELECT ?person", "DESCRIBE ?person", 1, "describe"),
        ("#+ question: CQ17", "#+ tags: [again]", 4, "given twice"),
        ("SELECT ?person", "CONSTRUCT", 3, "cannot take parameters"),
    ],
)
def test_a_bad_header_names_its_line(old: str, new: str, line: int, message: str) -> None:
    with pytest.raises(CatalogueError, match=re.escape(message)) as caught:
        read_query("rehabilitation/posthumous", GOOD.replace(old, new))
    assert line in {problem.line for problem in caught.value.problems}
    assert "rehabilitation/posthumous.rq" in str(caught.value)


def test_problems_of_all_files_come_together(tmp_path: Path) -> None:
    (tmp_path / "acts").mkdir()
    (tmp_path / "acts" / "one.rq").write_text("ASK {}")
    (tmp_path / "two.rq").write_text("#+ summary: x\nDROP ALL")
    (tmp_path / "three.rq").write_bytes(b"#+ summary: \xff\nASK {}")
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(tmp_path)
    assert len(caught.value.problems) == 3


def test_what_ships_can_be_read() -> None:
    catalogue = shipped()
    assert [query.name for query in catalogue] == sorted(catalogue.queries)
    for query in catalogue:
        assert catalogue[query.name] is query
        assert query in catalogue.topics()[query.topic]


def test_an_unknown_name_is_answered_with_near_ones(tmp_path: Path) -> None:
    (tmp_path / "acts").mkdir()
    (tmp_path / "acts" / "amnesties.rq").write_text("#+ summary: x\nASK {}")
    with pytest.raises(UnknownQueryError, match="acts/amnesties"):
        read_catalogue(tmp_path)["amnest"]


def test_queries_can_be_queried(tmp_path: Path) -> None:
    (tmp_path / "rehabilitation").mkdir()
    (tmp_path / "rehabilitation" / "posthumous.rq").write_text(GOOD)
    graph = as_graph(read_catalogue(tmp_path))
    node = URIRef(QUERY + "rehabilitation/posthumous")
    assert (node, RDF.type, SH.SPARQLExecutable) in graph
    assert graph.value(node, SH.select) == Literal(GOOD)
    (prefix,) = graph.objects(node, SH.prefixes / SH.declare / SH.prefix)
    assert str(prefix) == "ex"
    assert len(list(graph.objects(node, SH.parameter))) == 2
