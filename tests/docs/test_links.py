"""The documents: every link leads somewhere, every file that is named exists, every setting is described."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.splitlines()
    if (ROOT / name).is_file()
)
LINK = re.compile(r"(?<!`)\[[^\]]+\]\(([^)\s]+)\)")
NAMED = re.compile(r"(?<![\w./])((?:docs|examples|providers|specs|stacks|tests|toolchain|\.ci)/[\w./-]*\w)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
VARIABLE = re.compile(r"\b(?:WHOLESALE|WEBEX)_[A-Z_]*[A-Z]\b")


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ +(.+)$", FENCED.sub("", page.read_text("utf-8")), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", re.sub(r"[`*]", "", head)).strip().lower() for head in heads)
    return {head.replace(" ", "-") for head in plain}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(FENCED.sub("", page.read_text("utf-8"))):
        if target.startswith(("https://", "http://")):
            continue
        path, _, anchor = target.partition("#")
        linked = (page.parent / path).resolve() if path else page
        assert linked.exists(), target
        if anchor:
            assert anchor in anchors(linked), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_is_named_exists(page: Path) -> None:
    made = {"stacks/first.yaml", "stacks/first-customer.yaml", "stacks/confirmations.yaml", "stacks/Pulumi"}
    for named in NAMED.findall(FENCED.sub("", page.read_text("utf-8"))):
        if named in made or re.search(r"NAME|FAMILY|AREA|HANDLE", named):
            continue
        inside = (ROOT, page.parent, *(ROOT / "providers" / name for name in ("wholesale", "apisim")))
        places = [folder / named for folder in inside]
        assert any(place.exists() for place in places), named


def test_every_setting_is_described_for_ops_and_no_other_is() -> None:
    settings = (ROOT / "providers/wholesale/settings.py").read_text("utf-8")
    page = (ROOT / "docs/ops.md").read_text("utf-8")
    assert set(VARIABLE.findall(settings)) == set(VARIABLE.findall(page))
