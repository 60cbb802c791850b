"""Files of RDF into numbered triples: N-Triples, N-Quads and Parquet by DuckDB, others converted.

Lines in canonical form are split in SQL. Lines in any other form that the syntax allows (escapes,
tabs, comments, upper-case language tags) go through the parser of the store, as Turtle does, so
that one term is one text. A term is known by a hash of 64 bits until it has its number.
"""

# ruff: noqa: S608  statements are made of checked paths and of the words of this module alone

import gzip
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from .asserting import ENTAILED, SHOWN_GRAPHS
from .bulk import Duck
from .failures import BulkError
from .progress import Progress
from .rdf_files import MEDIA_TYPES, opened, suffix
from .store import InvalidData, write_lines

READABLE = ", ".join([*MEDIA_TYPES, ".parquet"])
_LINES = (".nt", ".nq")
_WITH_GRAPHS = (".nq", ".trig", ".jsonld")
# The graphs of what follows, which is inferred anew.
_DERIVED = "|".join(f"<{graph}>" for graph in (*SHOWN_GRAPHS, f"{ENTAILED}(/[^>]*)?"))
_LONGEST_LINE = 16 * 1024 * 1024

_IRI = r'<[^\x00-\x20<>"{}|^`\\]*>'
_BLANK = r'_:[^\s<>"]+'
_LITERAL = r'"([^"\\\x00-\x1f\x7f]|\\[btnfr"\\])*"(@[a-z]+(-[a-z0-9]+)*|\^\^' + _IRI + ")?"
_CANONICAL = f"({_IRI}|{_BLANK}) {_IRI} ({_IRI}|{_BLANK}|{_LITERAL})"
# What a canonical text never says: this datatype is left out.
_STRING = "^^<http://www.w3.org/2001/XMLSchema#string>"


class Source(NamedTuple):
    """A relation of lines, and the mark of its blank nodes."""

    path: Path
    relation: str
    quads: bool
    mark: str
    all_canonical: bool = False


def _quoted(text: object) -> str:
    return "'" + str(text).replace("'", "''") + "'"


def read_files(
    engine: Duck, files: Sequence[Path], progress: Progress, unmarked: Sequence[Path] = ()
) -> int:
    """Fill the tables of an engine with the triples of files, each once; tells how many.

    Blank nodes of two files are kept apart by a mark in their labels, but for those of files that
    are to stay `unmarked`. What stands in a derived graph is passed over: it follows anew. Raises
    BulkError with file, line and column for what cannot be read.
    """
    progress.begin("read")
    sources = [*sources_of(engine, files), *sources_of(engine, unmarked, marked=False)]
    return number(engine, sources, progress)


def sources_of(engine: Duck, files: Sequence[Path], *, marked: bool = True) -> Iterator[Source]:
    """Make files ready to be read as lines; see `read_files`."""
    for at, path in enumerate(files, 1):
        yield from _sources(engine, path, f"d{at}x" if marked and len(files) > 1 else "")


def number(engine: Duck, sources: Sequence[Source], progress: Progress) -> int:
    """Fill the tables of an engine with the triples of lines, each once; tells how many."""
    for attempt in range(3):
        if _encode(engine, sources, attempt):
            break
    else:
        raise BulkError("two terms of this data have the same hash, three times over")
    count = int(next(engine.rows("SELECT count(*) FROM known"))[0])
    progress.end(f"{count:,} triples")
    return count


def _sources(engine: Duck, path: Path, mark: str) -> Iterator[Source]:
    if not path.is_file():
        raise BulkError(f"{path}: there is no such file")
    kind = suffix(path)
    if kind == ".parquet":
        yield _parquet(engine, path, mark)
    elif kind in _LINES:
        source = Source(path, _scan(path), kind == ".nq", mark=mark)
        other, slow = _other_lines(engine, source)
        yield source._replace(all_canonical=not other)
        if slow:
            yield _converted(engine, slow, MEDIA_TYPES[kind], mark, of=path)
    elif kind in MEDIA_TYPES:
        yield _converted(engine, path, MEDIA_TYPES[kind], mark, of=path)
    else:
        raise BulkError(f"{path}: expected one of {READABLE}, or .gz of these")


def _scan(path: Path) -> str:
    """Read a file as one column of lines; no character separates or quotes."""
    return (
        f"read_csv({_quoted(path)}, columns={{'line': 'VARCHAR'}}, delim='\\x01', quote='', "
        "escape='', header=false, auto_detect=false, strict_mode=false, "
        f"max_line_size={_LONGEST_LINE})"
    )


def _parquet(engine: Duck, path: Path, mark: str) -> Source:
    relation = f"read_parquet({_quoted(path)})"
    columns = {name for name, *_ in engine.rows(f"DESCRIBE SELECT * FROM {relation}")}
    if not {"subject", "predicate", "object"} <= columns:
        raise BulkError(f"{path}: expected the columns subject, predicate and object")
    lines = f"(SELECT subject || ' ' || predicate || ' ' || object || ' .' AS line FROM {relation})"
    source = Source(path, lines, quads=False, mark=mark)
    if _other_lines(engine, source)[0]:
        raise BulkError(f"{path}: a row is no canonical N-Triples: {_example(engine, source)}")
    return source._replace(all_canonical=True)


def _example(engine: Duck, source: Source) -> str:
    other = f"SELECT line FROM {source.relation} WHERE line IS NULL OR NOT {_good(source)} LIMIT 1"
    return str(next(engine.rows(other))[0])


def _good(source: Source) -> str:
    """Write the condition for a line in canonical form."""
    graph = f"( {_IRI}| {_BLANK})?" if source.quads else ""
    whole = _quoted(_CANONICAL + graph + r" \.")
    return f"(regexp_full_match(line, {whole}) AND NOT contains(line, '{_STRING}'))"


def _other_lines(engine: Duck, source: Source) -> tuple[bool, Path | None]:
    """Tell whether there are lines that are not canonical, and write those that say something.

    Comments and empty lines say nothing; the others go into a file of their own.
    """
    select = f"SELECT line FROM {source.relation} WHERE line IS NULL OR NOT {_good(source)}"
    path = engine.folder / f"{source.mark}{source.path.name}.lines"
    other = said = False
    with path.open("w", encoding="utf-8") as file:
        for (line,) in engine.rows(select):
            other = True
            if line and not line.isspace() and not line.lstrip().startswith("#"):
                said = True
                file.write(f"{line}\n")
    return other, path if said else None


def _converted(engine: Duck, path: Path, media_type: str, mark: str, of: Path) -> Source:
    """Make canonical lines of a file by the parser of the store."""
    quads = suffix(of) in _WITH_GRAPHS
    target = engine.folder / f"{path.name}-{mark}.{'nq' if quads else 'nt'}"
    with opened(path) as file, target.open("wb") as output:
        try:
            write_lines(file, media_type, output, quads=quads)
        except InvalidData as error:
            raise BulkError(_where(error.detail, path, of)) from error
    return Source(of, _scan(target), quads=quads, mark=mark, all_canonical=True)


def _where(detail: str, path: Path, of: Path) -> str:
    """Name the line of the file that a faulty line of the excerpt was taken from."""
    if path == of:
        return f"{of}: {detail}"
    found = detail.rsplit("line ", 1)[-1].split(")", maxsplit=1)[0] if "line " in detail else ""
    first = detail.split("line ", 1)[1].split(" ", maxsplit=1)[0] if "line " in detail else found
    if not first.isdigit():
        return f"{of}: {detail}"
    lines = path.read_text("utf-8").splitlines()
    faulty = lines[min(int(first), len(lines)) - 1]
    opened = gzip.open if of.suffix == ".gz" else open
    with opened(of, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.rstrip("\r\n") == faulty:
                return f"{of}: line {number}: {detail.split(': ', 1)[-1]}: {faulty[:80]}"
    return f"{of}: {detail}"


def quads_select(source: Source, graph: str) -> str:
    """Select a line of N-Quads for every triple of a source, in `graph` where it names none.

    The columns are `line`, and `blank`, which tells whether a blank node is in it.
    """
    subject, predicate, obj, relation = _columns(source)
    named = own = _quoted(f"<{graph}>")
    if source.quads:
        said = _marked("g", source.mark) if source.mark else "g"
        named = f"CASE WHEN g = '' THEN {own} ELSE {said} END"
    return (
        f"SELECT concat(s, ' ', p, ' ', o, ' ', g, ' .') AS line, "
        "starts_with(s, '_:') OR starts_with(o, '_:') OR starts_with(g, '_:') AS blank "
        f"FROM (SELECT {subject} AS s, {predicate} AS p, {obj} AS o, {named} AS g FROM {relation})"
    )


# Numbers

_OBJECT = (
    "CASE WHEN NOT contains(line, ' \"') THEN split_part(line, ' ', 3) "
    "WHEN split_part(line, ' \"', 3) = '' THEN '\"' || left(split_part(line, ' \"', 2), -2) "
    "ELSE regexp_extract(line, '^[^ ]+ [^ ]+ (.*) [.]$', 1) END"
)


def _columns(source: Source) -> tuple[str, str, str, str]:
    """Write the terms of a line, and the relation and condition they are read by."""
    where = "" if source.all_canonical else f" WHERE {_good(source)}"
    relation = f"{source.relation}{where}"
    if source.quads:
        graph = f" ({_IRI}|{_BLANK}) [.]$"
        stripped = f"regexp_replace(line, {_quoted(graph)}, ' .')"
        literal = "contains(line, ' \"')"
        line = f"CASE WHEN {literal} THEN {stripped} ELSE line END"
        named = (
            f"CASE WHEN {literal} THEN regexp_extract(line, {_quoted(graph)}, 1) "
            "ELSE regexp_replace(split_part(line, ' ', 4), '^[.]$', '') END"
        )
        relation = f"(SELECT {line} AS line, {named} AS g FROM {relation})"
        relation = (
            f"(SELECT line, g FROM {relation} WHERE NOT regexp_full_match(g, {_quoted(_DERIVED)}))"
        )
    subject, obj = "split_part(line, ' ', 1)", _OBJECT
    if source.mark:
        subject, obj = _marked(subject, source.mark), _marked(obj, source.mark)
    return subject, "split_part(line, ' ', 2)", obj, relation


def _marked(term: str, mark: str) -> str:
    return (
        f"CASE WHEN starts_with({term}, '_:') THEN '_:{mark}' || substring({term}, 3) "
        f"ELSE {term} END"
    )


def _encode(engine: Duck, sources: Sequence[Source], attempt: int) -> bool:
    """Give every term a number and every triple its three; False when two hashes met."""
    engine.clear()
    hashed = "hash({})" if not attempt else f"hash({{}}, {attempt})"
    rows, terms = [], []
    for source in sources:
        subject, predicate, obj, relation = _columns(source)
        rows.append(
            f"SELECT {hashed.format(subject)} AS s, {hashed.format(predicate)} AS p, "
            f"{hashed.format(obj)} AS o FROM {relation}"
        )
        terms.append(f"SELECT unnest([{subject}, {predicate}, {obj}]) AS term FROM {relation}")
    engine.create("hashes", f"SELECT DISTINCT term FROM ({' UNION ALL '.join(terms)})")
    engine.create(
        "hashes",
        f"SELECT term, {hashed.format('term')} AS hash, CAST(row_number() OVER () AS INTEGER) "
        "* CASE WHEN starts_with(term, '\"') THEN -1 ELSE 1 END AS id FROM hashes",
    )
    distinct, all_ = next(engine.rows("SELECT count(DISTINCT hash), count(*) FROM hashes"))
    if distinct != all_:
        return False
    engine.run("INSERT INTO terms SELECT id, term FROM hashes")
    engine.create("hashes", "SELECT hash, id FROM hashes")
    engine.append(
        "SELECT DISTINCT a.id AS s, b.id AS p, c.id AS o, -1 AS rule "
        f"FROM ({' UNION ALL '.join(rows)}) t JOIN hashes a ON a.hash = t.s "
        "JOIN hashes b ON b.hash = t.p JOIN hashes c ON c.hash = t.o",
        0,
    )
    engine.run("DROP TABLE hashes")
    return True
