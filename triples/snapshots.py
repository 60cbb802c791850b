"""The store directory: generations built whole, and snapshots that readers hold while they read.

    <store>/current -> generations/<g>
    <store>/generations/<g>/primary/          the store of the one writer
    <store>/generations/<g>/current -> snapshots/<n>
    <store>/generations/<g>/snapshots/<n>/    hard-linked copies that never change
    <store>/generations/<g>/build.json        what the build has to say about itself
    <store>/generations/<g>/names.sqlite      the index of names, true of the newest snapshot
    <store>/generations/<g>/program.json      the rules that it is closed under; none: not closed
    <store>/generations/<g>/snapshots/<n>.program.json    the rules from that snapshot on

The turn of a `current` link is the commit: what happened before it can be thrown away, what
comes after it is what everyone sees. A link is turned by a rename, so it is whole at any moment.
"""

import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from .store import StorageFailure, Store

_CURRENT = "current"
_GENERATIONS = "generations"
_SNAPSHOTS = "snapshots"
_PRIMARY = "primary"
_DIRTY = "dirty"
_BUILD = "build.json"
_PROGRAM = "program.json"
_NAMES = "names.sqlite"
_TEMPORARY = "building-"


@dataclass(frozen=True)
class Snapshot:
    """One state of the graph, open for reading as long as its lock is held."""

    generation: Path
    number: str

    @property
    def path(self) -> Path:
        """The directory that a reader opens."""
        return self.generation / _SNAPSHOTS / self.number

    @property
    def lock(self) -> Path:
        """The file that readers lock shared, and the one who deletes exclusively."""
        return self.generation / _SNAPSHOTS / f"{self.number}.lock"

    @property
    def state(self) -> str:
        """A name that no other state of this store ever had."""
        return f"{self.generation.name}.{self.number}"


def exists(store: Path) -> bool:
    """Tell whether the directory holds a store."""
    return (store / _CURRENT).is_symlink()


def current_generation(store: Path) -> Path:
    """Find the generation in use; raises StorageFailure when there is no store."""
    try:
        return store / (store / _CURRENT).readlink()
    except OSError as error:
        raise StorageFailure(f"{store} holds no store") from error


def current_snapshot(store: Path) -> Snapshot:
    """Find the newest snapshot of the generation in use; two readlinks, cheap for each query."""
    generation = current_generation(store)
    try:
        return Snapshot(generation, (generation / _CURRENT).readlink().name)
    except OSError as error:
        raise StorageFailure(f"{generation} holds no snapshot") from error


def primary(generation: Path) -> Path:
    """Name the directory of the writer's own store."""
    return generation / _PRIMARY


def build_facts(generation: Path) -> Path:
    """Name the file with the facts about the build; a store made empty has none."""
    return generation / _BUILD


def newest_number(generation: Path) -> str:
    """Give the number of the newest snapshot of a generation."""
    return (generation / _CURRENT).readlink().name


def names_file(generation: Path) -> Path:
    """Name the file with the index of names; a store made empty has none."""
    return generation / _NAMES


def program_file(generation: Path) -> Path:
    """Name the file with the rule program that the newest snapshot is closed under.

    A generation without that file is a plain store, in which nothing is inferred. While a
    generation is being built this is the file to write.
    """
    current = generation / _CURRENT
    newest = current.readlink().name if current.is_symlink() else ""
    versions = (generation / _SNAPSHOTS).glob(f"*.{_PROGRAM}") if newest else ()
    known = [file for file in versions if file.name.partition(".")[0] <= newest]
    return max(known, default=generation / _PROGRAM)


def next_program_file(generation: Path) -> Path:
    """Name the file for the program of the next snapshot: it counts from the commit on."""
    number = 1 + int((generation / _CURRENT).readlink().name)
    return generation / _SNAPSHOTS / f"{number:06d}.{_PROGRAM}"


def open_current(store: Path) -> tuple[Store, Snapshot, int]:
    """Open the newest snapshot; gives the store, the snapshot and the descriptor of its lock.

    The snapshot stays on disk until the descriptor is closed. One that was deleted between the
    look and the lock is looked for again.
    """
    for _ in range(100):
        snapshot = current_snapshot(store)
        try:
            lock = os.open(snapshot.lock, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        fcntl.flock(lock, fcntl.LOCK_SH)
        if snapshot.path.is_dir():
            return Store.read(snapshot.path), snapshot, lock
        os.close(lock)
    raise StorageFailure(f"no snapshot of {store} stays long enough to be opened")


@contextmanager
def reading(store: Path) -> Iterator[Store]:
    """Open the newest snapshot for as long as the block runs."""
    opened, _, lock = open_current(store)
    try:
        with opened:
            yield opened
    finally:
        os.close(lock)


def publish_generation(store: Path, prepare: Callable[[Path], None]) -> Path:
    """Build a generation aside and put it in the place of the current one, or leave all as it was.

    `prepare` gets the directory of the new generation, fills the store at `primary(directory)` and
    closes it, and may write `build.json` there. What it raises passes through, after the directory
    is removed. Returns the new generation.
    """
    generations = store / _GENERATIONS
    generations.mkdir(parents=True, exist_ok=True)
    with _lock_of(store):
        remove_unused(store)
        number = 1 + max((_number(path) for path in generations.iterdir()), default=0)
        name = f"{number:06d}-{secrets.token_hex(4)}"
        building = generations / f"{_TEMPORARY}{name}"
        building.mkdir()
        try:
            prepare(building)
            (building / _SNAPSHOTS).mkdir()
            with Store.open(primary(building)) as filled:
                filled.flush()
                _take(building, filled, 1)
            generation = building.rename(generations / name)
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            raise
        _turn(store / _CURRENT, f"{_GENERATIONS}/{name}")
        remove_unused(store)
    return generation


def create_empty(store: Path, program: str | None = None) -> Path:
    """Make a store without a triple; with a program it is closed, and stays so."""

    def prepare(generation: Path) -> None:
        Store.open(primary(generation)).close()
        if program is not None:
            program_file(generation).write_text(program, "utf-8")

    return publish_generation(store, prepare)


# What the writer does


def mark_dirty(generation: Path) -> None:
    """Note that the primary may hold what no snapshot holds."""
    (generation / _DIRTY).touch()
    # A writer that died before its commit may have left one.
    next_program_file(generation).unlink(missing_ok=True)


def publish_snapshot(generation: Path, written: Store) -> Snapshot:
    """Commit what the writer has written: flush, copy by links, turn the link, drop the old."""
    written.flush()
    number = 1 + int((generation / _CURRENT).readlink().name)
    snapshot = _take(generation, written, number)
    (generation / _DIRTY).unlink(missing_ok=True)
    program = program_file(generation)
    for older in (generation / _SNAPSHOTS).glob(f"*.{_PROGRAM}"):
        if older != program:
            older.unlink(missing_ok=True)
    remove_old_snapshots(generation)
    return snapshot


def recover_primary(generation: Path) -> None:
    """Make the primary equal to the newest snapshot when a writer died before its commit."""
    if not (generation / _DIRTY).exists():
        return
    number = (generation / _CURRENT).readlink().name
    clone = generation / "recovering"
    shutil.rmtree(clone, ignore_errors=True)
    clone.mkdir()
    for file in (generation / _SNAPSHOTS / number).iterdir():
        # Table files never change once written; the rest RocksDB appends to, so it is copied.
        if file.suffix == ".sst":
            (clone / file.name).hardlink_to(file)
        elif file.name != "LOCK":
            shutil.copy2(file, clone / file.name)
    shutil.rmtree(primary(generation), ignore_errors=True)
    clone.rename(primary(generation))
    (generation / _DIRTY).unlink()


def remove_old_snapshots(generation: Path) -> None:
    """Delete the snapshots that are neither current nor read by anyone."""
    keep = (generation / _CURRENT).readlink().name
    for lock in (generation / _SNAPSHOTS).glob("*.lock"):
        if lock.stem != keep:
            snapshot = Snapshot(generation, lock.stem)
            with _try_exclusive(lock) as free:
                if free:
                    shutil.rmtree(snapshot.path, ignore_errors=True)
                    lock.unlink(missing_ok=True)


def remove_unused(store: Path) -> None:
    """Delete the generations that are not current and that no reader or writer holds."""
    keep = current_generation(store).name if exists(store) else None
    for generation in (store / _GENERATIONS).iterdir():
        if generation.name == keep:
            continue
        locks = [*(generation / _SNAPSHOTS).glob("*.lock"), *generation.glob("writer.lock")]
        with ExitStack() as held:
            if all(held.enter_context(_try_exclusive(lock)) for lock in locks):
                shutil.rmtree(generation, ignore_errors=True)


@contextmanager
def writing(generation: Path) -> Iterator[bool]:
    """Hold the right to write a generation; gives False when another process holds it."""
    lock = generation / "writer.lock"
    lock.touch()
    with _try_exclusive(lock) as free:
        yield free


def _take(generation: Path, written: Store, number: int) -> Snapshot:
    snapshot = Snapshot(generation, f"{number:06d}")
    shutil.rmtree(snapshot.path, ignore_errors=True)
    written.backup(snapshot.path)
    snapshot.lock.touch()
    _turn(generation / _CURRENT, f"{_SNAPSHOTS}/{snapshot.number}")
    return snapshot


def _turn(link: Path, target: str) -> None:
    aside = link.with_name(f"{link.name}.{secrets.token_hex(4)}")
    aside.symlink_to(target)
    aside.replace(link)
    directory = os.open(link.parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _number(generation: Path) -> int:
    digits = generation.name.removeprefix(_TEMPORARY).partition("-")[0]
    return int(digits) if digits.isdigit() else 0


@contextmanager
def _lock_of(store: Path) -> Iterator[None]:
    """Let one build at a time publish into a store directory."""
    lock = os.open(store / "build.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


@contextmanager
def _try_exclusive(lock: Path) -> Iterator[bool]:
    try:
        descriptor = os.open(lock, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        yield False
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        yield False
        return
    try:
        yield True
    finally:
        os.close(descriptor)
