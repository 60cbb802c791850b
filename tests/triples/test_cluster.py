"""Spark closes as the executor on one machine does, on a cluster that loses a worker too."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from rdflib import Graph

from poimenno.ontology.ntriples import write_triples
from poimenno.server.cli import main
from poimenno.triples import bulk_closing
from poimenno.triples.canonical import canonical_line
from poimenno.triples.closing import close_graph
from poimenno.triples.evaluating import InMemory
from poimenno.triples.failures import BulkError
from poimenno.triples.progress import Silent

from . import random_worlds

if TYPE_CHECKING:
    from poimenno.triples.cluster import Cluster

EX = "http://example.org/"
# What the invented persons do not have: names of one person, and inconsistencies.
PLANTED = f"""
<{EX}person1> <http://www.w3.org/2002/07/owl#sameAs> <{EX}person2> .
<{EX}person2> <http://www.w3.org/2002/07/owl#sameAs> <{EX}personTwo> .
<{EX}person3> <http://www.w3.org/2002/07/owl#differentFrom> <{EX}person3> .
<{EX}person4> <{EX}height> "tall"^^<http://www.w3.org/2001/XMLSchema#integer> .
<{EX}person4>\t<{EX}name> "\\u0418\\u0432\\u0430\\u043D"@RU . # not canonical
"""


def test_a_line_in_any_form_becomes_canonical() -> None:
    a, b = f"<{EX}a>", f"<{EX}b>"
    assert canonical_line(f"{a}\t{b}  _:x1. # why") == f"{a} {b} _:x1 ."
    string = "^^<http://www.w3.org/2001/XMLSchema#string>"
    assert canonical_line(f'{a} {b} "\\u0416\\t"{string} .') == f'{a} {b} "Ж\\t" .'
    assert canonical_line(f'{a} {b} "x"@RU .') == f'{a} {b} "x"@ru .'
    assert canonical_line(f"<{EX}\\u0061> {b} {a} .") == f"{a} {b} {a} ."


@pytest.mark.parametrize(
    "line",
    [
        "not a triple",
        f"<{EX}a> <{EX}b> <{EX}c>",
        f'"a" <{EX}b> <{EX}c> .',
        f"<{EX}a> _:b <{EX}c> .",
        f"<a> <{EX}b> <{EX}c> .",
        f"<{EX}\\u0020> <{EX}b> <{EX}c> .",
        f'<{EX}a> <{EX}b> "\\q" .',
        f'<{EX}a> <{EX}b> "\\uD800" .',
    ],
)
def test_what_is_no_triple_is_none(line: str) -> None:
    assert canonical_line(line) is None


def test_without_pyspark_the_command_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data.nt"
    data.write_text("")
    for name in ("pyspark", "py4j"):
        monkeypatch.setitem(sys.modules, name, None)
        monkeypatch.setitem(sys.modules, f"{name}.errors", None)
        monkeypatch.setitem(sys.modules, f"{name}.protocol", None)
    monkeypatch.delitem(sys.modules, "poimenno.triples.cluster", raising=False)
    monkeypatch.delattr("poimenno.triples.cluster", raising=False)
    out = str(tmp_path / "out.nt")
    answer = CliRunner().invoke(main, ["close", str(data), "--out", out, "--engine", "spark"])
    assert answer.exit_code != 0
    assert "pip install 'poimenno[spark]'" in answer.output


@pytest.fixture(scope="module")
def persons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some thousand triples in one file, the schema among them, and what bulk makes of them."""
    folder = tmp_path_factory.mktemp("persons")
    return write_persons(folder, 200)


def write_persons(folder: Path, number: int) -> Path:
    """Write invented persons with what is planted, and close them on one machine."""
    place = Path(__file__).parents[1] / "benchmarks" / "generating.py"
    command = [sys.executable, str(place), "--persons", str(number), "--out", str(folder)]
    subprocess.run(command, check=True)
    # With the schema in the data its blank nodes keep their names, and files can be compared.
    schema = write_triples(Graph().parse(folder / "schema.ttl"))
    with (folder / "data.nt").open("a", encoding="utf-8") as file:
        file.writelines(f"{' '.join(triple)} .\n" for triple in schema)
        file.write(PLANTED)
    bulk_closing.close_files([folder / "data.nt"], [], folder / "bulk.nt")
    return folder


def lines(path: Path) -> list[str]:
    parts = sorted(path.glob("part-*.nt")) if path.is_dir() else [path]
    return [line for part in parts for line in part.read_text("utf-8").split("\n") if line]


def same_as_bulk(report: bulk_closing.Report, out: Path, folder: Path) -> None:
    bulk = bulk_closing.close_files([folder / "data.nt"], [], folder / "again.nt")
    made = lines(out)
    assert len(made) == len(set(made)) == report.entailed
    assert set(made) == set(lines(folder / "bulk.nt"))
    assert report.findings == bulk.findings
    assert {finding.rule for finding in report.findings} == {"dt-not-type", "eq-diff1"}
    assert report.asserted == bulk.asserted
    # Which of several rules gives a triple first is not the same on two engines.
    assert report.counts.total() == bulk.counts.total()
    assert report.counts.keys() == bulk.counts.keys()
    assert not list(out.parent.glob(".poimenno-*"))


class Cluster2:
    """A master and two workers of one core and 1 GB each, every one a process of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []

    def _start(self, name: str, kind: str, *arguments: str) -> Path:
        import pyspark

        home = Path(pyspark.__file__).parent
        log = self._folder / f"{name}.log"
        environment = os.environ | {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1"}
        with log.open("wb") as output:
            process = subprocess.Popen(
                [home / "bin" / "spark-class", f"org.apache.spark.deploy.{kind}", *arguments],
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,  # so that a worker is killed with its executor
            )
        self.processes.append(process)
        return log

    def start(self) -> str:
        """Start all three and wait until both workers are registered; gives the master's URL."""
        place = ("--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
        log = self._start("master", "master.Master", *place)
        master = "spark://" + wait_for(log, "Starting Spark master at spark://").split()[0]
        for number in (1, 2):
            work = str(self._folder / f"work{number}")
            size = ("--cores", "1", "--memory", "1g", "--work-dir", work)
            worker = self._start(f"worker{number}", "worker.Worker", *place, *size, master)
            wait_for(worker, "Successfully registered with master")
        return master

    def kill_worker(self) -> None:
        """Kill the last worker and the executor it runs, without a word."""
        os.killpg(self.processes[-1].pid, signal.SIGKILL)
        self.processes[-1].wait()

    def stop(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def wait_for(log: Path, words: str) -> str:
    """Wait until a log has some words; gives what follows them."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        text = log.read_text(errors="replace")
        if words in text:
            return text.split(words, 1)[1]
        time.sleep(0.2)
    raise AssertionError(f"{words!r} was not said:\n{log.read_text(errors='replace')}")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[Cluster2, str]]:
    processes = Cluster2(tmp_path)
    try:
        yield processes, processes.start()
    finally:
        processes.stop()


class Killing(Silent):
    """Progress that does something after the first round, and counts the rounds that follow."""

    def __init__(self, cluster: Cluster2) -> None:
        self.cluster = cluster
        self.rounds_after = -1

    def advance(self, steps: int = 1) -> None:
        if self.rounds_after < 0:
            self.cluster.kill_worker()
        self.rounds_after += 1


@pytest.mark.long
@pytest.mark.timeout(900)
def test_two_workers_close_as_one_machine_does(
    persons: Path, cluster: tuple[Cluster2, str], tmp_path: Path
) -> None:
    from poimenno.triples.cluster import close_files

    out = tmp_path / "entailed.nt"
    report = close_files([persons / "data.nt"], [], out, cluster[1], "1GiB")
    same_as_bulk(report, out, persons)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_worker_killed_between_two_rounds_is_survived(
    persons: Path, cluster: tuple[Cluster2, str], tmp_path: Path
) -> None:
    from poimenno.triples.cluster import close_files

    out = tmp_path / "entailed.nt"
    killing = Killing(cluster[0])
    report = close_files([persons / "data.nt"], [], out, cluster[1], "1GiB", killing)
    assert cluster[0].processes[-1].returncode == -signal.SIGKILL
    assert killing.rounds_after > 0
    same_as_bulk(report, out, persons)


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Cluster"]:
    from poimenno.triples.cluster import Cluster, Spark, connected

    folder = tmp_path_factory.mktemp("local")
    with connected("local[2]", "1GiB") as session, Spark(session, folder) as engine:
        yield Cluster(engine, session)


def check(turtle: str, local: "Cluster") -> None:
    graph = Graph().parse(data=turtle, format="turtle")
    asserted = set(write_triples(graph))
    memory = close_graph(graph, asserted, InMemory())
    spark = close_graph(graph, asserted, local)
    entailed = list(spark.entailed())
    assert len(entailed) == len(set(entailed))
    assert set(entailed) == set(memory.entailed())
    assert spark.findings() == memory.findings()


few = settings(
    max_examples=3, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


@pytest.mark.long
@pytest.mark.timeout(900)
@few
@given(random_worlds.worlds())
def test_a_random_world_is_closed_alike(local: "Cluster", turtle: str) -> None:
    check(turtle, local)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_equal_names_and_a_change_of_schema_are_closed_alike(local: "Cluster") -> None:
    check(
        random_worlds.PREFIXES
        + random_worlds.DECLARATIONS
        + "ex:p0 a owl:FunctionalProperty . ex:i0 ex:p0 ex:i1, ex:i2 . ex:C1 owl:sameAs "
        "ex:C2 . ex:i1 a ex:C1 . ex:i3 a ex:C2 . ex:p1 rdfs:subPropertyOf rdfs:subClassOf . "
        "ex:C0 ex:p1 ex:C1 . ex:i4 a ex:C0 ; ex:p2 ex:i2 . ex:i1 owl:differentFrom ex:i2 . "
        "ex:C3 owl:equivalentClass [ a owl:Restriction ; owl:onProperty ex:d ; "
        "owl:someValuesFrom xsd:integer ] . ex:i0 ex:d 1, 1.0, 2 . ex:d a owl:FunctionalProperty .",
        local,
    )


@pytest.mark.long
def test_without_java_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from poimenno.triples.cluster import connected

    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BulkError, match="Java 17"), connected("local[2]"):
        pass


def refused(data: Iterable[Path], out: Path) -> str:
    from poimenno.triples.cluster import close_files

    with pytest.raises(BulkError) as caught:
        close_files(list(data), [], out, "local[2]")
    return str(caught.value)


@pytest.mark.long
def test_what_cannot_be_read_or_replaced_is_refused_before_spark_starts(tmp_path: Path) -> None:
    turtle, folder = tmp_path / "data.ttl", tmp_path / "mine.nt"
    turtle.write_text("")
    folder.mkdir()
    assert "expected .nt" in refused([turtle], tmp_path / "out.nt")
    assert "no such file" in refused([tmp_path / "none.nt"], tmp_path / "out.nt")
    assert "not replaced" in refused([], folder)
