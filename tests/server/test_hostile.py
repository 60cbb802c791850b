"""Hostile requests end on time, a point query beside them answers, and nothing of them is left."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from poimenno.server.engine import (
    BadRequest,
    BrokenAnswer,
    Busy,
    DeadlineExceeded,
    EngineError,
    MemoryExceeded,
    Query,
    TooLarge,
    Update,
)
from poimenno.server.local import LocalEngine
from poimenno.triples.snapshots import primary, publish_generation
from poimenno.triples.store import Store

BASE = "http://example.org/"
ROWS = "application/sparql-results+json"
MEMORY = 400 * 1024**2
PEOPLE = 20_000
CLIQUE = 60


def people() -> bytes:
    """80 thousand triples about invented persons, and a clique for the paths."""
    lines = []
    for n in range(PEOPLE):
        person = f"<{BASE}person/{n}>"
        lines += [
            f'{person} <{BASE}name> "Person {n} of the invented town {n % 97}" .',
            f"{person} <{BASE}town> <{BASE}town/{n % 97}> .",
            f"{person} <{BASE}year> {1900 + n % 50} .",
            f"{person} <{BASE}next> <{BASE}person/{(n + 1) % PEOPLE}> .",
        ]
    for a in range(CLIQUE):
        lines += [f"<{BASE}c/{a}> <{BASE}knows> <{BASE}c/{b}> ." for b in range(CLIQUE) if a != b]
    return "\n".join(lines).encode()


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalEngine]:
    directory = tmp_path_factory.mktemp("hostile")

    def prepare(generation: Path) -> None:
        with Store.open(primary(generation)) as store:
            store.load(people(), "text/turtle")
            store.optimize()

    publish_generation(directory, prepare)
    engine = LocalEngine(directory, writable=True, memory=MEMORY, result_size=40 * 1024**2)
    yield engine
    engine.close()


P = f"PREFIX : <{BASE}> "
PRODUCT = "?a :name ?n1 . ?b :name ?n2 . ?c :name ?n3 ."
BIG_VALUES = " ".join(f"{n}" for n in range(3000))

HOSTILE = {
    "cartesian count": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "cartesian ask": "ASK { ?a :year ?x . ?b :year ?y . ?c :year ?z FILTER(?x + ?y + ?z = 1) }",
    "distinct of a product": f"SELECT DISTINCT ?n1 ?n2 ?n3 {{ {PRODUCT} }}",
    "order by over a product": f"SELECT * {{ {PRODUCT} }} ORDER BY ?n3 ?n2 ?n1",
    "order by an expression": (
        "SELECT ?a ?b { ?a :year ?x . ?b :year ?y } ORDER BY MD5(CONCAT(STR(?a), STR(?b)))"
    ),
    "group by a product": (
        "SELECT ?a ?b (COUNT(*) AS ?n) { ?a :town ?t . ?b :year ?y . ?c :name ?n } GROUP BY ?a ?b"
    ),
    "nested aggregates": (
        "SELECT (SUM(?n) AS ?s) { { SELECT ?a (COUNT(*) AS ?n) { ?a :year ?x . ?b :year "
        "?y . ?c :year ?z } GROUP BY ?a } }"
    ),
    "group_concat": (
        "SELECT (GROUP_CONCAT(?n1) AS ?all) { ?a :name ?n1 . ?b :name ?n2 . ?c :year ?y }"
    ),
    "sample of a product": (
        "SELECT ?y (SAMPLE(?n1) AS ?s) (AVG(?z) AS ?m) { ?a :name ?n1 ; :year ?y . ?b "
        ":year ?z . ?c :town ?t } GROUP BY ?y"
    ),
    "count distinct": (
        "SELECT (COUNT(DISTINCT CONCAT(?n1, ?n2)) AS ?n) { ?a :name ?n1 . ?b :name ?n2 }"
    ),
    "path round the ring": "SELECT (COUNT(*) AS ?n) { ?a :next+ ?b }",
    "path of any length from all": "SELECT * { ?a (:next|:town|^:town)* ?b }",
    "paths over the clique": "SELECT (COUNT(*) AS ?n) { ?a :knows/:knows/:knows/:knows/:knows ?b }",
    "negated closure": "SELECT (COUNT(*) AS ?n) { ?a !(:knows)+ ?b }",
    "nested closures": "SELECT (COUNT(*) AS ?n) { ?a ((:next+)/(:next+))+ ?b }",
    "closure with any predicate": (
        "SELECT (COUNT(*) AS ?n) { ?a (!:none|!^:none)* ?b . ?b (!:none)* ?c }"
    ),
    "regex over a product": (
        "SELECT (COUNT(*) AS ?n) { ?a :name ?n1 . ?b :name ?n2 FILTER(REGEX(CONCAT(?n1, "
        "?n2), '(P.*o.*)+(e.*n)+x$')) }"
    ),
    "regex from the data": (
        "SELECT (COUNT(*) AS ?n) { ?a :name ?n1 . ?b :name ?n2 FILTER(REGEX(?n1, ?n2)) }"
    ),
    "replace": (
        "SELECT (MAX(?r) AS ?m) { ?a :name ?n1 . ?b :name ?n2 BIND(REPLACE(?n1, "
        "'(.)(.)', '$2$1$2') AS ?r) }"
    ),
    "values times values": (
        f"SELECT (COUNT(*) AS ?n) {{ VALUES ?a {{ {BIG_VALUES} }} VALUES ?b {{ "
        f"{BIG_VALUES} }} VALUES ?c {{ {BIG_VALUES} }} FILTER(?a * ?b * ?c = 7) }}"
    ),
    "optional against all": (
        "SELECT (COUNT(*) AS ?n) { ?a :year ?x OPTIONAL { ?b :year ?y FILTER(?y > ?x + "
        "100) } OPTIONAL { ?c :name ?z FILTER(STRLEN(?z) > 1000) } }"
    ),
    "minus of products": (
        "SELECT (COUNT(*) AS ?n) { ?a :year ?x . ?b :name ?y MINUS { ?a :town ?t . ?c "
        ":name ?y . ?c :year ?x } }"
    ),
    "not exists of a product": (
        "SELECT (COUNT(*) AS ?n) { ?a :year ?x . ?b :year ?y FILTER NOT EXISTS { ?c "
        ":year ?z . ?d :name ?w FILTER(?z = ?x + ?y) } }"
    ),
    "doubling strings": "SELECT (STRLEN(?z) AS ?n) { BIND('aaaaaaaaaaaaaaaa' AS ?s0) "
    + " ".join(f"BIND(CONCAT(?s{n}, ?s{n}) AS ?s{n + 1})" for n in range(40))
    + " BIND(?s40 AS ?z) }",
    "union of products": (
        "SELECT (COUNT(*) AS ?n) { { ?a ?b ?c . ?d ?e ?f } UNION { ?g ?h ?i . ?j ?k ?l } ?m ?n ?o }"
    ),
    "hashes": (
        "SELECT (COUNT(DISTINCT ?h) AS ?n) { ?a :name ?x . ?b :name ?y "
        "BIND(SHA512(CONCAT(?x, ?y)) AS ?h) }"
    ),
    "describe everything again": (
        "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?b ?q ?c . ?d ?r ?c . ?e ?s ?d . ?e ?t ?f }"
    ),
}
STREAMING = {
    "select of a product": ("SELECT * { ?a ?b ?c . ?d ?e ?f }", ROWS),
    "construct of a product": (
        "CONSTRUCT { ?a :met ?b } WHERE { ?a :year ?x . ?b :year ?y }",
        "application/n-triples",
    ),
}


def ask(engine: LocalEngine, text: str, timeout: float = 0.6, media_type: str = ROWS) -> bytes:
    answer = engine.query(Query(P + text, media_type, BASE, timeout))
    try:
        return b"".join(answer.chunks)
    finally:
        answer.close()


def point(engine: LocalEngine) -> float:
    start = time.perf_counter()
    answer = ask(engine, "SELECT ?n { <http://example.org/person/7> :name ?n }", 10)
    assert b"Person 7 of" in answer
    return time.perf_counter() - start


def children() -> dict[int, tuple[int, int]]:
    """The processes below this one: ticks of processor time and resident pages of each."""
    parents: dict[int, tuple[int, tuple[int, int]]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            used = int(fields[11]) + int(fields[12]), int(fields[21])
            parents[int(stat.parent.name)] = int(fields[1]), used
    family = {os.getpid()}
    while more := {pid for pid, (parent, _) in parents.items() if parent in family} - family:
        family |= more
    return {pid: parents[pid][1] for pid in family - {os.getpid()}}


def assert_nothing_burns() -> None:
    """Within two seconds the children are idle, small and few."""
    for _ in range(8):
        before = children()
        time.sleep(0.25)
        after = children()
        ticks = sum(used - before[pid][0] for pid, (used, _) in after.items() if pid in before)
        if after.keys() == before.keys() and ticks <= 1:
            break
    else:
        pytest.fail(f"children still at work: {before} {after}")
    pages = sum(resident for _, resident in after.values())
    assert pages * os.sysconf("SC_PAGE_SIZE") < 150 * 1024**2 * max(1, len(after))


@pytest.mark.parametrize("name", HOSTILE)
def test_it_ends_on_time_while_a_point_query_answers(engine: LocalEngine, name: str) -> None:
    point(engine)
    start = time.perf_counter()
    outcome: list[Exception] = []

    def attack() -> None:
        try:
            ask(engine, HOSTILE[name])
        except (EngineError, BrokenAnswer) as error:
            outcome.append(error)

    attacker = threading.Thread(target=attack)
    attacker.start()
    slowest = 0.0
    while attacker.is_alive():
        slowest = max(slowest, point(engine))
        time.sleep(0.02)
    took = time.perf_counter() - start
    assert took < 1.6
    assert slowest < 0.5
    ends = DeadlineExceeded | MemoryExceeded | TooLarge | BadRequest | BrokenAnswer
    assert isinstance(outcome[0], ends)


def test_there_are_enough_of_them() -> None:
    assert len(HOSTILE) + len(STREAMING) >= 20


@pytest.mark.parametrize("name", STREAMING)
def test_a_stream_past_its_bound_breaks(engine: LocalEngine, name: str) -> None:
    text, media_type = STREAMING[name]
    start = time.perf_counter()
    answer = engine.query(Query(P + text, media_type, BASE, 1.0))
    with pytest.raises(BrokenAnswer):
        for _ in answer.chunks:
            pass
    assert time.perf_counter() - start < 2.0
    point(engine)


def test_all_of_them_at_once(engine: LocalEngine) -> None:
    """More attackers than workers: every one ends on time, point queries go on beside them."""
    late: list[float] = []
    kinds: list[str] = []

    def attack(text: str) -> None:
        start = time.perf_counter()
        try:
            ask(engine, text, 4.0)
            kinds.append("answered")
        except (EngineError, BrokenAnswer) as error:
            kinds.append(type(error).__name__)
        late.append(time.perf_counter() - start)

    attackers = [threading.Thread(target=attack, args=[text]) for text in HOSTILE.values()]
    for attacker in attackers:
        attacker.start()
    waits = []
    while any(attacker.is_alive() for attacker in attackers):
        waits.append(point(engine))
        time.sleep(0.05)
    assert max(late) < 6.0
    assert "answered" not in kinds
    assert len(waits) >= 3
    assert sorted(waits)[len(waits) // 2] < 1.0


def test_afterwards_nothing_burns_and_memory_is_back(engine: LocalEngine) -> None:
    for name in ("cartesian count", "order by over a product", "path round the ring"):
        with pytest.raises(EngineError):
            ask(engine, HOSTILE[name])
    assert_nothing_burns()
    point(engine)


def test_a_client_who_leaves_frees_the_worker(engine: LocalEngine) -> None:
    answer = engine.query(Query(P + STREAMING["select of a product"][0], ROWS, BASE, 30.0))
    next(iter(answer.chunks))
    answer.close()
    assert_nothing_burns()


def test_memory_is_bounded(engine: LocalEngine) -> None:
    with pytest.raises(MemoryExceeded, match="400 MiB"):
        ask(engine, HOSTILE["doubling strings"], 20)


def test_the_size_of_an_answer_is_bounded(engine: LocalEngine) -> None:
    answer = engine.query(Query(P + STREAMING["select of a product"][0], ROWS, BASE, 60.0))
    with pytest.raises(BrokenAnswer, match="larger than 41943040 bytes"):
        for _ in answer.chunks:
            pass


@pytest.mark.parametrize(
    "opening", ["(", "{", "[", "!", "-", "<<( ", "1+", "a/", "IF(", "?s ?p ?o . "]
)
def test_deep_texts_are_client_errors_or_crashes_with_a_reason(
    engine: LocalEngine, opening: str
) -> None:
    text = "ASK { FILTER(" + opening * 50_000 + "1) }"
    status, told = 200, ""
    try:
        told = ask(engine, text, 1).decode()
    except EngineError as error:
        status, told = error.status, error.detail
    assert status in {200, 400, 503}
    assert told
    point(engine)


def test_an_update_past_its_deadline_leaves_nothing(engine: LocalEngine) -> None:
    before = engine.state()
    start = time.perf_counter()
    text = P + "INSERT { ?a :met ?b } WHERE { ?a :year ?x . ?b :year ?y }"
    with pytest.raises(EngineError) as caught:
        engine.update(Update(text, BASE, 1.0))
    assert isinstance(caught.value, DeadlineExceeded | MemoryExceeded)
    assert time.perf_counter() - start < 2.0
    assert engine.state() == before
    engine.update(Update(P + "INSERT DATA { :after :the 'attack' }", BASE, 10))
    assert b"false" in ask(engine, "ASK { ?a :met ?b }", 10)
    assert b"true" in ask(engine, "ASK { :after :the 'attack' }", 10)


def test_when_every_worker_is_stopped_the_next_request_is_told(tmp_path: Path) -> None:
    others = children()
    engine = LocalEngine(tmp_path / "store", workers=1)
    try:
        ask(engine, "ASK {}", 10)
        for pid in children().keys() - others.keys():
            os.kill(pid, signal.SIGKILL)
        assert b"true" in ask(engine, "ASK {}", 10)
    finally:
        engine.close()


def test_no_more_workers_than_allowed(tmp_path: Path) -> None:
    others = children()
    engine = LocalEngine(tmp_path / "store", workers=1)
    text = (
        "ASK { "
        + "".join(f"VALUES ?v{n} {{ {BIG_VALUES} }} " for n in range(5))
        + "FILTER(?v0+?v1+?v2 < 0) }"
    )
    kinds: list[str] = []

    def attack() -> None:
        try:
            ask(engine, text, 3.0)
        except EngineError as error:
            kinds.append(type(error).__name__)

    attackers = [threading.Thread(target=attack) for _ in range(40)]
    try:
        for attacker in attackers:
            attacker.start()
        time.sleep(1.5)
        assert len(children().keys() - others.keys()) <= 33
        for attacker in attackers:
            attacker.join()
        assert set(kinds) <= {DeadlineExceeded.__name__, Busy.__name__}
        assert b"true" in ask(engine, "ASK {}", 10)
    finally:
        engine.close()
    assert children().keys() <= others.keys()
