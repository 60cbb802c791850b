"""The wheel holds what git holds, and works where there is no checkout."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("ontology", "triples", "queries", "server")


def missing_files(tracked: set[str], packed: set[str]) -> set[str]:
    """Tell which tracked files of the rooms the wheel lacks."""
    return {name for name in tracked if f"poimenno/{name}" not in packed}


def tracked_files() -> set[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", *ROOMS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return {name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy of the tracked files, in an environment of its own."""
    copy = tmp_path_factory.mktemp("source")
    loose = ("pyproject.toml", "README.md", "LICENSE", "LICENSE-DATA")
    for name in (*tracked_files(), *loose):
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / name).read_bytes())
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(target), str(copy)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = target.glob("*.whl")
    return built


def test_a_missing_file_is_found() -> None:
    packed = {"poimenno/queries/tokens.py"}
    assert missing_files({"queries/tokens.py", "queries/a.rq"}, packed) == {"queries/a.rq"}


def test_the_wheel_holds_every_tracked_file(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    assert not missing_files(tracked_files(), packed)
    outside = {
        name for name in packed if not name.startswith("poimenno/") and ".dist-info/" not in name
    }
    assert not outside
    licences = {Path(name).name for name in packed if "/licenses/" in name}
    assert licences == {"LICENSE", "LICENSE-DATA"}


@pytest.mark.long
@pytest.mark.timeout(900)
def test_the_installed_wheel_builds_and_answers_outside_the_checkout(
    wheel: Path, tmp_path: Path
) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    binaries = tmp_path / "venv" / "bin"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
        "POIMENNO_STORE": str(tmp_path / "store"),
    }

    def run(*command: str) -> str:
        done = subprocess.run(
            [str(binaries / command[0]), *command[1:]],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel))
    assert "site-packages" in run("python", "-c", "import poimenno.queries as q; print(q.__file__)")
    run("poimenno", "build")
    assert len(run("poimenno", "queries", "--format", "csv").splitlines()) > 96
    answer = run("poimenno", "query", "-q", "SELECT ?p { ?p a poi:Person }", "--format", "csv")
    assert len(answer.splitlines()) > 100
