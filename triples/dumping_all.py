"""Every dump of a store at once: a folder of files with a manifest and checksums, whole or not.

The files are made in a folder beside the target and take its place by a rename, so that whoever
reads the target sees one set of dumps or the next, never a part. One maker works at a time.
"""

import datetime
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from ..ontology.namespaces import LICENCE
from . import snapshots
from .asserting import ONTOLOGY_GRAPH, VIEW_GRAPH
from .compressing import Budget, Compression, Packing
from .dumping import FORMS, PREFIXES, all_graphs, asserted_graphs, quads, triples
from .dumping_entities import dumped_entities
from .store import Store, rewrite_lines

MANIFEST, CHECKSUMS = "manifest.json", "SHA256SUMS"
COMPRESSIONS: tuple[Compression, ...] = ("gzip", "zstd")
# More than any graph that one machine serves; a guard of the disk, not a size to expect.
LARGEST = 64 * 1024**3

_MEDIA_TYPES = {**FORMS, "json": "application/json"}
_TITLES = {
    "full.nq": "All graphs: what is asserted, what follows from it, and the Wikibase view",
    "full.trig": "The same as full.nq",
    "full.nt": "The triples of all graphs together, each once",
    "full.ttl": "The same as full.nt",
    "full.jsonld": "The same as full.nt",
    "asserted.nq": "What is asserted alone: load this to infer the rest yourself",
    "truthy.nt": "The best statements of every entity, direct, in the Wikibase model",
    "entities.json": "Every entity in the Wikibase JSON model, one to a line",
}


class AlreadyMaking(Exception):
    """Another process makes dumps for the same place."""


class NotADumpFolder(Exception):
    """The target holds something else, which is not to be thrown away."""


def own_folder(store: Path) -> Path:
    """Name the folder of a store's own dumps, which its server gives away."""
    return store / "dumps"


@dataclass
class Made:
    """What the manifest says of a set of dumps."""

    title: str
    state: str
    created: str
    licence: str | None = None
    quads: int = 0
    triples: int = 0
    entities: int = 0
    checksums: str = CHECKSUMS
    files: list[dict[str, Any]] = field(default_factory=list)


def make(
    store: Path,
    target: Path,
    *,
    compressions: Sequence[Compression] = COMPRESSIONS,
    limit: int = LARGEST,
    told: Callable[[str], None] = lambda _: None,
) -> Made:
    """Write every dump of the newest snapshot into a folder, in the place of an older set.

    `told` hears the name of each content before it is written. The bytes depend on the graph
    alone; only the manifest has a date. Raises AlreadyMaking, NotADumpFolder, TooMuch, OSError
    and StoreError, and leaves the target as it was.
    """
    target = target.absolute()
    if target.exists() and not (target / MANIFEST).is_file() and any(target.iterdir()):
        raise NotADumpFolder(f"{target} holds other things than dumps")
    target.parent.mkdir(parents=True, exist_ok=True)
    with _turn(target):
        making = target.with_name(f".{target.name}.making-{secrets.token_hex(4)}")
        making.mkdir()
        try:
            opened, snapshot, lock = snapshots.open_current(store)
            try:
                with opened:
                    work = _Work(opened, making, compressions, Budget(limit), told)
                    made = work.write_all(snapshot.state)
            finally:
                os.close(lock)
            _publish(making, target)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    return made


def read_manifest(target: Path) -> dict[str, Any] | None:
    """Read what a folder of dumps says of itself; None where there is none."""
    try:
        manifest: dict[str, Any] = json.loads((target / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return manifest


class Counted:
    """Lines that are counted as they pass."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = lines
        self.number = 0

    def __iter__(self) -> Iterator[bytes]:
        for line in self._lines:
            self.number += 1
            yield line


class _Work:
    """The contents of one set of dumps, written one after the other."""

    def __init__(
        self,
        store: Store,
        folder: Path,
        compressions: Sequence[Compression],
        budget: Budget,
        told: Callable[[str], None],
    ) -> None:
        self._store = store
        self._folder = folder
        self._compressions = compressions
        self._budget = budget
        self._told = told
        self._files: list[dict[str, Any]] = []

    def write_all(self, state: str) -> Made:
        graphs = all_graphs(self._store)
        found = Counted(quads(self._store, graphs, self._folder))
        self._write_in(found, "full.nq", "full.trig")
        merged = Counted(triples(self._store, graphs, self._folder))
        self._write_in(merged, "full.nt", "full.ttl", "full.jsonld")
        asserted = Counted(quads(self._store, [None, *asserted_graphs(self._store)], self._folder))
        self._write("asserted.nq", asserted)
        # A graph that is not ours has no Wikibase view, and nothing to make these of.
        listed = self._write_entities() if self._store.has_graph(VIEW_GRAPH) else 0
        made = Made(
            "Dumps of a graph by poimenno",
            state,
            datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            # Another graph may be dumped too, and its licence is its owner's to say.
            LICENCE if self._store.has_graph(ONTOLOGY_GRAPH) else None,
            quads=found.number,
            triples=merged.number,
            entities=listed,
            files=self._files,
        )
        sums = "".join(f"{file['sha256']}  {file['name']}\n" for file in self._files)
        (self._folder / CHECKSUMS).write_text(sums, "ascii")
        text = json.dumps(asdict(made), ensure_ascii=False, indent=1)
        (self._folder / MANIFEST).write_text(text + "\n", "utf-8")
        return made

    def _write_entities(self) -> int:
        """Write both dumps that are made of the entities, reading each of them once."""
        self._told("entities.json")
        number = direct = 0
        with (
            Packing(self._folder, "entities.json", self._compressions, self._budget) as documents,
            Packing(self._folder, "truthy.nt", self._compressions, self._budget) as truthy,
        ):
            # One JSON document, as Wikidata's dumps are: without their commas its lines stand.
            documents.write(b"[")
            for entity in dumped_entities(self._store):
                documents.write((b",\n" if number else b"\n") + entity.document)
                truthy.write(entity.truthy)
                number += 1
                direct += entity.triples
            documents.write(b"\n]\n")
            self._note("entities.json", documents, number)
            self._note("truthy.nt", truthy, direct)
        return number

    def _write_in(self, lines: Counted, plain: str, *others: str) -> None:
        """Sort once: what is written in other syntaxes is read from the lines on the disk."""
        aside = self._folder / "lines"
        with aside.open("wb") as kept:
            self._write(plain, lines, kept)
        for name in others:
            with aside.open("rb") as source:
                self._rewrite(name, source, lines.number)
        aside.unlink()

    def _write(self, name: str, lines: Counted, kept: BinaryIO | None = None) -> None:
        self._told(name)
        with Packing(self._folder, name, self._compressions, self._budget) as packing:
            packing.writelines(lines if kept is None else _copied(lines, kept))
            self._note(name, packing, lines.number)

    def _rewrite(self, name: str, source: BinaryIO, number: int) -> None:
        self._told(name)
        form = FORMS[name.rpartition(".")[2]]
        with Packing(self._folder, name, self._compressions, self._budget) as packing:
            rewrite_lines(source, form, cast(BinaryIO, packing), PREFIXES)
            self._note(name, packing, number)

    def _note(self, name: str, packing: Packing, number: int) -> None:
        for file in packing.finish():
            self._files.append(
                {
                    "name": file.name,
                    "content": name,
                    "title": _TITLES[name],
                    "mediaType": _MEDIA_TYPES[name.rpartition(".")[2]],
                    "compression": file.compression,
                    "size": file.size,
                    "unpackedSize": packing.size,
                    "sha256": file.sha256,
                    "entities" if name.endswith(".json") else "triples": number,
                }
            )


def _copied(lines: Iterable[bytes], kept: BinaryIO) -> Iterator[bytes]:
    for line in lines:
        kept.write(line)
        yield line


@contextmanager
def _turn(target: Path) -> Iterator[None]:
    """Be the only maker beside this target; raises AlreadyMaking."""
    folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyMaking(f"dumps for {target} are being made already") from None
        # A maker that was killed left its part, or the older set that it had moved aside.
        if not target.exists():
            for left in target.parent.glob(f".{target.name}.before-????????"):
                left.rename(target)
                break
        for left in target.parent.glob(f".{target.name}.*-????????"):
            shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        os.close(folder)


def _publish(made: Path, target: Path) -> None:
    if not target.exists():
        made.rename(target)
        return
    before = target.with_name(f".{target.name}.before-{secrets.token_hex(4)}")
    target.rename(before)
    try:
        made.rename(target)
    except OSError:
        before.rename(target)
        raise
    shutil.rmtree(before, ignore_errors=True)
