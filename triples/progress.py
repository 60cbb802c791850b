"""How long work tells what it is doing: a protocol, and the silent way to fulfil it."""

from typing import Protocol


class Progress(Protocol):
    """Hears about the stages of one piece of work, one after the other, never nested.

    The terminal draws bars and a log gets plain lines; who works does not know which.
    """

    def begin(self, stage: str, total: int | None = None) -> None:
        """Name the stage that starts; `total` is the number of steps when it is known."""

    def advance(self, steps: int = 1) -> None:
        """Count steps of the stage that runs."""

    def end(self, note: str = "") -> None:
        """Close the stage that runs, with what came of it in a few words."""


class Silent:
    """Progress for tests and for callers that print nothing."""

    def begin(self, stage: str, total: int | None = None) -> None:
        """Hear and say nothing."""

    def advance(self, steps: int = 1) -> None:
        """Hear and say nothing."""

    def end(self, note: str = "") -> None:
        """Hear and say nothing."""
