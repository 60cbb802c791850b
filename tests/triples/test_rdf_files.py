"""Files of RDF read whole: by their names, in the form they have, blank nodes kept apart."""

import gzip
from pathlib import Path

import pytest

from poimenno.ontology.ntriples import write_triples
from poimenno.triples.rdf_files import read_graph
from poimenno.triples.store import InvalidData

LINE = '_:a <http://example.org/p> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """One triple in three syntaxes, about three blank nodes of one label."""
    (tmp_path / "a.nt").write_text(LINE, "utf-8")
    (tmp_path / "b.ttl").write_text("@prefix : <http://example.org/> . _:a :p 01 .", "utf-8")
    with gzip.open(tmp_path / "c.nt.gz", "wt", encoding="utf-8") as file:
        file.write(LINE)
    return sorted(tmp_path.iterdir())


def test_each_file_is_read_and_its_blank_nodes_are_its_own(files: list[Path]) -> None:
    triples = set(write_triples(read_graph(files)))
    assert len(triples) == len({subject for subject, _, _ in triples}) == len(files)
    assert {f"_:a {predicate} {obj} .\n" for _, predicate, obj in triples} == {LINE}


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("bad.ttl", "<http://example.org/a>\n:p", "bad.ttl: line 2"),
        ("bad.nt.gz", "no archive", "bad.nt.gz: Not a gzipped file"),
        ("bad.docx", "", "bad.docx: expected one of .nt"),
        ("none.ttl", None, "none.ttl: No such file"),
    ],
)
def test_what_cannot_be_read_is_named(
    tmp_path: Path, name: str, text: str | None, told: str
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(InvalidData) as raised:
        read_graph([tmp_path / name])
    assert told in str(raised.value)


def test_a_packed_file_that_is_cut_short_is_named(tmp_path: Path) -> None:
    whole = gzip.compress(LINE.encode() * 1000)
    for left in (len(whole) // 2, len(whole) - 4):
        (tmp_path / "cut.nt.gz").write_bytes(whole[:left])
        with pytest.raises(InvalidData, match=r"cut\.nt\.gz"):
            read_graph([tmp_path / "cut.nt.gz"])
