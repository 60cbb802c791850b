"""Every dump at once: the files, their checksums, what other stores make of them, and the disk."""

import gzip
import hashlib
import io
import json
import subprocess
import sys
import tracemalloc
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import rdflib
import zstandard

from poimenno.triples import dumping_all, loading, pipeline, snapshots
from poimenno.triples.asserting import ENTAILED_GRAPHS, VIEW_GRAPH, is_derived_graph
from poimenno.triples.compressing import TooMuch
from poimenno.triples.dumping import all_graphs, dump, quads
from poimenno.triples.dumping_all import (
    CHECKSUMS,
    MANIFEST,
    AlreadyMaking,
    NotADumpFolder,
    make,
    read_manifest,
)
from poimenno.triples.sorting import Sorting, piped
from poimenno.triples.store import Store

G, H = "http://example.org/g", "http://example.org/h"
DATA = """<http://example.org/a> <http://example.org/p> "one . \\"\\n"@en, 2, _:b .
_:b <http://example.org/p> <http://example.org/a>, "ж" ."""


# rdflib's reader of N-Quads calls what rdflib itself calls old.
RDFLIB = pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")


def filled(store: Path, *order: str) -> Path:
    def prepare(generation: Path) -> None:
        with Store.open(snapshots.primary(generation)) as graph:
            for name in order:
                graph.load(DATA.encode(), "text/turtle", graph=name or None)

    snapshots.publish_generation(store, prepare)
    return store


def unpacked(path: Path) -> bytes:
    data = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(data)
    return zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data)).read()


def canonical(data: rdflib.Dataset) -> set[frozenset[Any]]:
    """The quads of a dataset with its few blank nodes under one name: enough for these graphs."""
    return {
        frozenset(enumerate("_" if isinstance(term, rdflib.BNode) else term for term in quad))
        for quad in data.quads()
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    make(filled(folder / "store", "", G, H, ENTAILED_GRAPHS["high"]), folder / "dumps")
    return folder / "dumps"


def test_the_checksums_are_those_that_sha256sum_reads(made: Path) -> None:
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", CHECKSUMS],
        cwd=made,
        capture_output=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.count(b": OK\n") == 12
    (made / "full.nq.gz").rename(made / "kept")
    (made / "full.nq.gz").write_bytes(b"other")
    broken = subprocess.run(
        ["sha256sum", "-c", CHECKSUMS], cwd=made, capture_output=True, check=False
    )
    (made / "kept").replace(made / "full.nq.gz")
    assert broken.returncode == 1


def test_the_manifest_tells_what_there_is(made: Path) -> None:
    manifest = read_manifest(made)
    assert manifest is not None
    on_disk = {path.name for path in made.iterdir()} - {MANIFEST, CHECKSUMS}
    assert {file["name"] for file in manifest["files"]} == on_disk
    for file in manifest["files"]:
        data = (made / file["name"]).read_bytes()
        assert file["size"] == len(data)
        assert file["sha256"] == hashlib.sha256(data).hexdigest()
        assert file["unpackedSize"] == len(unpacked(made / file["name"]))
        assert unpacked(made / file["name"]) == unpacked(made / f"{file['content']}.gz")
    assert (manifest["quads"], manifest["triples"], manifest["entities"]) == (20, 14, 0)
    assert manifest["licence"] is None
    assert read_manifest(made.parent) is None


@RDFLIB
def test_the_dumps_hold_the_dataset(made: Path) -> None:
    whole = rdflib.Dataset().parse(data=unpacked(made / "full.nq.gz"), format="nquads")
    grouped = rdflib.Dataset().parse(data=unpacked(made / "full.trig.gz"), format="trig")
    assert canonical(whole) == canonical(grouped)
    names = {str(graph.identifier) for graph in whole.graphs()}
    assert {G, H, ENTAILED_GRAPHS["high"]} <= names
    asserted = rdflib.Dataset().parse(data=unpacked(made / "asserted.nq.gz"), format="nquads")
    assert ENTAILED_GRAPHS["high"] not in {str(graph.identifier) for graph in asserted.graphs()}
    lines = set(unpacked(made / "full.nt.gz").splitlines())
    for name, parser in (("full.ttl", "turtle"), ("full.jsonld", "json-ld")):
        read = rdflib.Graph().parse(data=unpacked(made / f"{name}.gz"), format=parser)
        assert len(read) == len(lines) == 14


def test_the_same_graph_gives_the_same_bytes(tmp_path: Path) -> None:
    sums = []
    for name, order in (("one", (G, H)), ("other", (H, G))):
        store = tmp_path / name

        def prepare(generation: Path, order: tuple[str, ...] = order) -> None:
            with Store.open(snapshots.primary(generation)) as graph:
                for graph_name in order:
                    graph.extend(
                        f'<http://example.org/a> <http://example.org/p> "1" <{graph_name}> .\n'
                        f"_:kept <http://example.org/p> _:kept <{graph_name}> .\n".encode()
                    )

        snapshots.publish_generation(store, prepare)
        make(store, tmp_path / f"{name}-dumps", compressions=("gzip", "zstd", "none"))
        sums.append((tmp_path / f"{name}-dumps" / CHECKSUMS).read_bytes())
    assert sums[0] == sums[1]
    assert sums[0].count(b"\n") == 18


def test_a_new_set_takes_the_place_of_the_old_one_whole(tmp_path: Path) -> None:
    store, target = filled(tmp_path / "store", G), tmp_path / "dumps"
    first = make(store, target, compressions=("gzip",))
    assert len(list(target.iterdir())) == 8
    filled(store, G, H)
    with pytest.raises(TooMuch):
        make(store, target, limit=100)
    assert read_manifest(target)["state"] == first.state  # type: ignore[index]
    second = make(store, target, compressions=("zstd",))
    assert second.state != first.state
    assert len(list(target.iterdir())) == 8
    assert not list(target.glob("*.gz"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dumps", "store"], "nothing left"


def test_what_is_no_folder_of_dumps_is_left_alone(tmp_path: Path) -> None:
    store, target = filled(tmp_path / "store", G), tmp_path / "home"
    target.mkdir()
    (target / "diary.txt").write_text("mine")
    with pytest.raises(NotADumpFolder, match="home"):
        make(store, target)
    assert (target / "diary.txt").read_text() == "mine"
    (target / "diary.txt").unlink()
    make(store, target, compressions=("gzip",))


def test_one_maker_works_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, target = filled(tmp_path / "store", G), tmp_path / "dumps"
    # What a maker left that was killed is cleared away by the next.
    left = tmp_path / ".dumps.making-01234567"
    left.mkdir()
    tried: list[str] = []

    def told(name: str) -> None:
        if not tried:
            with pytest.raises(AlreadyMaking):
                make(store, target)
        tried.append(name)

    make(store, target, told=told)
    assert tried[0] == "full.nq"
    assert not left.exists()
    monkeypatch.setattr(dumping_all, "_publish", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        make(store, target)
    assert read_manifest(target) is not None


def test_sorted_lines_come_in_order_whatever_fits_in_memory(tmp_path: Path) -> None:
    lines = [
        f"<http://example.org/{number % 89}> {number % 7} .\n".encode() for number in range(3000)
    ]
    expected = sorted(set(lines))
    for held in (10**9, 5000, 300):
        with Sorting(tmp_path, held) as sorting:
            data = b"".join(lines)
            for start in range(0, len(data), 1000):
                sorting.write(data[start : start + 1000])
            assert list(sorting) == expected
    assert not list(tmp_path.iterdir()), "the runs have no names on the disk"
    with piped(iter(expected)) as file:
        assert file.read(7) + file.read() == b"".join(expected)


def test_a_dump_is_never_in_memory_whole(tmp_path: Path) -> None:
    """Planted: sorting without a bound holds it all."""
    line = b'<urn:subject:%d> <http://example.org/predicate> "%d" <http://example.org/graph> .\n'
    with Store.open(tmp_path / "store") as graph:
        graph.extend(b"".join(line % (number // 3, number) for number in range(50_000)))
        peaks = {}
        for form in ("nq", "jsonld", "unbounded"):
            tracemalloc.start()
            with (tmp_path / form).open("wb") as output:
                if form == "unbounded":
                    output.write(b"".join(quads(graph, all_graphs(graph), None)))
                else:
                    dump(graph, form, output, held=1 << 18)
            peaks[form] = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
    whole = (tmp_path / "nq").stat().st_size
    assert whole > 4_000_000
    assert peaks["nq"] < whole / 2
    assert peaks["jsonld"] < whole / 2
    assert peaks["unbounded"] > whole


# The curated graph.


@pytest.fixture(scope="module")
def curated(built_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("curated") / "dumps"
    make(built_store, folder, compressions=("gzip",))
    return folder


@RDFLIB
@pytest.mark.long
def test_the_curated_graph_goes_round(curated: Path, built_store: Path, tmp_path: Path) -> None:
    """Loaded by this project, by Oxigraph's own command and by rdflib, it is the same dataset."""
    text = unpacked(curated / "full.nq.gz")
    lines = set(text.splitlines())
    file = tmp_path / "full.nq"
    file.write_bytes(text)
    with snapshots.reading(built_store) as graph:
        assert len(graph) == len(lines)
    with Store.in_memory() as loaded:
        loaded.extend(text)
        assert set(b"".join(quads(loaded, all_graphs(loaded), None)).splitlines()) == lines
    binary = Path(sys.executable).with_name("oxigraph")
    subprocess.run(
        [binary, "load", "--location", tmp_path / "other", "--file", file],
        check=True,
        capture_output=True,
    )
    with Store.open(tmp_path / "other") as other:
        assert len(other) == len(lines)
    read = rdflib.Dataset().parse(data=text, format="nquads")
    assert len(list(read.quads())) == len(lines)


@pytest.mark.long
def test_the_curated_graph_has_the_dumps_of_wikidata(curated: Path) -> None:
    truthy = unpacked(curated / "truthy.nt.gz")
    with Store.in_memory() as direct:
        direct.load(truthy, "application/n-triples")
        entity = "<https://w3id.org/poimenno/entity/Q1001>"
        said = {triple[1] for triple, _ in direct.match(entity, None, None)}
        assert "<https://w3id.org/poimenno/prop/direct/P569>" in said
        assert "<http://www.w3.org/2000/01/rdf-schema#label>" in said
        assert "<https://w3id.org/poimenno/prop/P569>" not in said
        statement = "<http://wikiba.se/ontology#Statement>"
        assert not list(direct.match(None, None, statement))
    rows = unpacked(curated / "entities.json.gz").decode().splitlines()
    assert (rows[0], rows[-1]) == ("[", "]")
    entities = [json.loads(row.removesuffix(",")) for row in rows[1:-1]]
    assert {entity["id"] for entity in entities} >= {"Q1001", "P569"}
    items = [int(entity["id"][1:]) for entity in entities if entity["id"][0] == "Q"]
    assert all(one < other for one, other in pairwise(items))
    assert json.loads("\n".join(rows)) == entities
    manifest = read_manifest(curated)
    assert manifest is not None
    assert manifest["entities"] == len(entities)
    assert manifest["licence"].endswith("/zero/1.0/")
    asserted = unpacked(curated / "asserted.nq.gz").decode()
    graphs = {line[:-2].rpartition(" ")[2][1:-1] for line in asserted.splitlines()}
    assert not [name for name in graphs if is_derived_graph(name)]
    assert VIEW_GRAPH not in graphs


@pytest.mark.long
def test_what_is_asserted_gives_the_whole_again(curated: Path, tmp_path: Path) -> None:
    """`poimenno load` and `poimenno close` make of the asserted dump the graph it is from."""
    store = tmp_path / "store"
    loading.load(store, [curated / "asserted.nq.gz"], [])
    pipeline.close(store)
    with snapshots.reading(store) as graph, (tmp_path / "again.nq").open("wb") as output:
        dump(graph, "nq", output)
    assert (tmp_path / "again.nq").read_bytes() == unpacked(curated / "full.nq.gz")
