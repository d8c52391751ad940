"""An estate of many small customers, as files, and as many records for octoDNS."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES, CUSTOMERS, USERS = 250, 5, 16
PARTNER = Path(__file__).parents[2] / "examples" / "partner.yaml"

_CUSTOMER = """\
  {handle}:
    name: Customer {number}
    primaryEmail: office@{handle}.example
    template: us-standard
    firstAdministrator: u1
    address: {{addressLine1: 1 Lake, city: Elgin, stateOrProvince: IL, zipOrPostalCode: "60601", country: US}}
    packages:
      webex_calling: {{limit: 40}}
    locations:
      HQ:
        main: true
        address: same
        timezone: America/Chicago
        language: en_us
        announcementLanguage: en_us
    users:
"""
_USER = """\
      u{number}:
        email: u{number}@{handle}.example
        firstName: First{number}
        lastName: Last {handle}
        package: webex_calling
        location: HQ
        extension: "{extension}"
"""


def write(folder: Path) -> None:
    """Write 250 stack files with 1,250 customers and 20,000 users, and partner.yaml."""
    folder.mkdir()
    shutil.copy(PARTNER, folder)
    for number in range(FILES):
        (folder / f"stack-{number:03}.yaml").write_text("".join(_file(number)))


def write_zones(folder: Path) -> None:
    """Write as many records as zones of octoDNS: 250 files with 80 addresses each, and its configuration."""
    (folder / "zones").mkdir(parents=True)
    for number in range(FILES):
        records = (_record(number, index) for index in range(CUSTOMERS * USERS))
        (folder / "zones" / f"stack-{number:03}.example.yaml").write_text("---\n" + "".join(sorted(records)))
    (folder / "config.yaml").write_text(
        "providers:\n"
        "  files: {class: octodns.provider.yaml.YamlProvider, directory: zones, enforce_order: false}\n"
        "  others: {class: octodns.provider.yaml.YamlProvider, directory: others}\n"
        "zones:\n  '*': {sources: [files], targets: [others]}\n"
    )


def _file(number: int) -> Iterator[str]:
    yield "version: 1\ndefaults:\n  extends: [smb-us]\ncustomers:\n"
    for customer in range(number * CUSTOMERS + 1, (number + 1) * CUSTOMERS + 1):
        handle = f"cust-{customer:05}"
        yield _CUSTOMER.format(handle=handle, number=customer)
        for user in range(1, USERS + 1):
            yield _USER.format(handle=handle, number=user, extension=100 + user)


def _record(zone: int, index: int) -> str:
    return f"r{index:02}:\n  ttl: 300\n  type: A\n  value: 10.{zone}.{index // 16}.{index % 16 + 1}\n"
