"""The queries that ship with the package: one per file, read with their headers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from .binding import KINDS, bind, groups_naming, template_starts
from .tokens import query_form, tokenize

_HEADER = re.compile(r"#\+\s*(?P<key>[^:]*?)\s*:\s*(?P<value>.*?)\s*")
_KEYS = ("summary", "tags", "parameters", "question", "lang")
_TAG = re.compile(r"\w[\w -]*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_QUESTION = re.compile(r"CQ[0-9]{2,3}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")
_FORMS = ("select", "ask", "construct")


@dataclass(frozen=True)
class Problem:
    """One fault in a query file, with the line it stands on."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.message}"


class CatalogueError(ValueError):
    """Query files whose headers cannot be read; `problems` lists every one."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


class UnknownQueryError(KeyError):
    """No query has this name; the message proposes those that come near."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class CataloguedQuery:
    """A query with what its header says; `name` is its path without the ending.

    `parameters` maps each variable that the caller may bind to a kind of `binding.KINDS`.
    """

    name: str
    text: str
    form: str
    summary: str
    tags: tuple[str, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    question: str | None = None
    lang: str = "en"

    @property
    def topic(self) -> str:
        """The folder the query lies in."""
        return self.name.partition("/")[0]

    @property
    def title(self) -> str:
        """The name without its folder, in words."""
        return self.name.rpartition("/")[2].replace("-", " ")

    def with_values(self, values: Mapping[str, Sequence[str]]) -> str:
        """Give the text with the parameters bound; several values of one mean any of them.

        Raises binding.BindingError for a parameter the query has not or a value of the wrong kind.
        """
        return bind(self.text, self.parameters, values)


def read_query(name: str, text: str, file: str | None = None) -> CataloguedQuery:
    """Read one query text with its `#+` header; raises CatalogueError with file and line."""
    file = file or f"{name}.rq"
    problems: list[Problem] = []
    header: dict[str, tuple[int, str]] = {}
    for line, key, value in _header_lines(text):
        if key not in _KEYS:
            message = f"unknown header {key!r}; known are {', '.join(_KEYS)}"
            problems.append(Problem(file, line, message))
        elif key in header:
            problems.append(Problem(file, line, f"{key} is given twice"))
        else:
            header[key] = (line, value)
    parsed: dict[str, object] = {}
    for key, (line, value) in header.items():
        try:
            parsed[key] = _parse(key, value)
        except ValueError as fault:
            problems.append(Problem(file, line, str(fault)))
    if "summary" not in header:
        problems.append(Problem(file, 1, "no `#+ summary:` line"))
    form = query_form(text)
    if form not in _FORMS:
        problems.append(Problem(file, 1, f"not one of {', '.join(_FORMS)}: {form or 'no query'}"))
    parameters = parsed.get("parameters", {})
    if isinstance(parameters, dict):
        problems += _unbindable(file, header.get("parameters", (1, ""))[0], text, parameters)
    if problems:
        raise CatalogueError(problems)
    return CataloguedQuery(name=name, text=text, form=str(form), **parsed)  # type: ignore[arg-type]


def _header_lines(text: str) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#+"):
            match = _HEADER.fullmatch(line)
            yield (
                (number, match["key"], match["value"]) if match else (number, line[2:].strip(), "")
            )


def _parse(key: str, value: str) -> object:
    match key:
        case "tags":
            return tuple(_items(value, "[", "]", _TAG, "tag"))
        case "parameters":
            return dict(_pairs(value))
        case "question" if not _QUESTION.fullmatch(value):
            raise ValueError(f"{value!r} is no competency question such as CQ17")
        case "lang" if not _LANGUAGE.fullmatch(value):
            raise ValueError(f"{value!r} is no language tag")
        case "summary" if not value:
            raise ValueError("the summary is empty")
    return value


def _items(value: str, left: str, right: str, shape: re.Pattern[str], what: str) -> Iterator[str]:
    if not (value.startswith(left) and value.endswith(right) and len(value) > 1):
        raise ValueError(f"expected {left}…{right}, found {value!r}")
    for item in filter(None, map(str.strip, value[1:-1].split(","))):
        if what == "tag" and not shape.fullmatch(item):
            raise ValueError(f"{item!r} is no {what}")
        yield item


def _pairs(value: str) -> Iterator[tuple[str, str]]:
    for item in _items(value, "{", "}", _NAME, "parameter"):
        name, _, kind = map(str.strip, item.partition(":"))
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no parameter name")
        if kind not in KINDS:
            raise ValueError(f"{name}: unknown kind {kind!r}; known are {', '.join(KINDS)}")
        yield name, kind


def _unbindable(
    file: str, line: int, text: str, parameters: Mapping[str, str]
) -> Iterator[Problem]:
    """Find parameters that no group pattern names: binding them would change nothing."""
    tokens = tokenize(text)
    for name in parameters:
        if not groups_naming(tokens, name):
            yield Problem(file, line, f"parameter {name} is no variable of a group pattern")
    if parameters and template_starts(tokens, short_form=True):
        yield Problem(file, line, "CONSTRUCT WHERE {…} cannot take parameters; write both groups")


@dataclass(frozen=True)
class Catalogue:
    """All queries by name, in the order of their names."""

    queries: Mapping[str, CataloguedQuery]

    def __getitem__(self, name: str) -> CataloguedQuery:
        """Find a query by its name; raises UnknownQueryError, proposing names that share a word."""
        found = self.queries.get(name.removesuffix(".rq"))
        if found is None:
            near = [known for known in self.queries if name.rpartition("/")[2] in known]
            hint = f"; did you mean {', '.join(near[:5])}?" if near else ""
            raise UnknownQueryError(f"no query is named {name!r}{hint}")
        return found

    def __iter__(self) -> Iterator[CataloguedQuery]:
        return iter(self.queries.values())

    def __len__(self) -> int:
        return len(self.queries)

    def topics(self) -> dict[str, list[CataloguedQuery]]:
        """Group the queries by folder."""
        grouped: dict[str, list[CataloguedQuery]] = {}
        for query in self:
            grouped.setdefault(query.topic, []).append(query)
        return grouped

    def answering(self, question: str) -> list[CataloguedQuery]:
        """Find the queries that answer a competency question such as CQ17."""
        return [query for query in self if query.question == question]


def read_catalogue(folder: Traversable) -> Catalogue:
    """Read every `.rq` below a folder; raises CatalogueError with the problems of all files."""
    queries: dict[str, CataloguedQuery] = {}
    problems: list[Problem] = []
    for path, file in sorted(_query_files(folder, "")):
        try:
            queries[path] = read_query(path, file.read_text(encoding="utf-8"), str(file))
        except UnicodeDecodeError as fault:
            problems.append(Problem(str(file), 1, f"not UTF-8: {fault.reason} at {fault.start}"))
        except CatalogueError as fault:
            problems += fault.problems
    if problems:
        raise CatalogueError(problems)
    return Catalogue(queries)


def _query_files(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _query_files(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".rq"):
            yield prefix + entry.name.removesuffix(".rq"), entry


@cache
def shipped() -> Catalogue:
    """Read the catalogue of the installed package, once per process."""
    return read_catalogue(files(__package__))
