"""How alike two texts are, word by word, whatever their scripts and their order."""

from functools import lru_cache

from rapidfuzz.distance import Indel

from .fitting import score_thing
from .names import parse_thing

# Beyond this a text is prose, whose words are not looked at one by one.
_MOST_WORDS = 12


@lru_cache(maxsize=50_000)
def liken(one: str, other: str) -> float:
    """Tell from 0 to 1 how alike two texts are; 1 is the same but for case and transliteration.

    A text that is a part of the other is less like it the more words are missing; the cost is the
    product of the words, at most twelve on each side.
    """
    left, right = one.strip().casefold(), other.strip().casefold()
    if left == right:
        return 1.0
    if not left or not right:
        return 0.0
    if max(left.count(" "), right.count(" ")) >= _MOST_WORDS:
        return float(Indel.normalized_similarity(left[:1000], right[:1000]))
    scores = (
        score_thing(asked, known, _weight).value
        for asked in parse_thing(one)
        for known in parse_thing(other)
    )
    return max(scores, default=0.0) / 100


def _weight(word: str) -> float:
    """Weigh a word by its length: `of` says less than `Yerevan`."""
    return float(min(len(word), 8))
