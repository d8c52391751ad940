"""The form of e-mail addresses."""

from __future__ import annotations

import re

from apisim.errors import bad_request

FORM = re.compile(r"[^@\s\"(),:;<>\[\]\\]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
MALFORMED = 4801
MOST = 254


def check_email(text: str, at: str) -> None:
    """Refuse a malformed e-mail with code 4801 (wholesale-api §13)."""
    if not FORM.fullmatch(text) or len(text) > MOST:
        raise bad_request(f"{at}: an e-mail address is needed", MALFORMED, at=at)
