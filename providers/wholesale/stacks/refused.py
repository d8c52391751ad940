"""Files that are not there, or that are not read for their sake or ours: each is a problem with a way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.stacks.folder import LARGEST, RESERVED, SUFFIX, Refused, names
from wholesale.stacks.problems import Place, Problem, listed, nearest, shown_name
from wholesale.stacks.rules import files

if TYPE_CHECKING:
    from pathlib import Path

    from wholesale.stacks.rule import Rule


def not_read(file: Path, refused: Refused) -> Problem:
    """The problem of a file that is there and is not read."""
    rule, message, fix = _REFUSALS[refused.why]
    return _at(rule, file, f"{message}: {refused.reason}" if refused.reason else message, fix)


_REFUSALS = {
    "broken link": (
        files.UNREADABLE,
        "cannot be read: it is a link to a file that is not there",
        "put the file itself here, or mend the link",
    ),
    "not a file": (
        files.NOT_A_FILE,
        "this is no file but a pipe, a socket or a device, and is not read",
        "put a file here",
    ),
    "too large": (
        files.TOO_LONG,
        f"the file is larger than {LARGEST // 1_000_000} MB, and is not read",
        "divide its customers among several stack files",
    ),
    "elsewhere": (
        files.OUT_OF_FOLDER,
        "this is a link to a file outside of its folder, and is not read",
        "put the file itself here; a review shows a link, and not what it leads to",
    ),
    "system": (files.UNREADABLE, "cannot be read", "check the path and its permissions"),
}


def out_of_folder(folder: Path, name: str) -> Problem:
    """The problem of a stack whose name leads out of its folder."""
    message = f'"{name}" is a path and no name: a stack is a file of this folder'
    return _at(files.OUT_OF_FOLDER, folder, message, "give the name of the file, without folder and .yaml")


def _at(rule: Rule, file: Path, message: str, fix: str) -> Problem:
    return rule.at(Place(shown_name(file), 1, 1), "", message, fix)


def no_partner(file: Path) -> Problem:
    """The problem of a folder without the partner file."""
    return _at(
        files.NO_PARTNER,
        file,
        "the partner file is missing: stacks need its templates and profiles",
        "create it beside the stack files; examples/partner.yaml is a complete one",
    )


def no_stack(file: Path) -> Problem:
    """The problem of a stack file that is not there."""
    if file.name.removesuffix(SUFFIX) in RESERVED:
        return _at(files.RESERVED_NAME, file, "this name is reserved and is no stack", "choose a stack file")
    there = names(file.parent) if file.parent.is_dir() else []
    meant = nearest(file.name.removesuffix(SUFFIX), there)
    known = f"restore it, or choose one of: {listed(there)}" if there else "create it; see examples/"
    known = f'did you mean "{meant}"?' if meant else known
    return _at(files.NO_FILE, file, "there is no such file", known)


def nothing(path: Path) -> Problem:
    """The problem of a path that leads nowhere."""
    return _at(
        files.NO_FILE,
        path,
        "there is no such file or folder",
        "give the folder of the stack files, or create it",
    )


def empty_folder(folder: Path) -> Problem:
    """The problem of a folder without a stack."""
    return _at(
        files.EMPTY_FOLDER, folder, "the folder holds no stack file", "add one, like examples/acme-1001.yaml"
    )
