"""quickstatements-client reads every command of the live export, and writes it again the same."""

import pytest

from ..server.conftest import Live
from .conftest import Clients

pytestmark = pytest.mark.long


def test_every_command_is_one_of_the_client(clients: Clients, live: Live) -> None:
    found = clients.python("statements.py", f"{live.url}export/quickstatements.tsv")
    assert found["commands"] > 20
    assert found["dates"] > 5
    assert found["other"] == []
