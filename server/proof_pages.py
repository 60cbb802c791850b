"""The page of an explanation without a server: what `poimenno explain --format html` writes."""

from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from .proof_trees import Telling


def proof_page(document: dict[str, Any], language: str) -> str:
    """Write the page of a document; it stands alone, with its style, and links to no server."""
    style = files(__package__).joinpath("static", "plain.css").read_text("utf-8")
    template = _environment().get_template("explain_alone.html")
    return template.render(
        telling=Telling(document, language), document=document, language=language, style=style
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    # A page that stands alone knows no server: what an IRI names is looked up where it is.
    environment.filters["local"] = str
    return environment
