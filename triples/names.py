"""Names of persons and things: their words and roles, and how well one name fits another.

The words of a name come in any order, some as initials, some in brackets, some left out, one with
a slip of the hand. How well two names fit each other is told by `fitting`.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from .spellings import blunt, keys

# A word holds its own signs: apostrophes for soft signs, ties and accents.
_SIGNS = r"[^\W_]|[\u0300-\u036f'`\"´ʹʺʻʼʽʾʿˈ‘’″′\ufe20\ufe21]"
_TOKEN = re.compile(rf"[(),;]|[^\W_](?:{_SIGNS})*\.?")
_LONG_INITIALS = re.compile(r"(?:[yji][uaeo]|[zkcst]h|shch|ts|dzh|dj|ph|st)\.")
_ROMAN = re.compile("[IVX]{2,}")
_PATRONYMIC = re.compile(
    "(?:[oe]v|av|iv)ic$|(?:[oei]v|ic|in)na$|(?:il|mic|kic|tic|vic|ic)ic?$|(?:ogli|ogl|kizi)$"
)
_PARTICLES = re.compile("von|van|der|den|de|di|du|la|le|al|ibn|фон|ван|дер|де|ла|аль|ибн")


class Part(NamedTuple):
    """One word of a name; an initial stands for a word that begins so."""

    word: str
    initial: bool
    role: str


Name = tuple[Part, ...]


def words_of(text: str) -> list[str]:
    """Give the full words of a text that an index keeps, also the joined forms of compounds."""
    forms = _without_hyphens(unicodedata.normalize("NFC", text))
    tokens = [token for form in forms for token in _read(form)]
    return list({word: None for word, initial in tokens if not initial and word not in "(),;"})


@lru_cache(maxsize=50_000)
def parse(text: str) -> tuple[Name, ...]:
    """Read a text as a name, in each way it can be read; the likeliest first.

    What stands in brackets is another form of the word before it, or another name. A word with a
    hyphen is read as two words and as one. Roles are guesses: surname, given, patronymic.
    """
    text = unicodedata.normalize("NFC", text)
    readings = [_read(form) for form in _without_hyphens(text)]
    found: dict[Name, None] = {}
    for tokens in readings:
        for form in _brackets(tokens):
            name = _roles(form)
            if name:
                found[name] = None
    return tuple(found)


@lru_cache(maxsize=50_000)
def parse_thing(text: str) -> tuple[Name, ...]:
    """Read a text as the name of a thing: all its words, those in brackets too."""
    text = unicodedata.normalize("NFC", text)
    found: dict[Name, None] = {}
    for form in _without_hyphens(text):
        words = [token for token in _read(form) if token[0] not in "(),;"]
        found[tuple(Part(word, initial, "word") for word, initial in words)] = None
    return tuple(found)


def _without_hyphens(text: str) -> list[str]:
    split = re.sub(r"(?<=\w)[-‐‑–](?=\w)", " ", text)
    joined = re.sub(r"(?<=[^\W\d])[-‐‑–](?=[^\W\d])", "", text)
    return list(dict.fromkeys((split, joined)))


def _read(text: str) -> list[tuple[str, bool]]:
    """Cut a text into words, each with whether it is an initial, and its brackets and commas."""
    tokens: list[tuple[str, bool]] = []
    shouted = text.upper() == text
    found = _TOKEN.findall(text)
    for at, token in enumerate(found):
        word = token.rstrip(".")
        small = word.lower()
        # A word cut short is an initial too: `Ник. Бухарин`.
        cut = token.endswith(".") and len(small) <= (4 if at + 1 < len(found) else 2)
        if small.isalpha() and (len(small) == 1 or cut or _LONG_INITIALS.fullmatch(token.lower())):
            tokens.append((small, True))
        elif (
            len(word) == 2
            and word.isupper()
            and word.isalpha()
            and not shouted
            and not _ROMAN.fullmatch(word)
        ):
            tokens += [(letter, True) for letter in small]
        else:
            tokens.append((small, False))
    return tokens


def _brackets(tokens: list[tuple[str, bool]]) -> list[list[tuple[str, bool]]]:
    """Give a name without its brackets, and with what is in a bracket in the place of a word."""
    plain: list[tuple[str, bool]] = []
    inside: list[list[tuple[str, bool]]] = []
    places: list[int] = []
    depth = 0
    for token in tokens:
        if token[0] == "(":
            depth += 1
            inside.append([])
            places.append(len(plain))
        elif token[0] == ")":
            depth = max(0, depth - 1)
        elif depth:
            inside[-1].append(token)
        else:
            plain.append(token)
    forms = [plain]
    for place, words in zip(places, inside, strict=True):
        if not words or len(words) > 3:
            continue
        if place == len(plain) == 1:
            forms.append([*plain, (",", False), *words])
        if place == len(plain) and len(words) > 1:
            forms.append(words)
        else:
            forms.append([*plain[: max(0, place - 1)], *words, *plain[place:]])
            if place == 0:
                forms.append([*words, *plain])
    return forms


def _roles(tokens: list[tuple[str, bool]]) -> Name:
    comma = next((at for at, token in enumerate(tokens) if token[0] in ",;"), None)
    words = [token for token in tokens if token[0] not in ",;"]
    full = [at for at, (_, initial) in enumerate(words) if not initial]
    if not full:
        return tuple(Part(word, initial, "given") for word, initial in words)
    roles = ["given"] * len(words)
    patronymic = next(
        (at for at in full[1:] if len(full) > 2 and is_patronymic(words[at][0])), None
    )
    if comma and any(at < comma for at in full):
        surnames = [at for at in full if at < comma]
        if patronymic is not None and patronymic < comma:
            patronymic = None
    elif patronymic is not None:
        given = max((at for at in full if at < patronymic), default=patronymic)
        surnames = [at for at in full if at not in (given, patronymic)] or [given]
    elif len(full) == 1 or len(words) > len(full):
        # Beside initials stands a surname, of one word or of two.
        surnames = full
    else:
        surnames = full[1:]
        particle = next((at for at in full if _PARTICLES.fullmatch(words[at][0])), None)
        surnames = [full[-1]] if particle is None else [at for at in full if at >= particle]
    for at in surnames:
        roles[at] = "surname"
    if patronymic is not None:
        roles[patronymic] = "patronymic"
    elif len(initials := [at for at, (_, initial) in enumerate(words) if initial]) == 2:
        roles[initials[1]] = "patronymic"
    return tuple(
        Part(word, initial, "particle" if len(full) > 2 and _PARTICLES.fullmatch(word) else role)
        for (word, initial), role in zip(words, roles, strict=True)
    )


@lru_cache(maxsize=50_000)
def is_patronymic(word: str) -> bool:
    """Tell whether a word has the ending of a patronymic; some surnames have it too."""
    return any(_PATRONYMIC.search(blunt(key)) for key in keys(word)[:2])


@lru_cache(maxsize=20_000)
def _first_sounds(word: str) -> frozenset[str]:
    first = frozenset(blunt(key)[:1] for key in keys(word)) | frozenset(word[:1])
    if word[:1] in "yijeюяеёэйєї":
        first |= frozenset("iaeou") if len(word) == 1 and word in "yij" else frozenset("i")
    return first


def fits_initial(initial: str, word: str) -> bool:
    """Tell whether a word can stand behind an initial, in whatever scripts the two are.

    An initial is a letter, the letters of one Cyrillic letter, or a word cut short; in a pair of
    letters one may be a slip.
    """
    if len(initial) > 2 and any(
        blunt(key).startswith(blunt(one)) for key in keys(word) for one in keys(initial)
    ):
        return True
    asked = _first_sounds(initial)
    if len(initial) == 2:
        asked |= _first_sounds(initial[1])
    elif len(initial) > 2 and not _LONG_INITIALS.fullmatch(initial + "."):
        return False
    return not asked.isdisjoint(_first_sounds(word))
