"""All that one simulator knows: its records, time, work to come, decisions and faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import description, figures, tokens
from apisim.areas import tables
from apisim.clock import Agenda, Clock
from apisim.faults import Faults
from apisim.history import History
from apisim.ids import IdSource, encode
from apisim.ledger import Ledger
from apisim.outcomes import Outcomes
from apisim.rates import Buckets
from apisim.store import Table
from apisim.switches import Switches
from apisim.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apisim.settings import Settings

PARTNER = "11111111-1111-4111-8111-111111111111"


class World:
    """One simulated cloud; a reset makes a new one."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.switches = Switches(settings.switches)
        self.figures = figures.read(settings.rules)
        self.clock = Clock()
        self.agenda = Agenda(self.clock)
        self.ids = IdSource(settings.seed)
        self.outcomes = Outcomes()
        self.faults = Faults(settings.seed)
        self.buckets = Buckets(settings.rate)
        self.ledger = Ledger()
        self.history = History()
        self.tables: Mapping[str, Table] = {
            name: Table(indexes, self.history) for name, indexes in tables().items()
        }
        self.tokens = _tokens(settings)
        self.token_people: dict[str, str] = {}

    def __getitem__(self, kind: str) -> Table:
        return self.tables[kind]

    def begin(self, *, reading: bool) -> None:
        """Do the work whose time has come, and let a new step of the history begin."""
        self.history.begin()
        self.agenda.run(reading=reading)
        self.history.begin()

    def new_id(self, kind: str) -> str:
        """Give the id of a new thing."""
        return encode(kind, self.ids.key())


def _tokens(settings: Settings) -> dict[str, Token]:
    known = description.all_scopes()
    given = [tokens.parse(text, known, PARTNER) for text in settings.tokens]
    own = [Token("sim-full", known, PARTNER), Token("sim-read", tokens.reading(known), PARTNER)]
    return {token.name: token for token in (*own, *given)}
