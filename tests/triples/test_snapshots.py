"""The store directory: what is published is whole, what is read stays, what is unused goes."""

import os
from pathlib import Path

import pytest

from poimenno.triples.snapshots import (
    build_facts,
    create_empty,
    current_generation,
    current_snapshot,
    exists,
    mark_dirty,
    next_program_file,
    open_current,
    primary,
    program_file,
    publish_generation,
    publish_snapshot,
    recover_primary,
    writing,
)
from poimenno.triples.store import StorageFailure, Store


def fill(number: int, directory: Path) -> None:
    with Store.open(primary(directory)) as store:
        for n in range(number):
            store.update(f"INSERT DATA {{ <http://e/s> <http://e/p> {n} }}")
    build_facts(directory).write_text(f'{{"triples": {number}}}')


def size(directory: Path) -> int:
    store, _, lock = open_current(directory)
    os.close(lock)
    return len(store)


def test_an_empty_store(tmp_path: Path) -> None:
    assert not exists(tmp_path)
    with pytest.raises(StorageFailure, match="holds no store"):
        current_snapshot(tmp_path)
    create_empty(tmp_path)
    assert exists(tmp_path)
    assert size(tmp_path) == 0


def test_a_generation_takes_the_place_of_the_last(tmp_path: Path) -> None:
    first = publish_generation(tmp_path, lambda directory: fill(2, directory))
    second = publish_generation(tmp_path, lambda directory: fill(3, directory))
    assert current_generation(tmp_path) == second
    assert size(tmp_path) == 3
    assert build_facts(current_generation(tmp_path)).read_text() == '{"triples": 3}'
    assert not first.exists()


def test_a_failed_build_leaves_the_last_good_one(tmp_path: Path) -> None:
    good = publish_generation(tmp_path, lambda directory: fill(2, directory))

    def fail(directory: Path) -> None:
        fill(5, directory)
        raise RuntimeError("planted")

    with pytest.raises(RuntimeError, match="planted"):
        publish_generation(tmp_path, fail)
    assert current_generation(tmp_path) == good
    assert size(tmp_path) == 2
    assert [path.name for path in (tmp_path / "generations").iterdir()] == [good.name]


def test_what_is_read_stays_until_it_is_let_go(tmp_path: Path) -> None:
    first = publish_generation(tmp_path, lambda directory: fill(2, directory))
    store, snapshot, lock = open_current(tmp_path)
    publish_generation(tmp_path, lambda directory: fill(3, directory))
    assert first.exists()
    assert len(store) == 2
    assert snapshot.path.exists()
    os.close(lock)
    publish_generation(tmp_path, lambda directory: fill(4, directory))
    assert not first.exists()


def test_a_snapshot_is_a_state_with_a_name_of_its_own(tmp_path: Path) -> None:
    generation = create_empty(tmp_path)
    states = [current_snapshot(tmp_path).state]
    held, snapshot, lock = open_current(tmp_path)
    with Store.open(primary(generation)) as store:
        for n in range(3):
            mark_dirty(generation)
            store.update(f"INSERT DATA {{ <http://e/s> <http://e/p> {n} }}")
            states.append(publish_snapshot(generation, store).state)
            assert size(tmp_path) == n + 1
    assert len(set(states)) == 4
    assert len(held) == 0
    kept = {path.name for path in (generation / "snapshots").iterdir() if path.is_dir()}
    assert kept == {snapshot.number, current_snapshot(tmp_path).number}
    os.close(lock)


def test_a_primary_left_dirty_goes_back_to_the_snapshot(tmp_path: Path) -> None:
    generation = publish_generation(tmp_path, lambda directory: fill(2, directory))
    mark_dirty(generation)
    with Store.open(primary(generation)) as store:
        store.update("DELETE WHERE { ?s ?p ?o }")
    recover_primary(generation)
    with Store.open(primary(generation)) as store:
        assert len(store) == 2
        mark_dirty(generation)
        store.update("INSERT DATA { <http://e/s> <http://e/p> 'after' }")
        publish_snapshot(generation, store)
    assert size(tmp_path) == 3
    recover_primary(generation)
    assert size(tmp_path) == 3


def test_one_process_at_a_time_has_the_right_to_write(tmp_path: Path) -> None:
    generation = create_empty(tmp_path)
    with writing(generation) as mine:
        assert mine
        with writing(generation) as theirs:
            assert not theirs
    with writing(generation) as mine:
        assert mine


def test_a_new_program_counts_from_its_snapshot_on(tmp_path: Path) -> None:
    generation = create_empty(tmp_path)
    program_file(generation).write_text("first")
    for number, text in enumerate(["second", "third"]):
        mark_dirty(generation)
        next_program_file(generation).write_text("left by one who died")
        mark_dirty(generation)
        assert not next_program_file(generation).exists()
        before = program_file(generation).read_text()
        next_program_file(generation).write_text(text)
        assert program_file(generation).read_text() == before
        with Store.open(primary(generation)) as store:
            publish_snapshot(generation, store)
        assert program_file(generation).read_text() == text
        assert len(list(generation.glob("**/*.json"))) == 2, number
