"""What the tests of several rooms share: the data beside the project, and one built graph."""

import fcntl
import os
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[1] / ".." / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference data beside the project; it is not part of it."""
    if not SHARED.is_dir():
        pytest.skip("the reference data lies beside the project in ../shared, and is not there")
    return SHARED


@pytest.fixture(scope="session")
def built_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store directory of the curated graph, built once for the whole session.

    Where the session runs in several processes, the first that asks builds it for all.
    """
    from poimenno.triples.pipeline import build
    from poimenno.triples.progress import Silent
    from poimenno.triples.snapshots import exists

    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    store = shared / "built" / "store"
    store.mkdir(parents=True, exist_ok=True)
    with (shared / "built.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not exists(store):
            build(store, progress=Silent())
    return store
