"""A checkout to try the toolchain in, without and with what it may find on a machine."""

from pathlib import Path

import pytest
from checkouts import FAKE_GO, Checkout, executable, new_checkout


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A machine without Go and without Pulumi."""
    return new_checkout(tmp_path)


@pytest.fixture
def go(checkout: Checkout) -> Path:
    """A Go on the checkout's PATH."""
    return executable(checkout.tools / "go", FAKE_GO)


@pytest.fixture
def official(checkout: Checkout) -> Path:
    """A complete official installation on the checkout's PATH, of version 3.240.0."""
    executable(checkout.tools / "pulumi", "#!/bin/sh\necho v3.240.0\n")
    for name in ("pulumi-language-python", "pulumi-language-python-exec"):
        executable(checkout.tools / name, "#!/bin/sh\n")
    return checkout.tools
