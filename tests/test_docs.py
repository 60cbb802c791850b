"""The documents name what there is: every command, option, route, setting and variable."""

import ast
import re
import tomllib
from pathlib import Path
from typing import cast

from poimenno.server.app import create_app
from poimenno.server.cli import main
from poimenno.server.engine import Engine
from poimenno.server.reference import reference
from poimenno.server.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = README + "".join(
    path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md"))
)


def unmentioned(names: set[str], text: str) -> set[str]:
    """Tell which names do not occur in the text as words of their own."""
    return {name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)}


def variables(source: str) -> set[str]:
    """Find the environment variables that a module names."""
    strings = (
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return {value for value in strings if re.fullmatch(r"POIMENNO_[A-Z_]+", value)}


def routes() -> set[str]:
    """Collect the fixed part of every route that is meant for visitors."""
    app = create_app(cast("Engine", None), Settings())
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    return {rule.partition("<")[0] for rule in rules} - {"/static/", "/favicon.ico"}


def test_a_name_that_is_missing_is_found() -> None:
    assert unmentioned({"build", "--store"}, "rebuild --store-all") == {"build", "--store"}
    assert not unmentioned({"build", "--store"}, "`build` takes `--store DIR`")


def test_every_command_occurs_in_the_readme() -> None:
    assert not unmentioned({f"poimenno {name}" for name in main.commands}, README)


def test_every_option_occurs_in_the_documents() -> None:
    options = {
        option
        for command in main.commands.values()
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--")
    }
    assert len(options) > 10
    assert not unmentioned(options, DOCUMENTS)


def test_every_option_of_serve_occurs_in_the_readme() -> None:
    options = {parameter.opts[-1] for parameter in main.commands["serve"].params}
    assert not unmentioned(options - {"--host"}, README)


def test_every_variable_occurs_in_the_readme() -> None:
    found = {
        name
        for room in ("ontology", "queries", "triples", "server")
        for path in (ROOT / room).rglob("*.py")
        for name in variables(path.read_text(encoding="utf-8"))
    }
    assert "POIMENNO_TOKEN" in found
    assert not unmentioned(found, README)


def test_every_route_occurs_in_the_readme() -> None:
    assert "/sparql" in routes()
    assert not {route for route in routes() if f"`{route}" not in README}


def test_every_command_has_help_with_an_example() -> None:
    for name, command in main.commands.items():
        assert command.help, name
        assert f"poimenno {name}" in (command.epilog or ""), name
        for parameter in command.params:
            if parameter.param_type_name == "option" and parameter.name != "form":
                assert getattr(parameter, "help", None), f"{name} {parameter.name}"


def test_the_reference_is_that_of_the_commands() -> None:
    written = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    assert written == reference(), "run `make docs`"


def test_links_between_the_documents_lead_somewhere() -> None:
    for page in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_version_is_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {project['version']}\n" in citation


def test_commands_of_the_makefile_occur_in_the_readme() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert {"serve", "test"} <= set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert not unmentioned(
        {"make serve", "make test", "make check", "make long", "make oracle"}, README
    )
