"""Names of persons and things: their words and roles, and how well one name fits another.

The words of a name come in any order, some as initials, some in brackets, some left out, one with
a slip of the hand. A score from 0 to 100 says how well what is asked fits what is known:

* 100: every word is the same under `spellings`, none is missing;
* from MATCH on: nothing contradicts, and what is given decides between namesakes: a surname with
  a given name, or with the initials of given name and patronymic;
* below: a surname alone or with one initial, a slip in a short surname, or a contradiction.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from .given_names import GROUPS
from .spellings import blunt, keys, standard_forms

MATCH = 90.0
"""A score from here on can be taken for the same, where no other candidate comes near."""
LEAD = 5.0
"""How far the best candidate must be ahead of the next to be taken."""

# A word holds its own signs: apostrophes for soft signs, ties and accents.
_SIGNS = r"[^\W_]|[\u0300-\u036f'`\"´ʹʺʻʼʽʾʿˈ‘’″′\ufe20\ufe21]"
_TOKEN = re.compile(rf"[(),;]|[^\W_](?:{_SIGNS})*\.?")
_LONG_INITIALS = re.compile("[yji][uaeo]|[zkcst]h|shch|ts|dzh|dj|ph")
_ROMAN = re.compile("[IVX]{2,}")
_PATRONYMIC = re.compile(
    "(?:[oe]v|av|iv)ic$|(?:[oei]v|ic|in)na$|(?:il|mic|kic|tic|vic|ic)ic?$|(?:ogli|ogl|kizi)$"
)
_PARTICLES = re.compile("von|van|der|den|de|di|du|la|le|al|ibn|фон|ван|дер|де|ла|аль|ибн")
_FITS = 0.6


class Part(NamedTuple):
    """One word of a name; an initial stands for a word that begins so."""

    word: str
    initial: bool
    role: str


Name = tuple[Part, ...]
Likeness = Callable[[str, str], float]


class Score(NamedTuple):
    """How well a name fits, from 0 to 100, and what that is made of, each from 0 to 100."""

    value: float
    features: dict[str, float]


def words_of(text: str) -> list[str]:
    """Give the full words of a text that an index keeps, also the joined forms of compounds."""
    found = {part.word: None for name in parse(text) for part in name if not part.initial}
    return list(found)


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


def _without_hyphens(text: str) -> list[str]:
    split = re.sub(r"(?<=\w)[-‐‑–](?=\w)", " ", text)
    joined = re.sub(r"(?<=[^\W\d])[-‐‑–](?=[^\W\d])", "", text)
    return list(dict.fromkeys((split, joined)))


def _read(text: str) -> list[tuple[str, bool]]:
    """Cut a text into words, each with whether it is an initial, and its brackets and commas."""
    tokens: list[tuple[str, bool]] = []
    shouted = text.upper() == text
    for token in _TOKEN.findall(text):
        word = token.rstrip(".")
        dotted = token.endswith(".")
        small = word.lower()
        if (len(small) == 1 and small.isalpha()) or (dotted and _LONG_INITIALS.fullmatch(small)):
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
        Part(word, initial, "particle" if _PARTICLES.fullmatch(word) else role)
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
    """Tell whether a word can stand behind an initial, in whatever scripts the two are."""
    return not _first_sounds(initial).isdisjoint(_first_sounds(word))


def likeness(asked: str, known: str, known_keys: Sequence[str] | None = None) -> float:
    """Tell how alike two words sound, from 0 to 1; 1 is the same under every rule of spelling.

    Insertions, deletions, substitutions and transpositions count one each, by the longer word
    (optimal string alignment). A word with a digit is the same or is another.
    """
    if asked == known:
        return 1.0
    if any(map(str.isdigit, asked + known)):
        return 0.0
    left, right = keys(asked), known_keys or keys(known)
    if not left or not right:
        return 0.0
    certain = not (asked.isascii() or known.isascii())
    best = 0.0
    for one in left:
        for other in right:
            longest = max(len(one), len(other), 1)
            distance = float(OSA.distance(blunt(one), blunt(other)))
            # A sign over a hissing letter may be left out in Latin, never in Cyrillic.
            sharp = OSA.distance(one, other)
            distance += (sharp - distance) * (1.0 if certain else 0.15)
            best = max(best, 1 - distance / longest)
    if 0.5 < best < 1:
        best = max(best, _as_written(asked, known))
    if best < 1 and GROUPS.get(blunt(left[0]), 0) == GROUPS.get(blunt(right[0]), 1):
        return max(best, 0.98)
    return max(best, 0.0)


def _as_written(asked: str, known: str) -> float:
    """Compare letters: a slip within `kh` or `tsch` counts once, as it was made."""
    forms = (known, *standard_forms(known)) if asked.isascii() else (known,)
    return max(
        (1 - OSA.distance(asked, form) / max(len(asked), len(form)) for form in forms), default=0.0
    )


def score_person(asked: Name, known: Name, alike: Likeness = likeness) -> Score:
    """Tell how well a name that is asked fits the name of a person."""
    pairs = _assign(asked, known, alike)
    value = 100.0
    role_of: dict[str, float] = {}
    given_by_initial = False
    for at, (to, fit) in pairs.items():
        part = known[to]
        role_of[part.role] = max(role_of.get(part.role, 0.0), fit)
        if part.role == "given" and (asked[at].initial or part.initial):
            given_by_initial = True
    surname = role_of.get("surname")
    has = {part.role for part in known}
    if surname is None:
        value -= 55.0
    else:
        value -= 95.0 * (1 - surname)
    if "given" in has:
        given = role_of.get("given")
        if given is None:
            value -= 15.0
        elif given_by_initial:
            value -= 4.0 if "patronymic" in role_of else 11.0
        else:
            value -= 60.0 * (1 - given)
    else:
        value -= 15.0
    if "patronymic" in has:
        patronymic = role_of.get("patronymic")
        value -= 3.0 if patronymic is None else 40.0 * (1 - patronymic)
    for at, part in enumerate(asked):
        if at not in pairs and part.role != "particle":
            value -= _stranger(part, has, asked)
    features = {f"{role}_similarity": round(100 * fit, 1) for role, fit in role_of.items()}
    return Score(max(value, 0.0), features)


def _stranger(part: Part, has: set[str], asked: Name) -> float:
    """Tell what a word costs that the known name has not."""
    if part.initial:
        return 20.0
    if "patronymic" not in has and len(asked) > 2 and is_patronymic(part.word):
        return 12.0
    return 25.0


def _assign(asked: Name, known: Name, alike: Likeness) -> dict[int, tuple[int, float]]:
    """Give each asked word the known word that it fits best, the best fits first."""
    fits: list[tuple[float, int, int]] = []
    for at, part in enumerate(asked):
        for to, other in enumerate(known):
            fit = _fit(part, other, alike)
            if fit >= _FITS:
                # Of equal fits the one in the place that its role has comes first.
                fits.append((-fit - 0.01 * (part.role == other.role), at, to))
    pairs: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for fit, at, to in sorted(fits):
        if at not in pairs and to not in taken:
            taken.add(to)
            pairs[at] = to, min(1.0, -fit - 0.01 * (asked[at].role == known[to].role))
    return pairs


def _fit(part: Part, other: Part, alike: Likeness) -> float:
    if not part.initial and not other.initial:
        return alike(part.word, other.word)
    if part.initial and other.role == "surname" and not other.initial:
        return 0.0
    if not part.initial and part.role == "surname" and other.initial:
        return 0.0
    return 0.97 if fits_initial(part.word, other.word) else 0.0


def score_thing(
    asked: Name, known: Name, weight: Callable[[str], float], alike: Likeness = likeness
) -> Score:
    """Tell how well a name that is asked fits the name of anything else, rare words counting more.

    Seven parts are for the words asked that are there, three for the words there that are asked.
    """
    pairs = _assign(asked, known, alike)
    asked_all = sum(weight(part.word) for part in asked)
    known_all = sum(weight(part.word) for part in known)
    if not asked_all or not known_all:
        return Score(0.0, {})
    found = sum(weight(asked[at].word) * fit for at, (_, fit) in pairs.items())
    covered = sum(weight(known[to].word) * fit for to, fit in pairs.values())
    shares = min(1.0, found / asked_all), min(1.0, covered / known_all)
    value = 70 * shares[0] + 30 * shares[1]
    features = {
        "words_found": round(100 * shares[0], 1),
        "words_covered": round(100 * shares[1], 1),
    }
    return Score(value, features)
