"""Show the progress of a build: bars on a terminal, plain timed lines in a log."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn
from rich.progress import Progress as Bars

from ..triples.progress import Progress


class Lines:
    """One line when a stage ends, so that a log stays short and greppable."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._stage = ""
        self._since = 0.0

    def begin(self, stage: str, total: int | None = None) -> None:
        """Remember the stage and the time; the total matters only to bars."""
        self._stage, self._since = stage, time.perf_counter()

    def advance(self, steps: int = 1) -> None:
        """Say nothing: a log line per step helps nobody."""

    def end(self, note: str = "") -> None:
        """Print the stage, its seconds and its note."""
        seconds = time.perf_counter() - self._since
        self._console.print(
            f"{self._stage}: {seconds:.1f} s" + (f", {note}" if note else ""),
            markup=False,
            highlight=False,
            soft_wrap=True,
        )


class Drawn:
    """A bar or spinner for the stage that runs, and the line of each stage that ended."""

    def __init__(self, console: Console) -> None:
        self._lines = Lines(console)
        self._bars = Bars(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            console=console,
            transient=True,
        )
        self._task = self._bars.add_task("", visible=False)

    def __enter__(self) -> "Drawn":
        """Start drawing."""
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take the bar off the screen, also when the work failed."""
        self._bars.stop()

    def begin(self, stage: str, total: int | None = None) -> None:
        """Draw a bar with `total` steps, or one that pulses."""
        self._lines.begin(stage)
        self._bars.reset(self._task, description=stage, total=total, visible=True)

    def advance(self, steps: int = 1) -> None:
        """Move the bar."""
        self._bars.advance(self._task, steps)

    def end(self, note: str = "") -> None:
        """Hide the bar and print its line."""
        self._bars.update(self._task, visible=False)
        self._lines.end(note)


@contextmanager
def showing(console: Console) -> Iterator[Progress]:
    """Give the progress that suits the console: drawn on a terminal, lines elsewhere."""
    if not console.is_terminal:
        yield Lines(console)
        return
    with Drawn(console) as drawn:
        yield drawn
