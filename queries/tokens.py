r"""Cut SPARQL text into tokens: cheap enough for every request, and never an error.

A parser costs milliseconds a query, Oxigraph's own 0.06 ms; this scan is for the questions that
must be answered before Oxigraph sees the text: its form, its prefixes, its SERVICE calls.

Source: SPARQL 1.1 Query Language, section 19.8, the terminals of the grammar.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

_LETTERS = "_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"


def _one_of(allowed: str) -> str:
    """Match one of these characters or any above U+00BF.

    The grammar leaves out a few of those, none of which can stand elsewhere; to list them, or to
    write the class any other way than by what it is not, costs 40-70 ms in each new worker.
    """
    others = (chr(code) for code in range(0xC0) if chr(code) not in allowed)
    return f"[^{''.join(map(re.escape, others))}]"


_START = _one_of(_LETTERS)
_VARIABLE_START = _one_of(_LETTERS + _DIGITS)
_VARIABLE_CHAR = _one_of(_LETTERS + _DIGITS + "\u00b7")
_CHAR = _one_of(_LETTERS + _DIGITS + "\u00b7-")
_ESCAPE = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"
_LOCAL_START = _one_of(_LETTERS + _DIGITS + ":")
_LOCAL_CHAR = _one_of(_LETTERS + _DIGITS + "\u00b7-:")
_LOCAL = (
    rf"(?:{_LOCAL_START}|{_ESCAPE})(?:{_LOCAL_CHAR}|{_ESCAPE}|\.+(?={_LOCAL_CHAR}|{_ESCAPE}))*+"
)
_CODEPOINT = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"


def _string(quote: str) -> str:
    """Match a long or short literal; one that never ends runs to where it had to, in one token."""
    long = rf"{quote * 3}(?:[^{quote}\\]|\\.|{quote}(?!{quote * 2}))*+(?:{quote * 3}|\\?\Z)"
    return rf"{long}|{quote}(?:[^{quote}\\\n\r]|\\[^\n\r])*+{quote}?"


# Possessive repeats (`*+`) keep the scan linear: a hostile text must not cost quadratic time.
_TOKEN = re.compile(
    "|".join(
        [
            r"(?P<space>[ \t\r\n]+)",
            r"(?P<comment>\#[^\n\r]*)",
            rf"(?P<string>{_string(chr(34))}|{_string(chr(39))})",
            rf"(?P<iri><(?:[^<>\"{{}}|^`\\\x00-\x20]|{_CODEPOINT})*+>)",
            rf"(?P<variable>[?$]{_VARIABLE_START}{_VARIABLE_CHAR}*+)",
            rf"(?P<blank>_:{_VARIABLE_START}(?:{_CHAR}|\.+(?={_CHAR}))*+)",
            r"(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*+(?:--[A-Za-z]+)?)",
            r"(?P<number>[0-9]+\.[0-9]*[eE][+\-]?[0-9]+|\.?[0-9]+[eE][+\-]?[0-9]+"
            r"|[0-9]*\.[0-9]+|[0-9]+)",
            rf"(?P<name>(?P<word>{_START}(?:{_CHAR}|\.+(?={_CHAR}))*+)(?::(?:{_LOCAL})?)?"
            rf"|:(?:{_LOCAL})?)",
            r"(?P<mark>\^\^|&&|\|\||!=|<=|>=|<<\(|\)>>|<<|>>|\{\||\|\}|.)",
        ]
    ),
    re.DOTALL,
)
_DOTTED = re.compile(r"\.|[^.]+")

FORMS = ("select", "ask", "construct", "describe")
_PROLOGUE = ("PREFIX", "BASE", "VERSION")


class Token(NamedTuple):
    """A piece of the text: its kind, its characters and where it starts.

    Kinds: space, comment, string, iri, variable, blank, language, number, prefixed, word, mark.
    """

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The position after the last character."""
        return self.start + len(self.text)

    @property
    def keyword(self) -> str:
        """The word in capitals, or nothing when the token is no bare word."""
        return self.text.upper() if self.kind == "word" else ""


def tokenize(text: str) -> list[Token]:
    """Cut any text into tokens that concatenate back to it; nothing raises."""
    return list(_scan(text))


def _scan(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        kind, found, start = match.lastgroup or "mark", match.group(), match.start()
        if kind != "name":
            yield Token(kind, found, start)
        elif ":" in found:
            yield Token("prefixed", found, start)
        else:
            # `true.FILTER` without a colon is words and dots, in one match to stay linear.
            for part in _DOTTED.finditer(found):
                piece = part.group()
                yield Token("mark" if piece == "." else "word", piece, start + part.start())


def significant(tokens: Iterable[Token]) -> list[Token]:
    """Leave out spaces and comments."""
    return [token for token in tokens if token.kind not in {"space", "comment"}]


def query_form(text: str) -> str | None:
    """Tell `select`, `ask`, `construct` or `describe`, or None for what is no query."""
    for match in _TOKEN.finditer(text):
        word = match.group("word")
        if word is None or ":" in match.group():
            continue
        word = word.upper()
        for form in FORMS:
            if word.startswith(form.upper()):
                return form
        if not word.startswith(_PROLOGUE):
            return None
    return None


def declared_prefixes(tokens: Iterable[Token]) -> dict[str, str]:
    """Collect the PREFIX declarations, prefix to IRI as written."""
    declared: dict[str, str] = {}
    rest = iter(significant(tokens))
    for token in rest:
        if token.keyword == "PREFIX":
            name, iri = next(rest, None), next(rest, None)
            if name and iri and name.kind == "prefixed" and iri.kind == "iri":
                declared[name.text.removesuffix(":")] = iri.text[1:-1]
    return declared


def used_prefixes(tokens: Iterable[Token]) -> set[str]:
    """Collect the prefixes of all prefixed names."""
    return {token.text.partition(":")[0] for token in tokens if token.kind == "prefixed"}


def missing_prefixes(tokens: Iterable[Token], known: Mapping[str, str]) -> dict[str, str]:
    """Collect from `known` the prefixes that the text uses and does not declare."""
    tokens = list(tokens)
    missing = used_prefixes(tokens) - declared_prefixes(tokens).keys()
    return {prefix: known[prefix] for prefix in sorted(missing & known.keys())}


def position(text: str, offset: int) -> tuple[int, int]:
    """Turn an offset into line and column, both counted from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
