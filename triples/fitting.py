"""How well one name fits another.

A score from 0 to 100 says how well what is asked fits what is known:

* 100: every word is the same under `spellings`, none is missing;
* from MATCH on: nothing contradicts, and what is given decides between namesakes: a surname with
  a given name, or with the initials of given name and patronymic;
* below: a surname alone or with one initial, a slip in a short surname, or a contradiction.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA

from .given_names import GROUPS
from .names import Name, Part, fits_initial, is_patronymic
from .spellings import blunt, keys, standard_forms

MATCH = 90.0
"""A score from here on can be taken for the same, where no other candidate comes near."""
LEAD = 5.0
"""How far the best candidate must be ahead of the next to be taken."""
_FITS = 0.6

Likeness = Callable[[str, str], float]
Pairs = dict[int, tuple[int, float]]
"""For the place of a word that is asked, the place of the known word, and how alike they are."""


class Score(NamedTuple):
    """How well a name fits, from 0 to 100, and what that is made of, each from 0 to 100."""

    value: float
    features: dict[str, float]


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
    known_pairs = [(key, blunt(key)) for key in right]
    for one in left:
        rough = blunt(one)
        for other, rough_other in known_pairs:
            longest = max(len(one), len(other), 1)
            distance = float(OSA.distance(rough, rough_other))
            # A sign over a hissing letter may be left out in Latin, never in Cyrillic.
            sharp = OSA.distance(one, other)
            distance += (sharp - distance) * (1.0 if certain else 0.15)
            best = max(best, 1 - distance / longest)
    if 0.4 < best < 1:
        best = max(best, _as_written(asked, known))
    group = GROUPS.get(blunt(left[0]))
    if best < 1 and group is not None and group == GROUPS.get(blunt(right[0])):
        return max(best, 0.98)
    return max(best, 0.0)


def _as_written(asked: str, known: str) -> float:
    """Compare letters: a slip within `kh` or `tsch` counts once, as it was made."""
    forms = (known, *standard_forms(known)) if asked.isascii() else (known,)
    return max(
        (1 - OSA.distance(asked, form) / max(len(asked), len(form)) for form in forms), default=0.0
    )


def score_person(asked: Name, known: Name, alike: Likeness = likeness) -> Score:
    """Tell how well a name that is asked fits the name of a person.

    Its features say how alike surname, given name and patronymic are, where they are asked.
    """
    pairs = _assign(asked, known, alike)
    role_of: dict[str, float] = {}
    for to, fit in pairs.values():
        role_of[known[to].role] = max(role_of.get(known[to].role, 0.0), fit)
    has = {part.role for part in known}
    value = 100.0 - _surname(role_of) - _given(role_of, has, asked, known, pairs)
    if "patronymic" in has:
        patronymic = role_of.get("patronymic")
        value -= 3.0 if patronymic is None else 40.0 * (1 - patronymic)
    for at, part in enumerate(asked):
        if at not in pairs and part.role != "particle":
            value -= _stranger(part, has, asked)
    features = {f"{role}_similarity": round(100 * fit, 1) for role, fit in role_of.items()}
    return Score(max(value, 0.0), features)


def _surname(role_of: Mapping[str, float]) -> float:
    """Tell what is lost by the surname: half of all and more where there is none."""
    surname = role_of.get("surname")
    return 55.0 if surname is None else 95.0 * (1 - surname)


def _given(
    role_of: Mapping[str, float], has: set[str], asked: Name, known: Name, pairs: Pairs
) -> float:
    """Tell what is lost by the given name: most where it is missing on either side."""
    given = role_of.get("given")
    if given is None:
        return 15.0
    lost, by_initial = 0.0, False
    for at, (to, _) in pairs.items():
        if asked[at].initial or known[to].initial:
            by_initial |= known[to].role == "given"
            # The initials of a given name and a patronymic have an order.
            if {known[to].role, asked[at].role} == {"given", "patronymic"}:
                lost += 6.0
    if by_initial:
        return lost + (4.0 if "patronymic" in role_of else 11.0)
    return lost + 60.0 * (1 - given)


def _stranger(part: Part, has: set[str], asked: Name) -> float:
    """Tell what a word costs that the known name has not."""
    if part.initial:
        return 20.0
    if "patronymic" not in has and len(asked) > 2 and is_patronymic(part.word):
        return 12.0
    return 25.0


def _assign(asked: Name, known: Name, alike: Likeness) -> Pairs:
    """Give each asked word the known word that it fits best, the best fits first."""
    fits: list[tuple[float, int, int]] = []
    for at, part in enumerate(asked):
        for to, other in enumerate(known):
            fit = _fit(part, other, alike)
            if fit >= _FITS:
                # Of equal fits the one in the place that its role has comes first.
                fits.append((-fit - 0.01 * (part.role == other.role), at, to))
    pairs: Pairs = {}
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
    if part.initial and other.initial and part.word == other.word:
        return 1.0
    return 0.97 if fits_initial(part.word, other.word) else 0.0


def score_thing(
    asked: Name, known: Name, weight: Callable[[str], float], alike: Likeness = likeness
) -> Score:
    """Tell how well a name that is asked fits the name of anything else, rare words counting more.

    Seven parts are for the words asked that are there, three for the words there that are asked.
    A slip costs more than among persons, since more things have names that differ by a letter.
    """
    pairs = _assign(asked, known, alike)
    asked_all = sum(weight(part.word) for part in asked)
    known_all = sum(weight(part.word) for part in known)
    if not asked_all or not known_all:
        return Score(0.0, {})
    found = covered = 0.0
    for at, (to, fit) in pairs.items():
        # Things seldom have initials: one that is asked is hardly a word of theirs.
        hard = 0.5 if asked[at].initial != known[to].initial else max(0.0, 1 - 2 * (1 - fit))
        found += weight(asked[at].word) * hard
        covered += weight(known[to].word) * hard
    shares = found / asked_all, covered / known_all
    features = {
        "words_found": round(100 * shares[0], 1),
        "words_covered": round(100 * shares[1], 1),
    }
    return Score(70 * shares[0] + 30 * shares[1], features)
