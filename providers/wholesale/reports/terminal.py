"""What the screen can do: colour and links for people at a terminal, plain text for everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

PLAIN_WIDTH = 120
"""Columns of an excerpt where nobody says how wide the screen is."""

_LINKING = frozenset({"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio"})
_LINKING_SIGNS = ("WT_SESSION", "KONSOLE_VERSION", "DOMTERM", "KITTY_WINDOW_ID", "FORCE_HYPERLINK")
_OLDEST_VTE = 5000
"""VTE below 0.50 shows links as rubbish."""


class Screen(NamedTuple):
    """Where text is shown.

    Args:
        colour: whether it shows colours.
        links: whether it shows hyperlinks (OSC 8).
        width: its columns.
    """

    colour: bool = False
    links: bool = False
    width: int = PLAIN_WIDTH

    def painted(self, text: str, colour: str) -> str:
        """A text in a colour, where there are colours."""
        return f"\x1b[{colour}m{text}\x1b[0m" if self.colour else text

    def linked(self, text: str, target: str | None) -> str:
        """A text that leads to an address, where there are links."""
        return f"\x1b]8;;{target}\x1b\\{text}\x1b]8;;\x1b\\" if self.links and target else text


def screen(environment: Mapping[str, str], *, is_terminal: bool, width: int) -> Screen:
    """What a stream can show, given the environment; a pipeline's log stays plain."""
    forced = environment.get("FORCE_COLOR", "") not in {"", "0"} or environment.get("CLICOLOR_FORCE") == "1"
    dull = not is_terminal or environment.get("CI") or environment.get("TERM", "") in {"dumb", ""}
    colour = bool((forced or not dull) and not environment.get("NO_COLOR"))
    return Screen(
        colour=colour,
        links=not dull and not environment.get("NO_COLOR") and _shows_links(environment),
        width=max(width, 40) if is_terminal else PLAIN_WIDTH,
    )


def _shows_links(environment: Mapping[str, str]) -> bool:
    vte = environment.get("VTE_VERSION", "")
    return (
        environment.get("TERM_PROGRAM") in _LINKING
        or any(environment.get(sign, "0") not in {"", "0"} for sign in _LINKING_SIGNS)
        or (vte.isdigit() and int(vte) >= _OLDEST_VTE)
    )
