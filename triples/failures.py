"""What a store could not do: one error for each kind, and Oxigraph's messages made readable."""

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..queries.tokens import position


class StoreError(Exception):
    """What the store could not do; the message says why, with a position where there is one."""


class InvalidQuery(StoreError):
    """The query or update is malformed or asks for what cannot be evaluated."""

    def __init__(self, detail: str, line: int | None = None, column: int | None = None) -> None:
        where = f"line {line}, column {column}: " if line else ""
        super().__init__(where + detail)
        self.detail, self.line, self.column = detail, line, column


class UnevaluableQuery(StoreError):
    """The query or update is well formed, and asks for what the engine or the graph has not."""


class InvalidData(StoreError):
    """The RDF data is malformed; `detail` is the message without the name of the file."""

    def __init__(self, detail: str, file: Path | None = None) -> None:
        super().__init__(f"{file}: {detail}" if file else detail)
        self.detail = detail


class UnsupportedMediaType(StoreError):
    """No reader or writer for this media type, or not for this kind of result."""


class StorageFailure(StoreError):
    """The disk, or what is on it, failed."""


class BulkError(Exception):
    """What could not be closed in SQL, in a sentence: a file, a limit, the disk."""


class ProtectedGraph(StoreError):
    """The change names a graph that is kept by inference, and is nobody's to write."""


class ChangeTooLarge(StoreError):
    """The change has more quads than can be followed one by one, or sets off too much."""


_POSITION = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
_REASON = re.compile(r"(?:\A|one of |, )([A-Z]\w+(?: [\w]+){2,})")
_LITERAL = re.compile(r"\"[^\", \\]{1,12}\"")


def query_error(error: Exception, text: str) -> InvalidQuery | UnevaluableQuery:
    """Make of Oxigraph's message a position, what is there, and what could be there."""
    if isinstance(error, RuntimeError):
        return UnevaluableQuery(str(error))
    found = _POSITION.match(str(error))
    if not found:
        return InvalidQuery(str(error))
    line, column, expected = int(found[1]), int(found[2]), found[3]
    if re.fullmatch(r"[A-Z_]+", expected):
        # A keyword that fails is reported at the end that it would have had.
        rows = text.split("\n")
        offset = sum(len(row) + 1 for row in rows[: line - 1]) + column - 1 - len(expected)
        line, column = position(text, max(offset, 0))
    rest = text.split("\n")[line - 1][column - 1 :].strip()[:40]
    detail = f"syntax error near '{rest}'" if rest else "the text up to here is not valid"
    if "Prefix not found" in expected:
        detail = f"a prefix that is not declared, before '{rest}'"
    elif reason := _REASON.search(expected):
        detail = reason[1]
    elif literals := list(dict.fromkeys(_LITERAL.findall(expected))):
        detail += f", expected one of {' '.join(literals)}"
    return InvalidQuery(detail, line, column)


@contextmanager
def evaluating(text: str) -> Iterator[None]:
    """Make errors of the store of what Oxigraph raises over a query or an update."""
    try:
        yield
    except (SyntaxError, ValueError, RuntimeError) as error:
        raise query_error(error, text) from error
    except OSError as error:
        raise StorageFailure(str(error)) from error


@contextmanager
def parsing(data: object) -> Iterator[None]:
    """Make errors of the store of what Oxigraph raises over a document, named if it is a file."""
    try:
        yield
    except (SyntaxError, ValueError) as error:
        detail = str(error.args[0]) if error.args else str(error)
        raise InvalidData(detail, data if isinstance(data, Path) else None) from error
    except (OSError, EOFError, zlib.error) as error:
        # The last two are those of a packed file that is cut short or broken.
        raise StorageFailure(str(error)) from error
